"""The feasibility check passes where the robot can work, and names what it fails to do."""

from dataclasses import replace

import pytest

from kitchen_dream.core.resources import ASSETS
from kitchen_dream.kitchens.checks.proof import check
from kitchen_dream.kitchens.files.kitchen_files import load_kitchen
from kitchen_dream.kitchens.recipes import TOOLS
from kitchen_dream.kitchens.spec import Kitchen, Unit
from kitchen_dream.rules.ruleset import V0
from kitchen_dream.rules.skills import SkillCall
from kitchen_dream.rules.v1.ruleset import V1
from kitchen_dream.sim import feasibility_check
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.feasibility_check import check_feasibility
from kitchen_dream.sim.outcome import Outcome
from kitchen_dream.sim.robot.panda_mobile import PANDA_MOBILE, PandaMobile

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
def test_in_kitchen_v1_every_vessel_and_the_oven_are_tried(monkeypatch):
    """From one moment again and again: what was cut up in one vessel is whole again for the next."""
    done = []
    execute = KitchenBody.execute
    monkeypatch.setattr(KitchenBody, "execute", lambda body, call: done.append(call.skill) or execute(body, call))
    assert check_feasibility(few("fruit shelf"), rules=V1) == []
    vessels = [f"put_{tool}" for tool in TOOLS]
    assert done[:6] == ["look", "take", *vessels] and done[-3:] == ["press", "press", "oven"]


@pytest.mark.slow
def test_another_robot_rehearses():
    """One whose lift is stuck low gets at no wall cabinet."""

    class Low(PandaMobile):
        facts = replace(PANDA_MOBILE, lift_range=(0.0, 0.1))

    kitchen = few("vegetables")
    assert check_feasibility(kitchen, robot="panda_slim") == []
    assert any("does not open it" in problem.what for problem in check_feasibility(kitchen, robot=Low))


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
        return [feasibility_check.Defect(f"units[{unit}]", "it slips", "fix")] if failed else []

    monkeypatch.setattr(feasibility_check, "_fetch", fetch)
    monkeypatch.setattr(feasibility_check, "_press", lambda kitchen, start, progress: [])
    problems = check_feasibility(few("drawer 1", "fruit shelf"))
    assert fetched == [(0, 0, "tomato"), (1, 1, "tomato"), (0, 0, "lemon"), (1, 1, "lemon")]
    assert [p.where for p in problems] == ["units[1]"]


@pytest.mark.slow
def test_a_moment_that_comes_back_ends_as_it_did():
    """What is held is put into one vessel, and from the same moment into the other: with the seconds of a fresh try."""
    kitchen = ONE_WALL.model_copy(update={"note": None, "units": tuple(
        unit.model_copy(update={"contents": ("tomato", None, None, None)}) for unit in ONE_WALL.units
    )})  # fmt: skip
    body = KitchenBody(kitchen)
    try:
        for unit in (0, 4):
            seconds = {}
            for skill in ("put_pot", "put_bowl"):
                body.reset()
                for call in (SkillCall("look", unit), SkillCall("take", 0)):
                    assert body.execute(call).success
                moment = feasibility_check.Moment(body)
                for again in range(2):
                    outcome = body.execute(SkillCall(skill))
                    assert outcome.success
                    seconds[skill, again] = outcome.seconds
                    moment.again()
            for skill in ("put_bowl", "put_pot"):
                assert body.execute(SkillCall(skill)).seconds == pytest.approx(seconds[skill, 0], abs=0.1)
                moment.again()
            assert seconds["put_pot", 0] == pytest.approx(seconds["put_pot", 1], abs=0.1)
    finally:
        body.close()


def test_every_unit_is_tried_with_every_vessel(monkeypatch):
    tried = []

    class Body:
        def __init__(self, kitchen, robot=None, rules=V0):
            self.kitchen, self.rules, self.unit = kitchen, rules, None

        def reset(self):
            self.unit = None

        def execute(self, call):
            self.unit = call.argument if call.skill == "look" else self.unit
            tried.append((self.unit, call.skill))
            failed = (self.unit, call.skill) == (1, "put_bowl")
            return Outcome(not failed, feasibility_check.FailureReason.NO_PATH if failed else None, 1.0)

        def close(self):
            pass

    class Moment:
        def __init__(self, body):
            pass

        def again(self):
            pass

    monkeypatch.setattr(feasibility_check, "KitchenBody", Body)
    monkeypatch.setattr(feasibility_check, "Moment", Moment)
    kitchen = few("drawer 1", "fruit shelf")
    problems = check_feasibility(kitchen)
    assert {(u, f"put_{v}") for u in range(2) for v in ("pot", "bowl")} <= set(tried)
    assert [(p.where, "'fruit shelf'" in p.what, "into the bowl" in p.what) for p in problems] == [("bowl", True, True)]


def test_the_standard_size_is_no_advice_for_what_has_it():
    standard = ONE_WALL.units[0]
    slipped = Outcome(False, feasibility_check.FailureReason.ITEM_SLIPPED, 1.0)
    assert "standard" not in feasibility_check._defect("units[0]", "it slips", slipped, standard).fix
    low = standard.model_copy(update={"width": standard.width + 0.1})
    assert "standard size" in feasibility_check._defect("units[0]", "it slips", slipped, low).fix


@pytest.mark.parametrize("reason", list(feasibility_check.FailureReason))
def test_every_reason_says_why_and_how_to_fix_it(reason):
    why, fix = feasibility_check._WHY[reason]
    assert why and fix
