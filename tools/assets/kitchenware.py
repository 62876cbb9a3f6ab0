"""Kitchenware with a grip as models: pan, saucepan, baking tin and wooden bowl; each stands on z = 0."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np

from kitchen_dream.sim.meshes.builder import Model, Rgb, shade
from kitchen_dream.sim.scene.ware import WARE

_IRON, _STEEL, _BLACK, _WOOD = (0.17, 0.17, 0.19), (0.74, 0.75, 0.78), (0.1, 0.1, 0.11), (0.72, 0.48, 0.26)


def pan() -> Model:
    """A frying pan of dark iron, its handle ahead."""
    return _handled("pan", _IRON, 0.005)


def saucepan() -> Model:
    """A steel pan, as high as wide, with a long black handle."""
    return _handled("saucepan", _STEEL, 0.004)


def _handled(name: str, colour: Rgb, wall: float) -> Model:
    m, ware = Model(), WARE[name]
    assert ware.round_wall is not None
    top, foot, h = ware.round_wall
    bright = shade(colour, 1.25)
    profile = [(0, 0), (foot, 0), (top + wall, h), (top, h), (foot - wall, 0.006), (0, 0.006)]
    m.lathe(profile, [shade(colour, 0.6), colour, bright, shade(colour, 0.85), shade(colour, 0.75)], 28)
    (x0, _, z0), (x1, y1, z1) = ware.handle[0]
    middle, thick = (z0 + z1) / 2, (z1 - z0) / 2
    m.cylinder((top, 0, min(h - 0.008, middle)), (x0 + 0.014, 0, middle), 0.006, _STEEL, 8)
    for start, end, factor in ((x0 + 0.01, x0 + 0.022, 0.75), (x0 + 0.022, x1 - 0.01, 1.0), (x1 - 0.01, x1, 0.8)):
        part = Model()
        part.lathe([(0, 0), (thick * factor, 0), (thick, (end - start)), (0, end - start)], _BLACK, 10,
                   stretch=(1.0, y1 / thick))  # fmt: skip
        along = np.array([[0.0, 0, 1], [0, 1, 0], [-1, 0, 0]])  # the lathe's axis along x, its wide side along y
        m.join(part, along, (start, 0, middle))
    return m


def tray() -> Model:
    """A baking tin with a rim, and a tab to grip it by at the front."""
    m, ware, tin = Model(), WARE["tray"], (0.3, 0.31, 0.33)
    assert ware.flat is not None
    x, y, rim = ware.flat
    lip, e = 0.006, 0.006
    m.quad([(-x, -y, e), (x, -y, e), (x, y, e), (-x, y, e)], shade(tin, 0.8))
    m.quad([(-x, y, 0.0), (x, y, 0.0), (x, -y, 0.0), (-x, -y, 0.0)], shade(tin, 0.6))
    inner, outer = [(-x, -y), (x, -y), (x, y), (-x, y)], [(-x - lip, -y - lip), (x + lip, -y - lip), (x + lip, y + lip),
                                                         (-x - lip, y + lip)]  # fmt: skip
    for i in range(4):
        a, b, c, d = inner[i], inner[(i + 1) % 4], outer[(i + 1) % 4], outer[i]
        m.quad([(*b, e), (*a, e), (*a, rim), (*b, rim)], shade(tin, 1.1))
        m.quad([(*a, 0.0), (*b, 0.0), (*b, rim), (*a, rim)], tin)
        m.quad([(*d, rim), (*c, rim), (*b, rim), (*a, rim)], shade(tin, 1.5))
        m.quad([(*c, rim - 0.002), (*d, rim - 0.002), (*a, rim - 0.002), (*b, rim - 0.002)], shade(tin, 0.7))
    (x0, y0, z0), (x1, y1, z1) = ware.handle[0]
    m.box((x0, y0, rim - 0.006), (x0 + 0.005, y1, z1), shade(tin, 1.35))
    m.box((x0, y0, z0), (x1, y1, z1), shade(tin, 1.35))
    return m


def wooden_bowl() -> Model:
    """A turned bowl with a lug at its rim."""
    m, ware = Model(), WARE["wooden_bowl"]
    assert ware.round_wall is not None
    r, foot, h = ware.round_wall
    wall = 0.009
    outside = [(0, 0), (foot * 0.8, 0), (foot * 1.06, 0.012), (r * 0.98, h * 0.55), (r + wall, h)]
    inside = [(r, h), (r * 0.93, h * 0.55), (foot * 0.9, 0.014), (0, 0.007)]
    grain = [shade(_WOOD, f) for f in (0.7, 0.9, 1.0, 0.94, 1.3, 1.12, 1.05, 1.15)]
    m.lathe(outside + inside, grain, 28)
    (x0, y0, z0), (x1, y1, z1) = ware.handle[0]
    half = math.pi / 2
    rim = [(x1 - y1 + y1 * math.cos(q), y1 * math.sin(q)) for q in np.linspace(-half, half, 9)]
    outline = [(x0, y0), *rim, (x0, y1)]
    for (ax, ay), (bx, by) in zip(outline, outline[1:] + outline[:1], strict=True):
        m.quad([(ax, ay, z0), (bx, by, z0), (bx, by, z1), (ax, ay, z1)], shade(_WOOD, 0.9))
    for z, order in ((z1, 1), (z0, -1)):
        fan = [[(x0, 0, z), (*a, z), (*b, z)][::order] for a, b in pairwise(outline)]
        m.soup(np.array(fan, float), _WOOD)
    return m


KITCHENWARE: dict[str, Callable[[], Model]] = {f.__name__: f for f in (pan, saucepan, tray, wooden_bowl)}
"""A maker for each piece of `sim.scene.ware.WARE`."""
