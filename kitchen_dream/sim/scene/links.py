"""Bodies of boxes as URDF text: links with one mesh to look at, boxes to touch and one joint to the parent."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.meshes.builder import Model, Vector
from kitchen_dream.sim.scene.textures import PALETTE

Cuboid = tuple[Vector, Vector]
"""Lowest and highest corner of an upright box in the link's frame."""
SLEEP = 512
"""URDF_ENABLE_SLEEPING, here as a number since flags are combined before any client exists."""


@dataclass
class Link:
    """A link and the joint that holds it.

    `lower` and `upper` bound a prismatic (metres) or revolute (radians) joint; a `mass` of 0 is static."""

    name: str
    model: Model | None = None
    boxes: Sequence[Cuboid] = ()
    mass: float = 0.0
    parent: str = ""
    joint: str = "fixed"
    origin: Vector = (0.0, 0.0, 0.0)
    axis: Vector = (1.0, 0.0, 0.0)
    lower: float = 0.0
    upper: float = 0.0
    damping: float = 0.0
    texture: str | None = str(PALETTE)
    """Image that the mesh's texture coordinates mean; None shows a plain colour."""
    colour: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)
    mesh: str | None = None
    """An OBJ file to look at, in place of a model."""
    turned: Sequence[tuple[Vector, Vector, Vector]] = ()
    """More boxes to touch, that do not stand upright: centre, roll-pitch-yaw and size of each."""


def load(
    client: Client, name: str, links: Sequence[Link], position: Vector = (0.0, 0.0, 0.0), yaw: float = 0.0,
    fixed: bool = True, friction: float | None = None,
) -> int:
    """Load links (the first is the base) as one body and return its id; link k of the list has PyBullet index k - 1."""
    path = client.scratch_file(_text(client, name, links), ".urdf")
    body = client.loadURDF(
        path, basePosition=list(position), baseOrientation=client.getQuaternionFromEuler([0, 0, yaw]),
        useFixedBase=int(fixed), flags=SLEEP,
    )
    for index, link in enumerate(links, start=-1):
        if (link.model is not None or link.mesh is not None) and link.texture is not None:
            client.paint(body, index, link.texture, link.colour)
        if friction is not None and (link.boxes or link.turned):
            client.changeDynamics(body, index, lateralFriction=friction)
    return body


def _text(client: Client, name: str, links: Sequence[Link]) -> str:
    parts = [f"<robot name={quoteattr(name)}>"]
    for link in links:
        parts.append(_link(client, link))
        if link.parent:
            parts.append(_joint(link))
    return "\n".join([*parts, "</robot>"])


def _link(client: Client, link: Link) -> str:
    lines = [f"<link name={quoteattr(link.name)}>"]
    inertia = max(link.mass, 0.05) * 0.05
    lines.append(
        f'<inertial><mass value="{link.mass:g}"/>'
        f'<inertia ixx="{inertia:g}" ixy="0" ixz="0" iyy="{inertia:g}" iyz="0" izz="{inertia:g}"/></inertial>'
    )
    mesh = link.mesh
    if link.model is not None and link.model.triangles:
        mesh = client.scratch_file(link.model.obj(), ".obj")
    if mesh is not None:
        colour = " ".join(f"{value:g}" for value in link.colour)
        lines.append(
            f'<visual><geometry><mesh filename="{mesh}"/></geometry>'
            f'<material name="m_{link.name}"><color rgba="{colour}"/></material></visual>'
        )
    for low, high in link.boxes:
        centre = " ".join(f"{(a + b) / 2:.5g}" for a, b in zip(low, high, strict=True))
        size = " ".join(f"{b - a:.5g}" for a, b in zip(low, high, strict=True))
        lines.append(f'<collision><origin xyz="{centre}"/><geometry><box size="{size}"/></geometry></collision>')
    for turned in link.turned:
        xyz, rpy, extent = (" ".join(f"{value:.6g}" for value in vector) for vector in turned)
        lines.append(
            f'<collision><origin xyz="{xyz}" rpy="{rpy}"/><geometry><box size="{extent}"/></geometry></collision>'
        )
    return "\n".join([*lines, "</link>"])


def _joint(link: Link) -> str:
    origin, axis = (" ".join(f"{value:.5g}" for value in vector) for vector in (link.origin, link.axis))
    return (
        f'<joint name="to_{link.name}" type="{link.joint}"><parent link={quoteattr(link.parent)}/>'
        f'<child link={quoteattr(link.name)}/><origin xyz="{origin}"/><axis xyz="{axis}"/>'
        f'<limit lower="{link.lower:g}" upper="{link.upper:g}" effort="1000" velocity="10"/>'
        f'<dynamics damping="{link.damping:g}" friction="0"/></joint>'
    )
