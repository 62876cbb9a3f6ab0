"""Ingredients as low-poly models, one function each: the foot stands on z = 0 and the axis is x = y = 0, in metres."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import trimesh

from kitchen_dream.sim.meshes.builder import Model, shade, turn
from tools.assets.labels import label_uv
from tools.assets.parts import GREEN, LEAF, STEM, ball_profile, blob, carton, faces, labelled_can, leaves


def milk() -> Model:
    """A carton with a gable top and a red cap."""
    m, r, z = Model(), 0.034, 0.145
    faces(m, r, r, 0, z, "milk", "milk")
    blue, ridge = (0.2, 0.45, 0.85), 0.178
    m.soup(
        np.array([[[r, -r, z], [r, r, z], [0, r, ridge]], [[r, -r, z], [0, r, ridge], [0, -r, ridge]]]),
        (0.96, 0.97, 1.0),
    )
    m.soup(
        np.array([[[-r, r, z], [-r, -r, z], [0, -r, ridge]], [[-r, r, z], [0, -r, ridge], [0, r, ridge]]]),
        (0.96, 0.97, 1.0),
    )
    m.soup(np.array([[[-r, -r, z], [r, -r, z], [0, -r, ridge]], [[r, r, z], [-r, r, z], [0, r, ridge]]]), blue)
    m.box((-0.002, -r, ridge), (0.002, r, 0.19), blue, skip="e")
    m.cylinder((0.012, 0, 0.158), (0.027, 0, 0.178), 0.009, (0.85, 0.12, 0.12), 7)
    return m


def cheese() -> Model:
    """A wedge with holes, its tip to the front."""
    yellow, rind = (1.0, 0.8, 0.2), (0.93, 0.62, 0.12)
    points = np.array([[-0.045, -0.006], [-0.045, 0.006], [0.04, 0.034], [0.045, 0.0], [0.04, -0.034]])
    h = 0.066
    wedge = trimesh.convex.convex_hull(np.array([[x, y, z] for x, y in points for z in (0, h)]))
    for centre, radius in (
        ((0.0, 0.024, 0.045), 0.011),
        ((0.026, 0.03, 0.02), 0.01),
        ((0.008, -0.026, 0.028), 0.012),
        ((0.03, -0.032, 0.05), 0.009),
        ((0.016, 0.004, h), 0.012),
    ):
        hole = trimesh.creation.icosphere(subdivisions=0, radius=radius * 1.1)
        hole.apply_translation(centre)
        wedge = trimesh.boolean.difference([wedge, hole], engine="manifold")
    m = Model()
    for face, normal, middle in zip(wedge.triangles, wedge.face_normals, wedge.triangles_center, strict=True):
        inside = (
            middle[0] < 0.0395 and not (abs(middle[2]) < 1e-4 or abs(middle[2] - h) < 1e-4) and abs(normal[2]) > 0.05
        )
        m.soup(
            face[None],
            rind if middle[0] > 0.0395 and abs(normal[2]) < 0.05 else shade(yellow, 0.8) if inside else yellow,
        )
    turned = Model()
    turned.join(m, turn("z", 180))
    return turned


def egg() -> Model:
    """An egg in a blue cup."""
    m, blue = Model(), (0.25, 0.5, 0.85)
    m.lathe(
        [(0, 0), (0.022, 0), (0.012, 0.012), (0.012, 0.018), (0.027, 0.035), (0.027, 0.04), (0.022, 0.04)], blue, 12
    )
    z = [0.034, 0.046, 0.057, 0.068, 0.078, 0.084, 0.086]
    m.lathe(list(zip([0.023, 0.0245, 0.0235, 0.019, 0.012, 0.006, 0.0], z, strict=True)), (0.96, 0.84, 0.7), 12)
    return m


def butter() -> Model:
    """A packet of butter, one end unwrapped."""
    m, gold = Model(), (0.98, 0.88, 0.42)
    m.box((-0.05, -0.033, 0), (0.05, 0.033, 0.055), (0.93, 0.93, 0.88), skip="bef")
    u0, v0, u1, v1 = label_uv("butter")
    m.quad(
        [(-0.05, -0.033, 0.055), (0.05, -0.033, 0.055), (0.05, 0.033, 0.055), (-0.05, 0.033, 0.055)],
        uvs=[(u0, v1), (u0, v0), (u1, v0), (u1, v1)],
    )
    m.quad(
        [(0.05, -0.033, 0), (0.05, 0.033, 0), (0.05, 0.033, 0.055), (0.05, -0.033, 0.055)],
        uvs=[(u0, v0), (u1, v0), (u1, v1), (u0, v1)],
    )
    for y in (-1, 1):
        s = 0.0335 * y
        corners = [(-0.03, s, 0.012), (0.03, s, 0.012), (0.03, s, 0.043), (-0.03, s, 0.043)]
        m.quad(corners if y < 0 else corners[::-1], gold)
    return m


def tomato() -> Model:
    """Red and flat, with a green star."""
    m = Model()
    m.lathe([*ball_profile(0.034, 0.056, 8)[:-1], (0.0, 0.052)], (0.88, 0.13, 0.08), 14, ribs=(5, 0.05))
    leaves(m, 0.053, 5, 0.02, 0.002, (0.2, 0.5, 0.15))
    m.cylinder((0, 0, 0.052), (0.002, 0, 0.062), 0.002, GREEN, 5)
    return m


def broccoli() -> Model:
    """A pale stalk with dark florets."""
    m, pale, dark = Model(), (0.6, 0.75, 0.38), (0.13, 0.42, 0.13)
    m.lathe([(0, 0), (0.015, 0), (0.012, 0.03), (0.02, 0.062), (0, 0.066)], pale, 8)
    blob(m, (0, 0, 0.09), (0.022, 0.022, 0.025), dark, bumps=0.22, seed=1)
    for i in range(5):
        a = 2 * math.pi * i / 5
        blob(
            m,
            (0.017 * math.cos(a), 0.017 * math.sin(a), 0.072),
            (0.018, 0.018, 0.017),
            shade(dark, 0.8 + 0.1 * (i % 3)),
            0,
            0.15,
            i,
        )
    return m


def eggplant() -> Model:
    """Deep violet, with a green cap."""
    m = Model()
    profile = [
        (0, 0),
        (0.016, 0),
        (0.027, 0.014),
        (0.031, 0.038),
        (0.029, 0.066),
        (0.021, 0.1),
        (0.016, 0.124),
        (0.0, 0.13),
    ]
    m.lathe(profile, (0.33, 0.1, 0.4), 14)
    leaves(m, 0.13, 6, 0.026, -0.018, (0.35, 0.55, 0.22), 0.4)
    m.cylinder((0, 0, 0.126), (0.006, 0, 0.15), 0.0045, (0.35, 0.5, 0.2), 6)
    return m


def pepper() -> Model:
    """A yellow bell pepper with four lobes."""
    m = Model()
    profile = [
        (0, 0.004),
        (0.014, 0),
        (0.026, 0.01),
        (0.031, 0.035),
        (0.034, 0.055),
        (0.029, 0.07),
        (0.015, 0.073),
        (0, 0.066),
    ]
    m.lathe(profile, (0.98, 0.72, 0.05), 16, ribs=(4, 0.2))
    m.lathe([(0.011, 0.069), (0.005, 0.073), (0.004, 0.085), (0, 0.086)], GREEN, 7)
    return m


def mushroom() -> Model:
    """A brown cap on a pale stem."""
    m = Model()
    cream, brown = (0.95, 0.9, 0.8), (0.52, 0.34, 0.22)
    m.lathe([(0, 0), (0.015, 0), (0.012, 0.02), (0.013, 0.036)], cream, 12)
    m.lathe([(0.012, 0.036), (0.028, 0.031), (0.034, 0.036)], (0.8, 0.66, 0.5), 14)
    m.lathe([(0.034, 0.036), (0.033, 0.046), (0.027, 0.058), (0.016, 0.068), (0, 0.072)], brown, 14)
    return m


def carrot() -> Model:
    """Orange, blunt end down, with its green."""
    m, orange = Model(), (0.97, 0.48, 0.08)
    profile = [(0, 0), (0.011, 0), (0.0155, 0.025), (0.0195, 0.06), (0.024, 0.095), (0.02, 0.107), (0, 0.11)]
    m.lathe(profile, [orange, orange, shade(orange, 0.9), orange, shade(orange, 0.93), orange], 12)
    leaves(m, 0.107, 5, 0.024, 0.042, LEAF, 0.25)
    leaves(m, 0.107, 3, 0.01, 0.046, shade(LEAF, 0.8), 0.5)
    return m


def onion() -> Model:
    """A red bulb with a dry tip."""
    m, red = Model(), (0.6, 0.24, 0.44)
    profile = [
        (0, 0),
        (0.012, 0),
        (0.028, 0.013),
        (0.033, 0.028),
        (0.027, 0.044),
        (0.011, 0.055),
        (0.005, 0.063),
        (0.008, 0.071),
        (0, 0.066),
    ]
    m.lathe(
        profile,
        [(0.7, 0.6, 0.4), red, red, shade(red, 0.93), red, (0.8, 0.55, 0.55), (0.87, 0.75, 0.6), (0.8, 0.7, 0.5)],
        14,
    )
    return m


def potato() -> Model:
    """A lumpy brown potato on its end."""
    m, brown = Model(), (0.75, 0.57, 0.34)
    blob(m, (0, 0, 0.04), (0.032, 0.03, 0.041), brown, 1, bumps=0.1, seed=5)
    vertices = [
        (0.029, 0.008, 0.05),
        (0.024, -0.017, 0.03),
        (-0.02, 0.02, 0.055),
        (-0.026, -0.012, 0.03),
        (0.005, -0.029, 0.055),
        (0.01, 0.028, 0.03),
    ]
    for point in vertices:
        blob(m, point, (0.004, 0.004, 0.003), shade(brown, 0.55), 0)
    return m


def garlic() -> Model:
    """A white bulb of cloves."""
    m, white = Model(), (0.95, 0.92, 0.9)
    profile = [
        (0, 0),
        (0.012, 0),
        (0.028, 0.012),
        (0.031, 0.024),
        (0.022, 0.04),
        (0.008, 0.05),
        (0.005, 0.064),
        (0, 0.064),
    ]
    m.lathe(
        profile,
        [(0.75, 0.68, 0.58), white, white, (0.93, 0.87, 0.9), (0.9, 0.84, 0.86), (0.85, 0.8, 0.72), (0.75, 0.68, 0.55)],
        18,
        ribs=(6, 0.2),
    )
    return m


def radish() -> Model:
    """Pink, with a white root and leaves."""
    m, pink = Model(), (0.88, 0.12, 0.36)
    m.lathe(
        [(0, 0), (0.01, 0), (0.022, 0.01), (0.027, 0.025), (0.024, 0.04), (0.012, 0.05), (0, 0.051)],
        [(0.97, 0.92, 0.93), (0.96, 0.8, 0.85), pink, pink, pink, shade(pink, 0.85)],
        14,
    )
    leaves(m, 0.05, 4, 0.028, 0.034, LEAF, 0.3)
    leaves(m, 0.05, 2, 0.008, 0.034, shade(LEAF, 0.85), 0.6)
    return m


def rice() -> Model:
    """A white bag with a blue label, folded at the top."""
    m, hx, hy = Model(), 0.04, 0.033
    faces(m, hx, hy, 0, 0.13, "rice", None)
    white = (0.95, 0.95, 0.93)
    m.box((-hx, -hy, 0), (hx, hy, 0.13), white, skip="abef")
    top = [(-0.004, -hy * 0.9, 0.152), (0.004, -hy * 0.9, 0.152), (0.004, hy * 0.9, 0.152), (-0.004, hy * 0.9, 0.152)]
    low = [(-hx, -hy, 0.13), (hx, -hy, 0.13), (hx, hy, 0.13), (-hx, hy, 0.13)]
    for i in range(4):
        j = (i + 1) % 4
        m.quad([low[i], low[j], top[j], top[i]], shade(white, 0.95))
    m.box((-0.004, -hy * 0.9, 0.15), (0.004, hy * 0.9, 0.16), (0.15, 0.35, 0.75), skip="e")
    return m


def pasta() -> Model:
    """A dark blue box with a window full of spaghetti."""
    m = Model()
    carton(m, 0.03, 0.034, 0.19, (0.08, 0.16, 0.45), "pasta")
    return m


def _can(radius: float, height: float, label: str) -> Model:
    m, steel = Model(), (0.75, 0.76, 0.78)
    m.lathe([(0, 0), (radius, 0), (radius, 0.006)], steel, 12)
    labelled_can(m, radius, 0.006, height - 0.006, label)
    m.lathe(
        [
            (radius, height - 0.006),
            (radius, height),
            (radius - 0.004, height),
            (radius - 0.004, height - 0.003),
            (0, height - 0.003),
        ],
        steel,
        12,
    )
    return m


def beans() -> Model:
    """A tall can with a dark red label."""
    return _can(0.034, 0.105, "beans")


def corn() -> Model:
    """A short can with a green label."""
    return _can(0.034, 0.085, "corn")


def lentils() -> Model:
    """A jar of lentils with a red lid."""
    m, r = Model(), 0.033
    brown, glass, lid = (0.62, 0.36, 0.16), (0.82, 0.88, 0.88), (0.72, 0.12, 0.12)
    m.lathe([(0, 0), (r, 0), (r, 0.025)], brown, 12)
    labelled_can(m, r, 0.025, 0.065, "lentils")
    m.lathe([(r, 0.065), (r, 0.082), (r, 0.098), (r * 0.8, 0.106)], [brown, glass, glass], 12)
    m.lathe([(r * 0.86, 0.104), (r * 0.9, 0.106), (r * 0.9, 0.123), (0, 0.125)], lid, 12)
    return m


def apple() -> Model:
    """Green-cheeked red, with a stem in its hollow."""
    m = Model()
    profile = [
        (0, 0.004),
        (0.012, 0),
        (0.026, 0.009),
        (0.033, 0.026),
        (0.034, 0.04),
        (0.028, 0.055),
        (0.014, 0.06),
        (0, 0.052),
    ]
    red = (0.7, 0.08, 0.12)
    m.lathe(profile, [(0.75, 0.65, 0.2), (0.75, 0.6, 0.2), (0.78, 0.3, 0.15), red, red, red, (0.62, 0.42, 0.15)], 14)
    m.cylinder((0, 0, 0.052), (0.004, 0.002, 0.07), 0.002, STEM, 5)
    leaves(m, 0.06, 1, 0.022, 0.006, LEAF, 0.3)
    return m


def banana() -> Model:
    """A hand of three, standing on their tips."""
    m, yellow = Model(), (0.98, 0.85, 0.18)
    for turned in (0, 120, 240):
        part = Model()
        path = [
            (0.006, 0.147),
            (0.009, 0.13),
            (0.018, 0.105),
            (0.0225, 0.075),
            (0.0215, 0.045),
            (0.015, 0.018),
            (0.008, 0.0),
        ]
        radii = [0.0035, 0.005, 0.0095, 0.0105, 0.0105, 0.0085, 0.004]
        colours = [(0.6, 0.6, 0.2), yellow, yellow, shade(yellow, 0.97), yellow, (0.35, 0.25, 0.1)]
        for i in range(len(path) - 1):
            rings = []
            for (x, z), r in ((path[i], radii[i]), (path[i + 1], radii[i + 1])):
                rings.append(
                    [np.array([x + r * math.cos(q), r * math.sin(q), z]) for q in np.linspace(0, 2 * math.pi, 6)]
                )
            a, b = rings
            for j in range(5):
                part.soup(np.array([[a[j], b[j], b[j + 1]], [a[j], b[j + 1], a[j + 1]]]), colours[i])
        m.join(part, turn("z", turned))
    m.cylinder((0, 0, 0.138), (0, 0, 0.15), 0.011, (0.4, 0.32, 0.12), 6)
    return m


def lemon() -> Model:
    """Bright yellow, pointed at both ends."""
    m = Model()
    profile = [
        (0, 0),
        (0.007, 0),
        (0.01, 0.006),
        (0.022, 0.016),
        (0.029, 0.035),
        (0.027, 0.052),
        (0.016, 0.067),
        (0.007, 0.073),
        (0.005, 0.079),
        (0, 0.08),
    ]
    m.lathe(profile, (1.0, 0.93, 0.18), 14)
    return m


def avocado() -> Model:
    """A half, its stone to the front."""
    m, skin, flesh = Model(), (0.16, 0.26, 0.1), (0.85, 0.88, 0.5)
    outline = [
        (0.0, 0.0),
        (0.016, 0.001),
        (0.027, 0.013),
        (0.031, 0.032),
        (0.027, 0.055),
        (0.017, 0.078),
        (0.011, 0.093),
        (0.0, 0.1),
    ]
    m.lathe(outline, skin, 12, stretch=(0.95, 1.0))
    front = np.array([(0.012, y, z) for y, z in outline] + [(0.012, -y, z) for y, z in outline[-2:0:-1]])
    # a slice in front of the dark half: rim, flesh, stone
    for x, factor, colour in ((0.0305, 0.9, skin), (0.0315, 0.82, (0.6, 0.72, 0.3)), (0.0318, 0.74, flesh)):
        ring = (front - [0.012, 0, 0.042]) * [1, factor, factor] + [x, 0, 0.042]
        m.soup(np.array([[ring[0], ring[i], ring[i + 1]] for i in range(1, len(ring) - 1)]), colour)
    blob(m, (0.03, 0, 0.033), (0.007, 0.0135, 0.0145), (0.45, 0.26, 0.12), 1)
    return m


def orange() -> Model:
    """A round orange with a green navel."""
    m = Model()
    m.lathe(ball_profile(0.034, 0.066, 9), (0.99, 0.56, 0.05), 14)
    m.lathe([(0.006, 0.0655), (0.004, 0.067), (0, 0.067)], GREEN, 5)
    return m


FOOD: dict[str, Callable[[], Model]] = {
    f.__name__: f
    for f in (
        milk,
        cheese,
        egg,
        butter,
        tomato,
        broccoli,
        eggplant,
        pepper,
        mushroom,
        carrot,
        onion,
        potato,
        garlic,
        radish,
        rice,
        pasta,
        beans,
        lentils,
        corn,
        apple,
        banana,
        lemon,
        avocado,
        orange,
    )
}
"""A maker for each ingredient of the shipped cookbook."""
