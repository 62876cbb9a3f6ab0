"""The robot in the physics: one body, eleven coordinated joints, two fingers, and a head that tilts on a neck that slides out.

A *posture* is an array of eleven numbers: base x, y (metres), yaw (radians), lift (metres), and the arm's seven joints (radians).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from kitchen_dream.kitchens.spec import Pose2D
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.robot import panda_ik
from kitchen_dream.sim.robot.urdf_source import CAMERA, HEAD, LIFT_RANGE, MOUNT, NECK, NECK_STAGES, TILT, URDF

DOF = 11
X, Y, YAW, LIFT, ARM = 0, 1, 2, 3, slice(4, 11)

TUCK_ARM = np.array([0.0, 0.14, 0.2, -2.93, -2.19, 3.12, 2.23])
"""The arm folded over the base, hand down in front of it: all of it within 0.25 m of the base's axis."""

CARRY_ARM = np.array([0.0, 0.05, 0.24, -3.0, -0.94, 1.49, -2.45])
"""The arm folded with the hand level across the chest: what was taken upright from the front stays upright."""

TUCK_LIFT = 0.06

OPEN_WIDTH = 0.04
"""Position of each finger in metres when the hand is open."""

SPEED = np.array([0.9, 0.9, 1.8, 0.5, 2.1, 2.1, 2.1, 2.1, 2.6, 2.6, 2.6])
"""Largest speeds of the joints in m/s and rad/s."""

TARGET_STEPS = 4
"""Physics steps between two targets: 60 Hz."""

GAZE = 0.4
"""Tilt of the head in radians while it looks at nothing."""

_JOINTS = ("drive_x", "drive_y", "turn", "lift", *(f"joint{k}" for k in range(1, 8)))
_FORCES = [2000.0, 2000.0, 1000.0, 2500.0, 150.0, 150.0, 150.0, 150.0, 60.0, 60.0, 60.0]
_POSITION_GAIN, _VELOCITY_GAIN = 0.25, 1.0
_FINGER_FORCE = 40.0


@dataclass(frozen=True)
class CameraPose:
    """Where a camera is and what it looks at, in the world, metres."""

    eye: tuple[float, float, float]
    target: tuple[float, float, float]


class Robot:
    """The mobile manipulator.

    Args:
        client: an open world.
        start: where the base stands.
    """

    def __init__(self, client: Client, start: Pose2D) -> None:
        self.client = client
        self.body: int = client.loadURDF(str(URDF), useFixedBase=1)
        index = {client.getJointInfo(self.body, j)[1].decode(): j for j in range(client.getNumJoints(self.body))}
        self.joints = [index[name] for name in _JOINTS]
        self.fingers = [index["left_grip"], index["right_grip"]]
        self.hand = index["wrist"]
        self.grip_links = frozenset((self.hand, *self.fingers))
        self.head = index["tilt"]
        self.neck = [index[f"slide{stage}"] for stage in range(1, NECK_STAGES + 1)]
        for link in range(-1, client.getNumJoints(self.body)):
            client.changeDynamics(self.body, link, linearDamping=0.0, angularDamping=0.0, jointDamping=0.0)
        for finger in self.fingers:
            client.changeDynamics(self.body, finger, spinningFriction=0.05)
        self.target = home(start)
        self.place(self.target)

    def place(self, posture: np.ndarray, finger: float = OPEN_WIDTH) -> None:
        """Put the robot into a posture at once and hold it there: for the start of an episode only."""
        client = self.client
        for joint, value in zip(self.joints, posture, strict=True):
            client.resetJointState(self.body, joint, float(value), 0.0)
        for joint in self.fingers:
            client.resetJointState(self.body, joint, finger, 0.0)
        for joint in self.neck:
            client.resetJointState(self.body, joint, 0.0, 0.0)
        client.resetJointState(self.body, self.head, GAZE, 0.0)
        self.set_target(np.asarray(posture, float))
        self.set_fingers(finger)
        self.stretch_neck(0.0)
        self.tilt_head(GAZE)

    def set_target(self, posture: np.ndarray, velocity: np.ndarray | None = None) -> None:
        """Ask the motors for a posture, and for the velocity (11,) at which it passes."""
        self.target = posture
        self.client.setJointMotorControlArray(
            self.body,
            self.joints,
            self.client.POSITION_CONTROL,
            targetPositions=posture.tolist(),
            targetVelocities=[0.0] * DOF if velocity is None else velocity.tolist(),
            forces=_FORCES,
            positionGains=[_POSITION_GAIN] * DOF,
            velocityGains=[_VELOCITY_GAIN] * DOF,
        )

    def set_fingers(self, width: float, force: float = _FINGER_FORCE) -> None:
        """Move both fingers to a distance (metres) from the hand's middle with at most a force in newton each."""
        self.client.setJointMotorControlArray(
            self.body,
            self.fingers,
            self.client.POSITION_CONTROL,
            targetPositions=[width, width],
            forces=[force, force],
            positionGains=[0.12, 0.12],
            velocityGains=[1.0, 1.0],
        )

    def brace_fingers(self, force: float = _FINGER_FORCE) -> None:
        """Press on with one finger while the other stands like a stop: linked fingers, as the real hand's, cannot drift aside together."""
        stop, pusher = self.fingers
        place = self.client.getJointState(self.body, stop)[0]
        for joint, target, most in ((stop, place, 4 * force), (pusher, 0.0, force)):
            self.client.setJointMotorControl2(
                self.body, joint, self.client.POSITION_CONTROL, targetPosition=target, force=most, positionGain=0.12, velocityGain=1.0
            )

    def tilt_head(self, angle: float) -> None:
        """Tilt the head, radians, positive down."""
        self.client.setJointMotorControl2(
            self.body, self.head, self.client.POSITION_CONTROL, targetPosition=angle, positionGain=0.08, force=20.0, maxVelocity=2.5
        )

    def stretch_neck(self, reach: float) -> None:
        """Bring the head forward by `reach` metres, at most NECK; 0 draws the neck in. Only while the arm is tucked."""
        self.client.setJointMotorControlArray(
            self.body,
            self.neck,
            self.client.POSITION_CONTROL,
            targetPositions=[min(max(reach, 0.0), NECK) / NECK_STAGES] * NECK_STAGES,
            forces=[100.0] * NECK_STAGES,
            positionGains=[0.12] * NECK_STAGES,
            velocityGains=[1.0] * NECK_STAGES,
        )

    def look_at(self, point: tuple[float, float, float], reach: float = 0.0) -> None:
        """Tilt the head so that a point is at the height of the picture's middle, once the neck is stretched by `reach` metres."""
        self.stretch_neck(reach)
        self.tilt_head(self.tilt_to(point, reach))

    def tilt_to(self, point: tuple[float, float, float], reach: float = 0.0) -> float:
        """The head's tilt in radians that brings a point to the height of the picture's middle."""
        pose = self.posture()
        ahead = math.hypot(point[0] - pose[X], point[1] - pose[Y]) - HEAD[0] - reach
        low, high = TILT
        return min(max(math.atan2(HEAD[2] + CAMERA[2] - point[2], ahead), low + 0.05), high - 0.05)

    def posture(self) -> np.ndarray:
        """The joints' present positions, (11,)."""
        return np.array([state[0] for state in self.client.getJointStates(self.body, self.joints)])

    def finger_widths(self) -> tuple[float, float]:
        """Distances in metres of the two fingers from the hand's middle."""
        left, right = self.client.getJointStates(self.body, self.fingers)
        return left[0], right[0]

    def head_camera_pose(self) -> CameraPose:
        """Where the head camera is and a point one metre ahead on its axis."""
        x, y, yaw = self.posture()[:3]
        tilt, *slides = (state[0] for state in self.client.getJointStates(self.body, [self.head, *self.neck]))
        forward, down = math.cos(tilt), math.sin(tilt)
        out = HEAD[0] + sum(slides) + CAMERA[0] * forward + CAMERA[2] * down
        up = HEAD[2] - CAMERA[0] * down + CAMERA[2] * forward
        c, s = math.cos(yaw), math.sin(yaw)
        eye = (x + c * out, y + s * out, up)
        return CameraPose(eye, (eye[0] + c * forward, eye[1] + s * forward, eye[2] - down))

    def tool(self) -> tuple[np.ndarray, np.ndarray]:
        """Rotation (3, 3) and position (3,) of the point between the fingertips, from the joints as they are."""
        return tool_pose(self.posture())


def home(start: Pose2D) -> np.ndarray:
    """The tucked posture at a place on the floor."""
    return np.concatenate([[start.x, start.y, start.yaw, TUCK_LIFT], TUCK_ARM])


def tool_pose(posture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """World rotation (..., 3, 3) and position (..., 3) of the tool in postures (..., 11)."""
    rotation, position = panda_ik.forward(posture[..., ARM])
    turn, origin = arm_base(posture)
    return turn @ rotation, origin + (turn @ position[..., None])[..., 0]


def arm_base(posture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """World rotation and position of the arm's base frame in postures (..., 11)."""
    turn = panda_ik.rot_z(posture[..., YAW])
    position = np.stack([posture[..., X], posture[..., Y], posture[..., LIFT] * 1.0], -1)
    return turn, position + turn @ np.array(MOUNT)


def lift_allowed(lift: np.ndarray) -> np.ndarray:
    """Whether lift heights are within the lift's travel."""
    return (lift >= LIFT_RANGE[0]) & (lift <= LIFT_RANGE[1])
