"""What shows that something cooks: steam, the colour of food that gets done, and an oven's lit pane.

All of it is only to be seen: nothing here has mass or can be touched."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.meshes.builder import Model
from kitchen_dream.sim.scene.links import Link

Colour = tuple[float, float, float, float]

_PUFFS = 9
_LIFE = 2.2
"""Seconds in which a puff rises and fades."""
_RISE = 0.42
_RAW, _DONE, _BURNT = (1.0, 1.0, 1.0), (0.86, 0.64, 0.42), (0.2, 0.17, 0.15)
_PANE_ON, _PANE_OFF = (1.0, 0.72, 0.3, 1.0), (0.06, 0.06, 0.07, 1.0)


@dataclass(frozen=True)
class Puff:
    """A soft ball of steam: world position and radius in metres, and how much it hides at its middle, 0 to 1."""

    position: tuple[float, float, float]
    radius: float
    opacity: float


def steam(foot: Sequence[float], width: float, seconds: float) -> list[Puff]:
    """The puffs above a vessel at a time, which rise, widen and fade one after the other.

    foot: middle of the opening, world, metres. width: of the opening. seconds: any clock that runs on."""
    puffs = []
    for k in range(_PUFFS):
        age = (seconds / _LIFE + k / _PUFFS) % 1.0
        turn = 2.4 * k + 1.3 * age
        out = width * (0.16 + 0.12 * age) * math.sin(1.7 * k)
        x, y = foot[0] + out * math.cos(turn), foot[1] + out * math.sin(turn)
        opacity = 0.85 * min(age / 0.15, 1.0) * (1 - age) ** 0.8
        puffs.append(Puff((x, y, foot[2] + 0.02 + _RISE * age), width * (0.16 + 0.3 * age), opacity))
    return puffs


def doneness(done: float) -> Colour:
    """What multiplies the colours of food: raw at 0, browned at 1, burnt from 2 on.

    >>> doneness(0.0)
    (1.0, 1.0, 1.0, 1.0)
    """
    first, second, part = (_RAW, _DONE, done) if done < 1 else (_DONE, _BURNT, done - 1)
    part = min(max(part, 0.0), 1.0)
    r, g, b = (a + (c - a) * part for a, c in zip(first, second, strict=True))
    return (r, g, b, 1.0)


def show_done(client: Client, body: int, done: float) -> None:
    """Colour an ingredient's body by how done it is; see `doneness`."""
    client.changeVisualShape(body, -1, rgbaColor=doneness(done))


def pane(name: str, parent: str, x: float, across: float, low: float, high: float) -> Link:
    """An oven's window as a link of its own, dark until `show_pane` lights it.

    x: of its face in the unit frame. across: its width. low, high: its heights; metres."""
    model = Model()
    y = across / 2
    model.quad([(x, -y, low), (x, y, low), (x, y, high), (x, -y, high)], (1, 1, 1))
    return Link(name, model, (), 0.01, parent, texture=None, colour=_PANE_OFF)


def show_pane(client: Client, body: int, link: int, on: bool) -> None:
    """Light an oven's window, or put its lamp out."""
    client.changeVisualShape(body, link, rgbaColor=_PANE_ON if on else _PANE_OFF)
