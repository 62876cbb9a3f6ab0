"""Pictures of whole kitchens, from a place that shows most of their fronts."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kitchen_dream.kitchens.cookbook import Cookbook
from kitchen_dream.kitchens.spec import Kitchen
from kitchen_dream.sim.engine.camera import LIGHT, render
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.scene.kitchen_scene import Scene

Point = tuple[float, float, float]

_WIDEST, _NARROWEST = 55.0, 30.0

_CROWDED = 20.0
"""Fronts that a view may lose for showing nothing of backs of cabinets close to the camera."""
_WELL, _MISSED = 0.3, 0.25
"""From how much of it on a front is seen well, and the share of fronts seen less well that is worth another picture."""


@dataclass(frozen=True)
class View:
    """A camera: where it is, what it looks at, and its vertical field of view in degrees."""

    eye: Point
    target: Point
    fov: float


def viewpoint(scene: Scene, aspect: float = 1.5, beside: View | None = None) -> View:
    """A camera that sees many fronts: candidates around the room are scored by rays, and the best is framed closely.

    Args:
        scene: the kitchen.
        aspect: width of the picture by its height.
        beside: a view of the same kitchen; fronts that it shows well count no more."""
    kitchen = scene.kitchen
    fronts = _Fronts(scene, aspect)
    wanted = np.ones(len(fronts.points))
    if beside is not None:
        wanted = (fronts.seen(np.array(beside.eye))[0] < _WELL).astype(float)
        fronts.aim(fronts.points[wanted > 0])
    best, choice = -np.inf, np.array((kitchen.room.width / 2, kitchen.room.depth, 1.75))
    shown = np.ones(len(fronts.points))
    for eye in _candidates(kitchen, fronts.target):
        seen, inside = fronts.seen(eye)
        score = float((seen * wanted).sum()) - 0.08 * float(np.linalg.norm(fronts.points - eye, axis=1).mean())
        if score <= best:
            continue  # the next term can only lower it
        score -= _CROWDED * _hidden(scene, eye, fronts.target, aspect)
        if score > best:
            best, choice, shown = score, eye, inside
    framed = (shown > 0.7) & ((wanted > 0) | (beside is None))
    if not framed[:-1].any():
        framed = wanted > 0
    outline = np.concatenate(
        [fronts.corners[framed[:-1]].reshape(-1, 3), fronts.points[-1:] if beside is None else np.zeros((0, 3))]
    )
    return _frame(choice, fronts.target, outline, aspect)


def views(scene: Scene, aspect: float = 1.5) -> list[View]:
    """The best view, and where it misses a quarter of the fronts, as in galleys, another that shows them."""
    first = viewpoint(scene, aspect)
    missed = _Fronts(scene, aspect).seen(np.array(first.eye))[0] < _WELL
    return [first, viewpoint(scene, aspect, first)] if missed.mean() >= _MISSED else [first]


class _Fronts:
    """Fronts and the bowl as what cameras look at.

    Attributes:
        points: (F + 1, 3) the middles of all fronts, and the bowl.
        corners: (F, 4, 3) the corners of the fronts.
        target: (3,) the middle of it all."""

    def __init__(self, scene: Scene, aspect: float) -> None:
        kitchen = scene.kitchen
        boxes = [*kitchen.units, kitchen.stove]
        fronts = np.array([box.to_world((box.depth / 2 + 0.03, 0.0, box.height / 2)) for box in boxes])
        ends = [(y, z) for y in (-1, 1) for z in (0, 1)]
        self.corners = np.array(
            [[box.to_world((box.depth / 2, y * box.width / 2, z * box.height)) for y, z in ends] for box in boxes]
        )
        self.points = np.concatenate([fronts, [[kitchen.bowl.x, kitchen.bowl.y, kitchen.bowl.z + 0.06]]])
        self.aim(self.points)
        self._normals = np.array([[math.cos(box.yaw), math.sin(box.yaw), 0.0] for box in boxes])
        self._scene, self._aspect = scene, aspect

    def aim(self, points: np.ndarray) -> None:
        """Look at the middle of points (n, 3), at the height of worktops."""
        self.target = (points.min(axis=0) + points.max(axis=0)) / 2
        self.target[2] = 0.85

    def seen(self, eye: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """How well each point is seen and how much of each front is in the picture, both (F + 1,) from 0 to 1."""
        kitchen, points = self._scene.kitchen, self.points
        ahead = points - eye
        distance = np.linalg.norm(ahead, axis=1)
        corners = self.corners.reshape(-1, 3)
        framed = _in_view(eye, self.target, corners, _WIDEST, self._aspect).reshape(-1, 4).mean(axis=1)
        shown = np.append(framed, _in_view(eye, self.target, points[-1:], _WIDEST, self._aspect))
        facing = np.append(np.clip(-(ahead[:-1] * self._normals).sum(axis=1) / distance[:-1], 0, 1), 1.0)
        hits = self._scene.client.rayTestBatch([list(eye)] * len(points), points.tolist())
        own = {self._scene.room.solid[0]}
        clear = np.array([hit[0] < 0 or hit[2] > 0.97 or (hit[0] in own and _outside(eye, kitchen)) for hit in hits])
        return shown * clear * facing**0.5 * (facing > 0.1), shown


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


def perspective(kitchen: Kitchen, width: int = 960, height: int = 640) -> np.ndarray:
    """A picture of a kitchen with shadows, (height, width, 3) uint8."""
    with Client() as client:
        scene = Scene(client, kitchen)
        view = viewpoint(scene, width / height)
        return _shot(_seen_from(view, kitchen, scene), view, width, height)


def perspectives(
    kitchen: Kitchen, width: int = 960, height: int = 640, book: Cookbook | None = None
) -> list[np.ndarray]:
    """Pictures like `perspective`'s that show nearly all fronts between them: one or two.

    book: whose ingredients and tools lie there; None: the one in use."""
    with Client() as client:
        scene, shots = Scene(client, kitchen, book=book), []
        for view in views(scene, width / height):
            scene = _seen_from(view, kitchen, scene)
            shots.append(_shot(scene, view, width, height))
        return shots


def _seen_from(view: View, kitchen: Kitchen, scene: Scene) -> Scene:
    """The scene, or another one in its world, without windows and doors in walls that the camera looks through: their
    frames would float in the picture."""
    shown = []
    for fixture in kitchen.fixtures:
        x, y = view.eye[0] - fixture.x, view.eye[1] - fixture.y
        behind = x * math.cos(fixture.yaw) + y * math.sin(fixture.yaw) < 0
        if not (behind and fixture.kind in ("window", "room_door")):
            shown.append(fixture)
    if scene.kitchen.fixtures == tuple(shown):
        return scene
    scene.client.clear()
    return Scene(scene.client, kitchen.model_copy(update={"fixtures": tuple(shown)}), book=scene.book)


def gallery(kitchens: Sequence[Kitchen], columns: int = 3, width: int = 480, height: int = 320) -> np.ndarray:
    """Many kitchens in one picture, row by row; empty places stay white."""
    rows = -(-len(kitchens) // columns)
    sheet = np.full((rows * height, columns * width, 3), 255, np.uint8)
    for i, kitchen in enumerate(kitchens):
        top, left = i // columns * height, i % columns * width
        sheet[top : top + height, left : left + width] = perspective(kitchen, width, height)
    return sheet


def _shot(scene: Scene, view: View, width: int, height: int) -> np.ndarray:
    return render(
        scene.client, view.eye, view.target, view.fov, width, height, shadows=True, supersample=2,
        light=light_from(view.eye, view.target), background="studio",
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
    beside, above = np.abs(ahead @ right) / depth, np.abs(ahead @ up) / depth
    return (beside < limit * aspect) & (above < limit) & (ahead @ forward > 0.3)


def _hidden(scene: Scene, eye: np.ndarray, target: np.ndarray, aspect: float) -> float:
    """Share of the picture that shows what is close to the camera, such as backs of cabinets; walls are one-sided."""
    forward, right, up = _axes(eye, target)
    tall = math.tan(math.radians(_WIDEST) / 2)
    grid = [(x, y) for x in np.linspace(-0.9, 0.9, 9) for y in np.linspace(-0.9, 0.9, 7)]
    ways = np.array([forward + right * x * tall * aspect + up * y * tall for x, y in grid])
    ways = ways * 0.45 * np.linalg.norm(target - eye)
    size = np.array([scene.kitchen.room.width, scene.kitchen.room.depth])
    with np.errstate(divide="ignore", invalid="ignore"):  # rays begin where they enter the room
        low, high = (0.01 - eye[:2]) / ways[:, :2], (size - 0.01 - eye[:2]) / ways[:, :2]
    enter = np.where(eye[:2] < 0, low, np.where(eye[:2] > size, high, 0.0)).max(axis=1)
    starts = eye + np.clip(enter, 0, 1)[:, None] * ways
    hits = scene.client.rayTestBatch(starts.tolist(), (eye + ways).tolist())
    return float(np.mean([hit[0] >= 0 for hit in hits]))


def _outside(eye: np.ndarray, kitchen: Kitchen) -> bool:
    return not (0 <= eye[0] <= kitchen.room.width and 0 <= eye[1] <= kitchen.room.depth)
