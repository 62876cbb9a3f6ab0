"""Proof by doing: the robot opens every unit of a kitchen, takes something out, puts it into pot and bowl, presses every button.

Kitchens' checks know boxes, distances and heights. Whether an arm with seven joints really gets at a handle in its corner, only the arm
can tell; so it tries, in the physics.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kitchen_dream.kitchens.checks.proof import Problem
from kitchen_dream.kitchens.spec import BURNERS, SLOTS, Kitchen
from kitchen_dream.rules.skills import SkillCall
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.outcome import FailureReason, Outcome

FOODS = ("tomato", "lemon")
"""What is taken in the first try, and in the second: a thing that slips from the hand once says nothing about the kitchen."""

_WHY = {
    FailureReason.NO_STANCE: ("no stance of the robot gets there without touching something", "move what stands beside or before it away"),
    FailureReason.NO_PATH: ("the arm finds no way there", "leave more room before and beside it"),
    FailureReason.HANDLE_SLIPPED: ("its handle slips from the hand", "leave more room before it, or turn its hinge"),
    FailureReason.DOOR_JAMMED: ("it does not open far enough", "leave more room for its door or drawer, or turn its hinge"),
    FailureReason.ITEM_SLIPPED: ("what lies there slips from the hand", "give it its standard size and height"),
    FailureReason.MISSED_VESSEL: ("what is dropped falls beside it", "leave more room above it and before it"),
    FailureReason.BUTTON_NOT_PRESSED: ("the button stays out", "leave more room before the stove"),
    FailureReason.COLLISION: ("the robot is held up on the way", "leave more room before it"),
    FailureReason.TIMEOUT: ("it takes longer than a minute", "leave more room before it"),
    FailureReason.NOT_POSSIBLE: ("there is nothing to take", "give it its standard size and height"),
}


def rehearse(kitchen: Kitchen, *, every_slot: bool = False, on_progress: Callable[[int, int], None] | None = None) -> list[Problem]:
    """Everything that the robot tries in vain in this kitchen, with its place and a mend; empty if all goes well.

    Args:
        kitchen: a kitchen in which `checks.check` finds no problem. Its contents play no part.
        every_slot: take from all slots of a unit, which takes four times as long, and not from one, another one in each unit.
        on_progress: called with the number of tries that are done and of all.
    """
    wanted = [(u, s) for s in range(SLOTS) for u in range(len(kitchen.units)) if every_slot or s == u % SLOTS]
    total, done = len(wanted) + BURNERS, 0

    def progress() -> None:
        nonlocal done
        done += 1
        if on_progress is not None:
            on_progress(min(done, total), total)

    failed: dict[tuple[int, int], Problem] = {}
    for food in FOODS:
        again: dict[tuple[int, int], Problem] = {}
        for slot in dict.fromkeys(s for _, s in wanted):
            units = [u for u, s in wanted if s == slot]
            again |= _round(kitchen, food, slot, units, progress)
        failed, wanted = again, [key for key in wanted if key in again]
        if not wanted:
            break
    problems = list(failed.values()) + _press(kitchen, progress)
    return list({(problem.where, problem.what): problem for problem in problems}.values())


def _round(kitchen: Kitchen, food: str, slot: int, units: Iterable[int], progress: Callable[[], None]) -> dict[tuple[int, int], Problem]:
    """Fetch a food from one slot of each of the units, every time from the start; the failures."""
    units = list(units)
    shelved = tuple(
        unit.model_copy(update={"contents": tuple(food if u in units and s == slot else None for s in range(SLOTS))})
        for u, unit in enumerate(kitchen.units)
    )
    body = KitchenBody(kitchen.model_copy(update={"units": shelved, "note": None}))
    failed = {}
    try:
        for u in units:
            body.reset()
            problem = _fetch(body, u, slot)
            if problem is not None:
                failed[u, slot] = problem
            progress()
    finally:
        body.close()
    return failed


def _fetch(body: KitchenBody, unit: int, slot: int) -> Problem | None:
    """Open a unit, take what lies in a slot and put it into the pot, or from every other unit into the bowl."""
    where = f"units[{unit}] {body.kitchen.units[unit].name!r}"
    opened = body.execute(SkillCall("look", unit))
    if not opened.success:
        return _problem(where, "the robot does not open it", opened)
    taken = body.execute(SkillCall("take", slot))
    if not taken.success:
        return _problem(where, f"the robot does not take what lies in slot {slot}", taken)
    pot = unit % 2 == 0
    put = body.execute(SkillCall("put_pot" if pot else "put_bowl"))
    if not put.success:
        return _problem("stove" if pot else "bowl", f"the robot puts nothing into the {'pot' if pot else 'bowl'}", put)
    return None


def _press(kitchen: Kitchen, progress: Callable[[], None]) -> list[Problem]:
    body = KitchenBody(kitchen)
    problems = []
    try:
        for burner in range(BURNERS):
            pressed = body.execute(SkillCall("press", burner))
            if not pressed.success:
                problems.append(_problem("stove", f"the robot does not press the button of burner {burner}", pressed))
            progress()
    finally:
        body.close()
    return problems


def _problem(where: str, what: str, outcome: Outcome) -> Problem:
    assert outcome.reason is not None
    why, mend = _WHY[outcome.reason]
    return Problem(where, f"{what}: {why}", mend)
