"""What becomes of an ingredient in a vessel: it is cut up, and lies there as a handful of pieces in its colours."""

from collections import defaultdict
from functools import cache
from pathlib import Path

import numpy as np

from kitchen_dream.kitchens.cookbook import Cookbook
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.meshes.builder import LEVELS, PALETTE_SIZE, Model, Rgb, shade
from kitchen_dream.sim.scene.ingredients import FOLDER, MASS, Item, Shape
from kitchen_dream.sim.scene.links import SLEEP
from kitchen_dream.sim.scene.textures import PALETTE

_SHAPE = Shape("box", 0.024, 0.02, 0.024)
"""Flat, so that the pieces of four ingredients lie side by side in every vessel."""
_MASS = 0.05
_PIECES, _SIDE = 9, (0.011, 0.019)
"""Their number, and the least and the greatest length of a side in metres."""
_WHITE, _CREAM, _GRAIN, _BROWN = (0.97, 0.97, 0.96), (0.96, 0.9, 0.72), (0.87, 0.75, 0.52), (0.55, 0.36, 0.2)
_INSIDE: dict[str, tuple[Rgb, ...]] = {
    "milk": (_WHITE,), "yoghurt": (_WHITE,), "flour": (_WHITE, _CREAM), "rice": (_WHITE, _CREAM), "oats": (_GRAIN,),
    "butter": ((0.98, 0.86, 0.45),), "egg": (_WHITE, (0.98, 0.78, 0.2)), "pasta": ((0.95, 0.82, 0.45),),
    "beans": ((0.6, 0.24, 0.18),), "lentils": ((0.75, 0.45, 0.2),), "bread": (_GRAIN, _CREAM), "walnut": (_BROWN,),
    "corn": ((0.98, 0.82, 0.2),), "bacon": ((0.8, 0.35, 0.32), (0.95, 0.8, 0.72)), "fish": ((0.9, 0.85, 0.82),),
    "chicken": ((0.93, 0.76, 0.66),),
}  # fmt: skip
"""Colours of what is inside a package or a skin."""
_PLAIN: tuple[Rgb, ...] = ((0.85, 0.75, 0.55),)
_APART = 0.034
"""Metres from the middle of a vessel to the middles of the handfuls."""


def build_portion(client: Client, item: Item, book: Cookbook) -> Item:
    """The pieces of an ingredient as a body, which waits out of sight."""
    name = book.symbols[item.symbol]
    own = book.appearances.get(name)
    colours = _INSIDE.get(name) or _colours(FOLDER / f"{own.shape if own else name}.obj")
    if own is not None and own.colour:
        colours = (own.colour,)
    model, rng = Model(), np.random.default_rng([item.symbol])
    for piece in range(_PIECES):
        x, y, z = (float(side) for side in rng.uniform(*_SIDE, 3) / 2)
        at = np.array([*rng.uniform(-_SHAPE.half_width, _SHAPE.half_width, 2), z - _SHAPE.height / 2])
        at[2] += _SHAPE.height * 0.5 * (piece % 3 == 2)
        colour = shade(colours[piece % len(colours)], float(rng.uniform(0.85, 1.1)))
        part = Model()
        part.box((-x, -y, -z), (x, y, z), colour)
        angle = rng.uniform(0, np.pi)
        c, s = np.cos(angle), np.sin(angle)
        model.join(part, np.array([[c, -s, 0], [s, c, 0], [0, 0, 1.0]]), tuple(at))
    touch = client.createCollisionShape(
        client.GEOM_BOX, halfExtents=[_SHAPE.half_depth, _SHAPE.half_width, _SHAPE.height / 2]
    )
    look = client.createVisualShape(client.GEOM_MESH, fileName=client.scratch_file(model.obj(), ".obj"))
    body = client.createMultiBody(0.0, touch, look, OUT_OF_SIGHT, flags=SLEEP)
    client.paint(body, -1, PALETTE)
    client.changeDynamics(body, -1, lateralFriction=0.9, linearDamping=0.05)
    return Item(body, item.symbol, _SHAPE)


OUT_OF_SIGHT = (0.0, 0.0, -2.0)
"""Where that of the two which is not there waits, whole or cut up: under the floor."""


def place_of(client: Client, foot: tuple[float, float, float], others: list[Item]) -> tuple[float, float, float]:
    """The middle of another handful in a vessel, where there is most room; foot: the middle of the vessel's."""
    lying = np.array([client.getBasePositionAndOrientation(other.body)[0][:2] for other in others]).reshape(-1, 2)
    spots = [np.array(foot[:2]) + _APART * np.array([np.cos(a), np.sin(a)]) for a in np.pi * (0.25 + np.arange(4) / 2)]
    room = [np.hypot(*(lying - spot).T).min() if len(lying) else 0.0 for spot in spots]
    x, y = spots[int(np.argmax(room))]
    return float(x), float(y), foot[2] + 0.008 + _SHAPE.height / 2


def appear(client: Client, item: Item, at: tuple[float, ...] | None, sleeps: bool = False) -> None:
    """Put what is whole, or its pieces, somewhere, from where it falls; None: out of sight, where it stays.

    sleeps: whether it may fall asleep there, which it may not from the start, as it weighed nothing."""
    mass = MASS if item.form != _SHAPE else _MASS
    client.changeDynamics(item.body, -1, mass=0.0 if at is None else mass)
    client.resetBasePositionAndOrientation(item.body, OUT_OF_SIGHT if at is None else at, (0, 0, 0, 1))
    client.resetBaseVelocity(item.body, (0, 0, 0), (0, 0, 0))
    for state in (client.ACTIVATION_STATE_WAKE_UP, client.ACTIVATION_STATE_ENABLE_SLEEPING) if sleeps else ():
        client.changeDynamics(item.body, -1, activationState=state)


@cache
def _colours(mesh: Path) -> tuple[Rgb, ...]:
    """The colours of most of a mesh, the commonest first."""
    if not mesh.is_file():
        return _PLAIN
    points: list[list[float]] = []
    uvs: list[list[float]] = []
    area: defaultdict[tuple[float, ...], float] = defaultdict(float)
    for line in mesh.read_text().splitlines():
        kind, *words = line.split()
        if kind == "v":
            points.append([float(word) for word in words])
        elif kind == "vt":
            uvs.append([float(word) for word in words])
        elif kind == "f":
            corners = [[int(number) - 1 for number in word.split("/")] for word in words]
            a, b, c = (np.array(points[corner[0]]) for corner in corners)
            area[_colour(uvs[corners[0][1]])] += float(np.linalg.norm(np.cross(b - a, c - a)))
    return tuple(sorted(area, key=lambda colour: -area[colour])[:3])


def _colour(uv: list[float]) -> tuple[float, ...]:
    """What `colour_uv` gives these coordinates."""
    index = int((1 - uv[1]) * PALETTE_SIZE) * PALETTE_SIZE + int(uv[0] * PALETTE_SIZE)
    steps = (index // LEVELS**2, index // LEVELS % LEVELS, index % LEVELS)
    return tuple(step / (LEVELS - 1) for step in steps)
