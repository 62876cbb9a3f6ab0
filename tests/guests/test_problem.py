"""A family of problems from outside the package: by name, side by side, in Gymnasium; and what is said of guests that
lack something.
"""

from __future__ import annotations

import warnings
from pathlib import Path

import gymnasium as gym
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from helpers import play

from kitchen_dream.problems import registry
from kitchen_dream.problems.base import EXPLORE, ProblemFamily
from kitchen_dream.problems.gym_family import GymFamily
from kitchen_dream.problems.registry import problem_class, problem_family, problem_names, register_problem

HERE = Path(__file__).parent
CORRIDOR = "corridor:Corridor"
STOP = 6


@pytest.fixture(autouse=True)
def beside_the_toy(monkeypatch):
    monkeypatch.chdir(HERE)


@pytest.fixture
def family() -> ProblemFamily:
    return problem_family(CORRIDOR)


def test_a_guest_is_short_and_complete(family):
    assert len((HERE / "corridor.py").read_text().splitlines()) <= 40
    assert family.name == "corridor" and [family.size(split) for split in family.splits] == [18, 3, 3]
    spec = family.spec
    assert (spec.num_actions, spec.stop, spec.max_steps) == (7, STOP, 9)
    assert spec.vector.size == 4 + 16 + 1 and spec.vector["lamp"] == slice(4, 20) and spec.id_vector.size == 16


def test_the_lamp_tells_where_the_prizes_are(family, rng):
    problem, rows = family.batch("train", 12), np.arange(12)
    walk = iter([1, 1, 1, STOP])
    played = play(problem, rows, np.full(12, EXPLORE), lambda o: np.full(12, next(walk)))
    lamp = played.observations[-1]["vector"][:, problem.spec.vector["lamp"]]
    assert not played.rewards.any() and not played.observations[0]["vector"][:, problem.spec.vector["lamp"]].any()
    np.testing.assert_array_equal(lamp, problem.privileged(rows).vector)
    asked = problem.sample_instructions(rows, rng)
    door = lamp.reshape(12, 4, 4)[rows, :, asked].argmax(1)
    played = play(problem, rows, asked, lambda o: 2 + door)
    assert played.success.all() and (played.returns == 1).all() and (played.steps == 1).all()
    blind = play(problem, rows, asked, lambda o: np.full(12, 2))
    np.testing.assert_array_equal(blind.success, door == 0)


def test_stopping_is_for_explorations_and_time_runs_out(family):
    problem = family.batch("train", 2)
    masks = problem.begin(np.zeros(2, int), np.array([EXPLORE, 1]))["action_mask"]
    assert masks[:, STOP].tolist() == [1, 0]
    for left in range(8, -1, -1):
        step = problem.step(np.zeros(2, int))
        np.testing.assert_allclose(problem.observe()["vector"][:, -1], left / 9, rtol=1e-6)
        assert step.truncated.all() == (left == 0) and not step.terminated.any()
    before = problem.observe()
    problem.step(np.full(2, STOP))
    for key, value in problem.observe().items():
        np.testing.assert_array_equal(value, before[key])


def test_copies_do_not_touch_each_other(family, rng):
    together, rows = family.batch("train", 6), rng.integers(12, size=6)
    asked, actions = together.sample_instructions(rows, rng), rng.integers(2, size=(5, 6))
    together.begin(rows, asked)
    for action in actions:
        together.step(action)
    for b in range(6):
        alone = family.batch("train", 1)
        alone.begin(rows[[b]], asked[[b]])
        for action in actions:
            alone.step(action[[b]])
        for key, value in alone.observe().items():
            np.testing.assert_array_equal(value[0], together.observe()[key][b])


@pytest.mark.parametrize("name", ["KitchenDream/Problem-v0", "KitchenDream/ProblemTrial-v0"])
def test_gymnasium_finds_no_fault_in_a_guest(name):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        check_env(gym.make(name, family=CORRIDOR, disable_env_checker=True).unwrapped, skip_render_check=True)
    assert [str(w.message) for w in caught if issubclass(w.category, UserWarning)] == []


def test_a_guest_runs_as_a_vector_environment():
    envs = gym.make_vec("KitchenDream/Problem-v0", num_envs=5, vectorization_mode="vector_entry_point", family=CORRIDOR)
    _, infos = envs.reset(seed=0)
    phases = [infos["phase"]]
    for _ in range(40):
        observations, *_, infos = envs.step(infos["action_mask"].argmax(1))
        phases.append(infos["phase"])
    assert envs.observation_space.contains(observations) and set(np.ravel(phases)) == {0, 1}
    envs.close()


def test_a_guest_can_be_named(family, monkeypatch):
    monkeypatch.setattr(registry, "_registered", {})
    register_problem("my-corridor", type(family))
    assert problem_class("my-corridor") is type(family) and "my-corridor" in problem_names()
    for taken in ("map", "my-corridor"):
        with pytest.raises(ValueError, match="choose another name"):
            register_problem(taken, type("Other", (type(family),), {}))


def test_entry_points_of_installed_packages_are_found(tmp_path, monkeypatch):
    package = tmp_path / "guest-1.0.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Name: guest\nVersion: 1.0\n")
    (package / "entry_points.txt").write_text(
        "[kitchen_dream.problems]\nguest-corridor = corridor:Corridor\nbroken = nowhere:Family\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.syspath_prepend(str(HERE))
    assert problem_family("guest-corridor").name == "corridor"
    with pytest.raises(ValueError, match="the entry point nowhere:Family cannot be imported"):
        problem_family("broken")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("mpa", "unknown problem 'mpa'; did you mean map"),
        ("zzz", "Known: bus, cooking"),
        ("corridor:Coridor", "corridor has no 'Coridor'"),
        ("corridr:Corridor", "corridr cannot be imported"),
        ("corridor:CorridorEnv", "is no subclass of kitchen_dream.problems.base.ProblemFamily"),
        ("corridor:DOORS", "is no subclass"),
    ],
)
def test_names_that_are_none_take_one_line(name, message):
    with pytest.raises(ValueError, match=message) as caught:
        problem_family(name)
    assert "\n" not in str(caught.value)


def test_what_a_guest_lacks_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lacking.py").write_text(
        "from kitchen_dream.problems.base import ProblemFamily\n"
        "class NoBatch(ProblemFamily):\n    name = 'a'\n    def size(self, split): return 1\n"
        "class NoName(ProblemFamily):\n    def size(self, split): return 1\n    def batch(self, *given): return None\n"
        "class NoSpec(NoName):\n    name = 'b'\n    def __init__(self, doors: int): pass\n"
    )
    for cls, message in (
        ("NoBatch", "NoBatch lacks batch"),
        ("NoName", "NoName has no `name`"),
        ("NoSpec", "needs the option doors"),
    ):
        with pytest.raises(ValueError, match=message):
            problem_family(f"lacking:{cls}")
    with pytest.raises(ValueError, match="NoSpec sets no `spec`"):
        problem_family("lacking:NoSpec", doors=3)
    with pytest.raises(ValueError, match="there is no option 'door'; did you mean doors"):
        problem_family("lacking:NoSpec", door=3)


class Any(gym.Env):
    """An environment of given spaces."""

    def __init__(self, actions: gym.Space, observations: gym.Space):
        self.action_space, self.observation_space = actions, observations


BOX, TWO = gym.spaces.Box(-1, 1, (2,)), gym.spaces.Discrete(2)


@pytest.mark.parametrize(
    ("spaces", "options", "message"),
    [
        ((BOX, BOX), {}, "actions must be Discrete"),
        ((TWO, gym.spaces.Box(0, 255, (2,))), {}, "bounds beyond 10"),
        ((TWO, gym.spaces.Sequence(BOX)), {}, "cannot be flattened"),
        ((TWO, BOX), {"max_steps": None}, "give max_steps"),
        ((TWO, BOX), {"problems": {"train": [1, 2], "test": [2]}}, "2 is a problem of both train and test"),
        ((TWO, BOX), {"problems": {"test": [2]}}, "at least one problem under 'train'"),
        ((TWO, BOX), {"instructions": 0}, "instructions must be at least 1"),
    ],
)
def test_environments_that_do_not_fit_take_one_line(spaces, options, message):
    guest = type("Guest", (GymFamily,), {"name": "guest"})
    with pytest.raises(ValueError, match=message) as caught:
        guest(
            **{"make_env": lambda: Any(*spaces), "problems": {"train": [0]}, "instructions": 1, "max_steps": 5}
            | options
        )
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("space", "fields"),
    [
        (BOX, {"observation": 2}),
        (gym.spaces.MultiDiscrete([2, 3]), {"observation": 5}),
        (gym.spaces.Tuple([BOX, gym.spaces.MultiBinary(3)]), {"observation_0": 2, "observation_1": 3}),
        (gym.spaces.Dict(b=TWO, a=gym.spaces.Box(-np.inf, np.inf, (2, 2))), {"a": 4, "b": 2}),
    ],
)
def test_spaces_become_fields(space, fields):
    guest = type("Guest", (GymFamily,), {"name": "guest"})(lambda: Any(TWO, space), {"train": [0, 1]}, 1, max_steps=5)
    assert {f.name: f.size for f in guest.spec.vector} == fields | {"time_left": 1}
    np.testing.assert_array_equal(guest.batch("train", 1).privileged(np.arange(2)).vector, np.eye(2))


@pytest.mark.slow
def test_dream_solves_the_toy_problem_and_blind_does_not(tmp_path, monkeypatch):
    """Who never explored opens a door by chance (0.25 - 0.75 * 0.1) or walks to the lamp and back (1 - 6 * 0.1)."""
    import kitchen_dream as kd

    monkeypatch.chdir(HERE)
    blind = max(0.25 - 0.75 * 0.1, 1 - 6 * 0.1)
    result = kd.train(CORRIDOR, steps=15_000, out=tmp_path / "run", changes=("num_envs=64",))
    assert result.scores["test"]["return_mean"] > 0.9 > blind


def test_an_environment_that_draws_nothing_is_told_in_one_line(family):
    """It defines no `render`, and a training with it ends without a film."""
    problem = family.batch("train", 1)
    with pytest.raises(ValueError, match="corridor: its environment renders nothing"):
        family.render(problem)
