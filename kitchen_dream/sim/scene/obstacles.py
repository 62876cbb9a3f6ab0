"""Everything around the robot as upright boxes, read from the collision shapes of the bodies."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from kitchen_dream.kitchens.geometry import leaf
from kitchen_dream.kitchens.spec import Unit
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.robot.robot import Spheres
from kitchen_dream.sim.scene.kitchen_scene import Scene
from kitchen_dream.sim.scene.ware import Tool

_STRIP = 0.02
"""Metres of a flap within one upright box, at most."""
_AROUND = 1.8
"""Metres from the robot within which things may be in its way."""


@dataclass(frozen=True)
class Boxes:
    """M upright boxes: centres (M, 3), half sizes (M, 3), yaw (M,); `body` and `link` (M,) tell whose they are."""

    centre: np.ndarray
    half: np.ndarray
    yaw: np.ndarray
    body: np.ndarray
    link: np.ndarray

    def where(self, mask: np.ndarray) -> Boxes:
        """The boxes of a mask (M,)."""
        return Boxes(self.centre[mask], self.half[mask], self.yaw[mask], self.body[mask], self.link[mask])

    def near(self, xy: np.ndarray, radius: float) -> Boxes:
        """Boxes that come within a radius of a point on the floor."""
        c, s = np.cos(self.yaw), np.sin(self.yaw)
        d = xy - self.centre[:, :2]
        x = np.abs(c * d[:, 0] + s * d[:, 1]) - self.half[:, 0]
        y = np.abs(-s * d[:, 0] + c * d[:, 1]) - self.half[:, 1]
        return self.where(np.hypot(np.maximum(x, 0), np.maximum(y, 0)) < radius)

    @staticmethod
    def join(parts: Iterable[Boxes]) -> Boxes:
        """All boxes of several sets."""
        parts = list(parts)
        return Boxes(
            *(np.concatenate([getattr(p, name) for p in parts]) for name in ("centre", "half", "yaw", "body", "link"))
        )


class Surroundings:
    """The boxes of a scene. Furniture is read once, with everything closed; what moves is asked for at its place.

    Args:
        scene: a scene at its start, all units closed.
        robot: the robot's body, which is no obstacle."""

    def __init__(self, scene: Scene, robot: int) -> None:
        self._scene = scene
        client = scene.client
        opened = [unit for unit in scene.units if unit.joint is not None]
        moving = {(unit.body, link) for unit in opened for link in (unit.panel_link, unit.handle_link)}
        loose = set(scene.loose)
        bodies = [client.getBodyUniqueId(i) for i in range(client.getNumBodies())]
        boxes = _read(client, [b for b in bodies if b != robot and b not in loose], set(scene.fixed_vessels))
        is_moving = np.array([(int(b), int(k)) in moving for b, k in zip(boxes.body, boxes.link, strict=True)])
        self.fixed = boxes.where(~is_moving)
        self._panels = [boxes.where(is_moving & (boxes.body == unit.body)) for unit in scene.units]

    def panel(self, unit: int, opening: float | None = None) -> Boxes:
        """The drawer, door or flap of a unit with its handle, at a joint position (metres or radians), or as it is."""
        closed, body = self._panels[unit], self._scene.units[unit]
        if body.joint is None or not len(closed.yaw):
            return closed
        if opening is None:
            opening = self._scene.client.getJointState(body.body, body.joint)[0]
        place = self._scene.places[unit]
        if body.opens == "drawer":
            x, y, _ = place.to_world((opening, 0.0, 0.0))
            shift = np.array([x - place.x, y - place.y, 0.0])
            return Boxes(closed.centre + shift, closed.half, closed.yaw, closed.body, closed.link)
        if body.opens == "flap":
            return _dropped(place, closed, opening)
        pivot, turn = hinge(place, opening)
        c, s = math.cos(turn), math.sin(turn)
        d = closed.centre - pivot
        centre = pivot + np.stack([c * d[:, 0] - s * d[:, 1], s * d[:, 0] + c * d[:, 1], d[:, 2]], -1)
        return Boxes(centre, closed.half, closed.yaw + turn, closed.body, closed.link)

    def items(self, skip: Iterable[int] = ()) -> Boxes:
        """Ingredients and tools where they are now, without some bodies."""
        client, skip = self._scene.client, set(skip)
        there = [item for item in self._scene.items.values() if item.body not in skip]
        tools = {item.body: item.boxes(client) for item in there if isinstance(item, Tool)}
        bodies = [item.body for item in there if not tools.get(item.body)]
        none = self.fixed.where(np.zeros(len(self.fixed.yaw), bool))
        rows = [(*box, body, -1) for body, boxes in tools.items() for box in boxes]
        standing = Boxes(*(np.array(column) for column in zip(*rows, strict=True))) if rows else none
        if not bodies:
            return standing
        ends = np.array([client.getAABB(b) for b in bodies])
        low, high = ends[:, 0], ends[:, 1]
        n = len(bodies)
        half = np.maximum((high - low) / 2 - 0.003, 0.01)
        lying = Boxes((low + high) / 2, half, np.zeros(n), np.array(bodies), np.full(n, -1))
        return Boxes.join([lying, standing]) if rows else lying

    def now(
        self, around: np.ndarray, skip_items: Iterable[int] = (), without_panel: int | None = None
    ) -> Boxes:
        """Everything as it is now within _AROUND metres of a point on the floor."""
        panels = [self.panel(u) for u in range(len(self._panels)) if u != without_panel]
        return Boxes.join([self.fixed, *panels, self.items(skip_items)]).near(around, _AROUND)


def hinge(place: Unit, opening: float) -> tuple[np.ndarray, float]:
    """The hinge's place (3,) and the signed turn about the vertical of a door that stands open by an angle."""
    side = -1 if place.hinge == "left" else 1
    return np.array(place.to_world((place.depth / 2, side * place.width / 2, 0.0))), side * opening


def _dropped(place: Unit, closed: Boxes, opening: float) -> Boxes:
    """The boxes of a flap that has turned about its lower edge, each cut into strips within upright boxes."""
    out = np.array([math.cos(place.yaw), math.sin(place.yaw), 0.0])
    pivot = np.array(place.to_world((place.depth / 2, 0.0, leaf(place)[0])))
    c, s = math.cos(opening), math.sin(opening)
    strips = np.maximum(np.ceil(2 * closed.half[:, 2] / _STRIP), 1).astype(int)
    row = np.repeat(np.arange(len(strips)), strips)
    number = np.concatenate([np.arange(count) for count in strips])
    centre, half = closed.centre[row], closed.half[row].copy()
    half[:, 2] /= strips[row]
    away = (centre - pivot) @ out
    up = centre[:, 2] - pivot[2] + (2 * number + 1 - strips[row]) * half[:, 2]
    centre = centre + (c * away + s * up - away)[:, None] * out
    centre[:, 2] = pivot[2] - s * away + c * up
    half[:, 0], half[:, 2] = c * half[:, 0] + s * half[:, 2], s * half[:, 0] + c * half[:, 2]
    return Boxes(centre, half, closed.yaw[row], closed.body[row], closed.link[row])


FAR = 0.05
"""Metres from which clearances are not told apart."""
_ELEMENTS = 60_000
"""Pairs of sphere and box that are looked at together: small enough for the processor's cache."""


def clearance(spheres: Spheres, postures: np.ndarray, boxes: Boxes, touchable: np.ndarray | None = None) -> np.ndarray:
    """Least distance (N,) in metres, up to FAR, between the robot in postures (N, 11) and boxes; negative where they
    overlap.

    `touchable` (M,) marks boxes that hand and fingers may touch."""
    postures = np.atleast_2d(postures)
    out = np.full(len(postures), FAR)
    if not len(postures) or not len(boxes.yaw):
        return out
    top, foot = boxes.centre + _around(boxes), boxes.centre - _around(boxes)
    base, side = postures[:, :2], max(abs(x) + radius for x, radius, _, _ in spheres.uprights) + FAR
    beside = (top[:, :2] > base.min(0) - side) & (foot[:, :2] < base.max(0) + side)
    _upright(spheres.uprights, postures, boxes.where(beside.all(1)), out)
    centres = np.swapaxes(spheres.centres(postures).astype(np.float32), 1, 2)
    low, high = (centres - spheres.radii).min(2) - FAR, (centres + spheres.radii).max(2) + FAR
    near = np.flatnonzero(np.all((top > low.min(0)) & (foot < high.max(0)), 1))
    rows, columns = np.nonzero(np.all((top[near] > low[:, None]) & (foot[near] < high[:, None]), 2))
    columns, size = near[columns], _ELEMENTS // len(spheres.radii)
    for start in range(0, len(rows), size):
        row, column = rows[start : start + size], columns[start : start + size]
        allowed = None if touchable is None else touchable[column]
        np.minimum.at(out, row, _gaps(spheres, centres[row], boxes.where(column), allowed))
    return out


def upright_clearance(
    uprights: tuple[tuple[float, float, float, float], ...], postures: np.ndarray, boxes: Boxes
) -> np.ndarray:
    """The same (N,) for upright cylinders of the base's frame: x, radius, lower and upper end of each."""
    out = np.full(len(postures), FAR)
    _upright(uprights, postures, boxes, out)
    return out


def _around(boxes: Boxes) -> np.ndarray:
    """Half sizes (M, 3) of the boxes that surround them along the world's axes."""
    c, s = np.abs(np.cos(boxes.yaw)), np.abs(np.sin(boxes.yaw))
    return np.stack(
        [c * boxes.half[:, 0] + s * boxes.half[:, 1], s * boxes.half[:, 0] + c * boxes.half[:, 1], boxes.half[:, 2]], -1
    )


def _gaps(spheres: Spheres, centres: np.ndarray, boxes: Boxes, touchable: np.ndarray | None) -> np.ndarray:
    """Least distance (P,) of spheres (P, 3, S) to one box each."""
    c, s = np.cos(boxes.yaw).astype(np.float32)[:, None], np.sin(boxes.yaw).astype(np.float32)[:, None]
    half = boxes.half.astype(np.float32)[..., None]
    dx, dy, dz = np.moveaxis(centres - boxes.centre.astype(np.float32)[..., None], 1, 0)
    x, y, z = np.abs(c * dx + s * dy) - half[:, 0], np.abs(c * dy - s * dx) - half[:, 1], np.abs(dz) - half[:, 2]
    inside = np.minimum(np.maximum(np.maximum(x, y), z), 0)
    for q in (x, y, z):
        np.maximum(q, 0, out=q)
        np.multiply(q, q, out=q)
    x += y
    x += z
    gap = np.sqrt(x, out=x)
    gap += inside
    gap -= spheres.radii.astype(np.float32)
    if touchable is not None:
        gap[touchable[:, None] & spheres.graspers] = np.inf
    return gap.min(1)


def _upright(
    uprights: tuple[tuple[float, float, float, float], ...], postures: np.ndarray, boxes: Boxes, out: np.ndarray
) -> None:
    """Lower `out` to the distances of chassis, mast and head from boxes beside them."""
    c, s = np.cos(boxes.yaw), np.sin(boxes.yaw)
    yaw = postures[:, 2]
    for offset, radius, low, high in uprights:
        beside = (boxes.centre[:, 2] - boxes.half[:, 2] < high) & (boxes.centre[:, 2] + boxes.half[:, 2] > low)
        if not beside.any():
            continue
        px, py = postures[:, 0] + offset * np.cos(yaw), postures[:, 1] + offset * np.sin(yaw)
        dx, dy = px[:, None] - boxes.centre[beside, 0], py[:, None] - boxes.centre[beside, 1]
        x = np.abs(c[beside] * dx + s[beside] * dy) - boxes.half[beside, 0]
        y = np.abs(c[beside] * dy - s[beside] * dx) - boxes.half[beside, 1]
        gap = np.sqrt(np.maximum(x, 0) ** 2 + np.maximum(y, 0) ** 2) + np.minimum(np.maximum(x, y), 0) - radius
        np.minimum(out, gap.min(1), out=out)


def _read(client: Client, bodies: list[int], vessels: set[int]) -> Boxes:
    """Collision boxes of bodies; whatever is not an upright box is replaced by the box around it."""
    rows = []
    for body in bodies:
        if body in vessels:
            ends = np.array([client.getAABB(body, link) for link in range(-1, client.getNumJoints(body))])
            low, high = ends[:, 0].min(0), ends[:, 1].max(0)
            rows.append(((low + high) / 2, (high - low) / 2, 0.0, body, -1))
            continue
        for link in range(-1, client.getNumJoints(body)):
            shapes = client.getCollisionShapeData(body, link)
            if not shapes:
                continue
            if link < 0:
                place, turn = client.getBasePositionAndOrientation(body)
            else:
                place, turn = client.getLinkState(body, link)[:2]
            for shape in shapes:
                where, how = client.multiplyTransforms(place, turn, shape[5], shape[6])
                matrix = np.array(client.getMatrixFromQuaternion(how)).reshape(3, 3)
                if shape[2] == client.GEOM_BOX and abs(matrix[2, 2]) > 0.999:
                    half, yaw = np.array(shape[3]) / 2, math.atan2(matrix[1, 0], matrix[0, 0])
                    rows.append((np.array(where), half, yaw, body, link))
                elif shape[2] != client.GEOM_PLANE:
                    low, high = np.array(client.getAABB(body, link))
                    rows.append(((low + high) / 2, (high - low) / 2, 0.0, body, link))
    return Boxes(*(np.array(column) for column in zip(*rows, strict=True)))
