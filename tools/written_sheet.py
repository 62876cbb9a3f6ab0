"""Draws kitchens that people wrote, those of examples/kitchens and some after floor plans: docs/images/written.png.

    python tools/written_sheet.py
"""

from __future__ import annotations

import os
from pathlib import Path

if __name__ == "__main__":
    os.environ["KITCHEN_DREAM_UNITS"] = "24"  # before kitchens are loaded: the villa has so many

from kitchen_dream.kitchens.files.kitchen_files import load_kitchen
from kitchen_dream.media.video import write_png
from kitchen_dream.sim.sensing.pictures import gallery

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "images" / "written.png"
PLANS = ("frankfurt", "us_10_by_10", "farmhouse", "british_terrace")


def main() -> None:
    """Draw and write."""
    files = sorted((ROOT / "examples" / "kitchens").glob("*.yaml"))
    files += [ROOT / "benchmarks" / "floor_plans" / f"{name}.yaml" for name in PLANS]
    write_png(OUT, gallery([load_kitchen(file) for file in files], columns=3, width=400, height=280), colours=200)
    print(OUT.relative_to(ROOT), "shows", *(file.stem for file in files))


if __name__ == "__main__":
    main()
