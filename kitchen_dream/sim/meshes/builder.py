"""A mesh under construction: triangles with normals, and texture coordinates that point at a colour of the palette."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

PALETTE_SIZE = 512
"""Width and height in pixels of the palette texture; its upper 64 rows hold 32 levels of red, green and blue."""
LEVELS = 32
_CREASE = 50.0
"""Angle in degrees from which on an edge of a turned profile stays sharp."""

Vector = Sequence[float]
Rgb = Sequence[float] | np.ndarray


def colour_uv(colour: Rgb) -> tuple[float, float]:
    """Texture coordinates of the palette's nearest colour; red, green and blue from 0 to 1.

    >>> colour_uv((0, 0, 0))[1] > colour_uv((1, 1, 1))[1]
    True
    """
    r, g, b = (round(min(max(float(value), 0.0), 1.0) * (LEVELS - 1)) for value in colour)
    index = (r * LEVELS + g) * LEVELS + b
    return ((index % PALETTE_SIZE + 0.5) / PALETTE_SIZE, 1 - (index // PALETTE_SIZE + 0.5) / PALETTE_SIZE)


def shade(colour: Rgb, factor: float) -> tuple[float, float, float]:
    """A darker (factor < 1) or lighter (factor > 1, towards white) colour."""
    r, g, b = (value * factor if factor <= 1 else value + (1 - value) * (factor - 1) for value in colour)
    return r, g, b


class Model:
    """Triangles as three arrays: points (n, 3, 3), normals (n, 3, 3) and texture coordinates (n, 3, 2)."""

    def __init__(self) -> None:
        self._points: list[np.ndarray] = []
        self._normals: list[np.ndarray] = []
        self._uvs: list[np.ndarray] = []

    @property
    def points(self) -> np.ndarray:
        """All corners, (n, 3, 3) in metres."""
        return np.concatenate(self._points) if self._points else np.zeros((0, 3, 3))

    @property
    def triangles(self) -> int:
        """Number of triangles."""
        return sum(len(part) for part in self._points)

    @property
    def bounds(self) -> np.ndarray:
        """Lowest and highest corner, (2, 3)."""
        flat = self.points.reshape(-1, 3)
        return np.array([flat.min(axis=0), flat.max(axis=0)])

    def add(self, points: np.ndarray, normals: np.ndarray, uvs: np.ndarray) -> None:
        """Triangles with a normal and texture coordinates at every corner."""
        assert points.shape == normals.shape and points.shape[1:] == (3, 3) and uvs.shape == (len(points), 3, 2)
        self._points.append(np.asarray(points, float))
        self._normals.append(np.asarray(normals, float))
        self._uvs.append(np.asarray(uvs, float))

    def soup(self, points: np.ndarray, colour: Rgb) -> None:
        """Flat triangles (n, 3, 3) of one colour, counter-clockwise seen from outside."""
        normals = np.cross(points[:, 1] - points[:, 0], points[:, 2] - points[:, 0])
        length = np.linalg.norm(normals, axis=1, keepdims=True)
        keep = length[:, 0] > 1e-12
        normals = (normals / np.maximum(length, 1e-12))[keep]
        points = points[keep]
        uvs = np.broadcast_to(np.array(colour_uv(colour)), (len(points), 3, 2))
        self.add(points, np.repeat(normals[:, None], 3, axis=1), uvs)

    def quad(
        self, corners: Sequence[Vector], colour: Rgb | None = None, uvs: Sequence[Sequence[float]] | None = None
    ) -> None:
        """A flat rectangle from four corners, counter-clockwise seen from outside, in one colour or with a texture."""
        a, b, c, d = corners
        # plain numbers: a kitchen has a thousand of these, and numpy's cross product is slow for one
        ux, uy, uz = b[0] - a[0], b[1] - a[1], b[2] - a[2]
        vx, vy, vz = c[0] - a[0], c[1] - a[1], c[2] - a[2]
        nx, ny, nz = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
        length = math.sqrt(nx * nx + ny * ny + nz * nz)
        normal = (nx / length, ny / length, nz / length)
        if uvs is None:
            uvs = [colour_uv(colour if colour is not None else (1, 1, 1))] * 4
        self.add(
            np.array([[a, b, c], [a, c, d]], float),
            np.array([[normal] * 3] * 2),
            np.array([[uvs[0], uvs[1], uvs[2]], [uvs[0], uvs[2], uvs[3]]], float),
        )

    def box(self, low: Vector, high: Vector, colour: Rgb, skip: str = "") -> None:
        """An upright box; `skip` names faces to leave out, of -x +x -y +y -z +z as the letters "a" to "f"."""
        (x0, y0, z0), (x1, y1, z1) = low, high
        faces = {
            "a": ((x0, y1, z0), (x0, y0, z0), (x0, y0, z1), (x0, y1, z1)),
            "b": ((x1, y0, z0), (x1, y1, z0), (x1, y1, z1), (x1, y0, z1)),
            "c": ((x0, y0, z0), (x1, y0, z0), (x1, y0, z1), (x0, y0, z1)),
            "d": ((x1, y1, z0), (x0, y1, z0), (x0, y1, z1), (x1, y1, z1)),
            "e": ((x0, y1, z0), (x1, y1, z0), (x1, y0, z0), (x0, y0, z0)),
            "f": ((x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1)),
        }
        for key, corners in faces.items():
            if key not in skip:
                self.quad(corners, colour)

    def lathe(
        self, profile: Sequence[tuple[float, float]], colours: Rgb | Sequence[Rgb], sections: int = 12,
        centre: Vector = (0, 0, 0), stretch: tuple[float, float] = (1, 1), ribs: tuple[int, float] = (0, 0.0),
    ) -> None:
        """A profile of (radius, height) turned about the z axis, from bottom to top (outside right of the path).

        Args:
            colours: one colour, or one for each segment of the profile.
            sections: corners of the circle.
            centre: where the axis stands.
            stretch: factors along x and y.
            ribs: number and relative depth of the grooves along the sides (peppers, pumpkins)."""
        profile = [(max(r, 0.0), z) for r, z in profile]
        count = len(profile) - 1
        per_segment: list[Any] = list(colours) if not np.isscalar(colours[0]) else [colours] * count
        angles = np.linspace(0, 2 * math.pi, sections + 1)
        groove = 1 - ribs[1] * (0.5 - 0.5 * np.cos(angles * ribs[0])) if ribs[0] else np.ones(sections + 1)
        circle = np.stack([np.cos(angles) * stretch[0] * groove, np.sin(angles) * stretch[1] * groove], axis=1)
        outward = np.stack([np.cos(angles) / stretch[0], np.sin(angles) / stretch[1]], axis=1)
        outward /= np.linalg.norm(outward, axis=1, keepdims=True)
        flat = []
        for (r0, z0), (r1, z1) in pairwise(profile):
            length = math.hypot(r1 - r0, z1 - z0) or 1.0
            flat.append(((z1 - z0) / length, (r0 - r1) / length))
        for i in range(count):
            (r0, z0), (r1, z1) = profile[i], profile[i + 1]
            low = _blend(flat, i, i - 1) if r0 > 0 else flat[i]
            high = _blend(flat, i, i + 1) if r1 > 0 else flat[i]
            ring = [_ring(circle, outward, r, z, n, centre) for r, z, n in ((r0, z0, low), (r1, z1, high))]
            (p0, n0), (p1, n1) = ring
            points, normals = [], []
            if r0 > 1e-9:
                points.append(np.stack([p0[:-1], p0[1:], p1[1:]], axis=1))
                normals.append(np.stack([n0[:-1], n0[1:], n1[1:]], axis=1))
            if r1 > 1e-9:
                points.append(np.stack([p0[:-1], p1[1:], p1[:-1]], axis=1))
                normals.append(np.stack([n0[:-1], n1[1:], n1[:-1]], axis=1))
            for part, normal in zip(points, normals, strict=True):
                self.add(part, normal, np.broadcast_to(np.array(colour_uv(per_segment[i])), (len(part), 3, 2)))

    def cylinder(
        self, low: Vector, high: Vector, radius: float, colour: Rgb, sections: int = 8, top: float | None = None
    ) -> None:
        """A closed cylinder (or cone: `top` is the radius at its end) between two points."""
        axis = np.asarray(high, float) - np.asarray(low, float)
        length = float(np.linalg.norm(axis))
        part = Model()
        end = radius if top is None else top
        part.lathe([(0, 0), (radius, 0), (end, length), (0, length)], colour, sections)
        self.join(part, frame_along(axis), low)

    def smooth(self, vertices: np.ndarray, faces: np.ndarray, colour: Rgb | np.ndarray) -> None:
        """A closed mesh with normals averaged at its vertices; one colour, or one for each face (n, 3)."""
        points = vertices[faces]
        face_normals = np.cross(points[:, 1] - points[:, 0], points[:, 2] - points[:, 0])
        normals = np.zeros_like(vertices, dtype=float)
        for corner in range(3):
            np.add.at(normals, faces[:, corner], face_normals)
        normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
        colour = np.asarray(colour, float)
        uv = np.array([colour_uv(c) for c in colour] if colour.ndim == 2 else [colour_uv(colour)] * len(faces))
        self.add(points, normals[faces], np.repeat(uv[:, None], 3, axis=1))

    def recolour(self, colours: np.ndarray) -> None:
        """Paint every triangle anew; colours (n, 3) in the order of `points`."""
        uv = np.repeat(np.array([colour_uv(colour) for colour in colours])[:, None], 3, axis=1)
        ends = np.cumsum([len(part) for part in self._points])
        self._uvs = np.split(uv, ends[:-1])

    def join(self, other: Model, rotation: np.ndarray | None = None, offset: Vector = (0, 0, 0)) -> None:
        """Add another model's triangles, rotated (3, 3) and then moved."""
        rotation = np.eye(3) if rotation is None else rotation
        for points, normals, uvs in zip(other._points, other._normals, other._uvs, strict=True):
            self.add(points @ rotation.T + np.asarray(offset, float), normals @ rotation.T, uvs)

    def obj(self) -> str:
        """The mesh as text of a Wavefront OBJ file."""
        points, point_index = _unique(self.points.reshape(-1, 3), 5)
        normals, normal_index = _unique(np.concatenate(self._normals).reshape(-1, 3), 3)
        uvs, uv_index = _unique(np.concatenate(self._uvs).reshape(-1, 2), 6)
        lines = [f"v {x:.5g} {y:.5g} {z:.5g}" for x, y, z in points]
        lines += [f"vt {u:.6f} {v:.6f}" for u, v in uvs]
        lines += [f"vn {x:.3g} {y:.3g} {z:.3g}" for x, y, z in normals]
        corners = np.stack([point_index, uv_index, normal_index], axis=1).reshape(-1, 9) + 1
        lines += ["f {}/{}/{} {}/{}/{} {}/{}/{}".format(*row) for row in corners.tolist()]
        return "\n".join(lines) + "\n"


def frame_along(axis: Vector) -> np.ndarray:
    """A rotation (3, 3) that turns the z axis to `axis`."""
    z = np.asarray(axis, float) / np.linalg.norm(axis)
    x = np.cross([0, 1, 0] if abs(z[1]) < 0.9 else [1, 0, 0], z)
    x /= np.linalg.norm(x)
    return np.stack([x, np.cross(z, x), z], axis=1)


def turn(axis: str, degrees: float) -> np.ndarray:
    """A rotation (3, 3) about the x, y or z axis."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    about = {
        "x": [[1, 0, 0], [0, c, -s], [0, s, c]], "y": [[c, 0, s], [0, 1, 0], [-s, 0, c]],
        "z": [[c, -s, 0], [s, c, 0], [0, 0, 1]],
    }
    return np.array(about[axis])


def _blend(flat: list[tuple[float, float]], i: int, j: int) -> tuple[float, float]:
    if not 0 <= j < len(flat):
        return flat[i]
    (a, b), (c, d) = flat[i], flat[j]
    if a * c + b * d < math.cos(math.radians(_CREASE)):
        return flat[i]
    length = math.hypot(a + c, b + d) or 1.0
    return ((a + c) / length, (b + d) / length)


def _ring(
    circle: np.ndarray, outward: np.ndarray, radius: float, z: float, normal: tuple[float, float], centre: Vector
) -> tuple[np.ndarray, np.ndarray]:
    points = np.concatenate([circle * radius, np.full((len(circle), 1), z)], axis=1) + np.asarray(centre, float)
    return points, np.concatenate([outward * normal[0], np.full((len(circle), 1), normal[1])], axis=1)


def _unique(rows: np.ndarray, digits: int) -> tuple[np.ndarray, np.ndarray]:
    values, index = np.unique(np.round(rows, digits) + 0.0, axis=0, return_inverse=True)
    return values, index.reshape(-1)
