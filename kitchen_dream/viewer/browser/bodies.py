"""The bodies of a PyBullet world in the scene of a page, which follow it."""

from __future__ import annotations

import numpy as np
import viser

from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.scene.kitchen_scene import Scene
from kitchen_dream.viewer.browser.shapes import link_glbs

ROOT = "/kitchen"
STILL = 1e-4
"""Metres and radians below which a body counts as still."""


class Bodies:
    """All bodies of a world, each link a node of the page's scene. They replace those of the world before.

    server: of the page. scene: the kitchen; its world may hold a robot as well."""

    def __init__(self, server: viser.ViserServer, scene: Scene) -> None:
        self.server, self.scene, self.client = server, scene, scene.client
        with server.atomic():
            server.scene.add_frame(ROOT, show_axes=False).remove()
            server.scene.add_frame(ROOT, show_axes=False)
            self._nodes: dict[int, dict[int, viser.GlbHandle]] = {}
            for index in range(self.client.getNumBodies()):
                self._show(self.client.getBodyUniqueId(index))
            self._joints = {body: _joints(self.client, body) for body in self._nodes}
            masses = {body: self.client.getDynamicsInfo(body, -1)[0] for body in self._nodes}
            self._loose = [body for body, mass in masses.items() if mass > 0 or body in scene.loose]
            self._last: dict[int, np.ndarray] = {}
            for body in self._nodes:
                self._place(body)
        self._colours = self._seen()

    def copy(self) -> int:
        """Show what has moved, and what has another colour. Returns the number of bodies that had moved."""
        moved = 0
        with self.server.atomic():
            for body, joints in self._joints.items():
                if joints and self._changed(body, [state[0] for state in self.client.getJointStates(body, joints)]):
                    self._place(body)
                    moved += 1
            for body in self._loose:
                place, turn = self.client.getBasePositionAndOrientation(body)
                if self._changed(body, [*place, *turn]):
                    self._place(body)
                    moved += 1
            before, self._colours = self._colours, self._seen()
            for body in (body for body, seen in self._colours.items() if before.get(body, seen) != seen):
                self._show(body)
                self._place(body)
        return moved

    def _seen(self) -> dict[int, object]:
        """For each body that may change its colours what they follow from."""
        scene = self.scene
        plain: dict[int, object] = {body: (1.0, 1.0, 1.0) for body in scene.loose}
        oven = {} if scene.oven is None else {scene.units[scene.oven].body: scene.oven_on}
        return plain | oven | {scene.stove.body: tuple(scene.lit)} | scene.tints

    def _show(self, body: int) -> None:
        """Make the nodes of a body, or make them anew in its present colours."""
        self._nodes[body] = {
            link: self.server.scene.add_glb(f"{ROOT}/{body}/{link}", glb, cast_shadow=False, receive_shadow=False)
            for link, glb in link_glbs(self.client, body).items()
        }

    def _place(self, body: int) -> None:
        """Put the links of a body where they are."""
        for link, node in self._nodes[body].items():
            place, turn = _frame(self.client, body, link)
            node.position, node.wxyz = place, (turn[3], *turn[:3])

    def _changed(self, body: int, values: list[float]) -> bool:
        before, now = self._last.get(body), np.array(values)
        if before is not None and np.abs(before - now).max() < STILL:
            return False
        self._last[body] = now
        return True


def _joints(client: Client, body: int) -> list[int]:
    """The joints of a body that can move."""
    moving = (client.JOINT_REVOLUTE, client.JOINT_PRISMATIC)
    return [joint for joint in range(client.getNumJoints(body)) if client.getJointInfo(body, joint)[2] in moving]


def _frame(client: Client, body: int, link: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Position in metres and orientation (x, y, z, w) of a link's frame in the world."""
    if link >= 0:
        state = client.getLinkState(body, link)  # computing it anew would change what comes, see `HeadCamera`
        return state[4], state[5]
    inertial = client.getDynamicsInfo(body, -1)[3:5]
    return client.multiplyTransforms(*client.getBasePositionAndOrientation(body), *client.invertTransform(*inertial))
