"""`kitchen new|sample|check|show`: begin, make, prove and draw kitchen files."""

from functools import partial
from pathlib import Path
from typing import Annotated, Any

import tyro
from rich.console import Console

from kitchen_dream.commands.bars import Bars
from kitchen_dream.commands.kitchen_show import show
from kitchen_dream.commands.options import KitchenName, layout_families, rules_of
from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.resources import ASSETS
from kitchen_dream.core.seeds import check_seed
from kitchen_dream.kitchens.files.kitchen_files import KitchenError, dump_kitchen, load_kitchen, save_kitchen
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.kitchens.spec import LAYOUT_FAMILIES
from kitchen_dream.simcheck.kitchen_proof import prove_file

__all__ = ["check", "new", "sample", "show"]

Family = Annotated[str, tyro.conf.arg(metavar="FAMILY")]


def new(file: Annotated[Path, tyro.conf.Positional], like: Family = "starter") -> None:
    """Write a kitchen to start from, as a person would: furniture placed relative to walls and to each other.

    Args:
        file: the kitchen file (YAML) to write; one that exists is left alone.
        like: starter, or the example of a layout family: one_wall, galley, l_shape, u_shape, island."""
    if like != "starter" and like not in LAYOUT_FAMILIES:
        raise ValueError(f"--like {like!r} is no example; use one of: starter, {', '.join(LAYOUT_FAMILIES)}")
    if file.suffix not in (".yaml", ".yml"):
        raise ValueError(f"kitchen new {file}: a kitchen is a YAML file; let its name end in .yaml")
    if file.exists():
        raise ValueError(f"kitchen new {file}: the file exists and is left as it is; choose another name")
    example = ASSETS / "starter.yaml" if like == "starter" else ASSETS / "layouts" / f"{like}.yaml"
    write_atomically(file, example.read_bytes(), parents=True)
    kitchen = load_kitchen(file)
    see = f"see it with `python run.py kitchen show {file} --watch`"
    print(f"{file}: {kitchen.name} with {len(kitchen.units)} units; {see}")


def sample(
    seed: int = 0, layout: Family = "any", out: Path | None = None, problem: KitchenName = "kitchen"
) -> None:
    """Make a random kitchen and write it as YAML.

    Args:
        seed: the kitchen's seed; the same seed gives the same kitchen.
        layout: one_wall, galley, l_shape, u_shape, island, or any.
        out: file to write; without it the kitchen is printed.
        problem: kitchen, or kitchen-v1, with tools and more kinds of food."""
    check_seed(seed)
    kitchen = generate(seed, layout_families(layout), rules_of(problem).name)
    if out is None:
        print(dump_kitchen(kitchen), end="")
        return
    save_kitchen(kitchen, out)
    print(f"{out}: {kitchen.name} with {len(kitchen.units)} units")


def check(
    files: Annotated[tuple[Path, ...], tyro.conf.Positional], quick: bool = False, every_slot: bool = False,
    robot: str | None = None, problem: KitchenName = "kitchen",
) -> None:
    """Prove that the robot can cook in the given kitchen files, or say what is wrong, one line each.

    Sizes, overlaps, heights, paths of the base, food and deadlines are checked. Then the robot rehearses in PyBullet:
    it opens every unit, takes something out, puts it into every vessel, and presses every button. That takes some
    twenty to forty seconds a kitchen, twice as long with kitchen-v1. If anything is wrong, the exit status is 1.

    Args:
        files: kitchen files (YAML).
        quick: leave the rehearsal out.
        every_slot: rehearse with every slot of every unit instead of one slot a unit.
        robot: another robot that rehearses, panda_slim or package.module:Name.
        problem: kitchen, or kitchen-v1, where pan and tray are tried too, and the oven's button."""
    if not files:
        raise ValueError("kitchen check: name at least one file")
    if quick and (every_slot or robot):
        raise ValueError("kitchen check --quick: nobody rehearses; leave --every-slot and --robot out, or --quick")
    wrong = False
    for file in files:
        try:
            with Bars(Console(stderr=True)) as bars:
                show = partial(bars.show, f"{file}: the robot rehearses")
                how: dict[str, Any] = {"robot": robot, "rules": rules_of(problem), "on_progress": show}
                proved = prove_file(file, rehearsal=not quick, every_slot=every_slot, **how)
            print(f"{file}: {proved}")
        except KitchenError as error:
            print("\n".join(error.lines))
            wrong = True
    if wrong:
        raise SystemExit(1)
