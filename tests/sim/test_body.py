"""The whole PyBullet body on one generated kitchen: skills, symbols, typed failures, determinism."""

from dataclasses import astuple

import numpy as np
import pytest

from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.rules.skills import SkillCall
from kitchen_dream.rules.state import BOWL_STATION, NOTHING, START_STATION, STOVE_STATION
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.outcome import FailureReason
from kitchen_dream.sim.skills import put

pytestmark = pytest.mark.physics

SEED = 3
"""A kitchen with a fridge, base and wall cabinets, an open shelf and stacked drawers."""


@pytest.fixture(scope="module")
def body():
    body = KitchenBody(generate(SEED))
    yield body
    body.close()


def unit_of(kitchen, kind: str) -> int:
    """A unit of a kind, one with food if there is any."""
    units = [u for u, unit in enumerate(kitchen.units) if unit.kind == kind]
    return max(units, key=lambda u: sum(item is not None for item in kitchen.units[u].contents))


def test_start_state_is_the_kitchens(body):
    state = body.reset()
    assert state.station[0] == START_STATION and state.open_unit[0] == NOTHING and state.held[0] == NOTHING
    for u, unit in enumerate(body.kitchen.units):
        ids = [NOTHING if name is None else cookbook().ingredient_id(name) for name in unit.contents]
        assert state.contents[0, u].tolist() == ids


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["fridge", "base_cabinet", "wall_cabinet", "shelf", "drawer"])
def test_look_opens_every_kind(body, kind):
    body.reset()
    unit = unit_of(body.kitchen, kind)
    outcome = body.execute(SkillCall("look", unit))
    assert outcome.success, outcome
    assert outcome.collisions == 0
    state = body.state()
    assert state.open_unit[0] == unit and state.station[0] == unit
    place = body.actor.stations[unit]
    assert np.abs(body.robot.posture()[:3] - [place.x, place.y, body.robot.target[2]]).max() < 0.005


@pytest.mark.slow
def test_cook_a_little(body):
    kitchen = body.kitchen
    start = body.reset()
    drawer, fridge = unit_of(kitchen, "drawer"), unit_of(kitchen, "fridge")
    for unit, skill, vessel, station in (
        (drawer, "put_pot", "pot", STOVE_STATION), (fridge, "put_bowl", "bowl", BOWL_STATION),
    ):  # fmt: skip
        slot = next(s for s, name in enumerate(kitchen.units[unit].contents) if name is not None)
        item = start.contents[0, unit, slot]
        assert body.execute(SkillCall("look", unit)).success
        taken = body.execute(SkillCall("take", slot))
        assert taken.success, taken
        state = body.state()
        assert state.held[0] == item and state.contents[0, unit, slot] == NOTHING and state.open_unit[0] == unit
        put = body.execute(SkillCall(skill))
        assert put.success, put
        state = body.state()
        assert state.held[0] == NOTHING and getattr(state, vessel)[0].tolist() == [item, NOTHING, NOTHING]
        assert state.open_unit[0] == NOTHING and state.station[0] == station
        assert body.scene.opening(unit) < 0.05


@pytest.mark.slow
def test_where_there_is_no_room_beside_what_stands_out_of_the_pot_it_is_dropped_from_above_all(body, monkeypatch):
    body.reset()
    unit = next(u for u, one in enumerate(body.kitchen.units) if sum(item is not None for item in one.contents) > 1)
    first, second = [slot for slot, item in enumerate(body.kitchen.units[unit].contents) if item is not None][:2]
    for call in (SkillCall("look", unit), SkillCall("take", first), SkillCall("put_pot")):
        assert body.execute(call).success
    tried: list[list[float]] = []
    usual, places = put.reaches, put._places

    def with_something_high(*args):
        spots, peak = places(*args)
        return spots, peak + 0.05

    def crowded(actor, aims, *rest, **more):
        tried.append([float(aim.position[2]) for aim in aims])
        return iter(()) if len(tried) == 1 else usual(actor, aims, *rest, **more)

    for call in (SkillCall("look", unit), SkillCall("take", second)):
        assert body.execute(call).success
    monkeypatch.setattr(put, "reaches", crowded)
    monkeypatch.setattr(put, "_places", with_something_high)
    assert body.execute(SkillCall("put_pot")).success
    assert len(tried) == 2 and min(tried[1]) == pytest.approx(min(tried[0]) + 0.05)


@pytest.mark.slow
def test_press_lights_only_what_works(body):
    body.reset()
    for burner in range(2):
        outcome = body.execute(SkillCall("press", burner))
        assert outcome.success, outcome
    state = body.state()
    assert state.pressed[0].all() and state.station[0] == STOVE_STATION
    assert state.lit[0].tolist() == [not broken for broken in body.kitchen.stove.broken]


def test_impossible_skills_fail_with_a_reason(body):
    body.reset()
    assert body.execute(SkillCall("take", 0)).reason == FailureReason.NOT_POSSIBLE
    assert body.execute(SkillCall("put_pot")).reason == FailureReason.NOT_POSSIBLE


@pytest.mark.slow
def test_blocked_drawer_fails_with_a_reason(body):
    body.reset()
    unit = unit_of(body.kitchen, "drawer")
    link, place = body.scene.units[unit], body.kitchen.units[unit]
    x, y, z = place.to_world((place.depth / 2 + 0.16, 0.0, 0.0))
    half = [0.05, 0.05, 0.05 + z / 2]
    shape = body.client.createCollisionShape(body.client.GEOM_BOX, halfExtents=half)
    # a post in the drawer's way that the planner does not know of
    post = body.client.createMultiBody(0, shape, -1, [x, y, half[2]])
    body.client.setCollisionFilterGroupMask(
        post, -1, 1, -1
    )  # not of the furniture's group, which passes through itself
    try:
        outcome = body.execute(SkillCall("look", unit))
    finally:
        body.client.removeBody(post)
    assert not outcome.success
    assert outcome.reason in (FailureReason.DOOR_JAMMED, FailureReason.HANDLE_SLIPPED, FailureReason.COLLISION)
    assert body.client.getJointState(link.body, link.joint)[0] < 0.3


@pytest.mark.slow
def test_same_skills_twice_are_bit_equal(body):
    unit = unit_of(body.kitchen, "drawer")
    slot = next(s for s, name in enumerate(body.kitchen.units[unit].contents) if name is not None)
    runs = []
    for _ in range(2):
        with_fresh = KitchenBody(body.kitchen)
        outcomes = [astuple(with_fresh.execute(call)) for call in (SkillCall("look", unit), SkillCall("take", slot))]
        runs.append((outcomes, with_fresh.robot.posture().tolist()))
        with_fresh.close()
    assert runs[0] == runs[1]


def test_frames_and_unknown_camera(body):
    for camera in ("head", "room"):
        frame = body.frame(camera, 64, 48)
        assert frame.shape == (48, 64, 3) and frame.dtype == np.uint8 and frame.std() > 5
    with pytest.raises(ValueError, match="known are"):
        body.frame("drone")
