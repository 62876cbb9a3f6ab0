"""The recipe in words, as a dish of Kitchen-v1 comes along."""

import numpy as np
import pytest

from kitchen_dream.media.recipe_lines import heat_facts, recipe_lines
from kitchen_dream.problems.kitchen.v1.family import KitchenV1Family
from kitchen_dream.rules.v1.ruleset import V1
from kitchen_dream.rules.v1.skills import WAIT_ACTION

FAMILY = KitchenV1Family(64)
KINDS = ("boiled", "fried", "baked", "mixed")


def cooking(kind: str):
    """An execution of a dish of a kind, and the plan for it."""
    problem = FAMILY.batch("train", 1)
    wanted = problem.offered & (np.array([recipe.kind for recipe in V1.book.recipes]) == kind)
    row, recipe = (int(n) for n in np.argwhere(wanted)[0])
    problem.begin_at(np.ones(1, bool), np.array([row]), np.array([recipe]))
    return problem, V1.plan(problem.tables, row, recipe)


@pytest.mark.parametrize("kind", KINDS)
def test_lines_tell_what_is_done_and_heated(kind):
    problem, plan = cooking(kind)
    dish = V1.book.recipes[int(problem.episodes.recipe[0])]
    first = recipe_lines(problem.episodes, V1.book)
    heated = any(dish.heat_seconds)
    assert [line.what.split(",")[0] for line in first] == [dish.vessel, *dish.ingredients] + ["all off again"] * heated
    facts = []
    for action in plan:
        assert any(line.status != "done" for line in recipe_lines(problem.episodes, V1.book))
        problem.step(np.array([action]))
        facts += heat_facts(problem.episodes) if problem.episodes.executing[0] else []
    last = recipe_lines(problem.episodes, V1.book)
    assert {line.status for line in last} == {"done"}
    for line, seconds in zip(last[1:], dish.heat_seconds, strict=False):
        assert (f" of {seconds:g} s" in line.what) == bool(seconds)
    on = {"boiled": "burner", "fried": "burner", "baked": "the oven is on", "mixed": ""}[kind]
    assert bool(facts) == heated and all(any(on in fact for fact in facts) for _ in facts)
    assert any(fact.startswith("burns in ") for fact in facts) == heated


def test_what_is_left_on_burns():
    problem, plan = cooking("fried")
    lit = next(n for n, action in enumerate(plan) if V1.skills.names()[action].startswith("press"))
    for action in plan[: lit + 1]:
        problem.step(np.array([action]))
    now = recipe_lines(problem.episodes, V1.book)
    later = recipe_lines(problem.episodes, V1.book, since=200.0)
    assert not any(line.status == "burnt" for line in now) and any(line.status == "burnt" for line in later)
    assert "burns in 0 s" in heat_facts(problem.episodes, since=200.0)
    before = heat_facts(problem.episodes)
    problem.step(np.array([WAIT_ACTION]))
    assert heat_facts(problem.episodes) != before
