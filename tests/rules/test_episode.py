"""Legality, effects, rewards and ends, against numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from helpers import (
    BOOK,
    DRAWER,
    FRIDGE,
    OPEN_LOOK,
    PANTRY,
    TAKE,
    TRAVEL,
    cooking,
    ingredient,
    random_legal,
    tiny_tables,
)

from kitchen_dream.rules.abstract import AbstractBackend
from kitchen_dream.rules.durations import PRESS, PUT
from kitchen_dream.rules.episode import IDLE_SECONDS, Episodes
from kitchen_dream.rules.reward import DONE, IN_HAND, IN_VESSEL, LIT, RUINED, SECOND
from kitchen_dream.rules.skills import BOWL, POT, PRESS0, SKILLS, STOP, TAKE0, SkillCall
from kitchen_dream.rules.state import BOWL_STATION, NOTHING, START_STATION, STOVE_STATION

SOUP = {FRIDGE: ["milk", None, "egg"], DRAWER: ["potato", "radish"], PANTRY: []}


def do(body: AbstractBackend, action: int):
    return body.step(np.array([action]))


def possible(body: AbstractBackend) -> set[int]:
    return set(np.flatnonzero(body.episodes.mask[0]).tolist())


def test_actions_and_skills_are_one_to_one():
    assert [SKILLS.encode(SKILLS.decode(action)) for action in range(SKILLS.count)] == list(range(SKILLS.count))
    assert SKILLS.decode(TAKE0 + 2) == SkillCall(SKILLS.decode(TAKE0).skill, 2)
    for bad in (-1, SKILLS.count):
        with pytest.raises(ValueError, match="actions are 0 to 22"):
            SKILLS.decode(bad)


def test_what_is_possible_when_cooking():
    body = AbstractBackend(cooking(tiny_tables(SOUP), "potato soup"))
    assert possible(body) == {FRIDGE, DRAWER, PANTRY, PRESS0, PRESS0 + 1, STOP}
    do(body, FRIDGE)
    assert possible(body) == {DRAWER, PANTRY, TAKE0, TAKE0 + 2, PRESS0, PRESS0 + 1, STOP}
    do(body, TAKE0)
    assert possible(body) == {POT, BOWL, STOP}, "a full hand opens and presses nothing"
    do(body, POT)
    assert possible(body) == {FRIDGE, DRAWER, PANTRY, PRESS0, PRESS0 + 1, STOP}, "the door has closed behind the robot"
    do(body, PRESS0)
    assert PRESS0 not in possible(body)


def test_exploring_is_looking_and_pressing():
    body = AbstractBackend(Episodes(tiny_tables(SOUP), np.zeros(1, np.int64)))
    do(body, DRAWER)
    assert possible(body) == {FRIDGE, PANTRY, PRESS0, PRESS0 + 1, STOP}
    step = do(body, STOP)
    assert step.terminated[0] and step.reward[0] == 0


def test_effects_on_the_symbols():
    body = AbstractBackend(cooking(tiny_tables(SOUP, broken=(True, False)), "potato soup"))
    state = body.episodes.state
    assert state.station[0] == START_STATION
    do(body, DRAWER)
    assert (state.station[0], state.open_unit[0]) == (DRAWER, DRAWER)
    do(body, TAKE0)
    assert state.held[0] == ingredient("potato") and state.contents[0, DRAWER, 0] == NOTHING
    do(body, POT)
    assert (state.station[0], state.open_unit[0], state.held[0]) == (STOVE_STATION, NOTHING, NOTHING)
    assert state.pot[0].tolist() == [ingredient("potato"), NOTHING, NOTHING]
    do(body, PRESS0)
    assert state.pressed[0].tolist() == [True, False] and not state.lit.any(), "a broken burner stays cold"
    do(body, PRESS0 + 1)
    assert state.lit[0].tolist() == [False, True]
    do(body, FRIDGE)
    do(body, TAKE0)
    assert state.held[0] == ingredient("milk")
    step = do(body, POT)
    assert state.pot[0].tolist() == [*sorted([ingredient("potato"), ingredient("milk")]), NOTHING]
    assert step.terminated[0] and body.episodes.progress.finished[0]


@pytest.mark.parametrize("dense", [True, False])
def test_rewards_of_a_soup(dense):
    body = AbstractBackend(cooking(tiny_tables(SOUP), "potato soup", dense=dense))
    plan = [
        (DRAWER, TRAVEL + OPEN_LOOK, 0.0),
        (TAKE0, TAKE, IN_HAND),
        (POT, TRAVEL + PUT, IN_VESSEL - IN_HAND),
        (FRIDGE, TRAVEL + OPEN_LOOK, 0.0),
        (TAKE0, TAKE, IN_HAND),
        (POT, TRAVEL + PUT, IN_VESSEL - IN_HAND),
        (PRESS0, PRESS, LIT),
    ]
    for number, (action, seconds, gain) in enumerate(plan):
        step = do(body, action)
        last = number == len(plan) - 1
        assert step.seconds[0] == pytest.approx(seconds)
        assert step.reward[0] == pytest.approx(dense * gain + DONE * last - SECOND * seconds)
        assert step.terminated[0] == last and not step.truncated[0]


def test_a_useless_ingredient_in_hand_is_not_paid():
    body = AbstractBackend(cooking(tiny_tables(SOUP), "potato soup"))
    do(body, FRIDGE)
    step = do(body, TAKE0 + 2)
    assert body.episodes.state.held[0] == ingredient("egg") and step.reward[0] == pytest.approx(-SECOND * TAKE)


@pytest.mark.parametrize(
    ("unit", "slot", "vessel"), [(FRIDGE, 2, POT), (FRIDGE, 0, BOWL)], ids=["wrong ingredient", "wrong vessel"]
)
def test_ruin_ends_the_episode_and_costs_one(unit, slot, vessel):
    body = AbstractBackend(cooking(tiny_tables(SOUP), "potato soup"))
    do(body, unit)
    do(body, TAKE0 + slot)
    step = do(body, vessel)
    assert step.terminated[0] and body.episodes.progress.ruined[0] and not body.episodes.progress.finished[0]
    assert step.reward[0] == pytest.approx(RUINED - SECOND * (TRAVEL + PUT))


def test_the_same_ingredient_twice_ruins():
    body = AbstractBackend(cooking(tiny_tables({FRIDGE: ["milk", "milk"], DRAWER: ["potato"]}), "potato soup"))
    for action in (FRIDGE, TAKE0, POT, FRIDGE):
        do(body, action)
    step = do(body, TAKE0 + 1)
    assert step.reward[0] == pytest.approx(-SECOND * TAKE), "a second one is not wanted"
    assert do(body, POT).terminated[0] and body.episodes.progress.ruined[0]


def test_dense_rewards_telescope_to_the_sparse_ones_plus_the_last_potential(test_tables, rng):
    n = len(test_tables)
    recipe, returns = rng.integers(len(BOOK.recipes), size=n), {}
    for dense in (True, False):
        episodes = Episodes(test_tables, np.arange(n), dense=dense)
        episodes.begin(np.arange(n), np.arange(n), recipe)
        body, total = AbstractBackend(episodes), np.zeros(n)
        ruined, potential, draws, over = np.zeros(n, bool), np.zeros(n), np.random.default_rng(1), np.zeros(n, bool)
        while not over.all():
            step = body.step(np.where(over, STOP, random_legal(episodes.mask, draws)))
            total += np.where(over, 0, step.reward)
            # A ruined dish keeps what was paid before: the potential of the step before it.
            potential = np.where(over | episodes.progress.ruined, potential, episodes.progress.potential)
            ruined |= episodes.progress.ruined
            over |= step.terminated | step.truncated
        returns[dense] = total
    assert ruined.any() and (~ruined).any()
    np.testing.assert_allclose(returns[True], returns[False] + potential, atol=1e-9)


def test_an_impossible_skill_costs_a_second_and_changes_nothing():
    body = AbstractBackend(cooking(tiny_tables(SOUP), "potato soup"))
    before = body.episodes.state.copy()
    step = do(body, POT)
    assert step.seconds[0] == IDLE_SECONDS and step.reward[0] == pytest.approx(-SECOND * IDLE_SECONDS)
    for name, value in vars(before).items():
        np.testing.assert_array_equal(getattr(body.episodes.state, name), value)
    assert not body.episodes.known.looked.any()


def test_no_skill_is_begun_that_cannot_be_ended_in_time():
    body = AbstractBackend(cooking(tiny_tables(SOUP), "potato soup", seconds=2 * (TRAVEL + OPEN_LOOK) + 1.0))
    do(body, DRAWER)
    assert FRIDGE in possible(body)
    step = do(body, FRIDGE)
    assert step.truncated[0] and not step.terminated[0] and possible(body) == {STOP}


def test_truncation_waits_while_anything_is_possible():
    left = TRAVEL + PRESS
    body = AbstractBackend(cooking(tiny_tables(SOUP), "potato soup", seconds=TRAVEL + OPEN_LOOK + left))
    step = do(body, DRAWER)
    assert not step.truncated[0] and possible(body) == {TAKE0, TAKE0 + 1, PRESS0, PRESS0 + 1, STOP} - (
        {TAKE0, TAKE0 + 1} if left < TAKE else set()
    )


def test_salads_need_no_burner_and_the_bowl():
    body = AbstractBackend(cooking(tiny_tables({FRIDGE: ["milk"], DRAWER: ["banana"]}), "banana bowl"))
    for action in (FRIDGE, TAKE0, BOWL, DRAWER, TAKE0):
        assert not do(body, action).terminated[0]
    assert body.episodes.state.station[0] == DRAWER
    assert do(body, BOWL).terminated[0] and body.episodes.progress.finished[0]
    assert body.episodes.state.station[0] == BOWL_STATION


def test_knowledge_comes_from_looking():
    tables = tiny_tables(SOUP, broken=(True, False))
    body = AbstractBackend(cooking(tables, "potato soup"))
    known = body.episodes.known
    do(body, DRAWER)
    assert known.looked[0].nonzero()[0].tolist() == [DRAWER]
    assert known.seen[0, DRAWER].nonzero()[0].tolist() == sorted([ingredient("potato"), ingredient("radish")])
    assert (known.note == NOTHING).all() and not known.burner.any()
    do(body, TAKE0)
    assert known.seen[0, DRAWER].nonzero()[0].tolist() == [ingredient("radish")], "what was taken is not there any more"
    do(body, POT)
    do(body, PRESS0)
    do(body, PRESS0 + 1)
    assert known.burner[0].tolist() == [2, 1]
    do(body, FRIDGE)
    assert (known.note[0, 1:] == DRAWER).all(), "the note hangs on the fridge"
    body.episodes.begin(np.zeros(1, np.int64), np.zeros(1, np.int64), np.array([NOTHING]))
    assert not known.looked.any() and not known.seen.any() and not known.burner.any() and (known.note == NOTHING).all()
