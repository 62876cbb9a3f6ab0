"""The decoration stage: pleasant colours, and things on worktops that mean nothing."""

from typing import Literal

import numpy as np

from kitchen_dream.kitchens.catalogue import CLUTTER_SIZES, WORKTOP_HEIGHT
from kitchen_dream.kitchens.checks.solids import solids
from kitchen_dream.kitchens.spec import Clutter, Decoration, Kitchen

Colour = tuple[float, float, float]

PALETTES: tuple[tuple[Colour, Colour, Colour], ...] = (
    ((0.86, 0.82, 0.72), (0.28, 0.42, 0.36), (0.88, 0.87, 0.83)),  # cream wall, sage and white
    ((0.83, 0.86, 0.88), (0.20, 0.30, 0.44), (0.90, 0.90, 0.88)),  # misty wall, navy and white
    ((0.90, 0.87, 0.82), (0.62, 0.35, 0.25), (0.93, 0.88, 0.78)),  # terracotta and cream
    ((0.80, 0.84, 0.78), (0.86, 0.84, 0.78), (0.56, 0.66, 0.55)),  # cream below, green above
    ((0.91, 0.89, 0.85), (0.33, 0.34, 0.36), (0.78, 0.62, 0.43)),  # graphite and oak
    ((0.88, 0.84, 0.80), (0.72, 0.58, 0.42), (0.91, 0.88, 0.82)),  # oak and cream
    ((0.82, 0.80, 0.84), (0.42, 0.33, 0.45), (0.87, 0.84, 0.86)),  # plum and lilac white
    ((0.92, 0.88, 0.76), (0.80, 0.60, 0.22), (0.90, 0.88, 0.82)),  # mustard
    ((0.78, 0.86, 0.86), (0.24, 0.50, 0.52), (0.89, 0.91, 0.89)),  # teal
    ((0.89, 0.83, 0.81), (0.74, 0.48, 0.46), (0.93, 0.90, 0.87)),  # dusty rose
)
"""Wall, lower fronts, upper fronts."""

ACCENTS: tuple[Colour, ...] = (
    (0.75, 0.25, 0.20), (0.20, 0.45, 0.55), (0.85, 0.65, 0.25), (0.35, 0.50, 0.30), (0.92, 0.90, 0.86),
    (0.35, 0.35, 0.38), (0.55, 0.40, 0.60),
)

STANDING: tuple[Literal["vase", "toaster", "kettle", "books", "plant"], ...] = (
    "vase", "toaster", "kettle", "books", "plant"
)


def decorate(layout: Kitchen, rng: np.random.Generator) -> Decoration:
    """Draw colours and clutter. Clutter stands at the back of worktops, away from sink and bowl."""
    wall, lower, upper = PALETTES[rng.integers(len(PALETTES))]
    return Decoration(
        wall=_shade(wall, rng), lower=_shade(lower, rng), upper=_shade(upper, rng),
        floor=("oak", "walnut", "tiles")[rng.integers(3)], worktop=("granite", "marble", "beech")[rng.integers(3)],
        clutter=(*_standing(layout, rng), *_pictures(layout, rng)),
    )


def _shade(colour: Colour, rng: np.random.Generator) -> Colour:
    """The colour, a little lighter or darker."""
    factor = rng.uniform(0.93, 1.05)
    red, green, blue = (round(min(1.0, c * factor), 3) for c in colour)
    return red, green, blue


def _standing(layout: Kitchen, rng: np.random.Generator) -> list[Clutter]:
    """Up to four things at the backs of worktops, each at a place of its own."""
    placed: list[Clutter] = []
    taken = [(layout.bowl.x, layout.bowl.y, 0.45)]
    if layout.sink is not None:
        taken.append((layout.sink.x, layout.sink.y, 0.38))
    kinds = rng.permutation(len(STANDING))[: rng.integers(1, 5)]
    for k in kinds:
        kind = STANDING[k]
        width, depth, _ = CLUTTER_SIZES[kind]
        for _ in range(6):
            top = layout.worktops[rng.integers(len(layout.worktops))]
            room = top.width / 2 - width / 2 - 0.04
            if room <= 0:
                continue
            x, y, _ = top.to_world((depth / 2 + 0.04 - top.depth / 2, rng.uniform(-room, room), 0.0))
            x, y = round(x, 3), round(y, 3)
            if all(np.hypot(x - tx, y - ty) > distance for tx, ty, distance in taken):
                taken.append((x, y, 0.35))
                colour = ACCENTS[rng.integers(len(ACCENTS))]
                placed.append(Clutter(kind=kind, x=x, y=y, z=WORKTOP_HEIGHT, facing=top.facing, colour=colour))
                break
    return placed


def _pictures(layout: Kitchen, rng: np.random.Generator) -> list[Clutter]:
    """At most one picture, where a wall is bare."""
    if rng.random() < 0.4:
        return []
    width, depth, height = CLUTTER_SIZES["picture"]
    body = solids(layout)
    for _ in range(6):
        side = rng.integers(2)
        y = round(float(rng.uniform(0.4, layout.room.depth - 0.4)), 2)
        x = depth / 2 if side == 0 else layout.room.width - depth / 2
        low = np.array([[x - depth / 2 - 0.02, y - width / 2 - 0.05, 1.35]])
        high = np.array([[x + depth / 2 + 0.02, y + width / 2 + 0.05, 1.35 + height + 0.05]])
        if not body.overlap(low, high).any():
            colour = ACCENTS[rng.integers(len(ACCENTS))]
            return [
                Clutter(
                    kind="picture", x=round(x, 4), y=y, z=1.4, facing="east" if side == 0 else "west", colour=colour
                )
            ]
    return []
