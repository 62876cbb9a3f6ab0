"""The oven below the hob, whose door, rack and all, is drawn out on rails: a bogie oven.

A motor brings it out where a robot stands before it with something for the tray, since that hand is full; nothing but
the robot shuts it again."""

from dataclasses import replace

from kitchen_dream.kitchens.catalogue import CATALOGUE, UnitKind
from kitchen_dream.kitchens.geometry import BOARD, DRAWER_TRAVEL, shelf_levels
from kitchen_dream.kitchens.spec import Stove, Unit
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.meshes.builder import Model
from kitchen_dream.sim.scene.furniture import BLACK, METAL, OVEN, PLINTH, UnitBody, face, handle_link
from kitchen_dream.sim.scene.links import Cuboid, Link, load

FOOT, BELOW_HOB = 0.10, 0.145
"""Metres from the floor to the oven's underside, and from its upper side to the hob."""
RACK = 0.50
"""Height in metres of the rack above the oven's underside."""
TRAY_BEHIND = 0.15
"""Metres from the front to the middle of the tray on the rack."""
DRIVE_FORCE, DRIVE_SPEED = 60.0, 0.3
"""Newton and metres per second with which the motor brings it out."""
_GAP = 0.0015
_LAMP_ON, _LAMP_OFF = (0.82, 0.44, 0.13, 1.0), (0.03, 0.035, 0.04, 1.0)
_KIND = replace(CATALOGUE["freezer_drawer"], name="oven_drawer", levels=(RACK,), handle=0.9, front="glass")


class OvenFront(Unit):
    """The oven as a unit, for opening and shutting it."""

    @property
    def traits(self) -> UnitKind:
        return _KIND


def oven_front(stove: Stove) -> OvenFront:
    """The oven of a stove: a drawer that fills the space below the hob."""
    return OvenFront(
        x=stove.x, y=stove.y, z=FOOT, width=stove.width, depth=stove.depth, height=stove.height - BELOW_HOB - FOOT,
        facing=stove.facing, name="oven", kind="freezer_drawer",
    )


def build_oven(client: Client, oven: OvenFront) -> UnitBody:
    """Load it: a dark box that is open in front, and the front with the rack. Its link 2 is the lit window."""
    d, w, h = oven.depth, oven.width, oven.height
    box, boxes = Model(), []
    rim = d / 2 - BOARD - 0.004
    for low, high, skip in (
        ((-d / 2, -w / 2, 0.0), (rim, -w / 2 + 0.03, h), "a"), ((-d / 2, w / 2 - 0.03, 0.0), (rim, w / 2, h), "a"),
        ((-d / 2, -w / 2 + 0.03, 0.0), (-d / 2 + 0.03, w / 2 - 0.03, h), "acd"),
        ((-d / 2 + 0.03, -w / 2 + 0.03, 0.0), (rim, w / 2 - 0.03, 0.02), "acd"),
        ((-d / 2 + 0.03, -w / 2 + 0.03, h - 0.02), (rim, w / 2 - 0.03, h), "acd"),
    ):
        box.box(low, high, OVEN, skip=skip)
        boxes.append((low, high))
    plinth = ((-d / 2, -w / 2, -oven.z), (d / 2 - 0.05, w / 2, 0.0))
    box.box(*plinth, PLINTH, skip="aef")
    boxes.append(plinth)
    panel = _panel(oven)
    window = Model()
    x = d / 2 + 0.002
    window.quad(
        [(x, -w / 2 + 0.09, 0.12), (x, w / 2 - 0.09, 0.12), (x, w / 2 - 0.09, h - 0.16), (x, -w / 2 + 0.09, h - 0.16)],
        (1, 1, 1),
    )
    links = [
        Link("oven", box, boxes), panel, handle_link(oven, panel),
        Link("window", window, (), 0.01, "panel", texture=None, colour=_LAMP_OFF),
    ]
    body = load(client, "oven", links, (oven.x, oven.y, oven.z), oven.yaw, friction=0.7)
    client.changeVisualShape(body, 2, rgbaColor=_LAMP_OFF)
    return UnitBody(body, "drawer", 0, 0, 1, panel.upper)


def show_oven(client: Client, oven: UnitBody, on: bool) -> None:
    """Light the window, or put it out."""
    client.changeVisualShape(oven.body, 2, rgbaColor=_LAMP_ON if on else _LAMP_OFF)


def bring_out(client: Client, oven: UnitBody) -> None:
    """Switch the motor on that brings the oven out; `Scene.release` switches it off."""
    assert oven.joint is not None
    client.setJointMotorControl2(
        oven.body, oven.joint, client.POSITION_CONTROL, targetPosition=oven.travel, positionGain=0.05,
        velocityGain=1.0, force=DRIVE_FORCE, maxVelocity=DRIVE_SPEED,
    )


def _panel(oven: OvenFront) -> Link:
    d, w, h = oven.depth, oven.width, oven.height
    model, boxes = Model(), []
    front: Cuboid = ((d / 2 - BOARD, -w / 2 + _GAP, _GAP), (d / 2, w / 2 - _GAP, h - _GAP))
    face(model, *front, BLACK, oven)
    level, y = shelf_levels(oven)[0] - oven.z, w / 2 - 0.06
    x0, x1 = d / 2 - BOARD - 0.42, d / 2 - BOARD
    boxes += [front, ((x0, -y, level - 0.008), (x1, y, level))]
    for side in (-y, y):
        model.cylinder((x0, side, level - 0.004), (x1, side, level - 0.004), 0.005, METAL, 8)
    for part in range(15):  # a grid to look at, a board to stand on
        at = x0 + 0.42 * part / 14
        model.cylinder((at, -y, level - 0.003), (at, y, level - 0.003), 0.003, METAL, 6)
    return Link("panel", model, boxes, 4.0, "oven", "prismatic", upper=DRAWER_TRAVEL, damping=3.0)
