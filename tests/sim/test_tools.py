"""Kitchen-v1 in the physics: tools in units and in use, the oven, heat, and dishes of every kind."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pytest

from kitchen_dream.kitchens.contents.sampling import sample_kitchen
from kitchen_dream.kitchens.recipes import TOOLS
from kitchen_dream.kitchens.spec import Kitchen, Unit
from kitchen_dream.problems.kitchen.v1.physics import PhysicsStepKitchenProblem
from kitchen_dream.rules.skills import SkillCall
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.rules.tables import tabulate
from kitchen_dream.rules.v1 import planner
from kitchen_dream.rules.v1.ruleset import V1
from kitchen_dream.rules.v1.state import TRAY
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.scene.ingredients import Item
from kitchen_dream.sim.scene.stowing import stowed
from kitchen_dream.sim.scene.ware import OUTER
from kitchen_dream.sim.sensing.perception import place_of

BOOK = V1.book
KITCHEN = sample_kitchen("train", 2, variant="v1")
DISHES = {
    "porridge": ["milk", "oats"], "bacon and eggs": ["bacon", "egg"], "cheese toast": ["bread", "cheese"],
    "tomato salad": ["tomato", "onion"],
}


def kitchen_with(contents: dict[int, list[str]]) -> Kitchen:
    """One kitchen with these things in the units; tools that lie in none stand out."""
    units = [
        unit.model_copy(update={"contents": tuple((contents.get(u, []) + [None] * 4)[:4])})
        for u, unit in enumerate(KITCHEN.units)
    ]
    stove = KITCHEN.stove.model_copy(update={"broken": (False, False)})
    return KITCHEN.model_copy(update={"units": tuple(units), "stove": stove, "note": None})


def first(kind: str) -> int:
    return next(u for u, unit in enumerate(KITCHEN.units) if unit.kind == kind)


@pytest.mark.parametrize("width", [0.5, 0.6, 0.8])
@pytest.mark.parametrize("slots", [some for k in (1, 2, 3, 4) for some in combinations(range(4), k)])
def test_tools_lie_in_a_drawer_without_touching(width: float, slots: tuple[int, ...]) -> None:
    drawer = Unit(x=1, y=1, z=0.1, width=width, depth=0.6, height=0.36, facing="east", name="drawer", kind="drawer")
    contents = dict.fromkeys(range(4), "tomato") | dict(zip(slots, TOOLS, strict=False))
    everything = stowed(drawer, contents)
    assert everything.keys() == contents.keys()
    places = {slot: everything[slot] for slot in slots}
    for a, b in combinations([np.array(foot[:2]) for foot, _ in places.values()], 2):
        assert np.hypot(*(a - b)) >= 1.9 * OUTER
    for (x, y, _), _ in places.values():
        assert abs(y) + OUTER < width / 2 - 0.03 and drawer.depth / 2 - x > OUTER


@pytest.mark.parametrize("width", [0.5, 0.6, 0.8])
@pytest.mark.parametrize("slots", permutations(range(4), 3))
def test_a_tray_has_corners_and_stands_behind(width: float, slots: tuple[int, ...]) -> None:
    """In front a hand at its grip would meet the drawer's front, and a corner would stand in what is beside it."""
    drawer = Unit(x=1, y=1, z=0.1, width=width, depth=0.6, height=0.36, facing="east", name="drawer", kind="drawer")
    contents = dict(zip(slots, ("tray", "pot", "pan"), strict=True))
    places = stowed(drawer, contents)
    (x, y, _), turn = places[slots[0]]
    c, s = np.cos(turn), np.sin(turn)
    corners = np.array([x, y]) + OUTER * np.array([(1, 1), (1, -1), (-1, 1), (-1, -1)]) @ [[c, s], [-s, c]]
    assert x < 0.05 and (np.abs(corners[:, 1]) < width / 2 - 0.03).all()
    for slot in slots[1:]:
        assert np.hypot(*(corners - places[slot][0][:2]).T).min() > OUTER - 0.004


@pytest.mark.physics
def test_what_is_read_at_the_start_is_what_the_kitchen_says() -> None:
    kitchen = sample_kitchen("train", 0, variant="v1")
    body = KitchenBody(kitchen, rules=V1)
    try:
        state, meant = body.state(), V1.initial(tabulate([kitchen], BOOK).contents)
        for name, value in vars(meant).items():
            assert np.array_equal(getattr(state, name), value), name
    finally:
        body.close()


@pytest.mark.physics
@pytest.mark.slow
@pytest.mark.parametrize("vessel", TOOLS)
def test_pieces_in_a_vessel_come_to_rest(vessel: str) -> None:
    body = KitchenBody(kitchen_with({first("drawer"): ["milk", "oats", "egg", "tomato"]}), rules=V1)
    try:
        scene = body.scene
        for key in [key for key, item in scene.items.items() if isinstance(item, Item)]:
            scene.cut_up(key, vessel)
        body.client.step(960)
        for key in scene.cut:
            assert scene.vessel(vessel).holds(place_of(scene, key))
            assert not np.any(body.client.getBaseVelocity(scene.items[key].body)), "asleep, it costs no time"
    finally:
        body.close()


@pytest.mark.physics
@pytest.mark.slow
@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("kind", ["drawer", "base_cabinet"])
def test_a_tool_is_taken_and_put_where_it_is_used(tool: str, kind: str) -> None:
    unit = first(kind)
    body = KitchenBody(kitchen_with({unit: [tool]}), rules=V1)
    number = TOOLS.index(tool)
    try:
        assert not body.state().placed[0, number]
        for call in (SkillCall("look", unit), SkillCall("take", 0)):
            assert body.execute(call).success
        assert body.state().held[0] == number
        outcome = body.execute(SkillCall(f"put_{tool}"))
        assert outcome.success and outcome.max_force < 20.0, outcome
        state = body.state()
        assert state.placed.all() and state.held[0] == NOTHING and body.scene.opening(unit) < 0.02
        body.reset()
        assert not body.state().placed[0, number], "it lies in its unit again"
    finally:
        body.close()


@pytest.mark.physics
@pytest.mark.slow
@pytest.mark.parametrize("dish", DISHES)
def test_a_dish_of_every_kind_is_cooked(dish: str) -> None:
    kitchen = kitchen_with({first("base_cabinet" if dish == "tomato salad" else "fridge"): DISHES[dish]})
    tables, recipe = tabulate([kitchen], BOOK), BOOK.recipe_id(dish)
    problem = PhysicsStepKitchenProblem(tables, "train", kitchens={0: kitchen}, nominal_clock=True)
    try:
        problem.begin(np.array([0]), np.array([recipe]))
        actions, _ = planner.plan(tables, 0, recipe, V1.recipes())
        for action in actions:
            step = problem.step(np.array([action]))
            assert problem.outcomes[-1][1].success, (V1.skills.names()[action], problem.outcomes[-1][1])
        assert step.terminated[0] and problem.succeeded()[0]
        heated = problem.episodes.state.heated[0]
        assert (heated.max() > 5) == (BOOK.recipes[recipe].vessel != "bowl")
        body = problem.sim
        assert len(body.scene.cut) == len(DISHES[dish]), "what is in a vessel is cut up"
        assert bool(body.scene.tints) == (heated.max() > 5), "one sees that it was heated"
        body.reset()
        assert not body.scene.cut and body.state().inside.max() == NOTHING
    finally:
        problem.close()


@pytest.mark.physics
@pytest.mark.slow
def test_what_has_fallen_over_in_a_drawer_is_taken() -> None:
    unit = first("drawer")
    body = KitchenBody(kitchen_with({unit: ["zucchini"]}), rules=V1)
    try:
        assert body.execute(SkillCall("look", unit)).success
        item = body.scene.items[unit, 0]
        place, _ = body.client.getBasePositionAndOrientation(item.body)
        body.scene.move_item(item, place)
        fallen = body.client.getQuaternionFromEuler([np.pi / 2, 0, 0])
        body.client.resetBasePositionAndOrientation(item.body, place, fallen)
        body.client.step(240)
        assert body.execute(SkillCall("take", 0)).success
        assert int(body.state().held[0]) == item.symbol
    finally:
        body.close()


@pytest.mark.physics
def test_buttons_switch_on_and_off_and_the_oven_has_its_own() -> None:
    body = KitchenBody(kitchen_with({}), rules=V1)
    try:
        seen = []
        for call in (SkillCall("press", 1), SkillCall("oven"), SkillCall("press", 1), SkillCall("oven")):
            assert body.execute(call).success
            state = body.state()
            seen.append((state.lit[0].tolist(), bool(state.oven[0])))
        assert seen == [([False, True], False), ([False, True], True), ([False, False], True), ([False, False], False)]
        assert body.actor.presses == [0, 2, 2]
    finally:
        body.close()


@pytest.mark.physics
@pytest.mark.slow
def test_the_oven_comes_out_for_the_tray_and_the_robot_shuts_it() -> None:
    fridge = first("fridge")
    body = KitchenBody(kitchen_with({fridge: ["cheese"]}), rules=V1, frame_rate=10)
    widest: list[float] = []
    body.on_frame = lambda world: widest.append(world.scene.opening(-1))
    try:
        for call in (SkillCall("look", fridge), SkillCall("take", 0), SkillCall("put_tray")):
            outcome = body.execute(call)
            assert outcome.success and outcome.max_force < 20.0, outcome
        assert max(widest) > 0.95 and widest[-1] < 0.02
        state = body.state()
        assert state.inside[0, TRAY, 0] == BOOK.symbol_id("cheese") and state.open_unit[0] == NOTHING
    finally:
        body.close()


@pytest.mark.physics
def test_what_stands_in_a_drawer_is_as_it_was_after_the_push_that_shuts_it() -> None:
    drawer, other = first("drawer"), first("fridge")
    body = KitchenBody(kitchen_with({drawer: ["eggplant", "tomato", "oats", "milk"]}), rules=V1)
    try:
        def standing() -> tuple[np.ndarray, np.ndarray]:
            bodies = [body.scene.items[drawer, slot].body for slot in range(4)]
            poses = [body.client.getBasePositionAndOrientation(one) for one in bodies]
            upright = [body.client.getMatrixFromQuaternion(turn)[8] for _, turn in poses]
            return np.array([place for place, _ in poses]), np.array(upright)

        before, _ = standing()
        for unit in (drawer, other):
            assert body.execute(SkillCall("look", unit)).success
        after, upright = standing()
        assert body.scene.opening(drawer) < 0.05 and (upright > 0.95).all()
        assert np.abs(after - before).max() < 0.01
    finally:
        body.close()
