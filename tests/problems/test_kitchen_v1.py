"""Kitchen-v1 as a problem: environments, observations at every step of a recipe, references, and v0 untouched."""

from __future__ import annotations

import re

import gymnasium as gym
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from helpers import play, random_legal

import kitchen_dream.problems  # noqa: F401
from kitchen_dream.kitchens.contents.furnishing import furnish
from kitchen_dream.kitchens.contents.habits import standard
from kitchen_dream.kitchens.contents.sampling import sample_kitchen
from kitchen_dream.kitchens.files.errors import KitchenError
from kitchen_dream.kitchens.files.kitchen_files import save_kitchen
from kitchen_dream.problems.base import EXPLORE
from kitchen_dream.problems.kitchen.kitchen_set import OffersEnough
from kitchen_dream.problems.kitchen.references.belief import Belief
from kitchen_dream.problems.kitchen.references.explorers import adaptive_explorer, execute, explore
from kitchen_dream.problems.kitchen.v1.family import KitchenV1Family
from kitchen_dream.problems.registry import problem_family
from kitchen_dream.rules.skills import TAKE0
from kitchen_dream.rules.tables import refilled, tabulate
from kitchen_dream.rules.v1 import planner
from kitchen_dream.rules.v1.ruleset import V1
from kitchen_dream.rules.v1.state import ToolState


@pytest.fixture(scope="module")
def family() -> KitchenV1Family:
    return KitchenV1Family(32, validation=8, test=16)


@pytest.mark.parametrize("name", ["Kitchen-v1", "KitchenTrial-v1"])
@pytest.mark.filterwarnings("ignore:.*")
def test_environments_pass_the_checker(name):
    env = gym.make(f"KitchenDream/{name}", kitchens=4)
    check_env(env.unwrapped, skip_render_check=True)
    env.close()


def test_the_vector_environment_is_the_single_one_side_by_side():
    envs = gym.make_vec("KitchenDream/Kitchen-v1", num_envs=3, vectorization_mode="vector_entry_point", kitchens=4)
    seen, _ = envs.reset(seed=0)
    assert seen["action_mask"].shape == (3, V1.skills.count) and envs.single_observation_space["slots"].shape[0] == 4


@pytest.mark.physics
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*")
def test_the_physics_environment_passes_the_checker():
    env = gym.make("KitchenDream/KitchenPhysics-v1", kitchens=4)
    check_env(env.unwrapped, skip_render_check=True)
    observation, info = env.reset(seed=1, options={"phase": "execute"})
    assert observation["action_mask"].shape == (V1.skills.count,) and info["failure"] == ""
    env.close()


def test_there_is_no_camera_yet_and_one_line_says_so():
    with pytest.raises(ValueError, match=r"Kitchen-v1 has no option 'look'.* there is no camera yet"):
        gym.make("KitchenDream/Kitchen-v1", look="picture")
    with pytest.raises(ValueError, match=r"there is no option 'look'"):
        problem_family("kitchen-v1", look="picture")


def test_the_instruction_follows_the_steps_of_the_recipe(family):
    problem, book = family.batch("train", 1), V1.book
    recipes = problem.episodes.recipes
    apart = (recipes.stage == 1).any(1) & ~V1.initial(problem.tables.contents).placed[:, recipes.vessel]
    row, recipe = np.argwhere(problem.offered & apart)[0]
    seen = problem.begin(np.array([row]), np.array([recipe]))
    spec, steps = problem.spec, []
    actions, _ = planner.plan(problem.tables, row, recipe, recipes)
    for action in actions:
        steps.append(seen["instruction"][0, spec.instruction["symbols"]])
        problem.step(np.array([action]))
        seen = problem.observe()
    dish, symbols = book.recipes[recipe], np.array(book.symbols)
    first = [item for item, stage in zip(dish.ingredients, dish.stages, strict=True) if stage == 0]
    assert set(symbols[steps[0] > 0]) == {dish.vessel}  # nothing can be put into a vessel that is elsewhere
    assert set(symbols[steps[3] > 0]) == {dish.vessel, *first}
    assert set(symbols[steps[-1] > 0]) == {dish.vessel, *dish.ingredients}
    assert problem.succeeded()[0]


def test_the_observation_tells_what_the_state_is(family, rng):
    problem, rows = family.batch("train", 32), np.arange(32)
    spec = problem.spec
    seen = problem.begin(rows, problem.sample_instructions(rows, rng))
    for _ in range(25):
        problem.step(random_legal(seen["action_mask"], rng))
        seen, state = problem.observe(), problem.episodes.state
        vector = seen["vector"]
        np.testing.assert_array_equal(vector[:, spec.vector["placed"]][:, :4], state.placed)
        np.testing.assert_array_equal(vector[:, spec.vector["on"]], np.column_stack([state.lit, state.oven]))
        assert (vector[:, spec.vector["inside"]].sum(1) == (state.inside >= 0).sum((1, 2))).all()
        assert problem.spec.observation_space()["vector"].contains(vector[0])
    assert state.placed.any() and (vector[:, spec.vector["held"]].sum(1) <= 1).all()


def test_an_exploration_knows_nothing_and_is_paid_nothing(family, rng):
    problem, rows = family.batch("train", 32), np.arange(32)
    played = play(problem, rows, np.full(32, EXPLORE), lambda seen: random_legal(seen["action_mask"], rng))
    first = played.observations[0]
    assert not first["entities"][..., problem.spec.entity["seen"]].any() and not first["instruction"].any()
    takes = slice(TAKE0, TAKE0 + problem.spec.slots)
    assert not played.rewards.any() and not any(seen["action_mask"][:, takes].any() for seen in played.observations)


def test_wiser_explorations_are_worth_more(family):
    tables = family.tables("train")
    trials = family.trials("train")
    bounds, belief = family.references("train", trials), Belief(tables, V1)
    known, seconds = explore(tables, adaptive_explorer, belief)
    returns, success = execute(tables, trials.instructions[0], known, belief)
    assert bounds.blind.mean() < returns.mean() < bounds.oracle.mean() and success.mean() > 0.6
    assert (returns <= bounds.oracle + 1e-4).all() and (seconds <= V1.explore_seconds).all()


def test_what_stands_out_is_believed_nowhere_and_the_rest_where_it_may_be(family):
    tables = family.tables("train")
    belief = Belief(tables, V1)
    out, n = ToolState.initial(tables.contents).placed, len(tables)
    nothing = np.zeros((n, 14), bool), np.zeros((n, 14, len(V1.book.symbols)), bool)
    p = belief.presence(*nothing, np.full((n, len(V1.book.groups)), -1))[:, :4]
    np.testing.assert_allclose(p.sum(2), ~out, atol=1e-5)
    k, unit, slot = np.nonzero((tables.contents >= 0) & (tables.contents < 4))
    assert (p[k, tables.contents[k, unit, slot], unit] > 0).all(), "tools lie where the priors say"


def test_a_room_filled_anew_has_the_tables_of_a_kitchen_of_its_own():
    """Ways are not sought again for it; what lies where, notes and burners are those of the second kitchen."""
    first, second = (sample_kitchen("train", number, variant="v1") for number in (4, 5))
    stove = first.stove.model_copy(update={"broken": (True, False)})
    fresh = furnish(first, [np.random.default_rng(9)] * 50, standard("v1"), book=V1.book)
    fresh = fresh.model_copy(update={"stove": stove, "seed": None})
    whole, again = tabulate([fresh], V1.book), refilled(tabulate([first], V1.book), fresh, V1.book)
    for name, array in whole.arrays().items():
        np.testing.assert_array_equal(again.arrays()[name], array, err_msg=name)
    assert (whole.contents != tabulate([first], V1.book).contents).any() and OffersEnough(V1)(second)


def test_all_splits_have_dishes_of_their_own(family):
    dishes = {split: set(np.flatnonzero(family.batch(split, 1).offered.any(0))) for split in family.splits}
    assert dishes["test_recipes"] <= set(V1.book.held_out) and not dishes["test"] & set(V1.book.held_out)


def test_a_kitchen_file_may_hold_tools_and_the_ingredients_of_v1(tmp_path):
    kitchens = (sample_kitchen("test", n, variant="v1") for n in range(9))
    kitchen = next(k for k in kitchens if any("pan" in unit.contents for unit in k.units))
    path = tmp_path / "mine.yaml"
    save_kitchen(kitchen, path)
    mine = KitchenV1Family(kitchen=str(path))
    names = np.array([*V1.book.symbols, ""])
    assert {*names[mine.tables("test").contents].ravel()} - {""} == {i for u in kitchen.units for i in u.contents if i}
    path.write_text(re.sub(r"\bpan\b", "wok", path.read_text()))
    with pytest.raises(KitchenError, match=r"mine\.yaml: .*'wok' is not an ingredient; use one of: pot, pan, "):
        KitchenV1Family(kitchen=str(path))
