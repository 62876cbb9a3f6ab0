"""Composes the shipped robot's URDF: omnidirectional base, mast with head, lift, Panda arm and gripper.

The arm's meshes are the low-polygon ones of `pybullet_data` (Apache-2.0, see assets/LICENSES.md); everything else is
boxes and cylinders.
"""

from __future__ import annotations

import math

from kitchen_dream.sim.robot.robot import RobotFacts

_WHITE, _GREY, _DARK, _TEAL, _SILVER = (
    "0.93 0.94 0.95",
    "0.72 0.74 0.77",
    "0.13 0.14 0.16",
    "0.05 0.55 0.58",
    "0.62 0.64 0.67",
)

_SLACK = 0.002
"""Metres from where neck and fingers rest to their stops: a joint that rests at a stop costs the solver one more row.
"""
_ARM = (
    # roll about x, offset, mass, centre of mass, colour
    (0.0, (0, 0, 0.333), 2.7, (0, -0.04, -0.05), _WHITE),
    (-math.pi / 2, (0, 0, 0), 2.73, (0, -0.04, 0.06), _GREY),
    (math.pi / 2, (0, -0.316, 0), 2.04, (0.01, 0.01, -0.05), _WHITE),
    (math.pi / 2, (0.0825, 0, 0), 2.08, (-0.03, 0.03, 0.02), _GREY),
    (-math.pi / 2, (-0.0825, 0.384, 0), 3.0, (0, 0.04, -0.12), _WHITE),
    (math.pi / 2, (0, 0, 0), 1.3, (0.04, 0, 0), _GREY),
    (math.pi / 2, (0.088, 0, 0), 0.2, (0, 0, 0.08), _TEAL),
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
        f'<inertia ixx="{inertia:g}" ixy="0" ixz="0" iyy="{inertia:g}" iyz="0" izz="{inertia:g}"/></inertial>\n'
        f"  {body}\n</link>"
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


def _base(facts: RobotFacts) -> str:
    radius, top, mast_x = facts.chassis_radius, facts.chassis_top, facts.mast_x
    chassis = _shape("cylinder", (radius, 0.14))
    mast_height = facts.head[2] - 0.05 - top
    mast = _shape("box", (0.05, 0.13, mast_height))
    mast_at = (mast_x, 0.0, top + mast_height / 2)
    parts = [
        _visual(chassis, _DARK, (0, 0, 0.105)),
        _visual(_shape("cylinder", (radius - 0.015, 0.03)), _WHITE, (0, 0, 0.185)),
        _visual(_shape("cylinder", (radius + 0.004, 0.02)), _TEAL, (0, 0, 0.15)),
        _visual(mast, _SILVER, mast_at),
        _visual(_shape("box", (0.01, 0.03, mast_height - 0.1)), _DARK, (mast_x + 0.024, 0.0, mast_at[2])),
        _collision(chassis, (0, 0, 0.105)),
        _collision(mast, mast_at),
    ]
    for k in range(3):
        angle = math.pi / 3 + 2 * math.pi * k / 3
        wheel = ((radius - 0.07) * math.cos(angle), (radius - 0.07) * math.sin(angle), 0.04)
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


def _neck(stage: int, length: float) -> str:
    """One part of the telescope; drawn in, all lie within the head's width behind the lens."""
    side = 0.034 - 0.007 * stage
    bar = _shape("box", (length + 0.013, side, side))
    return _link(f"neck{stage}", 0.2, [_visual(bar, _SILVER if stage % 2 else _GREY, (0.0, 0.0, 0.0))], inertia=0.01)


def compose(facts: RobotFacts) -> str:
    """The URDF's text; mesh files are relative to its folder."""
    parts = [
        _link("root", 0.0, []),
        _link("slide_x", 1.0, []),
        _link("slide_y", 1.0, []),
        _base(facts),
        _carriage(),
        _joint("drive_x", "prismatic", "root", "slide_x", axis=(1, 0, 0)),
        _joint("drive_y", "prismatic", "slide_x", "slide_y", axis=(0, 1, 0)),
        _joint("turn", "continuous", "slide_y", "base"),
        _joint("lift", "prismatic", "base", "carriage", facts.mount, limits=facts.lift_range),
    ]
    parent = "base"
    for stage in range(1, facts.neck_stages + 1):
        parts.append(_neck(stage, facts.neck_stage))
        at = facts.head if stage == 1 else (0, 0, 0)
        slide = (-_SLACK, facts.neck_stage + _SLACK)
        parts.append(_joint(f"slide{stage}", "prismatic", parent, f"neck{stage}", at, axis=(1, 0, 0), limits=slide))
        parent = f"neck{stage}"
    parts += [_head(), _joint("tilt", "revolute", parent, "head", axis=(0, 1, 0), limits=facts.tilt_range)]
    parent = "carriage"
    limits = zip(facts.arm_lower, facts.arm_upper, strict=True)
    for number, ((roll, offset, mass, centre, colour), limit) in enumerate(zip(_ARM, limits, strict=True), start=1):
        name = f"arm{number}"
        look, touch = _visual(_mesh(f"link{number}"), colour), _collision(_mesh(f"link{number}"))
        parts.append(_link(name, mass, [look, touch], centre))
        parts.append(_joint(f"joint{number}", "revolute", parent, name, offset, (roll, 0, 0), limits=limit))
        parent = name
    hand = [_visual(_mesh("hand"), _WHITE), _collision(_mesh("hand"))]
    parts.append(_link("hand", 0.81, hand, (0, 0, 0.04)))
    parts.append(_joint("wrist", "fixed", parent, "hand", (0, 0, 0.107), (0, 0, -math.pi / 4)))
    for side, sign in (("left", 1), ("right", -1)):
        rpy = (0, 0, 0 if sign > 0 else math.pi)
        finger = [_visual(_mesh("finger"), _DARK, rpy=rpy), _collision(_mesh("finger"), rpy=rpy)]
        parts.append(_link(f"{side}_finger", 0.1, finger, (0, 0.01 * sign, 0.02)))
        grip, way = (-_SLACK, facts.finger_opening + _SLACK), (0, sign, 0)
        parts.append(
            _joint(f"{side}_grip", "prismatic", "hand", f"{side}_finger", (0, 0, 0.0584), axis=way, limits=grip)
        )
    return '<?xml version="1.0"?>\n<robot name="' + facts.name + '">\n' + "\n".join(parts) + "\n</robot>\n"
