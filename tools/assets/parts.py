"""Parts that several ingredients are made of: blobs, labelled cans and cartons, leaves; in metres."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import trimesh

from kitchen_dream.sim.meshes.builder import Model, Rgb, Vector, colour_uv, shade, turn
from tools.assets.labels import label_uv

GREEN, LEAF, STEM = (0.25, 0.55, 0.2), (0.3, 0.62, 0.22), (0.42, 0.32, 0.18)


def blob(
    model: Model,
    centre: Vector,
    radius: Vector,
    colour: Rgb,
    detail: int = 1,
    bumps: float = 0.0,
    seed: int = 0,
    tilt: float = 0.0,
) -> None:
    """An ellipsoid, dented at random by the relative depth `bumps`."""
    ball = trimesh.creation.icosphere(subdivisions=detail)
    noise = 1 - bumps * np.random.default_rng(seed).random(len(ball.vertices))
    vertices = ball.vertices * noise[:, None] * np.asarray(radius)
    model.smooth(vertices @ turn("y", tilt).T + np.asarray(centre), ball.faces, colour)


def ball_profile(radius: float, height: float, count: int, foot: float = 0.35) -> list[tuple[float, float]]:
    """Half an ellipse as a profile, cut flat at the bottom where its radius is `foot` of the full one."""
    low = math.asin(foot)
    angles = np.linspace(low, math.pi, count)
    z = -np.cos(angles)
    z = (z - z[0]) / (z[-1] - z[0]) * height
    return [(0.0, 0.0), *zip(np.sin(angles) * radius, z, strict=True)]


def labelled_can(
    model: Model, radius: float, low: float, high: float, label: str, sections: int = 12, top: float | None = None
) -> None:
    """The side of a can (or of a cup: `top` is its upper radius) with its label around it twice, once in front."""
    above = radius if top is None else top
    u0, v0, u1, v1 = label_uv(label)
    angles = np.linspace(0, 2 * math.pi, sections + 1)
    half = sections // 2
    for i in range(sections):
        a, b = angles[i], angles[i + 1]
        k = (i + half // 2) % half
        s, t = u0 + (u1 - u0) * k / half, u0 + (u1 - u0) * (k + 1) / half
        corners = np.array(
            [
                [math.cos(q) * r, math.sin(q) * r, z]
                for q, r, z in ((a, radius, low), (b, radius, low), (b, above, high), (a, above, high))
            ]
        )
        normals = np.array([[math.cos(q), math.sin(q), 0] for q in (a, b, b, a)])
        uvs = np.array([[s, v0], [t, v0], [t, v1], [s, v1]])
        pick = np.array([[0, 1, 2], [0, 2, 3]])
        model.add(corners[pick], normals[pick], uvs[pick])


def carton(
    model: Model, hx: float, hy: float, height: float, colour: Rgb, label: str, side: str | None = None
) -> None:
    """A box whose front and back show a label, and whose sides show `side` or a plain colour."""
    model.box((-hx, -hy, 0), (hx, hy, height), colour, skip="abe" if side is None else "abcde")
    faces(model, hx, hy, 0, height, label, side)


def faces(model: Model, hx: float, hy: float, z0: float, z1: float, label: str, side: str | None) -> None:
    """Upright faces around the axis: front and back with a label, and the sides with `side` if it is given."""
    u0, v0, u1, v1 = label_uv(label)
    picture = [(u0, v0), (u1, v0), (u1, v1), (u0, v1)]
    model.quad([(hx, -hy, z0), (hx, hy, z0), (hx, hy, z1), (hx, -hy, z1)], uvs=picture)
    model.quad([(-hx, hy, z0), (-hx, -hy, z0), (-hx, -hy, z1), (-hx, hy, z1)], uvs=picture)
    if side:
        u0, v0, u1, v1 = label_uv(side)
        picture = [(u0, v0), (u1, v0), (u1, v1), (u0, v1)]
        model.quad([(-hx, -hy, z0), (hx, -hy, z0), (hx, -hy, z1), (-hx, -hy, z1)], uvs=picture)
        model.quad([(hx, hy, z0), (-hx, hy, z0), (-hx, hy, z1), (hx, hy, z1)], uvs=picture)


def leaves(model: Model, z: float, count: int, length: float, rise: float, colour: Rgb, width: float = 0.35) -> None:
    """Pointed leaves that spread from the axis, seen from both sides."""
    for i in range(count):
        a = 2 * math.pi * i / count
        d, n = np.array([math.cos(a), math.sin(a), 0]), np.array([-math.sin(a), math.cos(a), 0])
        root, tip = np.array([0, 0, z]), d * length + np.array([0, 0, z + rise])
        middle = (root + tip) / 2 + np.array([0, 0, abs(rise) * 0.15 + 0.003])
        left, right = middle + n * length * width, middle - n * length * width
        tris = np.array([[root, right, left], [right, tip, left]])
        model.soup(tris, colour)
        model.soup(tris[:, ::-1], shade(colour, 0.75))


def sweep(model: Model, path: np.ndarray, radii: np.ndarray, colours: Sequence[Rgb], sides: int = 6) -> None:
    """A tube along a path (n, 3) in the plane of x and z, with a radius at each point and a colour for each piece."""
    ahead = np.gradient(path, axis=0)
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    across = np.array([0.0, 1.0, 0.0])
    angles = np.linspace(0, 2 * math.pi, sides + 1)
    out = np.cross(across, ahead)[:, None] * np.cos(angles)[:, None] + across * np.sin(angles)[:, None]
    ring = path[:, None] + out * np.asarray(radii)[:, None, None]
    for i in range(len(path) - 1):
        a, b, m, n = ring[i], ring[i + 1], out[i], out[i + 1]
        points = np.concatenate([np.stack([a[1:], a[:-1], b[1:]], 1), np.stack([a[:-1], b[:-1], b[1:]], 1)])
        normals = np.concatenate([np.stack([m[1:], m[:-1], n[1:]], 1), np.stack([m[:-1], n[:-1], n[1:]], 1)])
        model.add(points, normals, np.broadcast_to(np.array(colour_uv(colours[i])), (len(points), 3, 2)))


def streak(model: Model, colours: Sequence[Rgb]) -> None:
    """Paint a model in equal sectors around the axis, one colour after the other."""
    middle = model.points.mean(axis=1)
    turned = np.arctan2(middle[:, 1], middle[:, 0]) / (2 * math.pi) % 1
    sector = np.floor(turned * len(colours)).astype(int) % len(colours)
    model.recolour(np.array(colours)[sector])
