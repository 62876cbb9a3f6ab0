"""The kitchen in the physics: things stand still, joints move, and it goes back to the start exactly."""

from __future__ import annotations

import math
import resource
from collections.abc import Iterator

import numpy as np
import pytest

from kitchen_dream.kitchens.geometry import button_position, handle, slot_position
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.kitchens.spec import LAYOUT_FAMILIES, Kitchen
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.engine.window import NoDisplay
from kitchen_dream.sim.scene.ingredients import build_item
from kitchen_dream.sim.scene.kitchen_scene import Scene

pytestmark = pytest.mark.physics


@pytest.fixture
def scene(small_kitchen: Kitchen) -> Iterator[Scene]:
    with Client() as client:
        yield Scene(client, small_kitchen)


def positions(scene: Scene) -> np.ndarray:
    """Centres of all ingredients, (n, 3)."""
    return np.array([scene.client.getBasePositionAndOrientation(item.body)[0] for item in scene.items.values()])


def tilt(scene: Scene) -> float:
    """The largest angle in radians by which an ingredient leans."""
    turns = [scene.client.getBasePositionAndOrientation(item.body)[1] for item in scene.items.values()]
    return float(np.arccos(np.clip([1 - 2 * (x * x + y * y) for x, y, _, _ in turns], -1, 1)).max())


@pytest.mark.slow
@pytest.mark.parametrize("family", LAYOUT_FAMILIES)
@pytest.mark.parametrize("seed", [11, 12])
def test_everything_rests(family: str, seed: int) -> None:
    with Client() as client:
        scene = Scene(client, generate(seed, [family]))
        before = positions(scene)
        scene.wake_all()
        client.step(240)
        assert np.linalg.norm(positions(scene) - before, axis=1).max() < 0.01
        assert tilt(scene) < 0.05
        assert all(scene.opening(u) < 0.01 for u, unit in enumerate(scene.units) if unit.joint is not None)


def test_items_stand_in_their_slots(scene: Scene) -> None:
    for (u, slot), item in scene.items.items():
        foot = np.array(scene.client.getBasePositionAndOrientation(item.body)[0]) - [0, 0, item.half_height]
        assert np.allclose(foot, slot_position(scene.kitchen.units[u], slot), atol=1e-3)


def test_handles_are_where_geometry_says(scene: Scene) -> None:
    for unit, body in zip(scene.kitchen.units, scene.units, strict=True):
        place = handle(unit)
        if place is None:
            assert body.handle_link is None
            continue
        low, high = scene.client.getAABB(body.body, body.handle_link)
        bar = np.array(place.position)
        assert (np.array(low) <= bar).all() and (bar <= np.array(high)).all()
        ray = np.array(unit.to_world((1.0, 0.0, 0.0))) - [unit.x, unit.y, unit.z]
        hit = scene.client.rayTest((bar + 0.2 * ray).tolist(), (bar - 0.2 * ray).tolist())[0]
        assert (hit[0], hit[1]) == (body.body, body.handle_link)


def pull(scene: Scene, unit: int, force: float, steps: int) -> None:
    """Pull the handle outwards, along the front's normal as it turns."""
    client, body = scene.client, scene.units[unit]
    for _ in range(steps):
        state = client.getLinkState(body.body, body.handle_link)
        turn = np.array(client.getMatrixFromQuaternion(state[5])).reshape(3, 3)
        low, high = client.getAABB(body.body, body.handle_link)
        point = (np.array(low) + np.array(high)) / 2
        client.applyExternalForce(
            body.body, body.handle_link, (turn[:, 0] * force).tolist(), point.tolist(), client.WORLD_FRAME
        )
        client.step()


@pytest.mark.slow
def test_joints_open_when_pulled_and_close_by_their_spring(scene: Scene) -> None:
    for u, body in enumerate(scene.units):
        if body.joint is None:
            assert scene.opening(u) == 1.0
            continue
        scene.wake(u)
        pull(scene, u, 6.0, 400)
        assert scene.opening(u) > 0.6, scene.kitchen.units[u].name
        scene.close(u)
        scene.client.step(600)
        assert scene.opening(u) < 0.02, scene.kitchen.units[u].name
        scene.release(u)


def test_a_drawer_carries_its_contents(scene: Scene) -> None:
    u = 3
    before = {
        key: np.array(scene.client.getBasePositionAndOrientation(item.body)[0]) for key, item in scene.items.items()
    }
    scene.wake(u)
    pull(scene, u, 4.0, 400)
    way = scene.opening(u) * scene.units[u].travel
    assert way > 0.25
    assert len(scene.inside(u)) == sum(key[0] == u for key in scene.items)
    for key, item in scene.items.items():
        moved = np.array(scene.client.getBasePositionAndOrientation(item.body)[0]) - before[key]
        wanted = [0, way, 0] if key[0] == u else [0, 0, 0]
        assert np.allclose(moved, wanted, atol=0.03), key
    assert tilt(scene) < 0.1


def test_set_opening_moves_contents(scene: Scene) -> None:
    scene.set_opening(2, 1.0)
    scene.client.step(240)
    assert scene.opening(2) > 0.98
    foot = np.array(scene.client.getBasePositionAndOrientation(scene.items[2, 0].body)[0])
    assert foot[1] == pytest.approx(slot_position(scene.kitchen.units[2], 0)[1] + scene.units[2].travel, abs=0.01)


def test_reset_is_exact(scene: Scene) -> None:
    client = scene.client

    def record() -> list:
        joints = [client.getJointState(unit.body, unit.joint)[:2] for unit in scene.units if unit.joint is not None]
        return [positions(scene).tolist(), joints]

    def history() -> list:
        """A drawer is pulled out by hand, with what lies in it."""
        scene.wake(3)
        pull(scene, 3, 4.0, 300)
        return record()

    start = record()
    first = history()
    for u in range(len(scene.units)):
        scene.set_opening(u, 0.8)
    scene.set_lamp(0, True)
    client.step(100)
    assert record() != start
    scene.reset()
    assert record() == start
    assert history() == first, "the same pull gives the same motion, to the last bit"


@pytest.mark.slow
def test_buttons_spring_back(scene: Scene) -> None:
    client, stove = scene.client, scene.stove
    scene.wake_all()
    for burner in range(2):
        assert not scene.pressed(burner)
        low, high = client.getAABB(stove.body, stove.button_joints[burner])
        centre = np.array(button_position(scene.kitchen.stove, burner))
        assert np.allclose((np.array(low) + np.array(high)) / 2, centre, atol=0.002)
        for _ in range(60):
            client.applyExternalForce(
                stove.body, stove.button_joints[burner], (0, -12, 0), centre.tolist(), client.WORLD_FRAME
            )
            client.step()
        assert scene.pressed(burner) and not scene.pressed(1 - burner)
        client.step(120)
        assert not scene.pressed(burner)


def test_a_touch_wakes_what_sleeps(scene: Scene) -> None:
    client = scene.client
    client.step(100)
    finger = client.createMultiBody(2.0, client.createCollisionShape(client.GEOM_SPHERE, radius=0.012))
    x, y, z = button_position(scene.kitchen.stove, 1)
    client.resetBasePositionAndOrientation(finger, (x, y + 0.04, z), (0, 0, 0, 1))
    client.resetBaseVelocity(finger, (0, -0.5, 0))
    deepest = 0.0
    for _ in range(40):
        client.applyExternalForce(
            finger, -1, (0, -10, 2 * 9.81), client.getBasePositionAndOrientation(finger)[0], client.WORLD_FRAME
        )
        client.step()
        deepest = max(deepest, client.getJointState(scene.stove.body, scene.stove.button_joints[1])[0])
    assert deepest > 0.005


@pytest.mark.slow
@pytest.mark.parametrize("vessel", ["pot", "bowl"])
@pytest.mark.parametrize("trio", [(4, 9, 14), (16, 19, 23), (0, 15, 20), (1, 3, 7)])
def test_vessels_catch_what_is_dropped(scene: Scene, vessel: str, trio: tuple[int, ...]) -> None:
    client, goal = scene.client, scene.vessel(vessel)
    rng = np.random.default_rng(3)
    items = []
    for i, ingredient in enumerate(trio):
        angle, reach = math.pi / 2 + 2 * math.pi / 3 * i, goal.inner_radius * 0.52
        spot = (goal.foot[0] + reach * math.cos(angle), goal.foot[1] + reach * math.sin(angle), goal.rim)
        x, y, z = spot + np.append(rng.uniform(-0.015, 0.015, 2), 0.06)
        items.append(build_item(client, ingredient, (x, y, z), rng.uniform(-3, 3)))
        client.step(180)
    client.step(120)
    assert all(goal.holds(client.getBasePositionAndOrientation(item.body)[0]) for item in items)


@pytest.mark.slow
def test_rebuilding_does_not_leak(small_kitchen: Kitchen) -> None:
    with Client() as client:

        def build() -> int:
            client.clear()
            Scene(client, small_kitchen)
            client.step(2)
            return client.getNumBodies()

        bodies = {build() for _ in range(5)}
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        bodies |= {build() for _ in range(25)}
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert len(bodies) == 1
    assert grown < 30, f"{grown:.0f} MB more after 25 rebuilds"


def test_clients_do_not_mix(small_kitchen: Kitchen) -> None:
    with Client() as one, Client() as other:
        Scene(one, small_kitchen)
        assert one.getNumBodies() > 0 == other.getNumBodies()


def test_no_window_without_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    with pytest.raises(NoDisplay, match="--headless"):
        Client("gui")
    with pytest.raises(ValueError, match="direct, gui"):
        Client("window")


def test_closing_twice_is_harmless() -> None:
    client = Client()
    folder = client.folder
    client.close()
    client.close()
    assert not folder.exists() and client.id < 0
