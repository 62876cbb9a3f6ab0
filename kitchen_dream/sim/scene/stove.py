"""The stove: black hob with two rings and a bridge zone, oven front, and two buttons with lamps that can be pressed."""

import math
from dataclasses import dataclass

from kitchen_dream.kitchens.geometry import button_position, oven_button_position
from kitchen_dream.kitchens.spec import BURNERS, Stove
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.meshes.builder import Model, Vector, shade
from kitchen_dream.sim.scene.links import Link, load

BUTTON_TRAVEL = 0.008
"""How far in metres a button can be pushed in."""
BUTTON_PRESSED = 0.005
"""How far in metres a button must be pushed to count as pressed."""
BUTTON_OUT = 0.002
"""How far in metres one that was pressed may still be pushed in to count as released."""
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
    """And last that of an oven that is in use."""
    lamp_links: tuple[int, ...]
    ring_links: tuple[int, ...]


def build_stove(client: Client, stove: Stove, above: float | None = None) -> StoveBody:
    """Load the stove; its buttons are where `geometry.button_position` says.

    above: metres from the floor from which on it is built, over an oven that is in use, with that one's button; None:
    all of it, and its oven is only to be seen."""
    d, w, h = stove.depth, stove.width, stove.height
    body = Model()
    body.box((-d / 2, -w / 2, above or 0.08), (d / 2, w / 2, h - 0.012), _BODY, skip="f")  # an island shows its back
    body.box((-d / 2, -w / 2 - 0.004, h - 0.012), (d / 2 + 0.012, w / 2 + 0.004, h), _HOB)
    x = d / 2 + 0.002
    body.box((d / 2, -w / 2 + 0.01, h - 0.125), (x, w / 2 - 0.01, h - 0.02), _STEEL, skip="a")
    boxes = [((-d / 2, -w / 2, above or 0), (d / 2, w / 2, h))]
    if above is None:
        _mock_oven(body, stove)
        boxes.append(((d / 2, -w / 2 + 0.02, 0.1), (x + 0.012, w / 2 - 0.02, h - 0.145)))
    links = [Link("stove", body, boxes)]
    places = [button_position(stove, burner) for burner in range(BURNERS)]
    for burner, place in enumerate(places):
        links += [_button(stove, f"button{burner}", place), *_lights(stove, burner, place)]
    if above is not None:
        links.append(_button(stove, "oven", oven_button_position(stove)))
    number = load(client, "stove", links, (stove.x, stove.y, stove.z), stove.yaw, friction=0.6)
    for link in range(len(links) - 1):
        if links[link + 1].texture is None:
            client.changeVisualShape(number, link, rgbaColor=links[link + 1].colour)
    return StoveBody(number, (0, 3) if above is None else (0, 3, 6), (1, 4), (2, 5))


def _mock_oven(body: Model, stove: Stove) -> None:
    """The front of an oven that nobody opens."""
    d, w, h = stove.depth, stove.width, stove.height
    x = d / 2 + 0.002
    body.box((-d / 2, -w / 2, 0), (d / 2 - 0.05, w / 2, 0.08), (0.1, 0.1, 0.11), skip="ef")
    body.box((d / 2, -w / 2 + 0.015, 0.24), (x + 0.012, w / 2 - 0.015, h - 0.145), _BODY, skip="a")
    body.quad(_rect(x + 0.0125, -w / 2 + 0.06, w / 2 - 0.06, 0.3, h - 0.26), _GLASS)
    body.quad(_rect(x + 0.013, -w / 2 + 0.09, w / 2 - 0.09, 0.33, h - 0.29), shade(_GLASS, 1.1))
    body.box((d / 2, -w / 2 + 0.015, 0.1), (x + 0.012, w / 2 - 0.015, 0.225), _BODY, skip="a")
    bar = h - 0.195
    body.box((x + 0.04, -w / 2 + 0.07, bar - 0.009), (x + 0.058, w / 2 - 0.07, bar + 0.009), _STEEL)
    for y in (-w / 2 + 0.09, w / 2 - 0.09):
        body.box((x, y - 0.008, bar - 0.006), (x + 0.04, y + 0.008, bar + 0.006), _STEEL, skip="ab")


def release_buttons(client: Client, stove: StoveBody) -> None:
    """Put all buttons out and switch their springs on."""
    for joint in stove.button_joints:
        client.resetJointState(stove.body, joint, 0.0)
        client.setJointMotorControl2(
            stove.body, joint, client.POSITION_CONTROL, targetPosition=0.0, positionGain=0.2, force=_SPRING_FORCE
        )


def show_burner(client: Client, stove: StoveBody, burner: int, on: bool) -> None:
    """Light a burner's lamp and its ring, or put them out."""
    client.changeVisualShape(stove.body, stove.lamp_links[burner], rgbaColor=_LAMP_ON if on else _LAMP_OFF)
    client.changeVisualShape(stove.body, stove.ring_links[burner], rgbaColor=_RING_ON if on else _RING_OFF)


def _local(stove: Stove, place: Vector) -> tuple[float, float, float]:
    """A place of the world in the stove's frame."""
    c, s = math.cos(stove.yaw), math.sin(stove.yaw)
    dx, dy = place[0] - stove.x, place[1] - stove.y
    return c * dx + s * dy, -s * dx + c * dy, place[2] - stove.z


def _button(stove: Stove, name: str, place: Vector) -> Link:
    r = BUTTON_HALF
    knob = Model()
    knob.box((-0.012, -r, -r), (0.012, r, r), (0.16, 0.16, 0.18), skip="a")
    knob.quad(_rect(0.0125, -r * 0.6, r * 0.6, -0.003, 0.003), (0.95, 0.95, 0.95))
    return Link(
        name, knob, [((-0.012, -r, -r), (0.012, r, r))], 0.05, "stove", "prismatic", _local(stove, place),
        (-1.0, 0.0, 0.0), 0.0, BUTTON_TRAVEL, damping=0.5,
    )


def _lights(stove: Stove, burner: int, place: Vector) -> list[Link]:
    """Lamp and ring of one burner, whose button is at a place."""
    _, y, z = _local(stove, place)
    lamp, ring = Model(), Model()
    lamp.box((0, -0.008, -0.008), (0.006, 0.008, 0.008), (1, 1, 1), skip="a")
    sign = -1 if burner == 0 else 1
    centre = (0.05, sign * min(0.17, stove.width / 2 - 0.13), stove.height + 0.001)
    for inner, outer in ((0.095, 0.105), (0.05, 0.056)):
        ring.lathe([(outer, 0.0), (inner, 0.0)], (1, 1, 1), 20)
    side = y + sign * 0.05
    return [
        Link(
            f"lamp{burner}", lamp, (), 0.01, "stove", origin=(stove.depth / 2 + 0.002, side, z), texture=None,
            colour=_LAMP_OFF,
        ),
        Link(f"ring{burner}", ring, (), 0.01, "stove", origin=centre, texture=None, colour=_RING_OFF),
    ]


def _rect(x: float, y0: float, y1: float, z0: float, z1: float) -> list[tuple[float, float, float]]:
    return [(x, y0, z0), (x, y1, z0), (x, y1, z1), (x, y0, z1)]
