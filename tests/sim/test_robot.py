"""The robot's body: its URDF, its size when tucked, its spheres and its camera."""

import numpy as np
import pytest
import trimesh

from kitchen_dream.kitchens.robot_facts import BASE_RADIUS
from kitchen_dream.kitchens.spec import Pose2D
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.robot.motion import MotionPlanner
from kitchen_dream.sim.robot.panda_mobile import PANDA_MOBILE, PandaMobile, kinematics
from kitchen_dream.sim.robot.panda_mobile.spheres import tool_pose
from kitchen_dream.sim.robot.posture import ARM, posture_of_arm
from kitchen_dream.sim.robot.robot import Hand, hand_rotation

ORIGIN = Pose2D(x=0.0, y=0.0, yaw=0.0)

pytestmark = pytest.mark.physics


@pytest.fixture(scope="module")
def robot():
    with Client() as client:
        yield PandaMobile(client, Pose2D(x=1.0, y=2.0, yaw=0.5))


@pytest.mark.parametrize("arm", ["tuck_arm", "carry_arm"])
def test_tucked_robot_fits_in_its_circle(robot, arm):
    arm = np.array(getattr(PANDA_MOBILE, arm))
    posture = robot.home(ORIGIN)
    posture[ARM] = arm
    robot.place(posture)
    client = robot.client
    far = 0.0
    for link in range(client.getNumJoints(robot.body)):
        name = client.getJointInfo(robot.body, link)[12].decode()
        mesh = (
            PANDA_MOBILE.urdf.parent
            / "meshes"
            / f"{name.replace('arm', 'link').replace('left_', '').replace('right_', '')}.obj"
        )
        if not mesh.is_file():
            continue
        place, turn = client.getLinkState(robot.body, link, computeForwardKinematics=1)[4:6]
        points = (
            trimesh.load(mesh, force="mesh").vertices @ np.array(client.getMatrixFromQuaternion(turn)).reshape(3, 3).T
            + place
        )
        far = max(far, np.hypot(points[:, 0], points[:, 1]).max())
    assert 0.1 < far < BASE_RADIUS - 0.05
    spheres = robot.spheres(PANDA_MOBILE.finger_opening, None)
    assert spheres.footprint(posture[None])[0] >= far - 0.02
    assert spheres.self_clearance(posture_of_arm(arm[None], 0.06))[0] > 0
    assert spheres.self_clearance(np.zeros((0, 11))).shape == (0,)


def test_own_kinematics_match_the_body(robot):
    rng = np.random.default_rng(1)
    client = robot.client
    for _ in range(5):
        posture = np.concatenate([rng.uniform(-1, 1, 3), [0.3], rng.uniform(kinematics.LOWER, kinematics.UPPER)])
        robot.place(posture)
        place, turn = client.getLinkState(robot.body, robot.hand, computeForwardKinematics=1)[4:6]
        matrix = np.array(client.getMatrixFromQuaternion(turn)).reshape(3, 3)
        rotation, position = tool_pose(PANDA_MOBILE, posture)
        assert np.abs(rotation - matrix).max() < 1e-5
        assert np.abs(position - (np.array(place) + kinematics.TOOL * matrix[:, 2])).max() < 1e-5


def test_stances_bring_the_tool_there(robot):
    hand, goal = Hand(np.pi / 6), np.array([2.0, 1.0, 0.8])
    for turned in (False, True):
        found = robot.candidates(goal, 0.7, hand, robot.home(Pose2D(x=1.0, y=0.5, yaw=0.0)), turned=turned)
        assert len(found) > 20
        rotation, position = tool_pose(PANDA_MOBILE, found)
        sign = -1 if turned else 1
        assert np.abs(position - goal).max() < 1e-6
        assert np.abs(rotation - hand_rotation(0.7, hand) @ np.diag([sign, sign, 1.0])).max() < 1e-6


def test_motions_start_slow_keep_speed_and_arrive(robot):
    planner, start = MotionPlanner(PANDA_MOBILE), robot.home(ORIGIN)
    goal = start + np.linspace(0.1, 0.5, 11)
    motion = planner.timed([start, goal])
    speed = np.abs(np.diff(np.vstack([start, motion]), axis=0)) * 60
    assert np.all(speed <= planner.speeds * 1.02)
    assert np.all(speed[0] < 0.1 * planner.speeds) and np.all(speed[-1] < 0.1 * planner.speeds)
    assert np.allclose(motion[-1], goal)


def test_head_camera_follows_the_base(robot):
    robot.place(robot.home(Pose2D(x=1.0, y=2.0, yaw=np.pi / 2)))
    pose = robot.head_camera_pose()
    assert 1.4 < pose.eye[2] < 1.7 and pose.target[1] > pose.eye[1] and abs(pose.target[0] - pose.eye[0]) < 1e-6
