"""Pictures of whole kitchens, from a place that shows most of their fronts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kitchen_dream.kitchens.spec import Kitchen
from kitchen_dream.sim.camera import LIGHT, render
from kitchen_dream.sim.client import Client
from kitchen_dream.sim.scene import Scene

Point = tuple[float, float, float]

_WIDEST, _NARROWEST = 55.0, 30.0
_BACKGROUND = (226, 230, 234)

_CROWDED = 20.0
"""Fronts that a view may lose for showing nothing of backs of cabinets close to the camera."""


@dataclass(frozen=True)
class View:
    """A camera: where it is, what it looks at, and its vertical field of view in degrees."""

    eye: Point
    target: Point
    fov: float


def viewpoint(scene: Scene, aspect: float = 1.5) -> View:
    """A camera that sees many fronts: candidates around the room are scored by rays, and the best is framed closely.

    Args:
        scene: the kitchen.
        aspect: width of the picture by its height.
    """
    kitchen = scene.kitchen
    boxes = [*kitchen.units, kitchen.stove]
    fronts = np.array([box.to_world((box.depth / 2 + 0.03, 0.0, box.height / 2)) for box in boxes])
    corners = np.array(
        [[box.to_world((box.depth / 2, y * box.width / 2, z * box.height)) for y in (-1, 1) for z in (0, 1)] for box in boxes]
    )
    normals = np.array([[math.cos(box.yaw), math.sin(box.yaw), 0.0] for box in boxes])
    bowl = np.array([[kitchen.bowl.x, kitchen.bowl.y, kitchen.bowl.z + 0.06]])
    points = np.concatenate([fronts, bowl])
    target = (points.min(axis=0) + points.max(axis=0)) / 2
    target[2] = 0.85
    best, choice, seen = -1.0, np.array((kitchen.room.width / 2, kitchen.room.depth, 1.75)), np.ones(len(points), bool)
    for eye in _candidates(kitchen, target):
        ahead = points - eye
        distance = np.linalg.norm(ahead, axis=1)
        framed = _in_view(eye, target, corners.reshape(-1, 3), _WIDEST, aspect).reshape(-1, 4).mean(axis=1)
        shown = np.append(framed, _in_view(eye, target, bowl, _WIDEST, aspect))
        facing = np.append(np.clip(-(ahead[:-1] * normals).sum(axis=1) / distance[:-1], 0, 1), 1.0)
        hits = scene.client.rayTestBatch([list(eye)] * len(points), points.tolist())
        own = {scene.room.solid[0]}
        clear = np.array([hit[0] < 0 or hit[2] > 0.97 or (hit[0] in own and _outside(eye, kitchen)) for hit in hits])
        score = float((shown * clear * facing**0.5 * (facing > 0.1)).sum()) - 0.08 * float(distance.mean())
        score -= _CROWDED * _hidden(scene, eye, target, aspect)
        if score > best:
            best, choice, seen = score, eye, shown > 0.7
    outline = np.concatenate([corners[seen[:-1]].reshape(-1, 3), bowl])
    return _frame(choice, target, outline, aspect)


def _frame(eye: np.ndarray, target: np.ndarray, points: np.ndarray, aspect: float) -> View:
    """Turn and zoom a camera so that points fill its picture; it keeps some floor below and wall above."""
    fov = _WIDEST
    for _ in range(4):
        forward, right, up = _axes(eye, target)
        ahead = points - eye
        depth = np.maximum(ahead @ forward, 0.2)
        x, y = ahead @ right / depth, ahead @ up / depth
        middle = forward + right * (x.min() + x.max()) / 2 + up * (y.min() + y.max()) / 2
        half = max((y.max() - y.min()) / 2 * 1.16, (x.max() - x.min()) / 2 * 1.08 / aspect)
        fov = math.degrees(2 * math.atan(half))
        target = eye + middle * float(np.linalg.norm(target - eye))
    return View(_point(eye), _point(target), min(max(fov, _NARROWEST), _WIDEST))


def _point(vector: np.ndarray) -> Point:
    x, y, z = (float(value) for value in vector)
    return (x, y, z)


def perspective(kitchen: Kitchen, width: int = 960, height: int = 640, scene: Scene | None = None) -> np.ndarray:
    """A picture of a kitchen with shadows, (height, width, 3) uint8; `scene` is used as it stands if it is given."""
    if scene is not None:
        return _picture(scene, width, height)
    with Client() as client:
        return _picture(Scene(client, kitchen), width, height)


def gallery(kitchens: Sequence[Kitchen], columns: int = 3, width: int = 480, height: int = 320) -> np.ndarray:
    """Many kitchens in one picture, row by row; empty places stay white."""
    rows = -(-len(kitchens) // columns)
    sheet = np.full((rows * height, columns * width, 3), 255, np.uint8)
    for i, kitchen in enumerate(kitchens):
        top, left = i // columns * height, i % columns * width
        sheet[top : top + height, left : left + width] = perspective(kitchen, width, height)
    return sheet


def _picture(scene: Scene, width: int, height: int) -> np.ndarray:
    view = viewpoint(scene, width / height)
    return render(
        scene.client,
        view.eye,
        view.target,
        view.fov,
        width,
        height,
        shadows=True,
        supersample=2,
        light=light_from(view.eye, view.target),
        background=_BACKGROUND,
    )


def light_from(eye: Point, target: Point) -> Point:
    """Light over the viewer's left shoulder, so that what is looked at is lit."""
    dx, dy = eye[0] - target[0], eye[1] - target[1]
    length = math.hypot(dx, dy) or 1.0
    dx, dy = dx / length, dy / length
    return (2.0 * dx + 0.8 * dy, 2.0 * dy - 0.8 * dx, LIGHT[2] - 0.4)


def _candidates(kitchen: Kitchen, target: np.ndarray) -> list[np.ndarray]:
    """Points in the room at eye height near its border, and a few outside of it, higher up."""
    w, d = kitchen.room.width, kitchen.room.depth
    eyes = []
    for grow, z in ((-0.15, 1.75), (0.5, 2.1), (1.1, 2.5)):
        for a in np.linspace(0, 1, 7):
            x, y = -grow + a * (w + 2 * grow), -grow + a * (d + 2 * grow)
            eyes += [(x, -grow, z), (x, d + grow, z), (-grow, y, z), (w + grow, y, z)]
    return [np.array(eye) for eye in eyes if np.linalg.norm(np.array(eye)[:2] - target[:2]) > 1.2]


def _axes(eye: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Unit vectors ahead, to the right and up of a camera."""
    forward = (target - eye) / np.linalg.norm(target - eye)
    right = np.cross(forward, [0, 0, 1])
    right /= np.linalg.norm(right)
    return forward, right, np.cross(right, forward)


def _in_view(eye: np.ndarray, target: np.ndarray, points: np.ndarray, fov: float, aspect: float) -> np.ndarray:
    forward, right, up = _axes(eye, target)
    ahead = points - eye
    depth = np.maximum(ahead @ forward, 1e-6)
    limit = math.tan(math.radians(fov) / 2) * 0.95
    return (np.abs(ahead @ right) / depth < limit * aspect) & (np.abs(ahead @ up) / depth < limit) & (ahead @ forward > 0.3)


def _hidden(scene: Scene, eye: np.ndarray, target: np.ndarray, aspect: float) -> float:
    """Share of the picture that shows what is close to the camera, such as backs of cabinets; walls are seen from inside only."""
    forward, right, up = _axes(eye, target)
    tall = math.tan(math.radians(_WIDEST) / 2)
    grid = [(x, y) for x in np.linspace(-0.9, 0.9, 9) for y in np.linspace(-0.9, 0.9, 7)]
    ways = np.array([forward + right * x * tall * aspect + up * y * tall for x, y in grid]) * 0.45 * np.linalg.norm(target - eye)
    size = np.array([scene.kitchen.room.width, scene.kitchen.room.depth])
    with np.errstate(divide="ignore", invalid="ignore"):  # rays begin where they enter the room
        low, high = (0.01 - eye[:2]) / ways[:, :2], (size - 0.01 - eye[:2]) / ways[:, :2]
    enter = np.where(eye[:2] < 0, low, np.where(eye[:2] > size, high, 0.0)).max(axis=1)
    starts = eye + np.clip(enter, 0, 1)[:, None] * ways
    hits = scene.client.rayTestBatch(starts.tolist(), (eye + ways).tolist())
    return float(np.mean([hit[0] >= 0 for hit in hits]))


def _outside(eye: np.ndarray, kitchen: Kitchen) -> bool:
    return not (0 <= eye[0] <= kitchen.room.width and 0 <= eye[1] <= kitchen.room.depth)
