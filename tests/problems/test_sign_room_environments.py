"""The sign rooms in Gymnasium: trials, options, pictures, free poses, and the vector version against the single one."""

from __future__ import annotations

import gymnasium as gym
import numpy as np
import pytest
from playing import agent_for, collected

from kitchen_dream.evaluation.scores.scorer import Scorer
from kitchen_dream.problems.base import EXPLORE
from kitchen_dream.problems.sign_room.family import FreeSignRoomFamily13, FreeSignRoomFamily20
from kitchen_dream.problems.sign_room.free import FreeSignRoom
from kitchen_dream.problems.sign_room.poses import Action
from kitchen_dream.problems.sign_room.rules import SignRoom20, SignRoom20Features
from kitchen_dream.sim.sign_room.layout import PUBLISHED, START, STEP, TOUCH
from kitchen_dream.sim.sign_room.scene import SignRoomWorld, seen_from_above

pytestmark = pytest.mark.physics

SIGN_ROOMS = ROOM, SHORT, RANDOM = [f"KitchenDream/{name}-v0" for name in ("SignRoom", "SignRoom13", "SignRoomRandom")]


def vector(name: str, n: int, **options) -> gym.vector.VectorEnv:
    return gym.make_vec(name, num_envs=n, vectorization_mode="vector_entry_point", **options)


@pytest.mark.parametrize("free", [False, True])
def test_observations_are_pictures_of_what_is_in_view(free, world):
    env = gym.make(ROOM, world=world, free_poses=free).unwrapped
    observation, _ = env.reset(seed=5, options={"phase": "execute", "number": 1, "instruction": 2})
    for action in (2, 0, 2, 1):
        assert env.observation_space.contains(observation)
        assert observation["picture"].dtype == np.uint8 and observation["instruction"].tolist() == [0, 0, 1]
        x, y, yaw = env.problem.way[-1]
        with SignRoomWorld(PUBLISHED, 1) as room:
            np.testing.assert_array_equal(observation["picture"], room.look(x, y, yaw))
        observation, *_ = env.step(action)
    env.close()


def test_resets_walk_through_trials(world):
    env = gym.make(ROOM, world=world, executions=2).unwrapped
    phases, rows, starts = [], [], []
    for k in range(12):
        observation, info = env.reset(seed=3 if k == 0 else None)
        assert observation["instruction"].any() == bool(info["phase"])
        phases.append(info["phase"])
        rows.append(int(env.problem.rows[0]))
        starts.append(int(env.problem.pose[0]))
    assert phases == [0, 1, 1] * 4 and len(set(starts)) > 6
    assert all(rows[k] == rows[k + 1] == rows[k + 2] for k in range(0, 12, 3)) and len(set(rows)) > 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"phase": "sleep"}, "use one of: explore, execute"),
        ({"number": 2}, "2 is no id of the split 'train'"),
        ({"instruction": 1}, "add phase='execute'"),
        ({"phase": "execute", "instruction": 3}, "it is 0 to 2"),
        ({"kitchen": 3}, "unknown reset option 'kitchen'"),
    ],
)
def test_wrong_reset_options_are_one_line(options, message, world):
    with pytest.raises(ValueError, match=message) as caught:
        gym.make(ROOM, world=world).reset(seed=0, options=options)
    assert "\n" not in str(caught.value)


def test_what_cannot_be_is_refused(world):
    with pytest.raises(ValueError, match="it has: rgb_array"):
        gym.make(ROOM, world=world, render_mode="ansi")
    with pytest.raises(ValueError, match="only the single environment"):
        vector(ROOM, 2, world=world, free_poses=True)
    env = gym.make(ROOM, world=world).unwrapped
    with pytest.raises(gym.error.ResetNeeded):
        env.step(0)
    env.reset(seed=0)
    with pytest.raises(ValueError, match="actions are 0 to 3"):
        env.step(4)
    env.step(3)
    with pytest.raises(gym.error.ResetNeeded):
        env.step(0)


@pytest.mark.parametrize("name", [ROOM, SHORT])
def test_executions_are_as_long_as_the_id_says(name, world):
    env = gym.make(name, world=world).unwrapped
    for phase, limit in (("explore", 20), ("execute", 20 if name == ROOM else 13)):
        env.reset(seed=1, options={"phase": phase})
        ends = [env.step(0)[2:4] for _ in range(limit)]
        assert ends == [(False, False)] * (limit - 1) + [(False, True)]


@pytest.mark.parametrize("free", [False, True])
def test_pictures_show_the_agent_where_it_stands(free, world):
    env = gym.make(ROOM, world=world, free_poses=free, render_mode="rgb_array").unwrapped
    env.reset(seed=1, options={"phase": "execute", "number": 0})
    before = env.render()
    assert before.shape == (480, 720, 3) and before.dtype == np.uint8
    x, y, _ = env.problem.way[-1]
    column, row = seen_from_above(np.array([[x, y, 0.0]]), 384, 480)[0].round().astype(int)
    around = before[row - 6 : row + 7, column - 6 : column + 7].reshape(-1, 3).astype(int)
    assert (np.abs(around - (255, 190, 40)).max(1) < 20).mean() > 0.5
    env.step(0)
    assert (env.render() != before).any()
    env.close()


def test_the_view_from_above_is_where_the_objects_are():
    with SignRoomWorld(PUBLISHED, 0, ceiling=False) as room:
        above = room.above(384, 480)
    for kind, colour, (x, y) in PUBLISHED.objects():
        if kind < 2:  # keys are thin from above
            column, row = seen_from_above(np.array([[x, y, 0.35]]), 384, 480)[0].astype(int)
            assert above[row, column].argmax() == (2, 0)[colour] and above[row, column].max() > 120
    floor = above[60:400, 190:200].astype(int)
    assert np.ptp(floor, axis=(0, 1)).max() <= 2, "no seam runs over the floor"


@pytest.mark.parametrize("name", SIGN_ROOMS)
def test_a_vector_of_one_is_the_single_environment(name, world):
    single, envs, draws = (
        gym.make(name, executions=2, world=world),
        vector(name, 1, executions=2, world=world),
        np.random.default_rng(8),
    )
    observation, info = single.reset(seed=4)
    observations, infos = envs.reset(seed=4)
    ends = 0
    for _ in range(120):
        for key, value in observation.items():
            np.testing.assert_array_equal(value, observations[key][0])
        action = int(draws.choice(4, p=(0.2, 0.2, 0.58, 0.02)))
        observation, reward, terminated, truncated, info = single.step(action)
        observations, rewards, terminations, truncations, infos = envs.step(np.array([action]))
        assert (reward, terminated, truncated) == (rewards[0], terminations[0], truncations[0])
        assert info["phase"] == infos["phase"][0] and info["success"] == infos["success"][0]
        if terminated or truncated:
            ends += 1
            observation, info = single.reset()
            observations, paid, *_, infos = envs.step(np.array([0]))
            assert paid[0] == 0 and info["phase"] == infos["phase"][0]
    assert ends > 4


@pytest.mark.parametrize("free", [False, True])
def test_the_same_seed_gives_the_same_run(free, world):
    runs = []
    for _ in range(2):
        env, draws = gym.make(ROOM, world=world, free_poses=free).unwrapped, np.random.default_rng(0)
        env.reset(seed=7)
        runs.append([])
        for _ in range(30):
            observation, reward, terminated, truncated, _ = env.step(int(draws.integers(3)))
            runs[-1].append((observation["picture"].copy(), reward))
            if terminated or truncated:
                env.reset()
        env.close()
    for (one, paid), (two, again) in zip(*runs, strict=True):
        np.testing.assert_array_equal(one, two)
        assert paid == again


def test_free_poses_need_no_lattice_of_random_rooms():
    env = gym.make(RANDOM, split="test", free_poses=True).unwrapped
    observation, _ = env.reset(seed=0, options={"number": 70})
    assert env.problem.room.name == "random-35" and observation["picture"].std() > 5
    assert not {"graphs", "pictures"} & set(vars(env.problem.world))
    env.close()


def test_free_steps_are_as_published_and_walls_stop_them(world):
    problem, rng = FreeSignRoom(SignRoom20, "train", world=world), np.random.default_rng(0)
    starts = problem.draw_starts(2000, rng)
    np.testing.assert_allclose([starts[:, :2].min(0), starts[:, :2].max(0)], START, atol=0.01)
    assert len(np.unique(starts[:, 2])) == 2000
    one = np.arange(1)
    problem.begin_at(one, np.zeros(1, int), np.full(1, EXPLORE), start=np.array([[4.5, 5.0, 0.3]]))
    problem.step(np.array([Action.FORWARD]))
    np.testing.assert_allclose(problem.place[0], [4.5 + STEP * np.cos(0.3), 5 + STEP * np.sin(0.3)])
    problem.step(np.array([Action.LEFT]))
    assert problem.yaw[0] == pytest.approx(0.3 + np.pi / 4)
    problem.begin_at(one, np.zeros(1, int), np.full(1, EXPLORE), start=np.array([[5.0, 12.4, np.pi / 2]]))
    problem.step(np.array([Action.FORWARD]))
    np.testing.assert_array_equal(problem.place[0], [5.0, 12.4])
    problem.close()


def test_touching_pays_at_free_poses_too(world):
    problem, one = FreeSignRoom(SignRoom20, "train", world=world), np.arange(1)
    for number, (kind, colour, (x, y)) in enumerate(PUBLISHED.objects()):
        for word in (0, 1):
            yaw = np.arctan2(y - 6, x - 5)
            start = np.array([[x - 1.5 * np.cos(yaw), y - 1.5 * np.sin(yaw), yaw]])
            problem.begin_at(one, np.array([word]), np.array([kind]), start=start)
            step = problem.step(np.array([Action.FORWARD]))
            assert np.linalg.norm(problem.place[0] - (x, y)) < TOUCH and problem.object[0] == number
            assert step.terminated[0] and step.reward[0] == (1 if colour == word else -1)
    problem.close()


@pytest.mark.slow
def test_free_poses_are_played_side_by_side_from_features(world):
    """Each copy sees what it would see alone, as features of the picture, which are those of the lattice."""
    family = FreeSignRoomFamily13(world)
    assert family.options() == {} and family.spec_in("instructed").vector["features"].stop == world.feature_count
    many, alone = family.batch("test", 3), family.batch("test", 1)
    starts, asked = many.draw_starts(3, np.random.default_rng(4)), np.array([0, 1, EXPLORE])
    rows, actions = np.array([0, 1, 1]), np.array([Action.FORWARD, Action.LEFT, Action.RIGHT])
    many.begin(rows, asked, start=starts)
    together = [many.step(actions), many.step(actions)][-1]
    for copy in range(3):
        alone.begin(rows[[copy]], asked[[copy]], start=starts[[copy]])
        single = [alone.step(actions[[copy]]), alone.step(actions[[copy]])][-1]
        np.testing.assert_array_equal(alone.pictures[0], many.pictures[copy])
        np.testing.assert_allclose(alone.observe()["vector"][0], many.observe()["vector"][copy], atol=1e-2)
        assert single.reward[0] == together.reward[copy] and alone.sign_in_view[0] == many.sign_in_view[copy]
    np.testing.assert_array_equal(many.observe()["vector"][:, :-1], world.features_of(many.pictures))
    many.close()
    alone.close()


def test_the_sign_is_read_from_free_poses(world):
    problem, one = FreeSignRoom(SignRoom20Features, "test", world=world), np.zeros(1, int)
    for start, read in (((8.0, 10.0, 0.0), True), ((4.5, 5.0, np.pi), False)):
        problem.begin(one, one, start=np.array([start]))
        assert problem.sign_read[0] == problem.sign_in_view[0] == read
    problem.close()


@pytest.mark.slow
def test_scores_from_free_poses_have_starts_anywhere(world):
    family = FreeSignRoomFamily20(world)
    trials, again = (family.trials("test", 24, seed=2, executions=2) for _ in range(2))
    assert trials.starts.shape == (3, 24, 3) and len(np.unique(trials.starts[..., 2])) == 72
    np.testing.assert_array_equal(trials.starts, again.starts)
    scorer = Scorer(family, "test", count=6)
    agent = agent_for(family.batch("test", 1))
    scores = scorer(agent)
    assert -1 <= scores["return_mean"] <= 1 and 0 <= scores["sign_in_view"] <= 1


@pytest.mark.slow
def test_methods_learn_from_free_poses(world):
    """Trials are collected side by side, and updates made of them."""
    problem = FreeSignRoomFamily20(world).batch("train", 4)
    agent, collector = collected(problem, "dream", rounds=3)
    before = {name: value.clone() for name, value in agent.training_state().items()}
    for _ in range(4):
        agent.update()
    after = agent.training_state()
    assert collector.rounds == 3 and any((before[name] != after[name]).any() for name in before if name in after)
    problem.close()
