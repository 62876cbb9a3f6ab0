"""Chooses camera positions: one for the whole trial, and others for stations that furniture hides from there."""

import math

import numpy as np

from kitchen_dream.kitchens.spec import Box, Kitchen
from kitchen_dream.rules.state import BOWL_STATION, START_STATION, STOVE_STATION
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.sensing.pictures import Point

FOV = 52.0
"""Vertical field of view in degrees."""
ENOUGH = 0.8
"""The main camera is kept for a station if it sees this share of what the best camera sees: cuts disturb."""
CAMERAS = 3
"""Number of cameras: the main one, and those that add most to it."""
ROBOT_RADIUS = 0.24
"""Radius in metres around the base's axis within which the robot hides what is behind it."""


class ViewpointPlanner:
    """Chooses a camera for every station of a kitchen, by casting rays once at construction.

    body: the kitchen in PyBullet. aspect: width of the picture divided by its height."""

    def __init__(self, body: KitchenBody, aspect: float) -> None:
        kitchen = body.kitchen
        numbers = (*range(len(kitchen.units)), STOVE_STATION, BOWL_STATION, START_STATION)
        stations = dict(zip(numbers, body.actor.stations, strict=True))
        points = {i: _points(kitchen, i, (pose.x, pose.y)) for i, pose in stations.items()}
        everything = np.concatenate(list(points.values()))
        target = (everything.min(0) + everything.max(0)) / 2
        target[2] = 0.9
        eyes = _candidates(kitchen, target)
        scores = np.zeros((len(eyes), len(points)))
        for column, seen in enumerate(points.values()):
            pose = list(stations.values())[column]
            clear = _clear(body, eyes, seen) & ~_behind_robot(eyes, seen, np.array([pose.x, pose.y]))
            framed = _framed(eyes, target, seen, aspect)
            # A front that looks away shows little.
            facing = _facing(kitchen, list(points)[column], eyes, seen)
            scores[:, column] = (clear * framed).mean(1) * (0.4 + 0.6 * facing)
        scores -= 0.5 * _hidden(body, eyes, target, aspect)[:, None]
        distance = np.linalg.norm(eyes - target, axis=1, keepdims=True)
        scores -= 0.02 * distance
        cameras = [int((scores.mean(1) + 0.3 * scores.min(1)).argmax())]
        while len(cameras) < CAMERAS:
            gain = np.maximum(scores, scores[cameras].max(0)).mean(1)
            cameras.append(int(gain.argmax()))
        self._target = as_point(target)
        self._eyes = [as_point(eyes[camera]) for camera in cameras]
        self._choice = {}
        for column, station in enumerate(points):
            mine = scores[cameras, column]
            self._choice[station] = 0 if mine[0] >= ENOUGH * mine.max() else int(mine.argmax())

    def view(self, station: int | None = None) -> tuple[Point, Point]:
        """Eye and target, in metres, for a station number; without one, the main camera's."""
        return self._eyes[0 if station is None else self._choice.get(station, 0)], self._target


def as_point(vector: np.ndarray) -> Point:
    """A vector (3,) as a tuple of numbers."""
    x, y, z = (float(value) for value in vector)
    return (x, y, z)


def _box(kitchen: Kitchen, station: int) -> Box | None:
    if station < len(kitchen.units):
        return kitchen.units[station]
    return kitchen.stove if station == STOVE_STATION else None


def _points(kitchen: Kitchen, station: int, place: tuple[float, float]) -> np.ndarray:
    """(8, 3) points to be seen while the robot works at a station: 4 of the robot, then 4 of its goal."""
    x, y = place
    points = [(x, y, 0.15), (x, y, 0.6), (x, y, 1.1), (x, y, 1.4)]
    box = _box(kitchen, station)
    if box is not None:
        front, half = box.depth / 2 + 0.04, box.width / 2
        points += [box.to_world((front, y, z * box.height)) for y in (-half, half) for z in (0.2, 0.95)]
    elif station == BOWL_STATION:
        points += [(kitchen.bowl.x + dx, kitchen.bowl.y, kitchen.bowl.z + 0.12) for dx in (-0.1, 0, 0.1, 0)]
    else:
        points += points[:4]
    return np.array(points, float)


def _facing(kitchen: Kitchen, station: int, eyes: np.ndarray, points: np.ndarray) -> np.ndarray:
    """(eyes,) how much the station's front looks at each: 0 not at all, 1 straight on or where there is no front."""
    box = _box(kitchen, station)
    if box is None:
        return np.ones(len(eyes))
    ahead = eyes - points[4:].mean(0)
    normal = np.array([math.cos(box.yaw), math.sin(box.yaw), 0.0])
    return np.clip(ahead @ normal / np.linalg.norm(ahead, axis=1) * 1.4, 0, 1)


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
    """(eyes, points) bool: nothing but the robot or the point's own body is in the way."""
    reach = _reach(body, np.repeat(eyes[:, None], len(points), 1), np.repeat(points[None], len(eyes), 0))
    return reach > 0.96


def _behind_robot(eyes: np.ndarray, points: np.ndarray, place: np.ndarray) -> np.ndarray:
    """(eyes, points) bool: the robot at `place` hides its goal, the points from index 4, from an eye."""
    ways = points[None, :, :2] - eyes[:, None, :2]
    along = ((place - eyes[:, None, :2]) * ways).sum(2) / np.maximum((ways**2).sum(2), 1e-9)
    past = np.linalg.norm(eyes[:, None, :2] + along[..., None] * ways - place, axis=2) < ROBOT_RADIUS
    return past & (along < 0.97) & (np.arange(len(points)) >= 4)


def _hidden(body: KitchenBody, eyes: np.ndarray, target: np.ndarray, aspect: float) -> np.ndarray:
    """(eyes,) share of the picture that is covered by things near the camera, such as backs of cabinets."""
    forward, right, up = _axes(eyes, target)
    tall = math.tan(math.radians(FOV) / 2)
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


def _framed(eyes: np.ndarray, target: np.ndarray, points: np.ndarray, aspect: float) -> np.ndarray:
    """(eyes, points) bool: the points (n, 3) are within the picture of each eye (eyes, 3), with a margin."""
    ahead = points - eyes[:, None]
    deep, aside, high = (np.einsum("enk,ek->en", ahead, axis) for axis in _axes(eyes, target))
    depth = np.maximum(deep, 1e-6)
    limit = math.tan(math.radians(FOV) / 2) * 0.93
    return (np.abs(aside) / depth < limit * aspect) & (np.abs(high) / depth < limit) & (deep > 0.4)
