"""A robot as people see it in windows and films: each link is one mesh in all its colours.

A window shows one colour a link, and films round the edges of flat cylinders away."""

import xml.etree.ElementTree as Xml
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from kitchen_dream.kitchens.spec import Pose2D
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.meshes.builder import Model
from kitchen_dream.sim.robot.robot import Robot
from kitchen_dream.sim.scene.textures import PALETTE

Colour = tuple[float, float, float]
_ROUND = 24
_JOINED = "in the palette's colours"


def painted_robot(client: Client, kind: type[Robot], start: Pose2D) -> Robot:
    """A robot of a kind, whose looks alone differ; its `facts.urdf` is a file in the client's own folder."""
    urdf, joined = _painted(client, kind.facts.urdf)
    robot = type(kind.__name__, (kind,), {"facts": replace(kind.facts, urdf=urdf)})(client, start)
    names = {-1: client.getBodyInfo(robot.body)[0].decode()}
    names |= {j: client.getJointInfo(robot.body, j)[12].decode() for j in range(client.getNumJoints(robot.body))}
    for link, name in names.items():
        if name in joined:
            client.paint(robot.body, link, PALETTE)
    return robot


def _painted(client: Client, urdf: Path) -> tuple[Path, set[str]]:
    """The URDF of a robot with one mesh a link, in the client's own folder, and the names of links that were joined.

    Their meshes want the palette as texture. What can be touched stays as it is."""
    tree = Xml.parse(urdf).getroot()
    joined = set()
    for link in tree.findall("link"):
        looks = link.findall("visual")
        if len(looks) > 1:
            model = Model()
            for look in looks:
                _add(model, look, urdf.parent)
                link.remove(look)
            mesh = client.scratch_file(model.obj(), ".obj")
            geometry = f'<geometry><mesh filename="{mesh}"/></geometry>'
            looks = [Xml.fromstring(f'<visual name="{_JOINED}">{geometry}</visual>')]
            link.extend(looks)
        if any(look.get("name") == _JOINED for look in looks):  # also those of a robot that is painted already
            joined.add(link.attrib["name"])
    for part in tree.iter("mesh"):
        part.attrib["filename"] = str(urdf.parent / part.attrib["filename"])
    return Path(client.scratch_file(Xml.tostring(tree, encoding="unicode"), ".urdf")), joined


def _add(model: Model, look: Xml.Element, folder: Path) -> None:
    """One visual, at its place and in its colour."""
    import trimesh  # it takes a second to load, and a window opens without it

    colour = _colour(look)
    shape = look.find("geometry")
    assert shape is not None and len(shape) == 1
    form, part = shape[0], Model()
    if form.tag == "box":
        half = [size / 2 for size in _numbers(form.attrib["size"])]
        part.box([-size for size in half], half, colour)
    elif form.tag == "cylinder":
        end = float(form.attrib["length"]) / 2
        part.cylinder((0, 0, -end), (0, 0, end), float(form.attrib["radius"]), colour, _ROUND)
    elif form.tag == "sphere":
        ball = trimesh.creation.icosphere(subdivisions=2, radius=float(form.attrib["radius"]))
        part.smooth(ball.vertices, ball.faces, colour)
    else:
        mesh: Any = trimesh.load(folder / form.attrib["filename"], force="mesh")
        part.soup(np.asarray(mesh.triangles), colour)
    origin = look.find("origin")
    place = {} if origin is None else origin.attrib
    roll, pitch, yaw = _numbers(place.get("rpy", "0 0 0"))
    turned = trimesh.transformations.euler_matrix(roll, pitch, yaw)[:3, :3]
    model.join(part, turned, _numbers(place.get("xyz", "0 0 0")))


def _colour(look: Xml.Element) -> Colour:
    paint = look.find("material/color")
    red, green, blue = _numbers(paint.attrib["rgba"])[:3] if paint is not None else (1.0, 1.0, 1.0)
    return (red, green, blue)


def _numbers(text: str) -> list[float]:
    return [float(word) for word in text.split()]
