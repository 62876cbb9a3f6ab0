"""Pan, saucepan, baking tray, wooden bowl and lid: kitchenware with a grip, which a parallel gripper can carry."""

from dataclasses import dataclass

from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.scene.links import Cuboid, Link, load
from kitchen_dream.sim.scene.vessels import BOWL_FOOT_RADIUS, BOWL_HEIGHT, BOWL_RADIUS, FOLDER, ring

Vector = tuple[float, float, float]
_THICK = 0.006


@dataclass(frozen=True)
class Ware:
    """A piece of kitchenware. Its frame stands on its foot, with the grip ahead along x; metres and kilogrammes.

    Attributes:
        mass: of the empty piece.
        grip: the middle of what the hand closes on; the fingers close along y, and come from above or from ahead.
        handle: what one grips, as boxes to touch.
        round_wall: inner radius at the top and at the foot, and height, of a round one.
        flat: half lengths along x and y and the rim's height of a rectangular one."""

    mass: float
    grip: Vector
    handle: tuple[Cuboid, ...]
    round_wall: tuple[float, float, float] | None = None
    flat: tuple[float, float, float] | None = None

    @property
    def inside(self) -> Cuboid:
        """Lowest and highest corner of the box that holds what lies in it, its foot included."""
        if self.round_wall is not None:
            radius, _, height = self.round_wall
            return (-radius, -radius, 0.0), (radius, radius, height)
        assert self.flat is not None
        x, y, rim = self.flat
        return (-x, -y, 0.0), (x, y, rim)


def _bar(x0: float, x1: float, half: float, low: float, high: float) -> Cuboid:
    return (x0, -half, low), (x1, half, high)


WARE: dict[str, Ware] = {
    "pan": Ware(0.6, (0.27, 0.0, 0.052), (_bar(0.125, 0.3, 0.012, 0.043, 0.061),), round_wall=(0.125, 0.1, 0.045)),
    "saucepan": Ware(0.6, (0.24, 0.0, 0.085), (_bar(0.105, 0.27, 0.012, 0.076, 0.094),), round_wall=(0.1, 0.1, 0.1)),
    "tray": Ware(0.7, (0.19, 0.0, 0.018), (_bar(0.165, 0.215, 0.03, 0.013, 0.023),), flat=(0.165, 0.125, 0.022)),
    "wooden_bowl": Ware(
        0.5, (0.163, 0.0, 0.07), (_bar(0.138, 0.19, 0.022, 0.064, 0.076),),
        round_wall=(BOWL_RADIUS, BOWL_FOOT_RADIUS, BOWL_HEIGHT),
    ),
    "lid": Ware(0.25, (0.0, 0.0, 0.042), (_bar(-0.018, 0.018, 0.018, 0.02, 0.056),), flat=(0.1, 0.1, 0.012)),
}  # fmt: skip
"""All of it by the names of meshes in assets/vessels. The lid covers the pot of radius 0.13."""


def build_ware(client: Client, name: str, foot: Vector, yaw: float = 0.0) -> int:
    """Stand a piece of kitchenware, free to be carried, with its foot at a point; returns its body.

    The body's frame is the middle of its foot. Raises KeyError for a name that is not in WARE."""
    ware = WARE[name]
    boxes, turned = list(ware.handle), []
    if ware.round_wall is not None:
        turned = ring(*ware.round_wall)
    elif ware.flat is not None:
        x, y, rim = ware.flat
        boxes.append(((-x, -y, 0.0), (x, y, _THICK)))
        if name != "lid":
            boxes += [((-x, s * y - _THICK / 2, 0.0), (x, s * y + _THICK / 2, rim)) for s in (-1, 1)]
            boxes += [((s * x - _THICK / 2, -y, 0.0), (s * x + _THICK / 2, y, rim)) for s in (-1, 1)]
    link = Link(name, boxes=boxes, mass=ware.mass, mesh=str(FOLDER / f"{name}.obj"), turned=turned)
    return load(client, name, [link], foot, yaw, fixed=False, friction=0.8)
