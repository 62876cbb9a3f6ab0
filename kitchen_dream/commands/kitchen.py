"""`kitchen new|sample|check|show`: begin, make, prove and draw kitchen files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import tyro
from rich.console import Console

from kitchen_dream.commands.kitchen_show import show
from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.resources import ASSETS
from kitchen_dream.kitchens.checks.proof import Defect
from kitchen_dream.kitchens.files.kitchen_files import (
    KitchenError,
    dump_kitchen,
    load_family,
    load_kitchen,
    save_kitchen,
)
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.kitchens.spec import LAYOUT_FAMILIES, Kitchen

__all__ = ["check", "new", "sample", "show"]

DRAWS = 8
"""Kitchens of a family with ranges or choices that `check` draws; the rehearsal is in the first."""

Family = Annotated[str, tyro.conf.arg(metavar="FAMILY")]


def new(file: Annotated[Path, tyro.conf.Positional], like: Family = "starter") -> None:
    """Write a kitchen to start from, as a person would: furniture placed relative to walls and to each other.

    Args:
        file: the kitchen file (YAML) to write; one that exists is left alone.
        like: starter, or the example of a layout family: one_wall, galley, l_shape, u_shape, island.
    """
    if like != "starter" and like not in LAYOUT_FAMILIES:
        raise ValueError(f"--like {like!r} is no example; use one of: starter, {', '.join(LAYOUT_FAMILIES)}")
    if file.suffix not in (".yaml", ".yml"):
        raise ValueError(f"kitchen new {file}: a kitchen is a YAML file; let its name end in .yaml")
    if file.exists():
        raise ValueError(f"kitchen new {file}: the file exists and is left as it is; choose another name")
    example = ASSETS / "starter.yaml" if like == "starter" else ASSETS / "layouts" / f"{like}.yaml"
    write_atomically(file, example.read_bytes(), parents=True)
    kitchen = load_kitchen(file)
    print(f"{file}: {kitchen.name} with {len(kitchen.units)} units; see it with `python run.py kitchen show {file} --watch`")


def sample(seed: int = 0, layout: Family = "any", out: Path | None = None) -> None:
    """Make a random kitchen and write it as YAML.

    Args:
        seed: the kitchen's seed; the same seed gives the same kitchen.
        layout: one_wall, galley, l_shape, u_shape, island, or any.
        out: file to write; without it the kitchen is printed.
    """
    kitchen = generate(seed, layout_choice(layout))
    if out is None:
        print(dump_kitchen(kitchen), end="")
        return
    save_kitchen(kitchen, out)
    print(f"{out}: {kitchen.name} with {len(kitchen.units)} units")


def check(files: Annotated[tuple[Path, ...], tyro.conf.Positional], quick: bool = False, every_slot: bool = False) -> None:
    """Prove that the robot can cook in each of the given kitchen files, or say in one line each what is wrong; exit status 1 then.

    Sizes, overlaps, heights, ways of the base, food and deadlines are checked; then the robot rehearses in PyBullet: it opens every
    unit, takes something out, puts it into pot and bowl, and presses every button. That takes some twenty seconds a kitchen.

    Args:
        files: kitchen files (YAML).
        quick: leave the rehearsal out.
        every_slot: rehearse with every slot of every unit instead of one slot a unit.
    """
    if not files:
        raise ValueError("kitchen check: name at least one file")
    wrong = False
    for file in files:
        try:
            print(f"{file}: {_proof(file, quick, every_slot)}")
        except KitchenError as error:
            print("\n".join(error.lines))
            wrong = True
    if wrong:
        raise SystemExit(1)


def _proof(file: Path, quick: bool, every_slot: bool) -> str:
    """What is proved of a file, in words. Raises KitchenError."""
    family = load_family(file)
    kitchen = family.prove(in_time)
    words = f"one can cook in it ({len(kitchen.units)} units)"
    if family.varied:
        for seed in range(1, DRAWS):
            family.prove(in_time, seed)
        words += f", and in {DRAWS - 1} others drawn from it"
    if quick:
        return words
    from kitchen_dream.sim.feasibility_check import check_feasibility

    with Console(stderr=True).status(f"{file}: the robot rehearses") as status:
        tell: Callable[[int, int], None] = lambda done, total: status.update(f"{file}: the robot rehearses ({done} of {total})")  # noqa: E731
        family.prove(partial(check_feasibility, every_slot=every_slot, on_progress=tell))
    return f"{words}; the robot got at {'every slot' if every_slot else 'every unit'}, pot, bowl and buttons"


def in_time(kitchen: Kitchen) -> list[Defect]:
    """Whether one dish at least can be cooked before its deadline."""
    from kitchen_dream.rules.limits import feasible
    from kitchen_dream.rules.tables import tabulate

    if feasible(tabulate([kitchen])).any():
        return []
    return [Defect("units", "no dish can be cooked before its deadline", "bring food, stove and bowl closer together, or add ingredients")]


def layout_choice(layout: str) -> tuple[str, ...]:
    """The layout families that an option names. Raises ValueError."""
    if layout != "any" and layout not in LAYOUT_FAMILIES:
        raise ValueError(f"--layout {layout!r} is not a layout family; use one of: any, {', '.join(LAYOUT_FAMILIES)}")
    return LAYOUT_FAMILIES if layout == "any" else (layout,)
