"""The robot's body as one URDF: omnidirectional base, mast with head, lift, Panda arm and gripper.

`python -m kitchen_dream.sim.robot.urdf_source` writes `assets/robot/robot.urdf`; a test checks that the file is what `compose` says.
The arm's meshes are the low-polygon ones of `pybullet_data` (Apache-2.0, see assets/LICENSES.md); everything else is boxes and cylinders.
"""

from __future__ import annotations

import math

from kitchen_dream.core.resources import ASSETS

FOLDER = ASSETS / "robot"
URDF = FOLDER / "robot.urdf"

MOUNT = (-0.05, 0.0, 0.34)
"""Where the arm's first link stands in the base's frame while the lift is down."""

LIFT_RANGE = (0.0, 0.85)
"""Travel of the lift in metres."""

CHASSIS_RADIUS = 0.27
"""Radius in metres of the base's body."""

CHASSIS_TOP = 0.20
"""Height in metres of the base's upper side."""

MAST_X = -0.24
"""Where the mast stands in the base's frame."""

HEAD = (-0.235, 0.0, 1.53)
"""The head's tilt axis in the base's frame, the neck being drawn in."""

NECK_STAGES, NECK_STAGE = 3, 0.187
"""Parts of the neck that slide out of one another, and how far in metres each does."""

NECK = NECK_STAGES * NECK_STAGE
"""How far in metres the neck brings the head forward: over a drawer, whose front else hides what is in it."""

TILT = (-0.7, 1.5)
"""Travel of the head's tilt in radians, positive down."""

CAMERA = (0.07, 0.0, 0.03)
"""The lens in the head's frame; it looks along x."""

_WHITE, _GREY, _DARK, _TEAL, _SILVER = "0.93 0.94 0.95", "0.72 0.74 0.77", "0.13 0.14 0.16", "0.05 0.55 0.58", "0.62 0.64 0.67"

_ARM = (
    # joint, roll about x, offset, lower, upper, mass, centre of mass, colour
    (1, 0.0, (0, 0, 0.333), -2.8973, 2.8973, 2.7, (0, -0.04, -0.05), _WHITE),
    (2, -math.pi / 2, (0, 0, 0), -1.7628, 1.7628, 2.73, (0, -0.04, 0.06), _GREY),
    (3, math.pi / 2, (0, -0.316, 0), -2.8973, 2.8973, 2.04, (0.01, 0.01, -0.05), _WHITE),
    (4, math.pi / 2, (0.0825, 0, 0), -3.0718, -0.0698, 2.08, (-0.03, 0.03, 0.02), _GREY),
    (5, -math.pi / 2, (-0.0825, 0.384, 0), -2.8973, 2.8973, 3.0, (0, 0.04, -0.12), _WHITE),
    (6, math.pi / 2, (0, 0, 0), -0.0175, 3.7525, 1.3, (0.04, 0, 0), _GREY),
    (7, math.pi / 2, (0.088, 0, 0), -2.8973, 2.8973, 0.2, (0, 0, 0.08), _TEAL),
)


def _v(values: tuple[float, ...]) -> str:
    return " ".join(f"{value:.6g}" for value in values)


def _shape(kind: str, size: tuple[float, ...]) -> str:
    if kind == "box":
        return f'<geometry><box size="{_v(size)}"/></geometry>'
    if kind == "cylinder":
        return f'<geometry><cylinder radius="{size[0]:g}" length="{size[1]:g}"/></geometry>'
    return f'<geometry><sphere radius="{size[0]:g}"/></geometry>'


def _visual(geometry: str, colour: str, xyz: tuple[float, ...] = (0, 0, 0), rpy: tuple[float, ...] = (0, 0, 0)) -> str:
    name = "c_" + colour.replace(" ", "_").replace(".", "")
    return (
        f'<visual><origin xyz="{_v(xyz)}" rpy="{_v(rpy)}"/>{geometry}'
        f'<material name="{name}"><color rgba="{colour} 1"/></material></visual>'
    )


def _collision(geometry: str, xyz: tuple[float, ...] = (0, 0, 0), rpy: tuple[float, ...] = (0, 0, 0)) -> str:
    return f'<collision><origin xyz="{_v(xyz)}" rpy="{_v(rpy)}"/>{geometry}</collision>'


def _link(name: str, mass: float, parts: list[str], centre: tuple[float, ...] = (0, 0, 0), inertia: float = 0.1) -> str:
    body = "\n  ".join(parts)
    return (
        f'<link name="{name}">\n  <inertial><origin xyz="{_v(centre)}"/><mass value="{mass:g}"/>'
        f'<inertia ixx="{inertia:g}" ixy="0" ixz="0" iyy="{inertia:g}" iyz="0" izz="{inertia:g}"/></inertial>\n  {body}\n</link>'
    )


def _joint(
    name: str,
    kind: str,
    parent: str,
    child: str,
    xyz: tuple[float, ...] = (0, 0, 0),
    rpy: tuple[float, ...] = (0, 0, 0),
    axis: tuple[float, ...] = (0, 0, 1),
    limits: tuple[float, float] = (-100.0, 100.0),
) -> str:
    return (
        f'<joint name="{name}" type="{kind}"><parent link="{parent}"/><child link="{child}"/>'
        f'<origin xyz="{_v(xyz)}" rpy="{_v(rpy)}"/><axis xyz="{_v(axis)}"/>'
        f'<limit lower="{limits[0]:g}" upper="{limits[1]:g}" effort="5000" velocity="10"/></joint>'
    )


def _mesh(name: str) -> str:
    return f'<geometry><mesh filename="meshes/{name}.obj"/></geometry>'


def _base() -> str:
    chassis = _shape("cylinder", (CHASSIS_RADIUS, 0.14))
    mast_height = HEAD[2] - 0.05 - CHASSIS_TOP
    mast = _shape("box", (0.05, 0.13, mast_height))
    mast_at = (MAST_X, 0.0, CHASSIS_TOP + mast_height / 2)
    parts = [
        _visual(chassis, _DARK, (0, 0, 0.105)),
        _visual(_shape("cylinder", (CHASSIS_RADIUS - 0.015, 0.03)), _WHITE, (0, 0, 0.185)),
        _visual(_shape("cylinder", (CHASSIS_RADIUS + 0.004, 0.02)), _TEAL, (0, 0, 0.15)),
        _visual(mast, _SILVER, mast_at),
        _visual(_shape("box", (0.01, 0.03, mast_height - 0.1)), _DARK, (MAST_X + 0.024, 0.0, mast_at[2])),
        _collision(chassis, (0, 0, 0.105)),
        _collision(mast, mast_at),
    ]
    for k in range(3):
        angle = math.pi / 3 + 2 * math.pi * k / 3
        wheel = (0.2 * math.cos(angle), 0.2 * math.sin(angle), 0.04)
        parts.append(_visual(_shape("cylinder", (0.04, 0.04)), _DARK, wheel, (math.pi / 2, 0.0, angle + math.pi / 2)))
    return _link("base", 40.0, parts, (0, 0, 0.1), 2.0)


def _carriage() -> str:
    plate = _shape("box", (0.22, 0.19, 0.03))
    back = _shape("box", (0.03, 0.12, 0.16))
    parts = [
        _visual(plate, _DARK, (-0.05, 0, -0.015)),
        _visual(back, _DARK, (-0.155, 0, 0.05)),
        _visual(_mesh("link0"), _WHITE),
        _collision(plate, (-0.05, 0, -0.015)),
        _collision(_mesh("link0")),
    ]
    return _link("carriage", 6.0, parts, (0, 0, 0.05), 0.3)


def _head() -> str:
    shell = _shape("box", (0.09, 0.2, 0.11))
    parts = [
        _visual(shell, _WHITE, (0.01, 0, 0.03)),
        _visual(_shape("box", (0.01, 0.18, 0.085)), _DARK, (0.056, 0, 0.03)),
        _visual(_shape("box", (0.005, 0.03, 0.03)), _TEAL, (0.062, -0.045, 0.035)),
        _visual(_shape("box", (0.005, 0.03, 0.03)), _TEAL, (0.062, 0.045, 0.035)),
        _collision(shell, (0.01, 0, 0.03)),
    ]
    return _link("head", 1.0, parts, (0, 0, 0.03), 0.05)


def _neck(stage: int) -> str:
    """One part of the telescope; drawn in, all lie within the head's width behind the lens."""
    side = 0.034 - 0.007 * stage
    bar = _shape("box", (NECK_STAGE + 0.013, side, side))
    return _link(f"neck{stage}", 0.2, [_visual(bar, _SILVER if stage % 2 else _GREY, (0.0, 0.0, 0.0))], inertia=0.01)


def compose() -> str:
    """The URDF's text; mesh files are relative to its folder."""
    parts = [
        _link("root", 0.0, []),
        _link("slide_x", 1.0, []),
        _link("slide_y", 1.0, []),
        _base(),
        _carriage(),
        _joint("drive_x", "prismatic", "root", "slide_x", axis=(1, 0, 0)),
        _joint("drive_y", "prismatic", "slide_x", "slide_y", axis=(0, 1, 0)),
        _joint("turn", "continuous", "slide_y", "base"),
        _joint("lift", "prismatic", "base", "carriage", MOUNT, limits=LIFT_RANGE),
    ]
    parent = "base"
    for stage in range(1, NECK_STAGES + 1):
        parts.append(_neck(stage))
        at = HEAD if stage == 1 else (0, 0, 0)
        parts.append(_joint(f"slide{stage}", "prismatic", parent, f"neck{stage}", at, axis=(1, 0, 0), limits=(0.0, NECK_STAGE)))
        parent = f"neck{stage}"
    parts += [_head(), _joint("tilt", "revolute", parent, "head", axis=(0, 1, 0), limits=TILT)]
    parent = "carriage"
    for number, roll, offset, lower, upper, mass, centre, colour in _ARM:
        name = f"arm{number}"
        look, touch = _visual(_mesh(f"link{number}"), colour), _collision(_mesh(f"link{number}"))
        parts.append(_link(name, mass, [look, touch], centre))
        parts.append(_joint(f"joint{number}", "revolute", parent, name, offset, (roll, 0, 0), limits=(lower, upper)))
        parent = name
    hand = [_visual(_mesh("hand"), _WHITE), _collision(_mesh("hand"))]
    parts.append(_link("hand", 0.81, hand, (0, 0, 0.04)))
    parts.append(_joint("wrist", "fixed", parent, "hand", (0, 0, 0.107), (0, 0, -math.pi / 4)))
    for side, sign in (("left", 1), ("right", -1)):
        rpy = (0, 0, 0 if sign > 0 else math.pi)
        finger = [_visual(_mesh("finger"), _DARK, rpy=rpy), _collision(_mesh("finger"), rpy=rpy)]
        parts.append(_link(f"{side}_finger", 0.1, finger, (0, 0.01 * sign, 0.02)))
        joint = _joint(f"{side}_grip", "prismatic", "hand", f"{side}_finger", (0, 0, 0.0584), axis=(0, sign, 0), limits=(0.0, 0.04))
        parts.append(joint)
    return '<?xml version="1.0"?>\n<robot name="kitchen_robot">\n' + "\n".join(parts) + "\n</robot>\n"


if __name__ == "__main__":
    URDF.write_text(compose())
