"""What lies in units that never hold food: bottles under the sink, cutlery beside the stove. Nothing touches it."""

from kitchen_dream.kitchens.geometry import shelf_levels
from kitchen_dream.kitchens.roles import Role
from kitchen_dream.kitchens.spec import Unit
from kitchen_dream.sim.meshes.builder import Model


def junk(unit: Unit, role: Role) -> Model:
    """Contents in the unit frame."""
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
