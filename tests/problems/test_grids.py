"""Rules of the grid problems against episodes worked out by hand, their ids and splits, and the protocol of batches."""

from __future__ import annotations

import numpy as np
import pytest
from helpers import play as run

from kitchen_dream.problems.base import EXPLORE
from kitchen_dream.problems.grids import GRIDS, Action, CookingGrid, DistractingBus, MapGrid
from kitchen_dream.problems.grids.cooking import TEST_ID, contents_of

LEFT, UP, RIGHT, DOWN, NOOP, RIDE, END, PICK, DROP = Action


def play(problem, number: int, asked: int, actions: list[int]) -> tuple[list[float], list[bool]]:
    """Rewards and ends of an episode in the published problem `number`, in copy 0."""
    row = int(np.flatnonzero(problem.ids == number)[0])
    problem.begin(np.full(problem.batch, row), np.full(problem.batch, asked))
    steps = [problem.step(np.full(problem.batch, int(action))) for action in actions]
    return [round(float(s.reward[0]), 9) for s in steps], [bool(s.terminated[0] | s.truncated[0]) for s in steps]


def number_of(*drawers: int) -> int:
    return drawers[0] + 4 * drawers[1] + 16 * drawers[2]


def test_a_dish_without_a_slip():
    kitchen = CookingGrid("all")
    way = [RIGHT, PICK, LEFT, DROP, RIGHT, UP, PICK, DOWN, LEFT, DROP]
    rewards, ends = play(kitchen, number_of(2, 0, 1), 0 * 4 + 1, way)
    assert rewards == [-0.1, 0.25, -0.1, 0.25, -0.1, -0.1, 0.25, -0.1, -0.1, 0.25]
    assert ends == [False] * 9 + [True] and kitchen.succeeded()[0]
    assert kitchen.published()[0].tolist() == [1, 1, 2, 4, 0, 1, 4]


def test_every_slip_costs_and_falls_back():
    kitchen = CookingGrid("all")
    way = [
        PICK,
        RIGHT,
        UP,
        PICK,
        DOWN,
        PICK,
        DROP,
        PICK,
        UP,
        PICK,
        DOWN,
        PICK,
        LEFT,
        PICK,
        PICK,
        LEFT,
        PICK,
        NOOP,
        RIDE,
        NOOP,
    ]
    # bowl: nothing; wrong thing; right thing; dropped aside; right; kept; replaced; right; kept; emptied at the bowl;
    # nothing
    expected = [
        -0.35,
        -0.1,
        -0.1,
        -0.35,
        -0.1,
        0.25,
        -0.35,
        0.25,
        -0.1,
        -0.35,
        -0.1,
        0.25,
        -0.1,
        -0.35,
        -0.35,
        -0.1,
        -0.35,
    ]
    rewards, ends = play(kitchen, number_of(2, 0, 1), 0 * 4 + 1, way)
    assert rewards == [*expected, -0.1, -0.1, -0.1]
    assert ends == [False] * 19 + [True] and not kitchen.succeeded()[0]


def test_a_spoilt_bowl_stays_spoilt():
    kitchen = CookingGrid("all")
    way = [RIGHT, UP, PICK, DOWN, LEFT, DROP, RIGHT, PICK, LEFT, DROP]
    rewards, _ = play(kitchen, number_of(2, 0, 1), 0 * 4 + 1, way)
    assert rewards == [-0.1, -0.1, -0.35, -0.1, -0.1, -0.1, -0.1, 0.25, -0.1, -0.35], "the second place does not count"
    assert kitchen.published()[0].tolist() == [1, 1, 2, 4, 1, 0, 4] and kitchen.stage[0] == 0


def test_a_full_bowl_takes_no_more():
    kitchen = CookingGrid("all")
    play(kitchen, 0, 5, [RIGHT, PICK, LEFT, DROP] * 4)
    assert kitchen.published()[0, 3:].tolist() == [4, 0, 0, 0]


def test_dropping_an_empty_hand_changes_nothing():
    kitchen = CookingGrid("all")
    play(kitchen, 0, 0, [DROP])
    assert kitchen.published()[0, 3:].tolist() == [4, 4, 4, 4]


@pytest.mark.parametrize("kind", GRIDS.values())
@pytest.mark.parametrize("when", [0, 5, 19])
def test_ending_costs_what_standing_still_does(kind, when):
    problem = kind("all")
    rewards, ends = play(problem, 7, 0, [NOOP] * when + [END])
    assert sum(rewards) == pytest.approx(-2.0) and ends == [False] * when + [True]
    rewards, ends = play(problem, 7, 0, [NOOP] * 20)
    assert sum(rewards) == pytest.approx(-2.0) and ends == [False] * 19 + [True]


def test_buses_of_the_first_problem():
    bus = DistractingBus("all")
    rewards, ends = play(bus, 0, 0, [UP, RIDE, DOWN])  # (4,5) leads to (0,1), goal (0,0)
    assert rewards == [-0.1, -0.1, 1.0] and ends == [False, False, True] and bus.succeeded()[0]
    play(bus, 0, 0, [UP, RIDE, RIDE])
    assert bus.published()[0].tolist() == [4, 5, 1], "and back"
    play(bus, 0, 0, [UP, RIGHT, RIDE])
    assert bus.published()[0].tolist() == [0, 4, 1], "the grey bus of (5,5)"
    play(bus, 0, 1, [RIDE, PICK, DROP])
    assert bus.published()[0].tolist() == [4, 4, 0], "no bus at the start"
    rewards, _ = play(bus, 0, 1, [RIGHT] * 4 + [UP] * 4)
    assert rewards == [-0.1] * 7 + [1.0], "walking reaches (8,8)"


def test_ids_turn_the_coloured_buses_first():
    bus = DistractingBus("all")
    play(bus, 1, 0, [LEFT, RIDE])  # order 1 swaps the last two ends
    assert bus.published()[0, :2].tolist() == [8, 7]
    play(bus, 24, 0, [LEFT, RIDE])
    assert bus.published()[0, :2].tolist() == [8, 1]
    play(bus, 24, 0, [LEFT, UP, RIDE])
    assert bus.published()[0, :2].tolist() == [4, 8], "grey order 1"
    assert len(np.unique(bus.ride, axis=0)) == 576


@pytest.mark.parametrize("kind", GRIDS.values())
def test_walls_hold(kind):
    problem = kind("all")
    for action, place in (
        (LEFT, (0, None)),
        (RIGHT, (problem.width - 1, None)),
        (UP, (None, problem.height - 1)),
        (DOWN, (None, 0)),
    ):
        play(problem, 0, EXPLORE, [action] * 12)
        assert all(want is None or want == got for want, got in zip(place, problem.published()[0, :2], strict=True))


def test_the_map_shows_the_number_only_where_it_hangs():
    grid = MapGrid("train", batch=24)
    grid.begin(np.arange(24), np.full(24, EXPLORE))
    for action in (RIGHT, RIGHT, RIGHT):
        grid.step(np.full(24, int(action)))
        assert not grid.published()[:, 3].any() and not grid.observe()["vector"][:, 85:109].any()
    grid.step(np.full(24, int(DOWN)))
    np.testing.assert_array_equal(grid.published()[:, 3], np.arange(1, 25))
    np.testing.assert_array_equal(grid.observe()["vector"][:, 85:109], np.eye(24))


def test_published_splits():
    assert [len(CookingGrid.split_ids(s)) for s in CookingGrid.splits] == [57, 6, 1, 63, 48, 4, 12, 64]
    assert TEST_ID not in CookingGrid.split_ids("published_train") and CookingGrid.split_ids("test").tolist() == [
        TEST_ID
    ]
    assert contents_of([TEST_ID])[0].tolist() == [2, 2, 0]
    train, test = DistractingBus.split_ids("train"), DistractingBus.split_ids("published_test")
    assert len(train) == 53 and (train % 11 == 0).all() and len(test) == 523 and not np.isin(train, test).any()
    parts = [DistractingBus.split_ids(split) for split in ("validation", "test")]
    assert [len(part) for part in parts] == [53, 470] and sorted(np.concatenate(parts)) == test.tolist()
    assert len(MapGrid.split_ids("train")) == len(MapGrid.split_ids("test")) == 24


def test_the_fair_split_is_drawn_by_its_seed():
    drawn = [CookingGrid.split_ids("fair_test", seed) for seed in range(4)]
    assert len({tuple(ids) for ids in drawn}) == 4
    for seed, ids in enumerate(drawn):
        np.testing.assert_array_equal(ids, CookingGrid.split_ids("fair_test", seed))
        rest = [CookingGrid.split_ids(split, seed) for split in ("fair_train", "fair_validation")]
        assert [len(part) for part in (*rest, ids)] == [48, 4, 12]
        assert sorted(np.concatenate([ids, *rest])) == list(range(64))
        known = contents_of(CookingGrid.split_ids("fair_train", seed))
        assert all(set(known[:, drawer]) == {0, 1, 2, 3} for drawer in range(3)), (
            "training shows each ingredient in each drawer"
        )


def test_instructions_ask_for_what_is_there(rng):
    kitchen = CookingGrid("all")
    row = np.full(20_000, number_of(2, 2, 0))
    share = np.bincount(kitchen.sample_instructions(row, rng), minlength=16) / len(row)
    expected = np.zeros(16)
    expected[[10, 8, 2, 0]] = [4 / 9, 2 / 9, 2 / 9, 1 / 9]
    np.testing.assert_allclose(share, expected, atol=0.015)
    assert kitchen.instructions[8].tolist() == [0, 0, 1, 0, 1, 0, 0, 0]
    share = np.bincount(DistractingBus("train").sample_instructions(np.zeros(8000, int), rng)) / 8000
    np.testing.assert_allclose(share, 0.25, atol=0.02)


@pytest.mark.parametrize("kind", GRIDS.values())
def test_exploration_pays_nothing_and_hides_the_problem(kind, rng):
    problem = kind("train", batch=64)
    rollout = run(
        problem,
        np.arange(64) % len(problem),
        np.full(64, EXPLORE),
        lambda o: rng.choice([0, 1, 2, 3, 5, 7, 8], size=64),
    )
    assert not rollout.rewards.any() and not rollout.success.any() and (rollout.steps == 20).all()
    assert not any(seen["instruction"].any() for seen in rollout.observations)
    first = problem.begin(np.arange(64) % len(problem), np.full(64, EXPLORE))
    assert len(np.unique(first["vector"], axis=0)) == 1, "all problems look the same at first"


@pytest.mark.parametrize("kind", GRIDS.values())
def test_observations_lie_in_their_space_and_say_what_is_published(kind, rng):
    problem = kind("train", batch=32)
    rows = rng.integers(len(problem), size=32)
    observation = problem.begin(rows, problem.sample_instructions(rows, rng))
    space = problem.spec.observation_space()
    assert not problem.spec.has_sets and problem.spec.num_actions == 9 and problem.spec.stop == END
    for _ in range(20):
        for b in range(32):
            one = {key: value[b] for key, value in observation.items()}
            assert space.contains(one) and all(one[key].dtype == space[key].dtype for key in one)
        x, y, thing = problem.published()[:, :3].T
        cells = problem.width * problem.height
        assert (observation["vector"][:, :cells].argmax(1) == x * problem.height + y).all()
        assert (observation["vector"][:, cells : cells + 4].argmax(1) == thing).all()
        if kind is CookingGrid:
            shown = observation["vector"][:, cells + 4 : -1].reshape(32, 4, 5).argmax(2)
            np.testing.assert_array_equal(shown, problem.published()[:, 3:])
        np.testing.assert_allclose(observation["vector"][:, -1], (20 - problem.steps) / 20, rtol=1e-6)
        problem.step(rng.integers(9, size=32))
        observation = problem.observe()


@pytest.mark.parametrize("kind", GRIDS.values())
def test_copies_do_not_touch_each_other(kind, rng):
    """A batch of random episodes, some begun anew on the way, equals the same episodes one at a time."""
    together, rows = kind("train", batch=8), rng.integers(len(kind("train")), size=8)
    asked, actions = together.sample_instructions(rows, rng), rng.integers(9, size=(15, 8))
    together.begin(rows, asked)
    seen, paid = [], []
    for t, action in enumerate(actions):
        if t == 6:
            together.begin_at(np.array([2, 5]), rows[[2, 5]], asked[[2, 5]])
        paid.append(together.step(action).reward)
        seen.append(together.observe()["vector"])
    for b in range(8):
        alone = kind("train")
        alone.begin(rows[[b]], asked[[b]])
        for t, action in enumerate(actions):
            if t == 6 and b in (2, 5):
                alone.begin(rows[[b]], asked[[b]])
            assert alone.step(action[[b]]).reward[0] == paid[t][b]
            np.testing.assert_array_equal(alone.observe()["vector"][0], seen[t][b])


def test_ids_are_privileged_and_tell_everything():
    for kind in GRIDS.values():
        problem = kind("all")
        rows = np.arange(len(problem))
        ids = problem.privileged(rows)
        assert ids.vector.shape == (len(problem), problem.spec.id_vector.size) and ids.vector.dtype == np.float32
        assert ids.entities.shape == (len(problem), 0, 1) and len(np.unique(ids.vector, axis=0)) == len(problem)
        np.testing.assert_array_equal(ids.index, rows)


def test_mistakes_are_told():
    with pytest.raises(ValueError, match="map has no split 'fair_test'; use one of: train, validation, test, all"):
        MapGrid("fair_test")
    with pytest.raises(ValueError, match="batch must be at least 1"):
        MapGrid("train", 0)
    grid = MapGrid("train", 2)
    for actions, message in (
        ([0, 9], "actions are 0 to 8"),
        ([-1, 0], "actions are 0 to 8"),
        ([0], "2 integers"),
        ([0.0, 1.0], "2 integers"),
    ):
        with pytest.raises(ValueError, match=message):
            grid.step(np.array(actions))
