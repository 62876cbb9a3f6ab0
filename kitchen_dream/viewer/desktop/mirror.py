"""Copies a simulated kitchen into a window.

PyBullet's window answers each command only between two frames, which makes a simulation inside it very slow. The trial
therefore runs without a window, and what has moved since the last frame is copied into one."""

import numpy as np

from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.robot.painted import painted_robot
from kitchen_dream.sim.scene.kitchen_scene import Scene

STILL = 1e-4
"""Metres and radians below which a body counts as still."""


class Mirror:
    """A copy of a kitchen and its robot. client: the window, or another PyBullet world. It is cleared first."""

    def __init__(self, body: KitchenBody, client: Client) -> None:
        self.body, self.client = body, client
        with client.held():
            client.clear()
            self.robot = painted_robot(client, type(body.robot), body.kitchen.start)
            self.scene = Scene(client, body.kitchen, book=body.rules.book)
        ours, theirs = body.scene, self.scene
        self._bodies = [(body.robot.body, self.robot.body), (ours.stove.body, theirs.stove.body)]
        self._bodies += [(a.body, b.body) for a, b in zip(ours.units, theirs.units, strict=True)]
        self._loose = list(zip(ours.loose, theirs.loose, strict=True))
        self._theirs = dict(self._loose)
        self._joints = {
            a: [j for j in range(body.client.getNumJoints(a)) if _moves(body.client, a, j)] for a, _ in self._bodies
        }
        self._last: dict[int, np.ndarray] = {}

    def copy(self) -> int:
        """Copy what has moved. Returns the number of bodies that had moved."""
        source, moved = self.body.client, 0
        for a, b in self._bodies:
            joints = self._joints[a]
            if not joints:
                continue
            values = np.array([state[0] for state in source.getJointStates(a, joints)])
            if self._changed(a, values):
                self.client.resetJointStatesMultiDof(b, joints, [[value] for value in values.tolist()])
                moved += 1
        for a, b in self._loose:
            place, turn = source.getBasePositionAndOrientation(a)
            if self._changed(a, np.array([*place, *turn])):
                self.client.resetBasePositionAndOrientation(b, place, turn)
                moved += 1
        for burner, lit in enumerate(self.body.scene.lit):
            self.scene.set_lamp(burner, lit)
        self.scene.set_oven(self.body.scene.oven_on)
        for body, tint in self.body.scene.tints.items():
            self.scene.tint(self._theirs[body], tint)
        return moved

    def _changed(self, key: int, value: np.ndarray) -> bool:
        before = self._last.get(key)
        if before is not None and np.abs(before - value).max() < STILL:
            return False
        self._last[key] = value
        return True


def _moves(client: Client, body: int, joint: int) -> bool:
    return client.getJointInfo(body, joint)[2] in (client.JOINT_REVOLUTE, client.JOINT_PRISMATIC)
