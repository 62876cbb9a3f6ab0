"""Tries every skill in the physics: the robot opens each unit of a kitchen, takes something out, drops it into pot or
bowl, and presses each button.

The checks of `kitchens/checks` know boxes, distances and heights. Whether an arm of seven joints gets at a handle in a
corner shows only when it tries."""

from collections.abc import Callable, Iterable

from kitchen_dream.kitchens.checks.proof import Defect
from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.spec import BURNERS, SLOTS, Kitchen
from kitchen_dream.rules.skills import SkillCall
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.outcome import FailureReason, Outcome

FOODS = ("tomato", "lemon")
"""What is taken in the first try, and in the second, since one slip says nothing about the kitchen. A cookbook without
them gives its first two ingredients."""

_WHY = {
    FailureReason.NO_STANCE: (
        "no stance of the robot gets there without touching something",
        "move what stands beside or before it away",
    ),
    FailureReason.NO_PATH: ("the arm finds no way there", "leave more room before and beside it"),
    FailureReason.HANDLE_SLIPPED: ("its handle slips from the hand", "leave more room before it, or turn its hinge"),
    FailureReason.DOOR_JAMMED: (
        "it does not open far enough",
        "leave more room for its door or drawer, or turn its hinge",
    ),
    FailureReason.ITEM_SLIPPED: ("what lies there slips from the hand", "give it its standard size and height"),
    FailureReason.MISSED_VESSEL: ("what is dropped falls beside it", "leave more room above it and before it"),
    FailureReason.BUTTON_NOT_PRESSED: ("the button stays out", "leave more room before the stove"),
    FailureReason.COLLISION: ("the robot is held up on the way", "leave more room before it"),
    FailureReason.TIMEOUT: ("it takes longer than a minute", "leave more room before it"),
    FailureReason.NOT_POSSIBLE: ("there is nothing to take", "give it its standard size and height"),
}


def check_feasibility(
    kitchen: Kitchen, *, every_slot: bool = False, on_progress: Callable[[int, int], None] | None = None
) -> list[Defect]:
    """Everything that the robot fails to do in this kitchen, with its place and how to fix it; empty if all goes well.

    Args:
        kitchen: a kitchen in which `proof.check` finds no defect. Its contents play no part.
        every_slot: take from all slots of a unit, which takes four times as long, and not from one, another one in each
            unit.
        on_progress: called with the number of tries that are done and of all."""
    wanted = [(u, s) for s in range(SLOTS) for u in range(len(kitchen.units)) if every_slot or s == u % SLOTS]
    total, done = len(wanted) + BURNERS, 0

    def progress() -> None:
        nonlocal done
        done += 1
        if on_progress is not None:
            on_progress(min(done, total), total)

    failed: dict[tuple[int, int], Defect] = {}
    known = cookbook().ingredients
    for food in FOODS if set(FOODS) <= set(known) else known[:2]:
        again: dict[tuple[int, int], Defect] = {}
        for slot in dict.fromkeys(s for _, s in wanted):
            units = [u for u, s in wanted if s == slot]
            again |= _round(kitchen, food, slot, units, progress)
        failed, wanted = again, [key for key in wanted if key in again]
        if not wanted:
            break
    defects = list(failed.values()) + _press(kitchen, progress)
    return list({(defect.where, defect.what): defect for defect in defects}.values())


def _round(
    kitchen: Kitchen, food: str, slot: int, units: Iterable[int], progress: Callable[[], None]
) -> dict[tuple[int, int], Defect]:
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
            defect = _fetch(body, u, slot)
            if defect is not None:
                failed[u, slot] = defect
            progress()
    finally:
        body.close()
    return failed


def _fetch(body: KitchenBody, unit: int, slot: int) -> Defect | None:
    """Open a unit, take what lies in a slot and put it into the pot, or from every other unit into the bowl."""
    where = f"units[{unit}] {body.kitchen.units[unit].name!r}"
    opened = body.execute(SkillCall("look", unit))
    if not opened.success:
        return _defect(where, "the robot does not open it", opened)
    taken = body.execute(SkillCall("take", slot))
    if not taken.success:
        return _defect(where, f"the robot does not take what lies in slot {slot}", taken)
    pot = unit % 2 == 0
    put = body.execute(SkillCall("put_pot" if pot else "put_bowl"))
    if not put.success:
        return _defect("stove" if pot else "bowl", f"the robot puts nothing into the {'pot' if pot else 'bowl'}", put)
    return None


def _press(kitchen: Kitchen, progress: Callable[[], None]) -> list[Defect]:
    body = KitchenBody(kitchen)
    defects = []
    try:
        for burner in range(BURNERS):
            pressed = body.execute(SkillCall("press", burner))
            if not pressed.success:
                defects.append(_defect("stove", f"the robot does not press the button of burner {burner}", pressed))
            progress()
    finally:
        body.close()
    return defects


def _defect(where: str, what: str, outcome: Outcome) -> Defect:
    assert outcome.reason is not None
    why, fix = _WHY[outcome.reason]
    return Defect(where, f"{what}: {why}", fix)
