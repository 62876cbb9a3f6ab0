"""Where the head looks to see into a unit that stands open."""

from kitchen_dream.kitchens.geometry import DRAWER_TRAVEL, slot_position
from kitchen_dream.sim.robot.robot import RobotFacts, Vector
from kitchen_dream.sim.scene.kitchen_scene import Scene


def gaze(scene: Scene, facts: RobotFacts, unit: int) -> tuple[Vector, float]:
    """The middle of a unit's slots when it stands open, in the world, and how far in metres the neck brings the head.

    A head that came closer would see the upper level of what hangs on a wall from below."""
    place = scene.kitchen.units[unit]
    points = [slot_position(place, slot) for slot in (0, 3)]
    out = DRAWER_TRAVEL if place.traits.opens == "drawer" else 0.0
    dx, dy, _ = place.to_world((out, 0.0, 0.0))
    x, y, z = (sum(point[axis] for point in points) / 2 for axis in range(3))
    return (x + dx - place.x, y + dy - place.y, z + 0.04), 0.0 if place.traits.hangs else facts.neck
