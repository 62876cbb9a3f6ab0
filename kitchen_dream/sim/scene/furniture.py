"""Units as articulated bodies: an open-fronted carcass with shelves, and a drawer, door or flap with its handle."""

from dataclasses import dataclass

from kitchen_dream.kitchens.geometry import BOARD, DRAWER_TRAVEL, handle, leaf, shelf_levels
from kitchen_dream.kitchens.roles import Role
from kitchen_dream.kitchens.spec import Decoration, Unit
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.meshes.builder import Model, Rgb, Vector, shade
from kitchen_dream.sim.meshes.contents import junk
from kitchen_dream.sim.scene.links import Cuboid, Link, load
from kitchen_dream.sim.scene.ware import WARE_OF

DOOR_LIMIT = 1.6
"""Radians at which a door's hinge stops; skills open it to `geometry.DOOR_TRAVEL`."""
FLAP_LIMIT = 1.55
"""Radians at which a flap's hinge stops; skills open it to `geometry.FLAP_TRAVEL`."""
FRICTIONS = {"drawer": 2.0, "door": 0.4, "flap": 4.0}
"""Newton and newton metres that hold a joint where it is; a flap's springs bear its weight."""
DAMPER = 20.0
"""Newton that brake a drawer which is pushed shut."""
CLOSE_FORCES = {"drawer": 14.0, "door": 2.5, "flap": 7.0}
"""Newton and newton metres of the soft-close spring."""
CLOSE_SPEEDS = {"drawer": 0.4, "door": 1.4, "flap": 1.0}
"""Metres and radians per second at which it shuts at most."""
BEECH = (0.87, 0.77, 0.6)
STEEL = (0.8, 0.81, 0.83)
METAL = (0.74, 0.75, 0.77)
WHITE = (0.97, 0.97, 0.97)
PLINTH = (0.13, 0.14, 0.15)
BLACK = (0.09, 0.09, 0.1)
GLASS = (0.03, 0.035, 0.04)
OVEN = (0.3, 0.3, 0.31)

_GAP = 0.0015
_REVEAL = 0.002


@dataclass(frozen=True)
class UnitBody:
    """A unit in the physics. `joint`, `panel_link` and `handle_link` are None for an open shelf.

    The panel's joint reads 0 when closed and grows as it opens: metres for a drawer, radians for a door or flap. The
    frame of a door's panel link is its hinge at the front plane, a flap's is its lower edge there, and that of a
    drawer's is the unit frame."""

    body: int
    opens: str
    joint: int | None = None
    panel_link: int | None = None
    handle_link: int | None = None
    travel: float = 0.0
    """Joint position at the upper limit."""


def build_unit(
    client: Client, unit: Unit, role: Role, decoration: Decoration, note: str | None = None, edged: bool = True
) -> UnitBody:
    """Load one unit; `note` is an image file that hangs on the door. edged: see `Scene`."""
    front = _front_colour(unit, decoration)
    carcass, boxes = _carcass(unit, _housing_colour(unit, decoration), edged)
    if role in (Role.UNDER_SINK, Role.BESIDE_STOVE) and unit.traits.opens != "drawer":
        carcass.join(junk(unit, role))
    links = [Link("carcass", carcass, boxes)]
    if unit.traits.opens != "open":
        make = {"drawer": _drawer, "door": _door, "flap": _flap}[unit.traits.opens]
        panel = make(unit, front)
        cutlery = role == Role.BESIDE_STOVE or not unit.traits.food
        if unit.traits.opens == "drawer" and panel.model and cutlery and not set(unit.contents) & WARE_OF.keys():
            panel.model.join(junk(unit, role))
        links += [panel, handle_link(unit, panel)]
        if note is not None:
            links.append(_note(unit, panel, note))
    body = load(client, unit.name, links, (unit.x, unit.y, unit.z), unit.yaw, friction=0.7)
    if unit.traits.opens == "open":
        return UnitBody(body, unit.traits.opens)
    return UnitBody(body, unit.traits.opens, 0, 0, 1, links[1].upper)


def _front_colour(unit: Unit, decoration: Decoration) -> Rgb:
    colours = {"steel": STEEL, "upper": decoration.upper, "lower": decoration.lower, "glass": BLACK}
    return colours[unit.traits.front]


def _housing_colour(unit: Unit, decoration: Decoration) -> Rgb:
    """That of what surrounds a door or flap: an oven as high as a person is built into a cupboard."""
    if unit.traits.front != "glass":
        return _front_colour(unit, decoration)
    return decoration.lower if unit.traits.tall else STEEL


def _boards(unit: Unit) -> list[float]:
    """Top sides of all boards, in the unit frame; the lowest is the floor of the carcass. Things stand on them, but for
    the racks behind a flap, which are grids."""
    levels = [level - unit.z for level in shelf_levels(unit)]
    if unit.traits.opens == "drawer":
        return [0.012]
    if unit.traits.opens == "flap":
        low, high = leaf(unit)
        return [BOARD, low, *([high + BOARD] if high + BOARD < unit.height - BOARD else [])]
    if unit.traits.tall:
        top = leaf(unit)[1] - 0.2
        extra = [level for level in (1.5, 1.82) if level - unit.z < top]
        return [0.06, *levels, *(level - unit.z for level in extra)]
    return levels


def _carcass(unit: Unit, front: Rgb, edged: bool) -> tuple[Model, list[Cuboid]]:
    d, w, h = unit.depth, unit.width, unit.height
    steel, glass, opens = unit.traits.front == "steel", unit.traits.front == "glass", unit.traits.opens
    inside = WHITE if steel else OVEN if glass else shade(front, 0.96) if opens == "open" else BEECH
    thick = 0.03 if steel else BOARD
    rim = d / 2 if opens == "open" else d / 2 - BOARD - _REVEAL
    edge = "b" if edged and opens != "open" else ""
    model = Model()
    boxes: list[Cuboid] = []

    def board(low: Vector, high: Vector, outer: str = "", skip: str = "") -> None:
        model.box(low, high, inside, skip=outer + skip)
        if outer:
            model.box(low, high, shade(front, 0.92), skip="".join(key for key in "abcdef" if key not in outer))
        boxes.append((low, high))

    corner = 0 if not unit.traits.blind else 1 if unit.hinge == "left" else -1
    for side, outer in ((-1, "c"), (1, "d")):
        y = (side * w / 2, side * (w / 2 - thick))
        if side != corner:
            board((-d / 2, min(y), 0), (rim, max(y), h), outer=outer + edge, skip="ae")
    if corner:
        _into_the_corner(model, unit, corner, inside)
    board((-d / 2, -w / 2 + thick, 0), (-d / 2 + BOARD, w / 2 - thick, h), skip="acdef")
    model.quad([(-d / 2, w / 2, 0), (-d / 2, -w / 2, 0), (-d / 2, -w / 2, h), (-d / 2, w / 2, h)], shade(front, 0.9))
    for i, level in enumerate(_boards(unit)):
        foot = (-d / 2 + BOARD, -w / 2 + thick, max(level - BOARD, 0.0) if i else 0.0)
        board(foot, (rim - (0.01 if i else 0), w / 2 - thick, level), outer="e" + edge if not i else "", skip="acd")
    if opens == "flap":
        levels = [level - unit.z for level in shelf_levels(unit)]
        boxes += [((BOARD - d / 2, -w / 2 + thick, z - 0.006), (rim - 0.03, w / 2 - thick, z)) for z in levels]
    if opens == "drawer":  # a rail closes the gap to what is above
        model.box((-d / 2, -w / 2, h), (d / 2 - 0.004, w / 2, h + 0.04), shade(front, 0.8), skip="ef")
    elif not unit.traits.topped:  # a worktop, or the sink in it, covers those
        board((-d / 2, -w / 2, h - thick), (rim, w / 2, h), outer="f" + edge, skip="acd")
    if 0.0 < unit.z < 0.2:
        low, high = (-d / 2, -w / 2, -unit.z), (d / 2 - 0.06, w / 2, 0.0)
        model.box(low, high, PLINTH, skip="aef")
        boxes.append((low, high))
    if opens in ("door", "flap"):
        boxes += _fixed_fronts(model, unit, front)
    return model, boxes


def _fixed_fronts(model: Model, unit: Unit, housing: Rgb) -> list[Cuboid]:
    """What is fixed below a door and above it, with the knobs and the display of an oven."""
    d, w, h = unit.depth, unit.width, unit.height
    low, high = leaf(unit)
    glass, steel = unit.traits.front == "glass", unit.traits.front == "steel"
    boxes: list[Cuboid] = []

    def fixed(bottom: float, top: float, colour: Rgb, relief: bool) -> None:
        if top - bottom > 4 * _GAP:
            box = ((d / 2 - BOARD, -w / 2 + _GAP, bottom), (d / 2, w / 2 - _GAP, top))
            _panel(model, *box, colour, relief=relief)
            boxes.append(box)

    fixed(0.0, low - 2 * _GAP, housing, not steel and not (glass and not unit.traits.tall))
    if steel and unit.traits.tall:
        model.box((d / 2, -w * 0.28, low - 0.09), (d / 2 + 0.02, w * 0.28, low - 0.07), METAL, skip="a")
    controls = min(high + 0.13, h) if glass else high
    if controls > high + 0.05:
        fixed(high + 2 * _GAP, controls, STEEL, False)
        middle = (high + controls) / 2
        model.box((d / 2, -0.06, middle - 0.018), (d / 2 + 0.001, 0.06, middle + 0.018), GLASS, skip="a")
        x = d / 2 + 0.0015
        model.box((x, -0.035, middle - 0.009), (x + 0.0005, 0.035, middle + 0.009), (0.35, 0.8, 0.75), skip="a")
        for y in (-w * 0.33, -w * 0.22, w * 0.22, w * 0.33):
            model.cylinder((d / 2, y, middle), (d / 2 + 0.018, y, middle), 0.018, BLACK, 10)
    fixed(controls + 2 * _GAP, h - _GAP, housing, True)
    return boxes


def _into_the_corner(model: Model, unit: Unit, side: int, inside: Rgb) -> None:
    """What one sees of the inside that goes on beside the door, towards the right (1) or the left (-1)."""
    d, w, h = unit.depth, unit.width, unit.height
    near, far = side * w / 2, side * (w / 2 + unit.traits.blind)
    y0, y1 = min(near, far), max(near, far)
    x0, x1 = -d / 2 + BOARD, d / 2 - BOARD - _REVEAL
    model.quad([(x0, y0, 0.002), (x1, y0, 0.002), (x1, y1, 0.002), (x0, y1, 0.002)], inside)
    model.quad([(x0, y1, 0), (x0, y0, 0), (x0, y0, h), (x0, y1, h)][::-1], inside)
    model.quad([(x1, y0, 0), (x1, y1, 0), (x1, y1, h), (x1, y0, h)][::-1], inside)
    end = [(x0, far, 0), (x1, far, 0), (x1, far, h), (x0, far, h)]
    model.quad(end if side < 0 else end[::-1], shade(inside, 0.85))


def _panel(model: Model, low: Vector, high: Vector, colour: Rgb, relief: bool) -> None:
    """A front: a board whose face has a frame around a sunken field, where it is large enough for one."""
    (_, y0, z0), (x1, y1, z1) = low, high
    edge, sunk = 0.055, 0.007
    model.box(low, high, shade(colour, 0.9), skip="b")
    if not relief or min(y1 - y0, z1 - z0) < 0.19:
        model.quad([(x1, y0, z0), (x1, y1, z0), (x1, y1, z1), (x1, y0, z1)], colour)
        return
    a0, a1, b0, b1 = y0 + edge, y1 - edge, z0 + edge, z1 - edge
    outer = [(y0, z0), (y1, z0), (y1, z1), (y0, z1)]
    inner = [(a0, b0), (a1, b0), (a1, b1), (a0, b1)]
    field = [(y + sunk * (1 if y == a0 else -1), z + sunk * (1 if z == b0 else -1)) for y, z in inner]
    shades = (1.12, 0.86, 0.72, 0.86)  # the bevel catches the light from above
    for i in range(4):
        j = (i + 1) % 4
        model.quad([(x1, *outer[i]), (x1, *outer[j]), (x1, *inner[j]), (x1, *inner[i])], colour)
        model.quad(
            [(x1, *inner[i]), (x1, *inner[j]), (x1 - sunk, *field[j]), (x1 - sunk, *field[i])], shade(colour, shades[i])
        )
    model.quad([(x1 - sunk, *corner) for corner in field], shade(colour, 0.97))


def face(model: Model, low: Vector, high: Vector, colour: Rgb, unit: Unit) -> None:
    """The front of a door or flap: a panel, plain steel, or a frame around a dark window."""
    _panel(model, low, high, colour, relief=unit.traits.front in ("lower", "upper"))
    if unit.traits.front != "glass":
        return
    (_, y0, z0), (x, y1, z1) = low, high
    x += 0.0015
    a, b = y0 + 0.05, y1 - 0.05
    below, above = z0 + 0.055, z1 - 0.085
    model.quad([(x, a, below), (x, b, below), (x, b, above), (x, a, above)], GLASS)
    edge = 0.012
    for p, q, r, s in ((y0, y1, z0, z0 + edge), (y0, y1, z1 - edge, z1)):
        model.quad([(x, p, r), (x, q, r), (x, q, s), (x, p, s)], STEEL)


def _flap(unit: Unit, front: Rgb) -> Link:
    """A door that drops: its link's frame is the middle of its lower edge at the front plane."""
    d, w = unit.depth, unit.width
    bottom, top = leaf(unit)
    low, high = (-BOARD, -w / 2 + _GAP, _GAP), (0.0, w / 2 - _GAP, top - bottom - _GAP)
    model = Model()
    face(model, low, high, front, unit)
    return Link(
        "panel", model, [(low, high)], 1.0, "carcass", "revolute", (d / 2, 0.0, bottom), (0.0, 1.0, 0.0),
        0.0, FLAP_LIMIT, damping=0.3,
    )


def _door(unit: Unit, front: Rgb) -> Link:
    d, w = unit.depth, unit.width
    side = -1 if unit.hinge == "left" else 1
    bottom, top = leaf(unit)
    shift = -side * w / 2  # the link frame is the hinge
    low, high = (-BOARD, shift - w / 2 + _GAP, bottom + _GAP), (0.0, shift + w / 2 - _GAP, top - _GAP)
    model = Model()
    face(model, low, high, front, unit)
    if unit.traits.front == "steel":
        for z in (bottom + 0.16, bottom + 0.5):
            y0, y1 = low[1] + 0.05, high[1] - 0.05
            model.box((-BOARD - 0.07, y0, z), (-BOARD, y1, z + 0.05), (0.85, 0.9, 0.95), skip="b")
    return Link(
        "panel", model, [(low, high)], 3.0, "carcass", "revolute", (d / 2, side * w / 2, 0.0), (0.0, 0.0, float(side)),
        0.0, DOOR_LIMIT, damping=0.3,
    )


def _drawer(unit: Unit, front: Rgb) -> Link:
    d, w, h = unit.depth, unit.width, unit.height
    floor = shelf_levels(unit)[0] - unit.z
    model, boxes = Model(), []
    low, high = (d / 2 - BOARD, -w / 2 + _GAP, _GAP), (d / 2, w / 2 - _GAP, h - _GAP)
    _panel(model, low, high, front, relief=unit.traits.front != "steel")
    boxes.append((low, high))
    y, back, rim = w / 2 - BOARD - 0.008, -d / 2 + BOARD + 0.01, max(floor + 0.05, min(h - 0.05, floor + 0.13))
    t = 0.012
    for part, skip in (
        (((back, -y, floor - t), (d / 2 - BOARD, y, floor)), "abcd"),
        (((back, -y, floor), (d / 2 - BOARD, -y + t, rim)), "abe"),
        (((back, y - t, floor), (d / 2 - BOARD, y, rim)), "abe"),
        (((back, -y + t, floor), (back + t, y - t, rim)), "cde"),
    ):
        model.box(*part, BEECH, skip=skip)
        boxes.append(part)
    model.quad(
        [
            (d / 2 - BOARD - 0.001, y - t, floor), (d / 2 - BOARD - 0.001, -y + t, floor),
            (d / 2 - BOARD - 0.001, -y + t, rim), (d / 2 - BOARD - 0.001, y - t, rim),
        ],
        BEECH,
    )
    return Link("panel", model, boxes, 2.0, "carcass", "prismatic", upper=DRAWER_TRAVEL, damping=3.0)


def handle_link(unit: Unit, panel: Link) -> Link:
    """The bar at `geometry.handle`, 16 mm thick, on two posts."""
    place = handle(unit)
    assert place is not None
    # geometry gives world coordinates; unit fronts are turned by whole quarter turns, so y and z in the unit frame
    # follow directly
    dx, dy = place.position[0] - unit.x, place.position[1] - unit.y
    c, s = {"east": (1, 0), "north": (0, 1), "west": (-1, 0), "south": (0, -1)}[unit.facing]
    x = c * dx + s * dy - panel.origin[0]
    y = -s * dx + c * dy - panel.origin[1]
    z = place.position[2] - unit.z - panel.origin[2]
    front = unit.depth / 2 - panel.origin[0]
    half = 0.09 if place.vertical else min(0.2 if unit.traits.opens == "flap" else 0.1, unit.width / 2 - 0.06)
    boxes: list[Cuboid] = []
    r, p = 0.008, 0.005
    extent = (r, r, half) if place.vertical else (r, half, r)
    boxes.append(((x - r, y - extent[1], z - extent[2]), (x + r, y + extent[1], z + extent[2])))
    for sign in (-1, 1):
        py, pz = (y, z + sign * (half - 0.015)) if place.vertical else (y + sign * (half - 0.015), z)
        boxes.append(((front, py - p, pz - p), (x - r, py + p, pz + p)))
    model = Model()
    for low, high in boxes:
        model.box(low, high, METAL, skip="ab" if (low, high) != boxes[0] else "")
    return Link("handle", model, boxes, 0.1, "panel")


def _note(unit: Unit, panel: Link, image: str) -> Link:
    """A sheet of paper with the household's places, at eye height on the door."""
    x = unit.depth / 2 - panel.origin[0] + 0.0015
    y, z = -panel.origin[1], 1.42 - unit.z
    z = min(z, unit.height - 0.16)
    w, h = 0.105, 0.14
    model = Model()
    model.quad(
        [(x, y - w, z - h), (x, y + w, z - h), (x, y + w, z + h), (x, y - w, z + h)],
        uvs=[(0, 0), (1, 0), (1, 1), (0, 1)],
    )
    return Link("note", model, (), 0.01, "panel", texture=image)
