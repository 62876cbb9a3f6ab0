"""The ingredients that Kitchen-v1 has besides `food.py`'s, made in the same way."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np

from kitchen_dream.sim.meshes.builder import Model, Rgb, shade, turn
from tools.assets.parts import GREEN, STEM, ball_profile, blob, carton, labelled_can, leaves, streak, sweep


def fish() -> Model:
    """A trout upon its tail, seen from the side."""
    m, back, belly, fin = Model(), (0.28, 0.42, 0.52), (0.86, 0.88, 0.86), (0.2, 0.32, 0.42)
    heights = np.array([0.026, 0.041, 0.068, 0.095, 0.118, 0.136, 0.148])
    widths = np.array([0.007, 0.012, 0.024, 0.028, 0.024, 0.014, 0.004])
    angles = np.linspace(0, 2 * math.pi, 11)
    ring = np.stack([0.6 * np.cos(angles), np.sin(angles)], axis=1)
    for i in range(len(heights) - 1):
        low, high = (
            np.column_stack([ring * widths[j], np.full(len(ring), heights[j])]) for j in (i, i + 1)
        )
        for k in range(len(angles) - 1):
            side = math.sin((angles[k] + angles[k + 1]) / 2)
            colour = back if side > 0.25 else belly if side < -0.55 else (0.68, 0.75, 0.78)
            if i >= 4 and side <= 0.25:
                colour = (0.78, 0.72, 0.7)
            m.soup(np.array([[low[k], low[k + 1], high[k + 1]], [low[k], high[k + 1], high[k]]]), colour)
    for x in (-1, 1):
        tail = [(0, 0.008, 0.036), (0, 0.032, 0.0), (0, 0.0, 0.012), (0, -0.032, 0.0), (0, -0.008, 0.036)]
        top = [(0, 0.022, 0.068), (0, 0.036, 0.089), (0, 0.024, 0.113)]
        low = [(0, -0.02, 0.056), (0, -0.033, 0.064), (0, -0.024, 0.078)]
        for shape in (tail[:3], [tail[2], tail[3], tail[4]], [tail[0], tail[2], tail[4]], top, low):
            tri = np.add(shape, (0.001 * x, 0, 0))
            m.soup(tri[None] if np.cross(tri[1] - tri[0], tri[2] - tri[0])[0] * x > 0 else tri[None, ::-1], fin)
        blob(m, (0.0085 * x, 0.004, 0.132), (0.005, 0.005, 0.005), (0.98, 0.95, 0.75), 0)
        blob(m, (0.0125 * x, 0.004, 0.132), (0.0025, 0.003, 0.003), (0.02, 0.02, 0.02), 0)
    return m


def chicken() -> Model:
    """A drumstick on its thick end."""
    m, skin, bone = Model(), (0.8, 0.5, 0.24), (0.96, 0.93, 0.86)
    profile = [(0, 0), (0.018, 0), (0.031, 0.014), (0.033, 0.032), (0.026, 0.056), (0.014, 0.08), (0.011, 0.088)]
    tones = [skin, skin, shade(skin, 1.12), skin, shade(skin, 0.92), shade(skin, 0.72)]
    m.lathe(profile, tones, 12)
    m.lathe([(0.011, 0.088), (0.006, 0.09), (0.006, 0.112)], [shade(skin, 0.6), bone], 8)
    for y in (-0.007, 0.007):
        blob(m, (0, y, 0.117), (0.008, 0.009, 0.009), bone, 0)
    return m


def sausage() -> Model:
    """A pair of browned sausages, tied together at the top."""
    m, brown, dark = Model(), (0.72, 0.34, 0.18), (0.33, 0.14, 0.08)
    heights = 0.9 * np.array([0, 0.006, 0.02, 0.034, 0.048, 0.064, 0.078, 0.094, 0.108, 0.124, 0.134, 0.14])
    radii = np.array([0.006, 0.012, 0.0155, 0.016, 0.016, 0.016, 0.016, 0.016, 0.0155, 0.013, 0.008, 0.004])
    bow = 0.016 + 0.003 * np.sin(heights / heights[-1] * math.pi)
    tones = [brown, brown, brown, dark, brown, dark, brown, dark, brown, brown, brown]
    for side in (90, 270):
        part = Model()
        sweep(part, np.stack([bow, 0 * bow, heights], axis=1), radii, tones, 6)
        m.join(part, turn("z", side))
    m.cylinder((0, -0.012, 0.124), (0, 0.012, 0.124), 0.004, (0.93, 0.88, 0.75), 5)
    return m


def bacon() -> Model:
    """Three wavy rashers on edge, streaked with fat."""
    m = Model()
    lean, fat, pink = (0.72, 0.2, 0.18), (0.97, 0.87, 0.78), (0.86, 0.42, 0.36)
    stripes = [(-0.033, lean), (-0.022, fat), (-0.016, pink), (-0.004, fat), (0.001, lean), (0.012, fat), (0.019, pink),
               (0.026, lean), (0.033, lean)]  # fmt: skip
    heights = np.linspace(0, 0.13, 7)
    for layer, x in enumerate((-0.016, 0.0, 0.016)):
        wave = x + 0.006 * np.sin(np.arange(7) * math.pi / 2 + layer)
        shift, drop = 0.0006 * layer, 0.012 * (2 - layer)
        for i in range(6):
            for (y0, colour), (y1, _) in pairwise(stripes):
                if layer < 2 and i < 4:
                    continue  # hidden behind the first
                a, b = (wave[i], heights[i] + drop / 2 * (i > 0)), (wave[i + 1], heights[i + 1] + drop / 2)
                m.quad([(a[0], y0 + shift, a[1]), (a[0], y1 + shift, a[1]), (b[0], y1 + shift, b[1]),
                        (b[0], y0 + shift, b[1])], shade(colour, 1 - 0.06 * (2 - layer)))  # fmt: skip
    for i in range(6):
        a, b = -0.02 + 0.006 * math.sin(i * math.pi / 2), -0.02 + 0.006 * math.sin((i + 1) * math.pi / 2)
        z0, z1 = heights[i] + 0.01 * (i > 0), heights[i + 1] + 0.01
        m.quad([(a, 0.033, z0), (a, -0.033, z0), (b, -0.033, z1), (b, 0.033, z1)], pink)
    return m


def yoghurt() -> Model:
    """A cup, wider at the top, under a foil lid."""
    m, white, foil = Model(), (0.96, 0.96, 0.97), (0.82, 0.84, 0.88)
    m.lathe([(0, 0), (0.024, 0), (0.0255, 0.016)], white, 12)
    labelled_can(m, 0.0255, 0.016, 0.07, "yoghurt", 12, top=0.031)
    m.lathe([(0.031, 0.07), (0.032, 0.082), (0.034, 0.082), (0.034, 0.086), (0, 0.086)], [white, white, foil, foil], 12)
    m.quad([(0.03, -0.01, 0.086), (0.039, -0.007, 0.083), (0.039, 0.007, 0.083), (0.03, 0.01, 0.086)], foil)
    return m


def spinach() -> Model:
    """A bunch of dark leaves, tied at the stems."""
    m, stem = Model(), (0.55, 0.7, 0.35)
    m.lathe([(0, 0), (0.017, 0), (0.011, 0.03), (0.016, 0.055), (0, 0.06)], stem, 8, ribs=(4, 0.3))
    m.lathe([(0.0145, 0.026), (0.0145, 0.034)], (0.25, 0.4, 0.8), 8)
    rng = np.random.default_rng(3)
    for i in range(13):
        ring = 0 if i < 7 else 1
        angle = 2 * math.pi * (i / 7 if ring == 0 else i / 6 + 0.25)
        green = shade((0.1, 0.36, 0.12), 0.85 + 0.35 * rng.random())
        _broad_leaf(m, angle, 0.05 + 0.012 * ring, (0.03, 0.02)[ring], 0.085 + 0.034 * ring, green)
    return m


def _broad_leaf(m: Model, angle: float, low: float, reach: float, high: float, colour: Rgb) -> None:
    """A round leaf from the axis outwards, seen from both sides."""
    d, n = np.array([math.cos(angle), math.sin(angle), 0]), np.array([-math.sin(angle), math.cos(angle), 0])
    up = np.array([0, 0, 1])
    root, tip = d * 0.008 + up * low, d * reach + up * high
    widest = root + (tip - root) * 0.55 + d * 0.007
    left, right, fold = widest + n * 0.017, widest - n * 0.017, widest - d * 0.005
    half = np.array([[root, right, fold], [fold, right, tip], [root, fold, left], [fold, tip, left]])
    m.soup(half[:2], colour)
    m.soup(half[2:], shade(colour, 1.12))
    m.soup(half[:, ::-1], shade(colour, 0.8))


def zucchini() -> Model:
    """A long dark green fruit with pale streaks."""
    m, dark, pale = Model(), (0.12, 0.36, 0.13), (0.38, 0.6, 0.25)
    m.lathe(
        [(0, 0), (0.016, 0), (0.022, 0.01), (0.025, 0.04), (0.023, 0.08), (0.018, 0.115), (0.012, 0.128)], dark, 16
    )
    streak(m, [dark, pale, dark, dark] * 4)
    m.lathe([(0.012, 0.128), (0.01, 0.132), (0.007, 0.134), (0.008, 0.148), (0, 0.149)],
            [(0.5, 0.62, 0.3), (0.5, 0.62, 0.3), (0.42, 0.55, 0.25), (0.75, 0.78, 0.5)], 7)  # fmt: skip
    return m


def cauliflower() -> Model:
    """A white head within its leaves."""
    m, white, leaf = Model(), (0.97, 0.94, 0.84), (0.45, 0.66, 0.3)
    m.lathe([(0, 0), (0.014, 0), (0.02, 0.02)], (0.75, 0.82, 0.55), 7)
    blob(m, (0, 0, 0.064), (0.018, 0.018, 0.018), white, 0, 0.12, 1)
    for i in range(6):
        a = 2 * math.pi * (i + 0.5) / 6
        tone = shade(white, 0.93 + 0.06 * (i % 2))
        blob(m, (0.017 * math.cos(a), 0.017 * math.sin(a), 0.05), (0.016, 0.016, 0.017), tone, 0, 0.12, i)
    for i in range(6):
        a = 2 * math.pi * i / 6
        d, n = np.array([math.cos(a), math.sin(a), 0]), np.array([-math.sin(a), math.cos(a), 0])
        points = [d * 0.014 + n * 0.008, d * 0.031 + n * 0.016 + [0, 0, 0.024], d * 0.034 + [0, 0, 0.05],
                  d * 0.031 - n * 0.016 + [0, 0, 0.024], d * 0.014 - n * 0.008]  # fmt: skip
        tri = np.array([[points[4], points[3], points[0]], [points[0], points[3], points[1]],
                        [points[3], points[2], points[1]]])  # fmt: skip
        m.soup(tri[:, ::-1], shade(leaf, 0.85))
        m.soup(tri, leaf)
    return m


def pumpkin() -> Model:
    """An orange ribbed pumpkin with a thick stem."""
    m, orange = Model(), (0.93, 0.53, 0.13)
    profile = [(0, 0.001), (0.02, 0), (0.034, 0.013), (0.034, 0.03), (0.02, 0.044), (0, 0.039)]
    m.lathe(profile, orange, 28, ribs=(7, 0.16))
    streak(m, [shade(orange, 1.1), shade(orange, 0.7), shade(orange, 0.7), shade(orange, 1.1)] * 7)
    m.lathe([(0.01, 0.039), (0.0065, 0.05), (0.0075, 0.064), (0, 0.065)], (0.4, 0.45, 0.18), 6)
    return m


def beetroot() -> Model:
    """A dark red bulb with its stalks."""
    m, red = Model(), (0.42, 0.05, 0.17)
    profile = [(0, 0), (0.008, 0), (0.022, 0.008), (0.032, 0.026), (0.031, 0.04), (0.018, 0.056), (0.01, 0.062)]
    m.lathe(profile, [shade(red, 0.7), shade(red, 0.9), red, red, shade(red, 1.06), shade(red, 0.8)], 14)
    for i in range(5):
        a = 2 * math.pi * i / 5 + 0.3
        c, s = math.cos(a), math.sin(a)
        m.cylinder((0.004 * c, 0.004 * s, 0.058), (0.013 * c, 0.013 * s, 0.098), 0.0032, (0.75, 0.1, 0.3), 4)
        leaf = Model()
        _broad_leaf(leaf, a, 0.092, 0.022, 0.132, (0.2, 0.42, 0.16))
        m.join(leaf)
    return m


def flour() -> Model:
    """A paper bag, folded at the top."""
    m, paper = Model(), (0.93, 0.89, 0.8)
    carton(m, 0.034, 0.033, 0.125, paper, "flour")
    m.box((-0.034, -0.033, 0.125), (0.034, 0.033, 0.132), shade(paper, 0.9), skip="e")
    m.box((-0.008, -0.033, 0.132), (0.034, 0.033, 0.14), shade(paper, 0.97), skip="e")
    m.box((0.0345, -0.008, 0.118), (0.0355, 0.008, 0.14), (0.75, 0.15, 0.12), skip="a")
    return m


def oats() -> Model:
    """A round cardboard box with a plastic lid."""
    m, r = Model(), 0.0335
    m.lathe([(0, 0), (r, 0), (r, 0.02)], (0.16, 0.3, 0.6), 12)
    labelled_can(m, r, 0.02, 0.122, "oats")
    m.lathe([(r, 0.122), (r + 0.0015, 0.122), (r + 0.0015, 0.135), (r - 0.003, 0.137), (0, 0.137)],
            (0.95, 0.93, 0.88), 12)  # fmt: skip
    return m


def bread() -> Model:
    """A tin loaf whose cut end looks to the front."""
    m, crust, crumb = Model(), (0.68, 0.4, 0.16), (0.97, 0.88, 0.68)
    angles = np.linspace(math.radians(-35), math.radians(215), 11)
    dome = [(0.034 * math.cos(q) if abs(math.cos(q)) < 0.98 else 0.034 * math.copysign(1, math.cos(q)),
             0.05 + 0.026 * math.sin(q)) for q in angles]  # fmt: skip
    outline = np.array([(-0.028, 0.0), (0.028, 0.0), (0.029, 0.03), *dome, (-0.029, 0.03)])
    ends = (-0.048, 0.047)
    count = len(outline)
    for i in range(count):
        (y0, z0), (y1, z1) = outline[i], outline[(i + 1) % count]
        tone = shade(crust, 0.75 + 0.35 * min(z0, z1) / 0.076) if z0 + z1 > 0.11 else shade(crust, 1.12)
        m.quad([(ends[0], y0, z0), (ends[1], y0, z0), (ends[1], y1, z1), (ends[0], y1, z1)][::-1], tone)
        m.quad([(ends[0], y0, z0), (ends[1], y0, z0), (ends[1], y1, z1), (ends[0], y1, z1)], tone)
    centre = np.array([0.0, 0.036])
    for x, factor, colour in ((ends[1], 1.0, crust), (ends[1] + 0.0008, 0.9, crumb), (ends[0], 1.0, shade(crust, 0.9))):
        ring = np.column_stack([np.full(count, x), (outline - centre) * factor + centre])
        fan = np.array([[[x, *centre], ring[i], ring[(i + 1) % count]] for i in range(count)])
        m.soup(fan if x > 0 else fan[:, ::-1], colour)
    for y, z in ((-0.012, 0.02), (0.01, 0.03), (-0.006, 0.045), (0.016, 0.052), (-0.018, 0.055), (0.004, 0.016)):
        m.quad([(ends[1] + 0.0014, y + a, z + b) for a, b in ((-0.002, 0), (0, -0.002), (0.003, 0), (0, 0.002))],
               (0.86, 0.74, 0.5))  # fmt: skip
    for x in (-0.026, 0.0, 0.026):
        m.quad([(x - 0.004, -0.02, 0.0752), (x + 0.004, -0.02, 0.0752), (x + 0.008, 0.02, 0.0752), (x, 0.02, 0.0752)],
               (0.95, 0.78, 0.5))  # fmt: skip
    return m


def walnut() -> Model:
    """A whole nut with its seam, wrinkled."""
    m, shell = Model(), (0.86, 0.68, 0.42)
    rng = np.random.default_rng(8)
    m.lathe(ball_profile(0.028, 0.054, 8, 0.45), shell, 14, ribs=(7, 0.12))
    m.recolour(np.array([shade(shell, 0.72 + 0.4 * bright) for bright in rng.random(m.triangles)]))
    for turned in (0, 180):
        ridge = Model()
        angles = np.linspace(math.radians(-62), math.radians(90), 7)
        path = np.stack([0.0282 * np.cos(angles), 0 * angles, 0.0265 + 0.0285 * np.sin(angles)], axis=1)
        sweep(ridge, path, np.full(7, 0.0028), [(0.5, 0.33, 0.17)] * 6, 4)
        m.join(ridge, turn("z", turned + 35))
    return m


def grape() -> Model:
    """A bunch of blue grapes, tip down, with its stem."""
    m, blue = Model(), (0.36, 0.16, 0.5)
    rows = ((0.009, 1, 0.0), (0.026, 3, 0.012), (0.045, 4, 0.021), (0.064, 5, 0.024))
    for row, (z, count, reach) in enumerate(rows):
        for i in range(count):
            a = 2 * math.pi * (i + 0.5 * (row % 2)) / count
            size = 0.0115
            blob(m, (reach * math.cos(a), reach * math.sin(a), z), (size, size, size * (0.8 if row == 0 else 1.05)),
                 shade(blue, 0.8 + 0.16 * ((i + row) % 3)), 0)  # fmt: skip
    m.cylinder((0, 0, 0.06), (0.004, 0, 0.095), 0.0028, STEM, 5)
    leaves(m, 0.074, 3, 0.03, 0.006, (0.35, 0.58, 0.2), 0.5)
    return m


def strawberry() -> Model:
    """A red cone with yellow seeds under a green star."""
    m, red = Model(), (0.88, 0.07, 0.12)
    profile = [(0, 0), (0.009, 0), (0.02, 0.016), (0.028, 0.036), (0.0295, 0.048), (0.022, 0.06), (0, 0.062)]
    m.lathe(profile, red, 12)
    for row, (r, z) in enumerate(((0.0165, 0.011), (0.0215, 0.02), (0.0258, 0.031), (0.0287, 0.042))):
        for i in range(8):
            a = 2 * math.pi * (i + 0.5 * (row % 2)) / 8
            d, n = np.array([math.cos(a), math.sin(a), -0.35]), np.array([-math.sin(a), math.cos(a), 0])
            p, up = d * [r, r, 0] + [0, 0, z], np.array([0.4 * math.cos(a), 0.4 * math.sin(a), 1])
            p = p + d * 0.0016
            m.soup(np.array([[p - n * 0.0024, p + n * 0.0024, p + up * 0.0065]]), (1.0, 0.88, 0.35))
    leaves(m, 0.061, 7, 0.028, -0.003, (0.25, 0.58, 0.18), 0.3)
    m.cylinder((0, 0, 0.061), (0.003, 0, 0.074), 0.002, GREEN, 5)
    return m


def celery() -> Model:
    """A head of pale stalks with leaves at their tips."""
    m, pale, leaf = Model(), (0.72, 0.85, 0.45), (0.36, 0.62, 0.2)
    foot = [(0, 0), (0.02, 0), (0.023, 0.02), (0.02, 0.034)]
    m.lathe(foot, [shade(pale, 1.25), shade(pale, 1.2), pale], 10, ribs=(5, 0.15))
    for i in range(6):
        a = 2 * math.pi * i / 6 if i < 5 else 0.0
        reach = 0.014 if i < 5 else 0.0
        part = Model()
        top = 0.125 if i < 5 else 0.14
        path = np.array([(reach, 0, 0.015), (reach * 0.9, 0, 0.06), (reach * 1.2, 0, top)])
        sweep(part, path, np.array([0.011, 0.009, 0.006]), [shade(pale, 1.1), pale], 5)
        m.join(part, turn("z", math.degrees(a)))
        for k in (-1, 0, 1):
            bunch = Model()
            leaves(bunch, 0.0, 1, 0.016, 0.034 - 0.008 * abs(k), shade(leaf, 1 - 0.12 * (k + 1)), 0.45)
            out = reach * 1.1
            m.join(bunch, turn("z", math.degrees(a) + 70 * k), (out * math.cos(a), out * math.sin(a), top - 0.006))
    return m


PANTRY: dict[str, Callable[[], Model]] = {
    f.__name__: f
    for f in (
        fish, chicken, sausage, bacon, yoghurt, spinach, zucchini, cauliflower, pumpkin, beetroot, flour, oats, bread,
        walnut, grape, strawberry, celery,
    )
}  # fmt: skip
"""A maker for each."""
