"""Tries every skill in the physics: the robot opens each unit of a kitchen, takes something out, drops it into the pot,
and from the same moment again into each other vessel; and it presses each button.

The checks of `kitchens/checks` know boxes, distances and heights. Whether an arm of seven joints gets at a handle in a
corner shows only when it tries."""

from collections.abc import Callable
from functools import partial

from kitchen_dream.kitchens.catalogue import size_of
from kitchen_dream.kitchens.checks.proof import Defect
from kitchen_dream.kitchens.spec import BURNERS, SLOTS, Kitchen, Unit
from kitchen_dream.rules.ruleset import V0, RuleSet
from kitchen_dream.rules.skills import SkillCall
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.outcome import FailureReason, Outcome
from kitchen_dream.sim.robot.panda_mobile import PandaMobile
from kitchen_dream.sim.robot.robot import Robot

FOODS = ("tomato", "lemon")
"""What is taken in the first try, and in the second, since one slip says nothing about the kitchen. A cookbook without
them gives its first two ingredients."""

_STANDARD = "give it its standard size and height"
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
    FailureReason.ITEM_SLIPPED: ("what lies there slips from the hand", _STANDARD),
    FailureReason.MISSED_VESSEL: ("what is dropped falls beside it", "leave more room above it and before it"),
    FailureReason.BUTTON_NOT_PRESSED: ("the button stays out", "leave more room before the stove"),
    FailureReason.COLLISION: ("the robot is held up on the way", "leave more room before it"),
    FailureReason.TIMEOUT: ("it takes longer than a minute", "leave more room before it"),
    FailureReason.NOT_POSSIBLE: ("there is nothing to take", _STANDARD),
}


PLACES = {"pot": "stove", "pan": "stove", "tray": "stove", "bowl": "bowl"}
"""For each vessel the place in the kitchen's data where it is used."""


def check_feasibility(
    kitchen: Kitchen, *, every_slot: bool = False, robot: str | type[Robot] = PandaMobile,
    on_progress: Callable[[int, int], None] | None = None, rules: RuleSet = V0,
) -> list[Defect]:
    """Everything that the robot fails to do in this kitchen, with its place and how to fix it; empty if all goes well.

    Every pair of a unit and a vessel is tried.

    Args:
        kitchen: a kitchen in which `proof.check` finds no defect. Its contents play no part.
        every_slot: take from all slots of a unit, which takes four times as long, and not from one, another one in each
            unit.
        robot: who rehearses; see KitchenBody.
        on_progress: called with the number of tries that are done and of all.
        rules: whose vessels and buttons are tried. Tools stand ready."""
    shelves = [[(u, (u + k) % SLOTS) for u in range(len(kitchen.units))] for k in range(SLOTS if every_slot else 1)]
    total, done = sum(map(len, shelves)) + len(_buttons(rules)), 0
    start = partial(KitchenBody, robot=robot, rules=rules)

    def progress() -> None:
        nonlocal done
        done += 1
        if on_progress is not None:
            on_progress(min(done, total), total)

    failed: dict[tuple[int, int], list[Defect]] = {}
    known = rules.book.ingredients
    for food in FOODS if set(FOODS) <= set(known) else known[:2]:
        again: dict[tuple[int, int], list[Defect]] = {}
        for wanted in shelves:
            again |= _round(kitchen, start, food, wanted, progress)
        failed, shelves = again, [left for wanted in shelves if (left := [key for key in wanted if key in again])]
        if not shelves:
            break
    defects = [defect for several in failed.values() for defect in several] + _press(kitchen, start, progress)
    return list({(defect.where, defect.what): defect for defect in defects}.values())


def _round(
    kitchen: Kitchen, start: Callable[[Kitchen], KitchenBody], food: str, wanted: list[tuple[int, int]],
    progress: Callable[[], None],
) -> dict[tuple[int, int], list[Defect]]:
    """Fetch a food from one slot of each of some units, every time from the start; the failures."""
    shelved = tuple(
        unit.model_copy(
            update={"contents": tuple(food if unit.traits.food and (u, s) in wanted else None for s in range(SLOTS))}
        )
        for u, unit in enumerate(kitchen.units)
    )
    body = start(kitchen.model_copy(update={"units": shelved, "note": None}))
    failed = {}
    try:
        for u, slot in wanted:
            body.reset()
            if defects := _fetch(body, u, slot):
                failed[u, slot] = defects
            progress()
    finally:
        body.close()
    return failed


def _fetch(body: KitchenBody, unit: int, slot: int) -> list[Defect]:
    """Open a unit, take what lies in a slot, and put it into each vessel; an oven is only opened."""
    name = body.kitchen.units[unit].name
    where = f"units[{unit}] {name!r}"
    opened = body.execute(SkillCall("look", unit))
    if not opened.success:
        return [_defect(where, "the robot does not open it", opened, body.kitchen.units[unit])]
    if not body.kitchen.units[unit].traits.food:
        return []
    taken = body.execute(SkillCall("take", slot))
    if not taken.success:
        return [_defect(where, f"the robot does not take what lies in slot {slot}", taken, body.kitchen.units[unit])]
    moment, defects = Moment(body), []
    for number, vessel in enumerate(body.rules.book.tools or ("pot", "bowl")):
        if number:
            moment.again()
        put = body.execute(SkillCall(f"put_{vessel}"))
        if not put.success:
            defects.append(_defect(PLACES[vessel], f"from {name!r} the robot puts nothing into the {vessel}", put))
    return defects


class Moment:
    """A moment at which the robot holds something that it has taken out of a unit, to go on from more than once.

    body: its world, which must stay open."""

    def __init__(self, body: KitchenBody) -> None:
        actor = body.actor
        self._body, self._state = body, body.client.saveState()
        self._actor = {key: getattr(actor, key) for key in ("load", "carried", "carry_arm", "finger", "open_unit")}
        self._target, self._thing = body.robot.target.copy(), body.gripper.thing

    def again(self) -> None:
        """Bring the moment back."""
        body, opened = self._body, self._actor["open_unit"]
        body.gripper.release()
        body.scene.make_whole()
        body.client.restoreState(self._state)
        body.robot.set_target(self._target)
        body.gripper.grip()
        if opened is not None and body.scene.units[opened].joint is not None:
            body.scene.release(opened)
        for key, value in self._actor.items():
            setattr(body.actor, key, value)
        assert self._thing is not None
        body.gripper.hold_as_before(*self._thing, rigid=True)


def _buttons(rules: RuleSet) -> list[tuple[str, SkillCall]]:
    """The buttons of the stove, in words, and the skills that press them."""
    burners = [(f"the button of burner {burner + 1}", SkillCall("press", burner)) for burner in range(BURNERS)]
    return burners + [("the oven's button", SkillCall("oven"))] * ("oven" in rules.skills.names())


def _press(
    kitchen: Kitchen, start: Callable[[Kitchen], KitchenBody], progress: Callable[[], None]
) -> list[Defect]:
    body, defects = start(kitchen), []
    try:
        for button, call in _buttons(body.rules):
            pressed = body.execute(call)
            if not pressed.success:
                defects.append(_defect("stove", f"the robot does not press {button}", pressed))
            progress()
    finally:
        body.close()
    return defects


def _defect(where: str, what: str, outcome: Outcome, unit: Unit | None = None) -> Defect:
    """What failed, and a way out; unit: what was opened or taken from, None for vessels and buttons."""
    assert outcome.reason is not None
    why, fix = _WHY[outcome.reason]
    if unit is None and where == "bowl":
        fix += ", or let the bowl stand on another piece"
    elif unit is not None and fix == _STANDARD and _has_standard_size(unit):
        fix = "leave more room before and beside it, or put another kind in its place"
    return Defect(where, f"{what}: {why}", fix)


def _has_standard_size(unit: Unit) -> bool:
    size = size_of(unit.kind)
    return all(abs(getattr(unit, key) - getattr(size, key)) < 1e-6 for key in ("width", "depth", "height"))
