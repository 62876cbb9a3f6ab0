"""What lies in units that never hold food: bottles under the sink, cutlery beside the stove, plates in the dishwasher.

Nothing touches it."""

from collections.abc import Callable

from kitchen_dream.kitchens.geometry import shelf_levels
from kitchen_dream.kitchens.roles import Role
from kitchen_dream.kitchens.spec import Unit
from kitchen_dream.sim.meshes.builder import Model


def junk(unit: Unit, role: Role) -> Model:
    """Contents in the unit frame."""
    if unit.kind in _INSIDE:
        return _INSIDE[unit.kind](unit)
    model = Model()
    floor = shelf_levels(unit)[0] - unit.z
    front, w = unit.depth / 2, unit.width
    if role == Role.UNDER_SINK:
        grey = (0.62, 0.64, 0.66)
        model.cylinder((-0.05, 0.02, floor + 0.2), (-0.05, 0.02, unit.height - 0.15), 0.025, grey)
        model.cylinder((-0.05, 0.02, floor + 0.2), (-unit.depth / 2 + 0.02, 0.02, floor + 0.2), 0.025, grey)
        for y, colour, cap in (
            (-w / 4, (0.15, 0.45, 0.85), (0.95, 0.95, 0.95)),
            (w / 4, (0.2, 0.7, 0.4), (0.9, 0.2, 0.2)),
        ):
            x = front - 0.15
            model.lathe(
                [
                    (0, floor), (0.04, floor), (0.04, floor + 0.14), (0.015, floor + 0.18), (0.015, floor + 0.21),
                    (0, floor + 0.21),
                ],
                [colour] * 3 + [cap] * 2,
                8,
                (x, y, 0),
            )
        model.box((front - 0.2, -0.05, floor), (front - 0.12, 0.05, floor + 0.035), (0.95, 0.8, 0.2), skip="e")
        return model
    steel, wood = (0.78, 0.79, 0.81), (0.6, 0.42, 0.25)
    for i, y in enumerate((-0.75, -0.45, -0.15, 0.15, 0.45, 0.75)):
        y *= w / 2 - 0.05
        z, x = floor + 0.012, front - 0.08
        model.box((x - 0.22, y - 0.006, floor), (x - 0.09, y + 0.006, z), wood if i % 3 == 2 else steel, skip="e")
        half = 0.016 if i % 2 else 0.01
        model.box((x - 0.09, y - half, floor), (x - 0.02, y + half, z - 0.003), wood if i % 3 == 2 else steel, skip="e")
    return model


def _dishwasher(unit: Unit) -> Model:
    """Two racks: plates stand in the lower one, glasses in the upper one."""
    model = Model()
    x0, x1, half = 0.05 - unit.depth / 2, unit.depth / 2 - 0.07, unit.width / 2 - 0.05
    for level in shelf_levels(unit):
        z = level - unit.z
        _grid(model, (x0, x1), half, z + 0.01, 7)
        for y in (-half, half):
            model.box((x0, y - 0.004, z + 0.07), (x1, y + 0.004, z + 0.078), _WIRE)
        for x in (x0, x1):
            model.box((x - 0.004, -half, z + 0.07), (x + 0.004, half, z + 0.078), _WIRE)
            for y in (-half, -half / 3, half / 3, half):
                model.box((x - 0.004, y - 0.004, z), (x + 0.004, y + 0.004, z + 0.07), _WIRE, skip="ef")
    lower, upper = (level - unit.z for level in shelf_levels(unit))
    for i in range(6):
        y, tint = -half + 0.07 + 0.055 * i, (0.93, 0.94, 0.95) if i % 2 else (0.55, 0.7, 0.82)
        model.cylinder((x1 - 0.14, y, lower + 0.115), (x1 - 0.14, y + 0.012, lower + 0.115), 0.1, tint, 14)
    for i in range(4):
        y = -half + 0.08 + 0.11 * i
        glass = [(0, 0), (0.028, 0), (0.034, 0.1), (0.031, 0.1), (0.026, 0.01), (0, 0.01)]
        model.lathe(glass, (0.78, 0.88, 0.9), 10, (x1 - 0.08, y, upper + 0.012))
    return model


def _oven(unit: Unit) -> Model:
    """A grid on each of its levels."""
    model = Model()
    for level in shelf_levels(unit):
        _grid(model, (0.03 - unit.depth / 2, unit.depth / 2 - 0.05), unit.width / 2 - 0.03, level - unit.z, 12)
    return model


def _microwave(unit: Unit) -> Model:
    """A glass plate that turns."""
    model, floor = Model(), shelf_levels(unit)[0] - unit.z
    radius = min(unit.width, unit.depth) / 2 - 0.05
    model.cylinder((0.0, 0.0, floor), (0.0, 0.0, floor + 0.012), radius, (0.7, 0.8, 0.82), 20)
    return model


def _freezer(unit: Unit) -> Model:
    """Packets and a tub that have nothing to do with the cookbook."""
    model, floor = Model(), shelf_levels(unit)[0] - unit.z
    colours = ((0.25, 0.55, 0.35), (0.35, 0.5, 0.75), (0.85, 0.86, 0.9), (0.75, 0.3, 0.3))
    for i, colour in enumerate(colours):
        y, x = (i - 1.5) * min(0.2, unit.width / 5), unit.depth / 2 - 0.1
        model.box((x - 0.16, y - 0.07, floor), (x, y + 0.07, floor + 0.1 + 0.03 * (i % 2)), colour, skip="e")
    return model


def _grid(model: Model, x: tuple[float, float], half: float, z: float, bars: int) -> None:
    """A grid of wires, `half` metres to both sides."""
    for i in range(bars):
        y = -half + 2 * half * i / (bars - 1)
        model.box((x[0], y - 0.002, z - 0.002), (x[1], y + 0.002, z + 0.002), _WIRE)
    for end in x:
        model.box((end - 0.003, -half, z - 0.003), (end + 0.003, half, z + 0.003), _WIRE)


_WIRE = (0.72, 0.73, 0.75)
_INSIDE: dict[str, Callable[[Unit], Model]] = {
    "dishwasher": _dishwasher, "oven": _oven, "high_oven": _oven, "microwave": _microwave, "freezer_drawer": _freezer,
}
