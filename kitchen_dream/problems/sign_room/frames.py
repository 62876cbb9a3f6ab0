"""What an agent sees from every pose of a room: drawn once by PyBullet, kept in memory and in the cache."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kitchen_dream.core.cache import ArrayCache, digest
from kitchen_dream.problems.sign_room.poses import Lattice, PoseGraph, pose_graph
from kitchen_dream.sim.sign_room.layout import COLOURS, WIDTH, SignRoom

PICTURE = (60, 80, 3)
LEGIBLE = 40
"""Pixels that must differ between the words for the sign to count as read; policies see all pixels."""
HALF_VIEW = 39.0
"""Degrees to either side of the middle in which a sign may be in view: a little over the camera's 37.6."""
FRAMES_VERSION = 1
"""To be raised with every change of what rooms look like (meshes, textures, light, camera); a golden test asks."""
CACHE = ArrayCache(
    "sign-room-frames",
    FRAMES_VERSION,
    {
        "pictures": ("uint8", ("frames", *PICTURE)),
        "index": ("int64", (len(COLOURS), "poses")),
        "differing": ("int64", ("poses",)),
    },
)

POSES_VERSION = 1
"""To be raised with every change of where agents can stand (walls, steps, bodies)."""
POSES_CACHE = ArrayCache(
    "sign-room-poses",
    POSES_VERSION,
    {
        "place": ("float64", ("poses", 2)), "heading": ("int64", ("poses",)), "following": ("int64", ("poses", 4)),
        "touched": ("int64", ("poses",)), "starts": ("int64", ("starts",)),
    },
)

Tick = Callable[[], None]
"""Is called after each pose."""


@dataclass(frozen=True)
class RoomFrames:
    """One room's poses and distinct pictures."""

    graph: PoseGraph
    pictures: np.ndarray
    """(F, 60, 80, 3) uint8."""
    index: np.ndarray
    """(words, P) int64: number of the picture seen from each pose, for each word on the sign."""
    differing: np.ndarray
    """(P,) int64: pixels that differ between the words; 0 where the sign tells nothing."""


def room_graph(room: SignRoom, lattice: Lattice) -> PoseGraph:
    """The poses of a room, from the cache if they are there."""

    def make() -> dict[str, np.ndarray]:
        from kitchen_dream.sim.sign_room.scene import SignRoomWorld  # loads PyBullet, which kept frames do not need

        with SignRoomWorld(room, 0) as world:
            return vars(pose_graph(room, world.clearance, lattice))

    return PoseGraph(**POSES_CACHE.get(poses_key(room, lattice), make))


def poses_key(room: SignRoom, lattice: Lattice) -> str:
    """Names the poses of a room in the cache."""
    return f"{room.name}-{digest(room, lattice)}"


def room_frames(
    room: SignRoom, lattice: Lattice, tick: Tick = lambda: None, graph: PoseGraph | None = None
) -> RoomFrames:
    """The frames of a room, from the cache if they are there; otherwise they are drawn and saved.

    `graph` are the room's poses where they are known already."""
    graph = graph or room_graph(room, lattice)
    return RoomFrames(graph, **CACHE.get(frames_key(room, graph), _maker(room, graph, tick), poses=len(graph)))


def room_numbers(room: SignRoom, graph: PoseGraph, tick: Tick = lambda: None) -> tuple[np.ndarray, np.ndarray]:
    """`index` and `differing` of a room's frames, whose pictures are drawn where they are not kept, but not read."""
    wanted = ("index", "differing")
    arrays = CACHE.get(frames_key(room, graph), _maker(room, graph, tick), wanted, poses=len(graph))
    return arrays["index"], arrays["differing"]


def _maker(room: SignRoom, graph: PoseGraph, tick: Tick) -> Callable[[], dict[str, np.ndarray]]:
    def make() -> dict[str, np.ndarray]:
        frames = draw_frames(room, graph, tick)
        return {"pictures": frames.pictures, "index": frames.index, "differing": frames.differing}

    return make


def frames_key(room: SignRoom, graph: PoseGraph) -> str:
    """Names the frames of a room in the cache."""
    return f"{room.name}-{digest(room, graph.place, graph.heading)}"


def draw_frames(room: SignRoom, graph: PoseGraph, tick: Tick = lambda: None) -> RoomFrames:
    """Draw what is seen from each pose under each word; where the sign is out of view, once."""
    from kitchen_dream.sim.sign_room.scene import SignRoomWorld  # see room_graph

    number: dict[bytes, int] = {}
    pictures: list[np.ndarray] = []
    index = np.empty((len(COLOURS), len(graph)), np.int64)
    differing = np.zeros(len(graph), np.int64)

    def numbered(picture: np.ndarray) -> int:
        key = hashlib.blake2b(picture.tobytes(), digest_size=16).digest()
        if key not in number:
            number[key] = len(pictures)
            pictures.append(picture)
        return number[key]

    with SignRoomWorld(room, 0) as blue, SignRoomWorld(room, 1) as red:
        for pose, ((x, y), yaw, near) in enumerate(
            zip(graph.place, graph.yaw, sign_may_show(room, graph.place, graph.yaw), strict=True)
        ):
            one = blue.look(x, y, yaw)
            index[:, pose] = numbered(one)
            if near:
                other = red.look(x, y, yaw)
                index[1, pose] = numbered(other)
                differing[pose] = (one != other).any(2).sum()
            tick()
    return RoomFrames(graph, np.stack(pictures), index, differing)


def sign_may_show(room: SignRoom, place: np.ndarray, yaw: np.ndarray) -> np.ndarray:
    """(P,) bool: some of the sign is within the angle of view from places (P, 2) in metres towards `yaw` (P,) radians,
    whatever stands between."""
    if room.sign.wall != "east":
        raise ValueError(f"{room.name}: the sign must hang on the east wall, not the {room.sign.wall}")
    ends = np.array([[WIDTH, room.sign.along - room.sign.width / 2], [WIDTH, room.sign.along + room.sign.width / 2]])
    to = ends - place[:, None]
    angle = np.arctan2(to[..., 1], to[..., 0]) - yaw[:, None]
    angle = (angle + np.pi) % (2 * np.pi) - np.pi
    half = np.radians(HALF_VIEW)
    # The sign lies on one side of a pose less than half a turn wide: it is in view unless both ends are beyond the same
    # edge.
    beyond_left, beyond_right = (angle > half).all(1), (angle < -half).all(1)
    behind = (np.abs(angle) > np.pi / 2).all(1)
    return ~(beyond_left | beyond_right | behind)
