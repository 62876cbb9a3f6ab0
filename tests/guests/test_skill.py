"""A skill from a guest's file takes part in the action space and in both backends, which agree."""

from __future__ import annotations

import numpy as np
import pytest
from guests import toy_skill
from playing import trial

from kitchen_dream.api import load_policy
from kitchen_dream.kitchens.spec import UNIT_KINDS
from kitchen_dream.problems.kitchen.physics import PhysicsKitchenProblem
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.rules import skills
from kitchen_dream.rules.skills import SKILLS, STOP, Skill, SkillCall
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.sim.skills.table import physical_skill, register_physical_skill

EXPLORE = np.full(1, NOTHING)


@pytest.fixture
def tidy():
    toy_skill.register()
    yield SKILLS.encode(SkillCall("tidy"))
    skills.unregister_skill("tidy")


def test_new_actions_come_behind_those_that_stand(tidy):
    names = skills.SKILLS.names()
    assert names[:2] == ("look_0", "look_1") and names[14] == "take_0"
    assert names[18:23] == ("put_pot", "put_bowl", "press_0", "press_1", "stop")
    assert tidy == STOP + 1 == skills.SKILLS.count - 1 and names[tidy] == "tidy"
    assert SKILLS.decode(tidy) == SkillCall("tidy")


def test_the_shipped_space_comes_back():
    assert skills.SKILLS.count == STOP + 1 == 23


def test_a_shipped_policy_does_as_before_among_more_actions(test_tables):
    """It knows its own actions by name, and never chooses one that it does not know."""

    def played() -> list[np.ndarray]:
        agent, problem = load_policy("kitchen").agent, KitchenProblem(test_tables, "test", 16)
        result = trial(problem, agent)
        assert (result.executions[0].actions <= STOP).all() and result.success.any()
        return [result.exploration.actions, result.executions[0].actions]

    before = played()
    toy_skill.register()
    try:
        assert skills.SKILLS.count == STOP + 2
        for one, other in zip(before, played(), strict=True):
            np.testing.assert_array_equal(one, other)
    finally:
        skills.unregister_skill("tidy")


def test_it_is_a_rule_like_others(tidy, test_tables):
    problem = KitchenProblem(test_tables, "test", 1)
    assert problem.spec.actions[-1] == "tidy"
    drawer = int(np.flatnonzero(test_tables.kind[0] == UNIT_KINDS.index("drawer"))[0])
    problem.begin(np.zeros(1, np.int64), EXPLORE)
    assert not problem.episodes.mask[0, tidy]
    problem.step(np.array([drawer]))
    assert problem.episodes.mask[0, tidy]
    step = problem.step(np.array([tidy]))
    assert step.seconds[0] == pytest.approx(toy_skill.SECONDS) and problem.episodes.state.open_unit[0] == NOTHING
    assert problem.episodes.mask[0, drawer], "it can be looked into again"


@pytest.mark.slow
def test_the_physics_agrees(tidy, test_tables):
    """The same skills in both backends give the same symbols, map and mask."""
    options = {"explore_seconds": 60.0}
    abstract = KitchenProblem(test_tables, "test", 1, **options)
    physical = PhysicsKitchenProblem(test_tables, "test", nominal_clock=True, **options)
    row = np.array([2])
    units = [int(np.flatnonzero(test_tables.kind[2] == UNIT_KINDS.index(kind))[0]) for kind in ("drawer", "fridge")]
    for problem in (abstract, physical):
        problem.begin(row, EXPLORE)
    try:
        for action in (units[0], tidy, units[1], tidy, STOP):
            steps = [problem.step(np.array([action])) for problem in (abstract, physical)]
            assert steps[0].terminated == steps[1].terminated and steps[0].reward == steps[1].reward
            for key, value in abstract.observe().items():
                after = f"{key} after {SKILLS.decode(action)}"
                np.testing.assert_array_equal(value, physical.observe()[key], err_msg=after)
        assert [outcome.success for _, outcome in physical.outcomes] == [True] * 4
        taken = [outcome.seconds for action, outcome in physical.outcomes if action == tidy]
        assert taken == pytest.approx([toy_skill.SECONDS] * 2, abs=0.8)
    finally:
        physical.close()


def test_mistakes_are_told(tidy):
    toy = skills.Skill("tidy", "nothing", toy_skill.legal, toy_skill.effect, 1.0)
    with pytest.raises(ValueError, match="exists already"):
        skills.register_skill(toy)
    with pytest.raises(ValueError, match="acts on 'door'; it must act on one of unit, slot"):
        skills.register_skill(Skill("wave", "door", toy_skill.legal, toy_skill.effect, 1.0))
    with pytest.raises(ValueError, match="was not registered; registered are: tidy"):
        skills.unregister_skill("look")
    with pytest.raises(ValueError, match="has no rule; call register_skill first"):
        register_physical_skill("wave", toy_skill.tidy)
    with pytest.raises(ValueError, match="no way to carry it out"):
        physical_skill("wave")
    with pytest.raises(ValueError, match="action 24 does not exist; actions are 0 to 23"):
        SKILLS.decode(24)
    with pytest.raises(ValueError, match="press 2 does not exist"):
        SKILLS.encode(SkillCall("press", 2))
