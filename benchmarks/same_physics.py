"""Whether the same skills move the same bodies to the last bit, whichever package PyBullet came in and whichever Python
runs it:

    python benchmarks/same_physics.py

Each run does whole kitchens, one of every layout family: look into every unit, take everything out of it, put it into
pot or bowl, press both buttons. It hashes all that moves 60 times a simulated second, and what the head camera sees
after each episode. It adds its row to docs/results/same-physics.json, where rows of other environments are kept. The
depths of the first run are kept, so that a later one can tell how far its own are from them."""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions, version
from pathlib import Path
from typing import Any

import numpy as np
import tyro
from simulator_checks.stress import trajectory_digest

from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.kitchens.spec import BURNERS, LAYOUT_FAMILIES, Kitchen
from kitchen_dream.rules.skills import SkillCall
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.sensing.head_camera import HeadCamera

OUT = Path(__file__).resolve().parents[1] / "docs" / "results" / "same-physics.json"
DEPTHS = Path("runs") / "same-physics-depths.npy"
VESSELS = ("put_pot", "put_bowl")


def episodes(kitchen: Kitchen) -> Iterator[list[SkillCall]]:
    """Episodes that use every skill on everything once; each unit has its own, that vessels always have room."""
    for number, unit in enumerate(kitchen.units):
        calls = [SkillCall("look", number)]
        full = [slot for slot, name in enumerate(unit.contents) if name]
        for count, slot in enumerate(full):
            calls += [SkillCall("take", slot), SkillCall(VESSELS[count % 2])]
        yield calls
    yield [*(SkillCall("press", burner) for burner in range(BURNERS)), SkillCall("stop")]


def run_kitchens(count: int, first_seed: int) -> tuple[dict[str, Any], np.ndarray]:
    """The row of this many kitchens: how many skills, and hashes; and the depths that the camera saw, in metres."""
    digests = {what: hashlib.sha256() for what in ("physics", "colours", "depths")}
    skills, depths = 0, []
    for seed in range(first_seed, first_seed + count):
        kitchen = generate(seed, (LAYOUT_FAMILIES[seed % len(LAYOUT_FAMILIES)],))
        digests["physics"].update(repr(kitchen).encode())
        body = KitchenBody(kitchen)
        camera = HeadCamera(body.client, body.scene, body.robot)
        for calls in episodes(kitchen):
            digests["physics"].update(trajectory_digest(body, calls, picture=False).encode())
            shot = camera.shoot()
            digests["colours"].update(shot.rgb.tobytes())
            digests["depths"].update(shot.depth.tobytes())
            depths.append(shot.depth)
            skills += len(calls)
            body.reset()
        body.close()
        print(f"kitchen {seed}: {skills} skills", *(hash_.hexdigest()[:12] for hash_ in digests.values()), flush=True)
    row = {"kitchens": count, "first_seed": first_seed, "skills": skills, "pictures": len(depths)}
    return row | {what: digest.hexdigest() for what, digest in digests.items()}, np.stack(depths)


def package() -> str:
    """The package that `import pybullet` comes from, with its version."""
    name = packages_distributions()["pybullet"][0]
    return f"{name} {version(name)}"


def main(
    kitchens: int = len(LAYOUT_FAMILIES), first_seed: int = 3000, json_file: Path = OUT, depths: Path = DEPTHS
) -> None:
    """Run, print, add a row.

    Args:
        kitchens: number of kitchens.
        first_seed: seed of the first one.
        json_file: where rows are kept; one of the same Python, PyBullet and numpy is replaced.
        depths: where the depths of the first run are kept."""
    row = {"python": platform.python_version(), "pybullet": package(), "numpy": version("numpy")}
    measured, seen = run_kitchens(kitchens, first_seed)
    if not depths.is_file():
        depths.parent.mkdir(parents=True, exist_ok=True)
        np.save(depths, seen)
    measured["greatest difference of depths, m"] = float(f"{np.abs(seen - np.load(depths)).max():.2g}")
    rows = json.loads(json_file.read_text())["rows"] if json_file.is_file() else []
    rows = [old for old in rows if any(old[key] != row[key] for key in row)] + [row | measured]
    rows.sort(key=lambda told: ([int(part) for part in told["python"].split(".")], told["pybullet"]))
    write_atomically(json_file, (json.dumps({"machine": hardware_info(), "rows": rows}, indent=1) + "\n").encode())
    print(rows)


if __name__ == "__main__":
    try:
        tyro.cli(main)
    except ValueError as error:
        sys.exit(f"error: {error}")
