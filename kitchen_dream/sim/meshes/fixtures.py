"""Meshes of what stays where it is: extractor hoods, tables, windows and doors of the room."""

from kitchen_dream.kitchens.spec import Fixture
from kitchen_dream.sim.meshes.builder import Model, Vector, shade

STEEL, WOOD, WHITE = (0.76, 0.77, 0.79), (0.72, 0.52, 0.32), (0.95, 0.95, 0.94)
SKY, HAZE, MEADOW = (0.62, 0.8, 0.95), (0.82, 0.9, 0.96), (0.55, 0.7, 0.4)


def fixture_model(fixture: Fixture) -> Model:
    """A fixture in the unit frame of its box: the origin is the middle of the underside, x points out of the front."""
    make = {"hood": _hood, "table": _table, "window": _window, "room_door": _room_door}[fixture.kind]
    return make(fixture.depth, fixture.width, fixture.height)


def _hood(d: float, w: float, h: float) -> Model:
    """A canopy with a filter and two lamps below, and a chimney up to the top of its box."""
    model = Model()
    rim, slope = 0.06, min(0.2, h / 3)
    model.box((-d / 2, -w / 2, 0), (d / 2, w / 2, rim), STEEL, skip="f")
    a, b = min(0.13, w / 4), min(0.28, d)
    foot = [(-d / 2, -w / 2), (d / 2, -w / 2), (d / 2, w / 2), (-d / 2, w / 2)]
    neck = [(-d / 2, -a), (b - d / 2, -a), (b - d / 2, a), (-d / 2, a)]
    for i, tone in enumerate((0.85, 1.0, 0.9)):
        j, top = i + 1, rim + slope
        corners: list[Vector] = [(*foot[i], rim), (*foot[j], rim), (*neck[j], top), (*neck[i], top)]
        model.quad(corners, shade(STEEL, tone))
    model.box((-d / 2, -a, rim + slope), (b - d / 2, a, h), shade(STEEL, 0.95), skip="ae")
    x0, x1, y, z = 0.05 - d / 2, d / 2 - 0.08, w / 2 - 0.05, -0.001
    model.quad([(x0, y, z), (x1, y, z), (x1, -y, z), (x0, -y, z)], (0.45, 0.46, 0.48))
    for y in (-w / 4, w / 4):
        model.box((d / 2 - 0.07, y - 0.03, -0.004), (d / 2 - 0.03, y + 0.03, 0.0), (1.0, 0.97, 0.85), skip="f")
    model.box((d / 2, -0.06, 0.02), (d / 2 + 0.002, 0.06, 0.04), (0.1, 0.1, 0.11), skip="a")
    return model


def _table(d: float, w: float, h: float) -> Model:
    """A top on four legs, with a rail between them."""
    model, leg = Model(), 0.06
    model.box((-d / 2, -w / 2, h - 0.035), (d / 2, w / 2, h), WOOD)
    for x in (-d / 2 + 0.06, d / 2 - 0.06 - leg):
        for y in (-w / 2 + 0.06, w / 2 - 0.06 - leg):
            model.box((x, y, 0), (x + leg, y + leg, h - 0.035), shade(WOOD, 0.85), skip="ef")
    x, y = d / 2 - 0.08, w / 2 - 0.08
    model.box((-x, -y, h - 0.11), (x, y, h - 0.035), shade(WOOD, 0.75), skip="f")
    return model


def _framed(model: Model, d: float, w: float, h: float, edge: float, foot: float) -> None:
    """A white frame that stands out of the wall; it begins `foot` metres above the underside."""
    front = d / 2
    for low, high in (
        ((-front, -w / 2, 0.0), (front, edge - w / 2, h)), ((-front, w / 2 - edge, 0.0), (front, w / 2, h)),
        ((-front, edge - w / 2, h - edge), (front, w / 2 - edge, h)),
        ((-front, edge - w / 2, 0.0), (front, w / 2 - edge, foot)),
    ):
        if high[2] > low[2]:
            model.box(low, high, WHITE, skip="a")


def _window(d: float, w: float, h: float) -> Model:
    """Two panes with a view of meadow and sky, and a sill."""
    model, edge = Model(), 0.055
    _framed(model, d, w, h, edge, edge)
    back = 0.012 - d / 2  # before the tiles
    bands = ((edge, 0.3 * h, MEADOW), (0.3 * h, 0.62 * h, HAZE), (0.62 * h, h - edge, SKY))
    for low, high, colour in bands:
        model.quad([(back, -w / 2, low), (back, w / 2, low), (back, w / 2, high), (back, -w / 2, high)], colour)
    model.box((back, -0.025, edge), (d / 2, 0.025, h - edge), WHITE, skip="aef")
    model.box((d / 2, -w / 2, 0.0), (d / 2 + 0.03, w / 2, 0.025), WHITE, skip="a")
    model.box((d / 2, 0.03, h / 2 - 0.05), (d / 2 + 0.02, 0.045, h / 2 + 0.05), STEEL, skip="a")
    return model


def _room_door(d: float, w: float, h: float) -> Model:
    """A shut door with two fields and a handle, in its frame."""
    model, edge = Model(), 0.06
    _framed(model, d, w, h, edge, 0.0)
    face = d / 2 - 0.025
    colour = (0.9, 0.89, 0.86)
    model.box((-d / 2, edge - w / 2, 0.005), (face, w / 2 - edge, h - edge), colour, skip="acdef")
    for low, high in ((0.15, 0.42 * h), (0.48 * h, h - edge - 0.13)):
        y = w / 2 - edge - 0.12
        x = face + 0.001
        model.quad([(x, -y, low), (x, y, low), (x, y, high), (x, -y, high)], shade(colour, 0.93))
    y = w / 2 - edge - 0.06
    model.box((face, y - 0.02, 0.95), (face + 0.006, y + 0.02, 1.15), STEEL, skip="a")
    model.cylinder((face, y, 1.05), (face + 0.05, y, 1.05), 0.009, STEEL, 8)
    model.cylinder((face + 0.05, y + 0.005, 1.05), (face + 0.05, y - 0.11, 1.05), 0.009, STEEL, 8)
    return model
