"""Chooses camera positions: a few for the whole trial, and for each station the one that sees robot, hand and contents.
"""

import math

import numpy as np

from kitchen_dream.kitchens.geometry import DOOR_TRAVEL, DRAWER_TRAVEL, bowl_position, pot_position, slot_position
from kitchen_dream.kitchens.spec import SLOTS, Box, Kitchen
from kitchen_dream.rules.state import BOWL_STATION, START_STATION, STOVE_STATION
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.sensing.pictures import Point

FOV = 52.0
"""Vertical field of view of films in degrees."""
ENOUGH = 0.85
"""The main camera is kept for a station if its score is this share of the best camera's: cuts disturb."""
CAMERAS = 5
"""Number of cameras: the main one, and those that add most to it."""
ROBOT_RADIUS = 0.24
"""Radius in metres around the base's axis within which the robot hides what is behind it."""
ROBOT, HAND, CONTENTS = 0.4, 0.25, 0.35
"""What it is worth to see the whole robot, the hand at its work, and all that lies in the open unit."""
CLOSE = 1.5
"""Half the picture's height in metres at the work from which things look small."""
LEAN = 0.5
"""How far a station's target lies from the middle of the kitchen towards the work."""
NEAR = 0.45
"""Metres before a point within which something may stand in the way: fronts that will be open."""
TURNS = np.linspace(0.0, 1.0, 21)
"""Shares of the way from the work to the robot that a camera may turn."""
STEEP = 0.3
"""Least slope at which a camera looks down into a drawer."""


class ViewpointPlanner:
    """Chooses a camera for every station of a kitchen, by casting rays once at construction.

    For each unit the picture is judged with the robot before it and the unit open, whose door may hide what it holds.
    Walls are drawn on their inner side only, so that a camera looks through them from outside.

    body: the kitchen in PyBullet. aspect: width of the picture divided by its height. fov: vertical field of view in
    degrees."""

    def __init__(self, body: KitchenBody, aspect: float, fov: float = FOV) -> None:
        kitchen, half = body.kitchen, math.tan(math.radians(fov) / 2)
        numbers = (*range(len(kitchen.units)), STOVE_STATION, BOWL_STATION, START_STATION)
        places = {i: np.array([pose.x, pose.y]) for i, pose in zip(numbers, body.actor.stations, strict=True)}
        work = {i: _work(kitchen, i, place) for i, place in places.items()}
        everything = np.concatenate(list(work.values()))
        middle = (everything.min(0) + everything.max(0)) / 2
        middle[2] = 0.9
        eyes = _candidates(kitchen, middle)
        crowded = _hidden(body, eyes, middle, aspect, half)
        scores = np.zeros((len(eyes), len(work)))
        self._targets = {}
        for column, (station, points) in enumerate(work.items()):
            goal = middle + LEAN * (points.mean(0) - middle)
            goal[2] = 0.9
            self._targets[station] = as_point(goal)
            seen = _clear(body, eyes, points) & _framed(eyes, goal, points, aspect, half)
            seen &= ~_behind_robot(eyes, points, places[station]) & _looks_in(kitchen, station, eyes, points)
            worth = np.array([ROBOT / 3] * 3 + [HAND] + [CONTENTS / SLOTS] * SLOTS)
            size = CLOSE / (np.linalg.norm(eyes - points[3], axis=1) * half)
            scores[:, column] = (seen * worth).sum(1) * (0.7 + 0.3 * np.minimum(size, 1.0)) - 0.5 * crowded
        cameras = [int((scores.mean(1) + 0.3 * scores.min(1)).argmax())]
        while len(cameras) < CAMERAS:
            gain = np.maximum(scores, scores[cameras].max(0)).mean(1)
            cameras.append(int(gain.argmax()))
        self._middle, self._picture = as_point(middle), (aspect, half)
        self._eyes = [as_point(eyes[camera]) for camera in cameras]
        self._choice = {}
        for column, station in enumerate(work):
            mine = scores[cameras, column]
            self._choice[station] = 0 if mine[0] >= ENOUGH * mine.max() else int(mine.argmax())

    def view(self, station: int | None = None, robot: np.ndarray | None = None) -> tuple[Point, Point]:
        """Eye and target, in metres, for a station number; without one, the main camera and the middle of all.

        robot: (2,) where the robot is, in metres; the camera turns towards it as far as is needed to show it."""
        eye, target = self._eyes[0], self._middle
        if station in self._choice:
            eye, target = self._eyes[self._choice[station]], self._targets[station]
        if robot is None:
            return eye, target
        body = np.array([(*robot, 0.2), (*robot, 1.4)])
        for share in TURNS:
            turned = np.array(target) + share * (np.array([*robot, target[2]]) - target)
            if _framed(np.array([eye]), turned, body, *self._picture).all():
                break
        return eye, as_point(turned)


def as_point(vector: np.ndarray) -> Point:
    """A vector (3,) as a tuple of numbers."""
    x, y, z = (float(value) for value in vector)
    return (x, y, z)


def _work(kitchen: Kitchen, station: int, place: np.ndarray) -> np.ndarray:
    """(4 + SLOTS, 3) points to be seen while the robot works at a station: 3 of the robot, the hand, the contents."""
    points = [(*place, 0.3), (*place, 0.8), (*place, 1.4)]
    if station < len(kitchen.units):
        unit = kitchen.units[station]
        out = DRAWER_TRAVEL if unit.traits.opens == "drawer" else 0.0
        shift = np.array([out * math.cos(unit.yaw), out * math.sin(unit.yaw), 0.06])
        contents = [np.array(slot_position(unit, slot)) + shift for slot in range(SLOTS)]
        before = np.array(unit.to_world((unit.depth / 2 + out + 0.15, 0.0, 0.0)))
        hand = np.array([*before[:2], np.mean(contents, 0)[2] + 0.06])
    else:
        at = {STOVE_STATION: pot_position(kitchen.stove), BOWL_STATION: bowl_position(kitchen.bowl)}.get(station)
        hand = np.array(points[1]) if at is None else np.add(at, (0.0, 0.0, 0.2))
        contents = [hand - [0.0, 0.0, 0.05]] * SLOTS
    return np.array([*points, hand, *contents], float)


def _looks_in(kitchen: Kitchen, station: int, eyes: np.ndarray, points: np.ndarray) -> np.ndarray:
    """(eyes, points) bool: the unit's own walls and its open door do not hide the contents, the points from 4 on."""
    seen = np.ones((len(eyes), len(points)), bool)
    if station >= len(kitchen.units):
        return seen
    unit = kitchen.units[station]
    inside, outside = _local(unit, points[4:]), _local(unit, eyes)
    ways = inside[None] - outside[:, None]
    if unit.traits.opens == "drawer":
        seen[:, 4:] = -ways[..., 2] > STEEP * np.linalg.norm(ways[..., :2], axis=2)
        return seen
    front = unit.depth / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = outside[:, None] + ways * ((front - outside[:, None, :1]) / ways[..., :1])
    seen[:, 4:] = (outside[:, None, 0] > front) & (np.abs(crossing[..., 1]) < unit.width / 2 - 0.02)
    seen[:, 4:] &= (crossing[..., 2] > 0.02) & (crossing[..., 2] < unit.height - 0.02)
    if unit.traits.opens == "door":
        side = 1.0 if unit.hinge == "right" else -1.0
        hinge = np.array([front, side * unit.width / 2])
        leaf = unit.width * np.array([math.sin(DOOR_TRAVEL), -side * math.cos(DOOR_TRAVEL)])
        for column, point in enumerate(_local(unit, points)[3:], start=3):
            seen[:, column] &= ~_crosses(outside, point, hinge, leaf, unit.height)
    return seen


def _crosses(eyes: np.ndarray, point: np.ndarray, hinge: np.ndarray, leaf: np.ndarray, height: float) -> np.ndarray:
    """(eyes,) bool: the way from each eye to a point meets a leaf that stands on the ground line from `hinge` on."""
    ways, from_hinge = point - eyes, eyes[:, :2] - hinge
    normal = np.array([-leaf[1], leaf[0]])
    with np.errstate(divide="ignore", invalid="ignore"):
        share = -(from_hinge @ normal) / (ways[:, :2] @ normal)
        at = from_hinge + share[:, None] * ways[:, :2]
        along, up = at @ leaf / (leaf @ leaf), eyes[:, 2] + share * ways[:, 2]
    return (share > 0) & (share < 1) & (along > 0) & (along < 1) & (up > 0) & (up < height)


def _local(box: Box, points: np.ndarray) -> np.ndarray:
    """Points (n, 3) of the world in a box's own frame."""
    x, y = (points[:, :2] - [box.x, box.y]).T
    c, s = math.cos(box.yaw), math.sin(box.yaw)
    return np.stack([c * x + s * y, c * y - s * x, points[:, 2] - box.z], 1)


def _candidates(kitchen: Kitchen, target: np.ndarray) -> np.ndarray:
    """(n, 3) possible eyes around the room, inside and outside. Walls are drawn on their inner side only."""
    w, d = kitchen.room.width, kitchen.room.depth
    eyes = []
    for grow, z in ((-0.15, 1.9), (0.4, 2.1), (0.9, 2.5), (0.5, 3.1), (1.2, 3.4)):
        for a in np.linspace(0, 1, 6):
            x, y = -grow + a * (w + 2 * grow), -grow + a * (d + 2 * grow)
            eyes += [(x, -grow, z), (x, d + grow, z), (-grow, y, z), (w + grow, y, z)]
    found = np.array(eyes)
    return found[np.linalg.norm(found[:, :2] - target[:2], axis=1) > 1.4]


def _clear(body: KitchenBody, eyes: np.ndarray, points: np.ndarray) -> np.ndarray:
    """(eyes, points) bool: nothing but the robot is in the way, or what is within a hand's breadth of the point."""
    reach = _reach(body, np.repeat(eyes[:, None], len(points), 1), np.repeat(points[None], len(eyes), 0))
    return (1 - reach) * np.linalg.norm(eyes[:, None] - points, axis=2) < NEAR


def _behind_robot(eyes: np.ndarray, points: np.ndarray, place: np.ndarray) -> np.ndarray:
    """(eyes, points) bool: the robot at `place` hides its goal, the points from index 3 on, from an eye."""
    ways = points[None, :, :2] - eyes[:, None, :2]
    along = ((place - eyes[:, None, :2]) * ways).sum(2) / np.maximum((ways**2).sum(2), 1e-9)
    past = np.linalg.norm(eyes[:, None, :2] + along[..., None] * ways - place, axis=2) < ROBOT_RADIUS
    return past & (along < 0.97) & (np.arange(len(points)) >= 3)


def _hidden(body: KitchenBody, eyes: np.ndarray, target: np.ndarray, aspect: float, tall: float) -> np.ndarray:
    """(eyes,) share of the picture that is covered by things near the camera, such as backs of cabinets."""
    forward, right, up = _axes(eyes, target)
    grid = [(x, y) for x in np.linspace(-0.9, 0.9, 9) for y in np.linspace(-0.9, 0.9, 7)]
    ways = np.stack([forward + right * x * tall * aspect + up * y * tall for x, y in grid], 1)
    starts = np.repeat(eyes[:, None], len(grid), 1)
    near = 0.45 * np.linalg.norm(target - eyes, axis=1)[:, None, None]
    return (_reach(body, starts, starts + ways * near) < 1).mean(1)


def _reach(body: KitchenBody, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """(n, m) share of their length that rays (n, m, 3) go before they hit anything but the robot.

    Rays begin where they enter the room."""
    w, d = body.kitchen.room.width, body.kitchen.room.depth
    way = ends - starts
    enter = np.zeros(way.shape[:2])
    for axis, size in ((0, w), (1, d)):
        with np.errstate(divide="ignore", invalid="ignore"):
            low, high = (0.01 - starts[..., axis]) / way[..., axis], (size - 0.01 - starts[..., axis]) / way[..., axis]
        enter = np.where(starts[..., axis] < 0, np.maximum(enter, low), enter)
        enter = np.where(starts[..., axis] > size, np.maximum(enter, high), enter)
    starts = starts + np.clip(enter, 0, 1)[..., None] * way
    flat_starts, flat_ends = starts.reshape(-1, 3).tolist(), ends.reshape(-1, 3).tolist()
    hits = []
    for first in range(0, len(flat_starts), 4000):  # Bullet takes at most 16,000 rays at a time
        hits += body.client.rayTestBatch(flat_starts[first : first + 4000], flat_ends[first : first + 4000])
    reach = [1.0 if hit[0] < 0 or hit[0] == body.robot.body else hit[2] for hit in hits]
    return np.array(reach).reshape(starts.shape[:2])


def _axes(eyes: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(eyes, 3) each: unit vectors ahead, to the right and up for eyes that look at the target."""
    forward = (target - eyes) / np.linalg.norm(target - eyes, axis=1, keepdims=True)
    right = np.cross(forward, [0, 0, 1])
    right /= np.linalg.norm(right, axis=1, keepdims=True)
    return forward, right, np.cross(right, forward)


def _framed(eyes: np.ndarray, target: np.ndarray, points: np.ndarray, aspect: float, tall: float) -> np.ndarray:
    """(eyes, points) bool: the points (n, 3) are within the picture of each eye (eyes, 3), with a margin."""
    ahead = points - eyes[:, None]
    deep, aside, high = (np.einsum("enk,ek->en", ahead, axis) for axis in _axes(eyes, target))
    depth = np.maximum(deep, 1e-6)
    limit = tall * 0.93
    return (np.abs(aside) / depth < limit * aspect) & (np.abs(high) / depth < limit) & (deep > 0.4)
