"""What a robot is to the rest of the simulator: facts in numbers, and a body that skills can command.

Every robot here is a mobile manipulator: an omnidirectional base, a lift, an arm of seven joints, a hand with two
fingers, and a head with a camera. Its folder (`panda_mobile/` is the one that is shipped) holds all numbers; nothing
outside repeats them."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import ClassVar, Protocol

import numpy as np

from kitchen_dream.kitchens.spec import Pose2D
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.robot.posture import rot_z

Vector = tuple[float, float, float]


@dataclass(frozen=True)
class RobotFacts:
    """Lengths in metres, angles in radians, speeds per second. Hashable, so that what follows can be cached."""

    name: str
    """The `name` of the URDF's robot."""
    urdf: Path
    drive_speed: float
    """Of the base on its way to a station."""
    turn_speed: float
    """Of the base on its way to a station."""
    joint_speeds: tuple[float, ...]
    """(11,) Largest speeds of the posture's joints."""
    chassis_radius: float
    chassis_top: float
    """Height of the base's upper side."""
    folded_radius: float
    """Circle about the base's axis within which a folded arm with its load should stay."""
    lift_range: tuple[float, float]
    mount: Vector
    """Where the arm's first link stands in the base's frame while the lift is down."""
    arm_lower: tuple[float, ...]
    """(7,) Joint limits."""
    arm_upper: tuple[float, ...]
    tuck_arm: tuple[float, ...]
    """(7,) The arm folded over the base, with nothing in the hand."""
    carry_arm: tuple[float, ...]
    """(7,) The arm folded with the hand level: what was taken upright stays upright."""
    tuck_lift: float
    """Height of the lift while the arm is folded."""
    finger_opening: float
    """Position of each finger when the hand is open."""
    fingertip: float
    """How far the fingers reach beyond the tool's point, which lies between their tips."""
    palm: float
    """From the tool's point back to the palm."""
    mast_x: float
    """Where the mast stands in the base's frame."""
    head: Vector
    """The head's tilt axis in the base's frame, the neck being drawn in."""
    neck_stages: int
    """Parts of the neck that slide out of one another."""
    neck_stage: float
    """How far each of them slides."""
    tilt_range: tuple[float, float]
    """Of the head, positive down."""
    gaze: float
    """Tilt of the head while it looks at nothing."""
    camera: Vector
    """The lens in the head's frame; it looks along x."""

    @property
    def neck(self) -> float:
        """How far the neck brings the head forward: over a drawer, whose front else hides what is in it."""
        return self.neck_stages * self.neck_stage

    @property
    def uprights(self) -> tuple[tuple[float, float, float, float], ...]:
        """Chassis, mast and head as upright cylinders: x in the base's frame, radius, lower and upper end."""
        low, high, top = (round(self.head[2] + off, 6) for off in (-0.05, -0.06, 0.10))
        return (
            (0.0, self.chassis_radius + 0.005, 0.03, self.chassis_top),
            (self.mast_x, 0.072, self.chassis_top, low),
            (round(self.head[0] + 0.01, 6), 0.11, high, top),
        )


@dataclass(frozen=True)
class CameraPose:
    """Where a camera is and what it looks at, in the world, metres."""

    eye: Vector
    target: Vector


@dataclass(frozen=True)
class Hand:
    """How the hand points: `pitch` in radians below the horizontal, and whether the fingers open up and down."""

    pitch: float
    upright: bool = False


def hand_rotation(heading: np.ndarray | float, hand: Hand) -> np.ndarray:
    """Rotation (..., 3, 3) of a tool that points along a heading (radians), below the horizontal by the hand's pitch.

    The tool's frame lies between the fingertips: z out of the hand, y along the direction in which the fingers open."""
    cp, sp = np.cos(hand.pitch), np.sin(hand.pitch)
    approach, side = np.array([cp, 0.0, -sp]), np.array([0.0, 1.0, 0.0])
    y = np.cross(approach, side) if hand.upright else side
    local = np.stack([np.cross(y, approach), y, approach], -1)
    return rot_z(heading) @ local


@dataclass(frozen=True)
class Load:
    """What the hand carries, as spheres in the tool's frame: centres (K, 3) and radii (K,) in metres."""

    centres: np.ndarray
    radii: np.ndarray


class Spheres(Protocol):
    """The robot in many postures at once, as spheres and upright cylinders, for asking how far it stays from things."""

    radii: np.ndarray
    """(S,) metres."""
    graspers: np.ndarray
    """(S,) bool: spheres of hand, fingers and load, which may touch what is grasped."""
    uprights: tuple[tuple[float, float, float, float], ...]
    """See RobotFacts.uprights."""

    def centres(self, postures: np.ndarray) -> np.ndarray:
        """World centres (N, S, 3) in postures (N, 11)."""

    def self_clearance(self, postures: np.ndarray) -> np.ndarray:
        """Least distance (N,) between parts of the robot that could meet: negative where they do."""

    def footprint(self, postures: np.ndarray) -> np.ndarray:
        """Radius (N,) of the circle about the base's axis that holds the arm and what it carries."""


class Robot(Protocol):
    """A robot in the physics. The class is called with an open world and the place where the base stands."""

    facts: ClassVar[RobotFacts]
    client: Client
    body: int
    """Its number in PyBullet; the joints and links below are numbers of that body."""
    joints: list[int]
    """(11,) In the order of a posture."""
    fingers: list[int]
    hand: int
    grip_links: frozenset[int]
    """Hand and fingers: what may touch the thing that a skill grasps."""
    head: int
    neck: list[int]
    target: np.ndarray
    """(11,) What the motors were asked for last."""
    finger_target: float
    """Distance (metres) from the hand's middle that both fingers were asked for last."""

    def __init__(self, client: Client, start: Pose2D) -> None: ...

    def place(self, posture: np.ndarray) -> None:
        """Put the robot into a posture (11,) at once and hold it there: for the start of an episode only."""

    def set_target(self, posture: np.ndarray, velocity: np.ndarray | None = None) -> None:
        """Ask the motors for a posture (11,), and for the velocity (11,) at which it passes."""

    def set_fingers(self, width: float) -> None:
        """Move both fingers to a distance (metres) from the hand's middle."""

    def brace_fingers(self) -> None:
        """Press on with the fingers, linked, on a thing that friction alone holds."""

    def stretch_neck(self, reach: float) -> None:
        """Bring the head forward by `reach` metres."""

    def look_at(self, point: Sequence[float], reach: float = 0.0) -> None:
        """Tilt the head to a point (3,) in the world, once the neck is stretched by `reach` metres."""

    def tilt_to(self, point: Sequence[float], reach: float = 0.0) -> float:
        """The head's tilt in radians that brings a point to the height of the picture's middle."""

    def posture(self) -> np.ndarray:
        """The joints' present positions (11,)."""

    def finger_widths(self) -> tuple[float, float]:
        """Distances in metres of the two fingers from the hand's middle."""

    def head_camera_pose(self) -> CameraPose:
        """Where the head camera is, and a point ahead on its axis."""

    def home(self, place: Pose2D) -> np.ndarray:
        """The tucked posture (11,) at a place on the floor."""

    def tool(self) -> tuple[np.ndarray, np.ndarray]:
        """Rotation (3, 3) and position (3,) of the point between the fingertips, from the joints as they are."""

    def spheres(self, finger: float, load: Load | None) -> Spheres:
        """The robot as spheres, its fingers `finger` metres from the hand's middle, with what it carries."""

    def candidates(
        self, position: np.ndarray, heading: float, hand: Hand, start: np.ndarray, most: int = 160,
        turned: bool | None = None, sideways: bool = False,
    ) -> np.ndarray:
        """Postures (N, 11) that bring the tool to a place, the quickest to reach first.

        Args:
            position: of the point between the fingertips, (3,), world, metres.
            heading: direction of the hand on the floor, radians.
            hand: pitch and roll of the hand.
            start: posture (11,) from which the robot comes.
            most: how many to return at most.
            turned: whether the tool must be turned over about its own axis, or must not; None takes both.
            sideways: with base or arm turned to the side of the hand's direction, for narrow aisles; else ahead."""


def shipped_robots() -> list[str]:
    """Names of the robots that come with this package, each a folder."""
    return sorted(path.parent.name for path in Path(__file__).parent.glob("*/__init__.py"))


def find_robot(robot: str | type[Robot]) -> type[Robot]:
    """The class of a robot: as it is, the name of a folder beside this file, or "package.module:Name".

    Raises ValueError where there is none.

    >>> find_robot("panda_slim").facts.name
    'panda_slim'
    >>> find_robot("kitchen_dream.sim.robot.panda_mobile.body:PandaMobile").facts.name
    'kitchen_robot'
    """
    if not isinstance(robot, str):
        found = robot
    else:
        module, _, name = robot.partition(":")
        if robot in shipped_robots():
            module, name = f"{__name__.rpartition('.')[0]}.{robot}", "ROBOT"
        try:
            found = getattr(import_module(module), name)
        except (ImportError, AttributeError, ValueError) as error:
            raise ValueError(
                f"robot {robot!r} is not found ({error}); use one of {', '.join(shipped_robots())}, or name yours as "
                "'package.module:Name'"
            ) from error
    if not isinstance(getattr(found, "facts", None), RobotFacts):
        raise ValueError(
            f"robot {robot!r} is no class with `facts`; derive it from PandaMobile or follow docs/extend/robot.md"
        )
    return found
