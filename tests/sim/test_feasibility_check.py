"""The feasibility check passes where the robot can work, and names what it fails to do."""

import pytest

from kitchen_dream.core.resources import ASSETS
from kitchen_dream.kitchens.checks.proof import check
from kitchen_dream.kitchens.files.kitchen_files import load_kitchen
from kitchen_dream.kitchens.spec import Kitchen, Unit
from kitchen_dream.sim import feasibility_check
from kitchen_dream.sim.feasibility_check import check_feasibility

pytestmark = pytest.mark.physics

ONE_WALL = load_kitchen(ASSETS / "layouts" / "one_wall.yaml")


def few(*names: str) -> Kitchen:
    """The one-wall kitchen with a few of its units."""
    return ONE_WALL.model_copy(update={"units": tuple(unit for unit in ONE_WALL.units if unit.name in names)})


@pytest.mark.slow
def test_a_good_kitchen_passes_in_every_slot():
    told = []
    assert check_feasibility(few("fruit shelf"), every_slot=True, on_progress=lambda *done: told.append(done)) == []
    assert told == [(k, 6) for k in range(1, 7)]  # four slots and two buttons


@pytest.mark.slow
def test_what_the_robot_cannot_reach_is_named():
    """A wall cabinet that hangs as high as the ceiling: its handle is beyond lift and arm."""
    kitchen = few("vegetables")
    high: Unit = kitchen.units[0].model_copy(update={"z": 2.3})
    (problem,) = check_feasibility(kitchen.model_copy(update={"units": (high,)}))
    assert problem.where == "units[0] 'vegetables'" and "does not open it: no stance" in problem.what and problem.fix
    assert any("reach" in p.what for p in check(kitchen.model_copy(update={"units": (high,)}))), (
        "the quick check knows it as well"
    )


def test_a_slip_is_tried_again_with_another_food(monkeypatch):
    fetched = []

    def fetch(body, unit, slot):
        food = body.kitchen.units[unit].contents[slot]
        fetched.append((unit, slot, food))
        failed = food == "tomato" or unit == 1
        return feasibility_check.Defect(f"units[{unit}]", "it slips", "fix") if failed else None

    monkeypatch.setattr(feasibility_check, "_fetch", fetch)
    monkeypatch.setattr(feasibility_check, "_press", lambda kitchen, progress: [])
    problems = check_feasibility(few("drawer 1", "fruit shelf"))
    assert fetched == [(0, 0, "tomato"), (1, 1, "tomato"), (0, 0, "lemon"), (1, 1, "lemon")]
    assert [p.where for p in problems] == ["units[1]"]


@pytest.mark.parametrize("reason", list(feasibility_check.FailureReason))
def test_every_reason_says_why_and_how_to_fix_it(reason):
    why, fix = feasibility_check._WHY[reason]
    assert why and fix
