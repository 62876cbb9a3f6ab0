"""`kitchen sample|check|show`: make, validate and draw kitchen files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import tyro

from kitchen_dream.kitchens.files import KitchenError, dump_kitchen, load_kitchen, save_kitchen
from kitchen_dream.kitchens.generator import generate
from kitchen_dream.kitchens.spec import LAYOUT_FAMILIES, Kitchen

Family = Annotated[str, tyro.conf.arg(metavar="FAMILY")]


def sample(seed: int = 0, layout: Family = "any", out: Path | None = None) -> None:
    """Make a random kitchen and write it as YAML.

    Args:
        seed: the kitchen's seed; the same seed gives the same kitchen.
        layout: one_wall, galley, l_shape, u_shape, island, or any.
        out: file to write; without it the kitchen is printed.
    """
    kitchen = _generate(seed, layout)
    if out is None:
        print(dump_kitchen(kitchen), end="")
        return
    save_kitchen(kitchen, out)
    print(f"{out}: {kitchen.name} with {len(kitchen.units)} units")


def check(files: Annotated[tuple[Path, ...], tyro.conf.Positional]) -> None:
    """Prove that one can cook in each of the given kitchen files, or say in one line each what is wrong; exit status 1 then.

    Args:
        files: kitchen files (YAML).
    """
    if not files:
        raise ValueError("kitchen check: name at least one file")
    wrong = False
    for file in files:
        try:
            kitchen = load_kitchen(file)
        except KitchenError as error:
            print("\n".join(error.lines))
            wrong = True
        else:
            print(f"{file}: one can cook in it ({len(kitchen.units)} units)")
    if wrong:
        raise SystemExit(1)


def show(
    file: Annotated[Path | None, tyro.conf.Positional] = None,
    seed: int | None = None,
    layout: Family = "any",
    out: Path | None = None,
) -> None:
    """Draw a kitchen as one PNG: from above with what lies where, and in perspective.

    Args:
        file: a kitchen file (YAML).
        seed: instead of a file, the seed of a random kitchen.
        layout: layout family of the random kitchen, or any.
        out: picture to write; by default the file's name, or kitchen-SEED, with .png in the current folder.
    """
    if (file is None) == (seed is None):
        raise ValueError("kitchen show: name either a file or --seed N")
    kitchen = load_kitchen(file) if file is not None else _generate(seed or 0, layout)
    target = out or Path(f"{file.stem}.png" if file is not None else f"kitchen-{seed}.png")
    if target.suffix.lower() != ".png":
        raise ValueError(f"--out {target}: a picture ends in .png")
    picture = draw(kitchen)
    from PIL import Image

    target.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(picture).save(target)
    print(f"{target}: {kitchen.name}, from above and in perspective ({picture.shape[1]} x {picture.shape[0]})")


def draw(kitchen: Kitchen, width: int = 1400) -> np.ndarray:
    """The plan above the perspective view, (height, width, 3) uint8."""
    # Both need heavy libraries that the other two commands do without.
    from kitchen_dream.evaluation.plan import draw_plan
    from kitchen_dream.sim.pictures import perspective

    plan = draw_plan(kitchen, width)
    view = np.asarray(perspective(kitchen, width, width * 9 // 16), dtype=np.uint8)[..., :3]
    return np.concatenate([plan, view], axis=0)


def _generate(seed: int, layout: str) -> Kitchen:
    if layout != "any" and layout not in LAYOUT_FAMILIES:
        raise ValueError(f"--layout {layout!r} is not a layout family; use one of: any, {', '.join(LAYOUT_FAMILIES)}")
    return generate(seed, LAYOUT_FAMILIES if layout == "any" else (layout,))
