"""The stove: black hob with two rings and a bridge zone, oven front, and two buttons with lamps that can be pressed."""

import math
from dataclasses import dataclass

from kitchen_dream.kitchens.geometry import button_position
from kitchen_dream.kitchens.spec import BURNERS, Stove
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.meshes.builder import Model, shade
from kitchen_dream.sim.scene.links import Link, load

BUTTON_TRAVEL = 0.008
"""How far in metres a button can be pushed in."""
BUTTON_PRESSED = 0.005
"""How far in metres a button must be pushed to count as pressed."""
BUTTON_HALF = 0.018
"""Half the side of a button in metres."""
_SPRING_FORCE = 4.0
_LAMP_ON, _LAMP_OFF = (1.0, 0.25, 0.08, 1.0), (0.25, 0.08, 0.07, 1.0)
_RING_ON, _RING_OFF = (0.95, 0.22, 0.08, 1.0), (0.3, 0.3, 0.32, 1.0)
_BODY, _GLASS, _HOB, _STEEL = (0.24, 0.24, 0.26), (0.05, 0.05, 0.06), (0.07, 0.07, 0.08), (0.76, 0.77, 0.79)


@dataclass(frozen=True)
class StoveBody:
    """The stove in the physics; tuples have one entry a burner. Button joints read 0 to BUTTON_TRAVEL (pushed in)."""

    body: int
    button_joints: tuple[int, ...]
    lamp_links: tuple[int, ...]
    ring_links: tuple[int, ...]


def build_stove(client: Client, stove: Stove) -> StoveBody:
    """Load the stove; its buttons are where `geometry.button_position` says."""
    d, w, h = stove.depth, stove.width, stove.height
    body = Model()
    body.box((-d / 2, -w / 2, 0.08), (d / 2, w / 2, h - 0.012), _BODY, skip="f")  # in an island one sees its back
    body.box((-d / 2, -w / 2, 0), (d / 2 - 0.05, w / 2, 0.08), (0.1, 0.1, 0.11), skip="ef")
    body.box((-d / 2, -w / 2 - 0.004, h - 0.012), (d / 2 + 0.012, w / 2 + 0.004, h), _HOB)
    x = d / 2 + 0.002
    body.box((d / 2, -w / 2 + 0.01, h - 0.125), (x, w / 2 - 0.01, h - 0.02), _STEEL, skip="a")
    body.box((d / 2, -w / 2 + 0.015, 0.24), (x + 0.012, w / 2 - 0.015, h - 0.145), _BODY, skip="a")
    body.quad(_rect(x + 0.0125, -w / 2 + 0.06, w / 2 - 0.06, 0.3, h - 0.26), _GLASS)
    body.quad(_rect(x + 0.013, -w / 2 + 0.09, w / 2 - 0.09, 0.33, h - 0.29), shade(_GLASS, 1.1))
    body.box((d / 2, -w / 2 + 0.015, 0.1), (x + 0.012, w / 2 - 0.015, 0.225), _BODY, skip="a")
    bar = h - 0.195
    body.box((x + 0.04, -w / 2 + 0.07, bar - 0.009), (x + 0.058, w / 2 - 0.07, bar + 0.009), _STEEL)
    for y in (-w / 2 + 0.09, w / 2 - 0.09):
        body.box((x, y - 0.008, bar - 0.006), (x + 0.04, y + 0.008, bar + 0.006), _STEEL, skip="ab")
    links = [
        Link(
            "stove",
            body,
            [
                ((-d / 2, -w / 2, 0), (d / 2, w / 2, h)),
                ((d / 2, -w / 2 + 0.02, 0.1), (x + 0.012, w / 2 - 0.02, h - 0.145)),
            ],
        )
    ]
    for burner in range(BURNERS):
        links += _controls(stove, burner)
    number = load(client, "stove", links, (stove.x, stove.y, stove.z), stove.yaw, friction=0.6)
    for link in range(len(links) - 1):
        if links[link + 1].texture is None:
            client.changeVisualShape(number, link, rgbaColor=links[link + 1].colour)
    return StoveBody(number, (0, 3), (1, 4), (2, 5))


def release_buttons(client: Client, stove: StoveBody) -> None:
    """Put both buttons out and switch their springs on."""
    for joint in stove.button_joints:
        client.resetJointState(stove.body, joint, 0.0)
        client.setJointMotorControl2(
            stove.body, joint, client.POSITION_CONTROL, targetPosition=0.0, positionGain=0.2, force=_SPRING_FORCE
        )


def show_burner(client: Client, stove: StoveBody, burner: int, on: bool) -> None:
    """Light a burner's lamp and its ring, or put them out."""
    client.changeVisualShape(stove.body, stove.lamp_links[burner], rgbaColor=_LAMP_ON if on else _LAMP_OFF)
    client.changeVisualShape(stove.body, stove.ring_links[burner], rgbaColor=_RING_ON if on else _RING_OFF)


def _controls(stove: Stove, burner: int) -> list[Link]:
    """Button, lamp and ring of one burner."""
    # the button's place in the unit frame, of which geometry gives the world coordinates
    px, py, pz = button_position(stove, burner)
    c, s = math.cos(stove.yaw), math.sin(stove.yaw)
    x, y = c * (px - stove.x) + s * (py - stove.y), -s * (px - stove.x) + c * (py - stove.y)
    z = pz - stove.z
    r = BUTTON_HALF
    knob = Model()
    knob.box((-0.012, -r, -r), (0.012, r, r), (0.16, 0.16, 0.18), skip="a")
    knob.quad(_rect(0.0125, -r * 0.6, r * 0.6, -0.003, 0.003), (0.95, 0.95, 0.95))
    lamp, ring = Model(), Model()
    lamp.box((0, -0.008, -0.008), (0.006, 0.008, 0.008), (1, 1, 1), skip="a")
    sign = -1 if burner == 0 else 1
    centre = (0.05, sign * min(0.17, stove.width / 2 - 0.13), stove.height + 0.001)
    for inner, outer in ((0.095, 0.105), (0.05, 0.056)):
        ring.lathe([(outer, 0.0), (inner, 0.0)], (1, 1, 1), 20)
    side = y + sign * 0.05
    return [
        Link(
            f"button{burner}", knob, [((-0.012, -r, -r), (0.012, r, r))], 0.05, "stove", "prismatic", (x, y, z),
            (-1.0, 0.0, 0.0), 0.0, BUTTON_TRAVEL, damping=0.5,
        ),
        Link(
            f"lamp{burner}", lamp, (), 0.01, "stove", origin=(stove.depth / 2 + 0.002, side, z), texture=None,
            colour=_LAMP_OFF,
        ),
        Link(f"ring{burner}", ring, (), 0.01, "stove", origin=centre, texture=None, colour=_RING_OFF),
    ]


def _rect(x: float, y0: float, y1: float, z0: float, z1: float) -> list[tuple[float, float, float]]:
    return [(x, y0, z0), (x, y1, z0), (x, y1, z1), (x, y0, z1)]
