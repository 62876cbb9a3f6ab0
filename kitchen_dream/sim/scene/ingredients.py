"""Ingredients as rigid bodies: a mesh to look at and a plain convex shape to touch, standing upright on a flat foot."""

from dataclasses import dataclass
from typing import Literal

from kitchen_dream.core.resources import ASSETS
from kitchen_dream.kitchens.cookbook import Cookbook, cookbook
from kitchen_dream.kitchens.own_food import Appearance
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.scene.links import SLEEP
from kitchen_dream.sim.scene.textures import PALETTE

FOLDER = ASSETS / "ingredients"

MASS = 0.12
"""Kilogrammes of every ingredient."""
FRICTION, ROLLING = 0.9, 0.003


@dataclass(frozen=True)
class Shape:
    """What the fingers touch: a cylinder, or a box that is wider from front to back than across.

    `half_width` (metres) is the radius, or half of the extent across, along the unit frame's y; `half_depth` is that
    along its x."""

    kind: Literal["cylinder", "box"]
    half_width: float
    height: float
    half_depth: float


def _cylinder(radius: float, height: float) -> Shape:
    return Shape("cylinder", radius, height, radius)


def _box(half_depth: float, half_width: float, height: float) -> Shape:
    return Shape("box", half_width, height, half_depth)


SHAPES: dict[str, Shape] = {
    "milk": _box(0.034, 0.034, 0.19), "cheese": _box(0.045, 0.034, 0.066), "egg": _cylinder(0.028, 0.085),
    "butter": _box(0.05, 0.033, 0.055), "tomato": _cylinder(0.034, 0.062), "broccoli": _cylinder(0.034, 0.115),
    "eggplant": _cylinder(0.031, 0.15), "pepper": _cylinder(0.034, 0.085), "mushroom": _cylinder(0.034, 0.072),
    "carrot": _cylinder(0.025, 0.15), "onion": _cylinder(0.033, 0.07), "potato": _cylinder(0.032, 0.08),
    "garlic": _cylinder(0.031, 0.064), "radish": _cylinder(0.029, 0.085), "rice": _box(0.04, 0.033, 0.16),
    "pasta": _box(0.03, 0.034, 0.19), "beans": _cylinder(0.034, 0.105), "lentils": _cylinder(0.033, 0.125),
    "corn": _cylinder(0.034, 0.085), "apple": _cylinder(0.034, 0.07), "banana": _cylinder(0.033, 0.15),
    "lemon": _cylinder(0.029, 0.08), "avocado": _cylinder(0.031, 0.1), "orange": _cylinder(0.034, 0.067),
    "fish": _box(0.0225, 0.034, 0.148), "chicken": _cylinder(0.033, 0.125), "sausage": _box(0.0195, 0.034, 0.128),
    "bacon": _box(0.026, 0.034, 0.142), "yoghurt": _cylinder(0.034, 0.086), "spinach": _cylinder(0.031, 0.119),
    "zucchini": _cylinder(0.025, 0.149), "cauliflower": _cylinder(0.034, 0.079), "pumpkin": _cylinder(0.034, 0.065),
    "beetroot": _cylinder(0.032, 0.132), "flour": _box(0.034, 0.033, 0.14), "oats": _cylinder(0.0345, 0.137),
    "bread": _box(0.048, 0.034, 0.076), "walnut": _cylinder(0.028, 0.058), "grape": _cylinder(0.033, 0.095),
    "strawberry": _cylinder(0.03, 0.074), "celery": _cylinder(0.03, 0.168),
}
"""What each ingredient that has a mesh feels like; the hand opens 0.08 m, so half widths stay below 0.035."""

_UNKNOWN = _box(0.03, 0.03, 0.1)


@dataclass(frozen=True)
class Item:
    """An ingredient in the physics; its frame is the centre of its shape, `half_height` above its foot."""

    body: int
    symbol: int
    """Its id among the symbols of the cookbook."""
    form: Shape

    @property
    def half_height(self) -> float:
        """Metres from its foot to the centre of its shape."""
        return self.form.height / 2


def _shape(name: str, own: Appearance | None) -> Shape:
    """The shape of an ingredient: the cookbook's own, or the one of its name; else a plain box."""
    if own is None:
        return SHAPES.get(name, _UNKNOWN)
    if own.shape in SHAPES:
        return SHAPES[own.shape]
    return Shape("box" if own.shape == "box" else "cylinder", own.width / 2, own.height, own.depth / 2)


def build_item(
    client: Client, symbol: int, foot: tuple[float, float, float], yaw: float = 0.0, book: Cookbook | None = None
) -> Item:
    """Put one ingredient into the world with its foot at a point; `yaw` turns its long side.

    symbol: its id in `book.symbols`. book: None: the one in use."""
    book = book or cookbook()
    name = book.symbols[symbol]
    own = book.appearances.get(name)
    form = _shape(name, own)
    half = [form.half_depth, form.half_width, form.height / 2]
    if form.kind == "cylinder":
        touch = client.createCollisionShape(client.GEOM_CYLINDER, radius=form.half_width, height=form.height)
    else:
        touch = client.createCollisionShape(client.GEOM_BOX, halfExtents=half)
    mesh = FOLDER / f"{name if own is None else own.shape}.obj"
    number = symbol - len(book.tools)
    colour = [(number * 0.37) % 1, (number * 0.61) % 1, (number * 0.83) % 1, 1]
    if own is not None and own.colour:
        colour = [*own.colour, 1]
    if mesh.is_file() or (own is not None and own.mesh):
        file, plain = (str(mesh), {}) if mesh.is_file() else (own.mesh, {"rgbaColor": colour})  # type: ignore[union-attr]
        look = client.createVisualShape(client.GEOM_MESH, fileName=file, visualFramePosition=[0, 0, -half[2]], **plain)
    elif form.kind == "cylinder":
        look = client.createVisualShape(
            client.GEOM_CYLINDER, radius=form.half_width, length=form.height, rgbaColor=colour
        )
    else:
        look = client.createVisualShape(client.GEOM_BOX, halfExtents=half, rgbaColor=colour)
    body = client.createMultiBody(
        MASS, touch, look, [foot[0], foot[1], foot[2] + form.height / 2], client.getQuaternionFromEuler([0, 0, yaw]),
        flags=SLEEP,
    )
    if mesh.is_file():
        client.paint(body, -1, PALETTE)
    client.changeDynamics(
        body, -1, lateralFriction=FRICTION, rollingFriction=ROLLING, spinningFriction=0.003, linearDamping=0.05
    )
    return Item(body, symbol, form)
