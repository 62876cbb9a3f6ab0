"""Pot and salad bowl as models; the foot stands on z = 0."""

from __future__ import annotations

from kitchen_dream.sim.meshes.builder import Model, shade
from kitchen_dream.sim.scene.vessels import BOWL_FOOT_RADIUS, BOWL_HEIGHT, BOWL_RADIUS, POT_HEIGHT, POT_RADIUS

_STEEL = (0.72, 0.73, 0.76)


def pot() -> Model:
    """A steel pot, open at the top, with a handle at either side."""
    m, r, h = Model(), POT_RADIUS, POT_HEIGHT
    outer = r + 0.008
    m.lathe(
        [
            (0, 0),
            (outer - 0.006, 0),
            (outer, 0.006),
            (outer, h - 0.006),
            (outer + 0.004, h),
            (r, h),
            (r, 0.006),
            (0, 0.006),
        ],
        [
            shade(_STEEL, 0.5),
            shade(_STEEL, 0.7),
            _STEEL,
            (0.9, 0.9, 0.92),
            (0.93, 0.93, 0.95),
            shade(_STEEL, 0.8),
            shade(_STEEL, 0.6),
        ],
        24,
    )
    for side in (-1, 1):
        y = side * (outer + 0.035)
        m.cylinder((-0.04, y, h - 0.03), (0.04, y, h - 0.03), 0.007, (0.12, 0.12, 0.13), 6)
        for x in (-0.035, 0.035):
            m.cylinder((x, side * (outer - 0.002), h - 0.03), (x, y, h - 0.03), 0.005, (0.5, 0.5, 0.52), 6)
    return m


def bowl() -> Model:
    """A blue glazed bowl, pale inside."""
    m, wall = Model(), 0.008
    blue, pale = (0.2, 0.38, 0.75), (0.9, 0.92, 0.95)
    foot, r, h = BOWL_FOOT_RADIUS, BOWL_RADIUS, BOWL_HEIGHT
    m.lathe(
        [
            (0, 0),
            (foot * 0.8, 0),
            (foot * 1.08, 0.014),
            (r * 0.97, h * 0.55),
            (r + wall, h),
            (r, h),
            (r * 0.93, h * 0.55),
            (foot * 0.9, 0.012),
            (0, 0.006),
        ],
        [blue, blue, blue, blue, (0.97, 0.97, 0.98), pale, pale, shade(pale, 0.93)],
        24,
    )
    return m
