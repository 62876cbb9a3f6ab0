"""Proves that the robot can cook in a kitchen file: by checks, by the deadlines, and by rehearsing in PyBullet."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from kitchen_dream.kitchens.checks.proof import Defect
from kitchen_dream.kitchens.files.kitchen_files import load_family
from kitchen_dream.kitchens.spec import Kitchen
from kitchen_dream.rules.ruleset import V0, RuleSet
from kitchen_dream.rules.tables import tabulate

DRAWS = 8
"""Kitchens that are drawn from a file with ranges or choices. The robot rehearses in the first."""
UNPROVEN = "whether the arm opens every unit, takes from it into {vessels}, and gets at the buttons"
"""What the checks by boxes, distances and heights leave open."""


def prove_file(
    file: Path,
    *,
    rehearsal: bool = True,
    every_slot: bool = False,
    robot: str | None = None,
    rules: RuleSet = V0,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> str:
    """Prove that the robot can cook in the kitchens of a file.

    Args:
        file: the kitchen file.
        rehearsal: let the robot try every unit with every vessel, and the buttons, in PyBullet: half a minute or more.
        every_slot: rehearse with every slot of every unit instead of one slot a unit.
        robot: who rehearses, as `find_robot` takes it; None: the shipped robot.
        rules: whose dishes, tools and skills these are.
        on_progress: called with the numbers of rehearsed and of all skills.

    Returns:
        What was proved, in words, and what was not.

    Raises:
        KitchenError: the file has mistakes.
        ValueError: there is no such robot."""
    family = load_family(file, rules.name)
    in_time = partial(check_deadlines, rules=rules)
    kitchen = family.prove(in_time)
    words = f"one can cook in it ({len(kitchen.units)} units)"
    if family.varied:
        for seed in range(1, DRAWS):
            family.prove(in_time, seed)
        words += f", and in {DRAWS - 1} others drawn from it"
    *others, last = rules.book.tools or ("pot", "bowl")
    vessels = f"{', '.join(others)} and {last}"
    if not rehearsal:
        return f"{words}; unproven: {UNPROVEN.format(vessels=vessels)}"
    from kitchen_dream.sim.feasibility_check import check_feasibility  # PyBullet takes long to load
    from kitchen_dream.sim.robot.robot import find_robot

    who: dict[str, Any] = {"rules": rules} if robot is None else {"rules": rules, "robot": find_robot(robot)}
    family.prove(partial(check_feasibility, every_slot=every_slot, on_progress=on_progress, **who))
    first = " in the first" if family.varied else ""
    place = "slot" if every_slot else "unit"
    took = f"{robot or 'the robot'} took from every {place} into {vessels}, and pressed the buttons"
    return f"{words}; {took}{first}"


def check_deadlines(kitchen: Kitchen, rules: RuleSet = V0) -> list[Defect]:
    """Check that at least one dish can be cooked before its deadline."""
    if rules.feasible(tabulate([kitchen], rules.book)).any():
        return []
    way_out = "bring food, stove and bowl closer together, or add ingredients"
    return [Defect("units", "no dish can be cooked before its deadline", way_out)]
