"""Kitchenware that is carried: it stands, it holds what falls into it, and the hand lifts it by its grip."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import trimesh

from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.spec import Pose2D
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.robot.grasp import Gripper
from kitchen_dream.sim.robot.panda_mobile import PANDA_MOBILE, PandaMobile
from kitchen_dream.sim.robot.posture import ARM, LIFT
from kitchen_dream.sim.scene.ingredients import build_item
from kitchen_dream.sim.scene.vessels import FOLDER
from kitchen_dream.sim.scene.ware import OUTER, ROUND, WARE, WARE_OF, build_tool, build_ware

pytestmark = pytest.mark.physics


@pytest.fixture
def floor() -> Iterator[Client]:
    with Client() as client:
        ground = client.createCollisionShape(client.GEOM_BOX, halfExtents=[3, 3, 0.1])
        client.createMultiBody(0, ground, -1, [0, 0, -0.1])
        yield client


@pytest.mark.parametrize("name", WARE)
def test_its_mesh_has_the_size_of_what_is_touched(name: str) -> None:
    low, high = trimesh.load(FOLDER / f"{name}.obj", force="mesh").bounds
    ware = WARE[name]
    x, _, z = ware.grip
    assert abs(low[2]) < 0.001 and low[0] - 0.001 < x < high[0] + 0.001 and 0 < z < high[2] + 0.001
    boxes = [ware.inside, *ware.handle]
    outer = np.array([np.min([b[0] for b in boxes], axis=0), np.max([b[1] for b in boxes], axis=0)])
    assert np.abs(outer - [low, high])[:, :2].max() < 0.04 and abs(outer[1, 2] - high[2]) < 0.012


@pytest.mark.parametrize("name", WARE)
def test_it_stands_and_holds_what_falls_into_it(floor: Client, name: str) -> None:
    body = build_ware(floor, name, (0.0, 0.0, 0.001))
    item = build_item(floor, cookbook().ingredient_id("tomato"), (0.02, 0.01, 0.15))
    floor.step(480)
    assert len([contact for contact in floor.getContactPoints(body) if 0 in contact[1:3]]) == 4, "on its square foot"
    place, turn = floor.getBasePositionAndOrientation(body)
    assert np.abs(place).max() < 0.01 and floor.getMatrixFromQuaternion(turn)[8] > 0.999
    x, y, z = floor.getBasePositionAndOrientation(item.body)[0]
    (x0, y0, _), (x1, y1, _) = WARE[name].inside
    assert x0 < x < x1 and y0 < y < y1 and 0.02 < z < 0.06


@pytest.mark.parametrize("name", WARE)
def test_the_hand_carries_it_by_its_grip(floor: Client, name: str) -> None:
    robot = PandaMobile(floor, Pose2D(x=0.0, y=0.0, yaw=0.0))
    posture = robot.home(Pose2D(x=0.0, y=0.0, yaw=0.0))
    posture[ARM], posture[LIFT] = PANDA_MOBILE.carry_arm, 0.5
    robot.place(posture)
    rotation, tip = robot.tool()
    x = -rotation[:, 2]  # the hand comes from ahead
    y = rotation[:, 1] if np.cross(x, rotation[:, 1])[2] > 0 else -rotation[:, 1]
    frame = np.stack([x, y, np.cross(x, y)], axis=1)
    body = build_ware(floor, name, (0.0, 0.0, 0.0))
    floor.setGravity(0, 0, 0)
    turn = trimesh.transformations.quaternion_from_matrix(np.block([[frame, np.zeros((3, 1))], [np.zeros(3), 1.0]]))
    foot = tip - frame @ np.array(WARE[name].grip)
    floor.resetBasePositionAndOrientation(body, foot.tolist(), [*turn[1:], turn[0]])
    gripper = Gripper(floor, robot, "assisted")
    gripper.grip()
    floor.step(60)
    assert gripper.hold(body, -1, rigid=True)
    before = np.array(floor.getBasePositionAndOrientation(body)[0])
    floor.setGravity(0, 0, -9.81)
    posture[LIFT] += 0.1
    robot.set_target(posture)
    for _ in range(60):
        floor.step(4)
        gripper.check()
    assert gripper.holding()
    assert floor.getBasePositionAndOrientation(body)[0][2] - before[2] == pytest.approx(0.1, abs=0.03)


@pytest.mark.parametrize("name", WARE_OF)
def test_as_an_obstacle_it_is_as_large_as_it_looks(floor: Client, name: str) -> None:
    tool = build_tool(floor, 0, name, (0.5, 0.2, 0.0), yaw=0.6)
    _, high = trimesh.load(FOLDER / f"{WARE_OF[name]}.obj", force="mesh").bounds
    c, s = np.cos(0.6), np.sin(0.6)
    for reach, inside in ((0.004, True), (-0.012, False)):  # the grip's end, and a little beyond it
        point = np.array([0.5, 0.2]) + (high[0] - reach) * np.array([c, s])
        found = []
        for centre, half, yaw in tool.boxes(floor):
            dx, dy = point - centre[:2]
            x, y = np.cos(yaw) * dx + np.sin(yaw) * dy, np.cos(yaw) * dy - np.sin(yaw) * dx
            found.append(abs(x) <= half[0] + 0.002 and abs(y) <= half[1] + 0.002)
        assert any(found) == inside
    assert max(centre[2] + half[2] for centre, half, _ in tool.boxes(floor)) == pytest.approx(high[2], abs=0.012)
    floor.resetBasePositionAndOrientation(tool.body, (0, 0, 0.2), floor.getQuaternionFromEuler([0.6, 0, 0]))
    assert tool.boxes(floor) == [], "one that stands askew is taken as the box around it"


@pytest.mark.parametrize("name", WARE)
def test_spheres_of_what_is_carried_cover_its_edges_and_little_more(name: str) -> None:
    ware = WARE[name]
    _, (_, _, height) = ware.inside
    foot = OUTER if ware.round_wall is None else ware.round_wall[1] + OUTER - ware.round_wall[0]
    for radius, z in ((foot, 0.0), (OUTER, height)):
        for angle in np.arange(0, 2 * np.pi, np.pi / 8):
            edge = np.array([radius * np.cos(angle), radius * np.sin(angle), z])
            if ware.flat is not None:
                edge[:2] *= radius / np.abs(edge[:2]).max()
            assert np.linalg.norm(ware.edges - edge, axis=1).min() < ROUND + (0.001 if ware.round_wall else 0.007)
    assert np.abs(ware.edges[:, :2]).max() + ROUND < OUTER + 0.01
