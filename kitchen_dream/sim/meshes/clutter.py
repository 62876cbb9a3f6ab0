"""Clutter, which plays no part in a problem: models that fill the boxes of `catalogue.CLUTTER_SIZES`, foot at 0."""

import math
from collections.abc import Callable

import numpy as np

from kitchen_dream.sim.meshes.builder import Model, Rgb, shade

Size = tuple[float, float, float]
"""Width along y, depth along x, and height, in metres."""


def _vase(m: Model, size: Size, colour: Rgb) -> None:
    r, h = min(size[0], size[1]) / 2, size[2]
    body = [
        (0, 0), (0.55 * r, 0), (0.95 * r, 0.25 * h), (0.6 * r, 0.5 * h), (0.4 * r, 0.6 * h), (0.55 * r, 0.66 * h),
        (0, 0.6 * h),
    ]
    m.lathe(body, [colour] * 5 + [shade(colour, 0.5)], 12)
    for k, bloom in enumerate(((0.95, 0.8, 0.2), (0.9, 0.35, 0.45), (0.97, 0.95, 0.95))):
        a = 2 * math.pi * k / 3
        tip = (0.5 * r * math.cos(a), 0.5 * r * math.sin(a), (0.88 + 0.03 * k) * h)
        m.cylinder((0, 0, 0.6 * h), tip, 0.003, (0.25, 0.5, 0.2), 4)
        m.lathe([(0.004, -0.012), (0.03, 0.008), (0, 0.012)], bloom, 6, tip)


def _toaster(m: Model, size: Size, colour: Rgb) -> None:
    y, x, h = size[0] / 2, size[1] / 2, size[2]
    m.box((-x, -y, 0.01), (x, y, 0.03), (0.15, 0.15, 0.16), skip="f")
    m.box((-x, -y, 0.03), (x, y, h * 0.85), colour, skip="ef")
    a, b = 0.7 * x, 0.92 * y
    low = [(-x, -y, h * 0.85), (x, -y, h * 0.85), (x, y, h * 0.85), (-x, y, h * 0.85)]
    top = [(-a, -b, h), (a, -b, h), (a, b, h), (-a, b, h)]
    for i in range(4):
        m.quad([low[i], low[(i + 1) % 4], top[(i + 1) % 4], top[i]], shade(colour, 1.15))
    m.quad(top, (0.8, 0.81, 0.83))
    for s in (-0.4, 0.4):
        m.quad(
            [
                (s * x - 0.012, -0.8 * b, h + 0.001), (s * x + 0.012, -0.8 * b, h + 0.001),
                (s * x + 0.012, 0.8 * b, h + 0.001), (s * x - 0.012, 0.8 * b, h + 0.001),
            ],
            (0.08, 0.08, 0.09),
        )
    m.box((x, -0.015, h * 0.5), (x + 0.012, 0.015, h * 0.58), (0.12, 0.12, 0.13), skip="a")


def _kettle(m: Model, size: Size, colour: Rgb) -> None:
    r, h = min(size[0], size[1]) * 0.42, size[2]
    m.lathe(
        [
            (0, 0), (r, 0), (r, 0.08 * h), (0.92 * r, 0.1 * h), (0.66 * r, 0.78 * h), (0.5 * r, 0.84 * h),
            (0.12 * r, 0.88 * h), (0.12 * r, 0.95 * h), (0, 0.96 * h),
        ],
        [(0.12, 0.12, 0.13)] * 3 + [colour] * 3 + [(0.12, 0.12, 0.13)] * 2,
        12,
    )
    m.cylinder((0, 0.6 * r, 0.5 * h), (0, 1.15 * r, 0.72 * h), 0.3 * r, shade(colour, 0.9), 6, top=0.12 * r)
    dark = (0.12, 0.12, 0.13)
    m.box((-0.01, -1.15 * r, 0.25 * h), (0.01, -0.95 * r, 0.8 * h), dark)
    m.box((-0.01, -1.1 * r, 0.72 * h), (0.01, -0.5 * r, 0.8 * h), dark)


def _books(m: Model, size: Size, colour: Rgb) -> None:
    y, x, h = size[0] / 2, size[1] / 2, size[2]
    tones = (colour, (0.2, 0.3, 0.45), (0.85, 0.78, 0.6), (0.45, 0.2, 0.2), (0.3, 0.45, 0.35))
    edges = np.linspace(-y, y, 6)
    for i, tone in enumerate(tones):
        top = h * (0.8 + 0.05 * ((i * 3) % 5))
        y0, y1 = edges[i] + 0.001, edges[i + 1] - 0.001
        m.box((-x, y0, 0), (x, y1, top), tone, skip="ef")
        m.quad([(-x, y0, top), (x, y0, top), (x, y1, top), (-x, y1, top)], (0.95, 0.93, 0.86))
        m.quad(
            [
                (x + 0.001, y0, 0.7 * top), (x + 0.001, y1, 0.7 * top), (x + 0.001, y1, 0.8 * top),
                (x + 0.001, y0, 0.8 * top),
            ],
            shade(tone, 1.5),
        )


def _plant(m: Model, size: Size, colour: Rgb) -> None:
    r, h = min(size[0], size[1]) / 2, size[2]
    m.lathe(
        [(0, 0), (0.5 * r, 0), (0.68 * r, 0.38 * h), (0.76 * r, 0.38 * h), (0.76 * r, 0.44 * h), (0, 0.42 * h)],
        [colour] * 4 + [(0.25, 0.18, 0.12)],
        10,
    )
    for i in range(9):
        a, rise = i * 2.4, 0.95 - 0.045 * i
        green = ((0.2, 0.5, 0.2), (0.28, 0.6, 0.24), (0.16, 0.42, 0.2))[i % 3]
        d = np.array([math.cos(a), math.sin(a), 0.0])
        n = np.array([-math.sin(a), math.cos(a), 0.0])
        root, tip = np.array([0, 0, 0.42 * h]), d * r * (0.35 + 0.06 * i) + np.array([0, 0, rise * h])
        middle = root * 0.4 + tip * 0.6 + np.array([0, 0, 0.06 * h])
        leaf = np.array(
            [[root, middle + n * 0.24 * r, middle - n * 0.24 * r], [middle + n * 0.24 * r, tip, middle - n * 0.24 * r]]
        )
        m.soup(leaf, green)
        m.soup(leaf[:, ::-1], shade(green, 0.8))


def _picture(m: Model, size: Size, colour: Rgb) -> None:
    """Flat, with a frame whose tones look moulded; one-sided like its wall, so that both vanish seen from behind."""
    y, h = size[0] / 2, size[2]
    x, e = 0.006 - size[1] / 2, 0.03
    wood = (0.32, 0.22, 0.14)
    outer, inner = [(-y, 0.0), (y, 0.0), (y, h), (-y, h)], [(e - y, e), (y - e, e), (y - e, h - e), (e - y, h - e)]
    for i, tone in enumerate((0.75, 0.9, 1.12, 1.0)):  # light comes from above
        j = (i + 1) % 4
        m.quad([(x, *outer[i]), (x, *outer[j]), (x, *inner[j]), (x, *inner[i])], shade(wood, tone))

    def panel(rim: float, low: float, high: float, out: float, paint: Rgb) -> None:
        m.quad(
            [(x + out, rim - y, low), (x + out, y - rim, low), (x + out, y - rim, high), (x + out, rim - y, high)],
            paint,
        )

    panel(e, e, h - e, 0.0, (0.95, 0.94, 0.9))
    panel(0.07, 0.07, 0.5 * h, 0.001, shade(colour, 0.7))
    panel(0.07, 0.5 * h, h - 0.07, 0.001, shade(colour, 1.5))
    z = x + 0.002
    ring = np.linspace(0, 2 * math.pi, 11)
    sun = np.array([(z, 0.2 * y + 0.16 * y * math.cos(t), 0.66 * h + 0.16 * y * math.sin(t)) for t in ring])
    m.soup(np.array([[sun[0], sun[i], sun[i + 1]] for i in range(1, 9)]), (0.96, 0.8, 0.4))


_MAKERS: dict[str, Callable[[Model, Size, Rgb], None]] = {
    "vase": _vase, "toaster": _toaster, "kettle": _kettle, "books": _books, "plant": _plant, "picture": _picture
}


def clutter_model(kind: str, size: Size, colour: Rgb) -> Model:
    """A thing of this kind that fits `size`; +x is its front."""
    model = Model()
    _MAKERS[kind](model, size, colour)
    return model
