"""The shipped robot in the physics: one body, eleven coordinated joints, two fingers, a head on a sliding neck."""

import math
from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from kitchen_dream.kitchens.spec import Pose2D
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.robot.panda_mobile.facts import PANDA_MOBILE
from kitchen_dream.sim.robot.panda_mobile.spheres import PandaSpheres, tool_pose
from kitchen_dream.sim.robot.panda_mobile.stances import candidates
from kitchen_dream.sim.robot.posture import DOF, X, Y
from kitchen_dream.sim.robot.robot import CameraPose, Hand, Load, Robot, RobotFacts

JOINTS = ("drive_x", "drive_y", "turn", "lift", *(f"joint{k}" for k in range(1, 8)))
FORCES = [2000.0, 2000.0, 1000.0, 2500.0, 150.0, 150.0, 150.0, 150.0, 60.0, 60.0, 60.0]
_POSITION_GAIN, _VELOCITY_GAIN = 0.25, 1.0
FINGER_FORCE = 40.0


class PandaMobile(Robot):
    """The mobile manipulator. A variant is a subclass with other `facts`.

    Args:
        client: an open world.
        start: where the base stands."""

    facts: ClassVar[RobotFacts] = PANDA_MOBILE

    def __init__(self, client: Client, start: Pose2D) -> None:
        self.client = client
        self.body: int = client.loadURDF(str(self.facts.urdf), useFixedBase=1)
        index = {client.getJointInfo(self.body, j)[1].decode(): j for j in range(client.getNumJoints(self.body))}
        self.joints = [index[name] for name in JOINTS]
        self.fingers = [index["left_grip"], index["right_grip"]]
        self.hand = index["wrist"]
        self.grip_links = frozenset((self.hand, *self.fingers))
        self.head = index["tilt"]
        self.neck = [index[f"slide{stage}"] for stage in range(1, self.facts.neck_stages + 1)]
        for link in range(-1, client.getNumJoints(self.body)):
            client.changeDynamics(self.body, link, linearDamping=0.0, angularDamping=0.0, jointDamping=0.0)
        self.target = self.home(start)
        self.place(self.target)

    def place(self, posture: np.ndarray) -> None:
        """Put the robot into a posture (11,) at once and hold it there, hand open: for the start of an episode only."""
        client, finger, gaze = self.client, self.facts.finger_opening, self.facts.gaze
        for joint, value in zip(self.joints, posture, strict=True):
            client.resetJointState(self.body, joint, float(value), 0.0)
        for joint in self.fingers:
            client.resetJointState(self.body, joint, finger, 0.0)
        for joint in self.neck:
            client.resetJointState(self.body, joint, 0.0, 0.0)
        client.resetJointState(self.body, self.head, gaze, 0.0)
        self.set_target(np.asarray(posture, float))
        self.set_fingers(finger)
        self.stretch_neck(0.0)
        self.tilt_head(gaze)

    def set_target(self, posture: np.ndarray, velocity: np.ndarray | None = None) -> None:
        self.target = posture
        self.client.setJointMotorControlArray(
            self.body, self.joints, self.client.POSITION_CONTROL, targetPositions=posture.tolist(),
            targetVelocities=[0.0] * DOF if velocity is None else velocity.tolist(), forces=FORCES,
            positionGains=[_POSITION_GAIN] * DOF, velocityGains=[_VELOCITY_GAIN] * DOF,
        )

    def set_fingers(self, width: float) -> None:
        """Move both fingers to a distance (metres) from the hand's middle with at most FINGER_FORCE newton each."""
        self.finger_target = width
        self.client.setJointMotorControlArray(
            self.body, self.fingers, self.client.POSITION_CONTROL, targetPositions=[width, width],
            forces=[FINGER_FORCE, FINGER_FORCE], positionGains=[0.12, 0.12], velocityGains=[1.0, 1.0],
        )

    def brace_fingers(self) -> None:
        """Press on with one finger while the other stands like a stop: linked fingers, as the real hand's, cannot drift
        aside together."""
        stop, pusher = self.fingers
        self.finger_target = 0.0
        place = self.client.getJointState(self.body, stop)[0]
        for joint, target, most in ((stop, place, 4 * FINGER_FORCE), (pusher, 0.0, FINGER_FORCE)):
            self.client.setJointMotorControl2(
                self.body, joint, self.client.POSITION_CONTROL, targetPosition=target, force=most, positionGain=0.12,
                velocityGain=1.0,
            )

    def tilt_head(self, angle: float) -> None:
        """Tilt the head, radians, positive down."""
        self.client.setJointMotorControl2(
            self.body, self.head, self.client.POSITION_CONTROL, targetPosition=angle, positionGain=0.08, force=20.0,
            maxVelocity=2.5,
        )

    def stretch_neck(self, reach: float) -> None:
        """Bring the head forward by `reach` metres, at most the neck; 0 draws it in. Only while the arm is tucked."""
        stages = self.facts.neck_stages
        self.client.setJointMotorControlArray(
            self.body, self.neck, self.client.POSITION_CONTROL,
            targetPositions=[min(max(reach, 0.0), self.facts.neck) / stages] * stages, forces=[100.0] * stages,
            positionGains=[0.12] * stages, velocityGains=[1.0] * stages,
        )

    def look_at(self, point: Sequence[float], reach: float = 0.0) -> None:
        """Tilt the head to bring a point to the height of the picture's middle, with the neck out by `reach` metres."""
        self.stretch_neck(reach)
        self.tilt_head(self.tilt_to(point, reach))

    def tilt_to(self, point: Sequence[float], reach: float = 0.0) -> float:
        pose, head = self.posture(), self.facts.head
        ahead = math.hypot(point[0] - pose[X], point[1] - pose[Y]) - head[0] - reach
        low, high = self.facts.tilt_range
        return min(max(math.atan2(head[2] + self.facts.camera[2] - point[2], ahead), low + 0.05), high - 0.05)

    def posture(self) -> np.ndarray:
        return np.array([state[0] for state in self.client.getJointStates(self.body, self.joints)])

    def finger_widths(self) -> tuple[float, float]:
        left, right = self.client.getJointStates(self.body, self.fingers)
        return left[0], right[0]

    def head_camera_pose(self) -> CameraPose:
        x, y, yaw = self.posture()[:3]
        tilt, *slides = (state[0] for state in self.client.getJointStates(self.body, [self.head, *self.neck]))
        forward, down = math.cos(tilt), math.sin(tilt)
        head, camera = self.facts.head, self.facts.camera
        out = head[0] + sum(slides) + camera[0] * forward + camera[2] * down
        up = head[2] - camera[0] * down + camera[2] * forward
        c, s = math.cos(yaw), math.sin(yaw)
        eye = (x + c * out, y + s * out, up)
        return CameraPose(eye, (eye[0] + c * forward, eye[1] + s * forward, eye[2] - down))

    def tool(self) -> tuple[np.ndarray, np.ndarray]:
        return tool_pose(self.facts, self.posture())

    def home(self, place: Pose2D) -> np.ndarray:
        return np.concatenate([[place.x, place.y, place.yaw, self.facts.tuck_lift], self.facts.tuck_arm])

    def spheres(self, finger: float, load: Load | None) -> PandaSpheres:
        return PandaSpheres(self.facts, finger, load)

    def candidates(
        self, position: np.ndarray, heading: float, hand: Hand, start: np.ndarray, most: int = 160,
        turned: bool | None = None, sideways: bool = False,
    ) -> np.ndarray:
        return candidates(self.facts, position, heading, hand, start, most, turned, sideways)
