"""A sign room in PyBullet: what the agent sees from any pose, what stands in its way, and the room from above."""

from __future__ import annotations

import math

import numpy as np

from kitchen_dream.sim.engine.camera import render
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.meshes.builder import Model
from kitchen_dream.sim.scene.textures import PALETTE
from kitchen_dream.sim.sign_room.layout import (
    BARRIER,
    BODY,
    COLOURS,
    DEPTH,
    EYE,
    HEIGHT,
    KINDS,
    RADIUS,
    WIDTH,
    SignRoom,
)
from kitchen_dream.sim.sign_room.models import MAKERS, PAINT, placed, plate_model, plate_picture, shell

IMAGE = (60, 80, 3)
"""Shape of what the agent sees, uint8."""
FIELD_OF_VIEW = 60.0
"""Vertical, in degrees."""
LIGHT = (1.2, -2.0, 2.6)
HEADING_JITTER = 0.001
"""Radians added to every heading: a corner exactly in the plane of the camera tears holes into walls."""
_ABOVE, _BELOW, _ABOVE_VIEW = (WIDTH / 2, DEPTH / 2 - 2.2, 15.5), (WIDTH / 2, DEPTH / 2 - 0.15, 0.0), 50.0
"""The camera that looks at the room from above: eye, target, vertical field of view in degrees."""
_FENCE = 0.5  # thickness of the walls' collision shapes


class SignRoomWorld:
    """One room whose sign says one word, in a PyBullet world of its own.

    Args:
        room: what it is made of.
        colour: the word on the sign, as a number of COLOURS.
        ceiling: left out for pictures from above.

    Examples:
        >>> from kitchen_dream.sim.sign_room.layout import PUBLISHED
        >>> with SignRoomWorld(PUBLISHED, 0) as world:
        ...     world.look(4.5, 5.0, 0.0).shape, world.clearance(5.8, 6.6) < 0
        ((60, 80, 3), True)
    """

    def __init__(self, room: SignRoom, colour: int, ceiling: bool = True) -> None:
        self.room, self.colour = room, colour
        self.client = Client()
        self._show("shell", shell(room, ceiling), str(PALETTE))
        self.objects: list[int] = []
        """Bodies of the objects, by their numbers."""
        for kind, tint, place in room.objects():
            name = f"{COLOURS[tint]}-{KINDS[kind]}"
            shape = self.client.createCollisionShape(
                self.client.GEOM_CYLINDER, radius=BODY, height=1.0, collisionFramePosition=(*place, 0.5)
            )
            model = placed(MAKERS[kind](PAINT[COLOURS[tint]]), place)
            self.objects.append(self._show(name, model, str(PALETTE), shape))
        plates = [("sign", room.sign, COLOURS[colour].upper())] + ([("decoy", room.decoy, None)] if room.decoy else [])
        for name, plate, word in plates:
            path = self.client.folder / f"{name}-{word}.png"
            plate_picture(word, path)
            self._show(name, plate_model(plate), str(path))
        self.solid = [self._fence(low, high) for low, high in _solids()]
        """Bodies of walls and barrier; they cannot be seen, the shell stands for them."""
        self._agent = self.client.createCollisionShape(self.client.GEOM_CYLINDER, radius=RADIUS, height=1.6)

    def look(self, x: float, y: float, yaw: float) -> np.ndarray:
        """What the agent sees from (x, y) towards `yaw` radians: (60, 80, 3) uint8."""
        height, width, _ = IMAGE
        yaw += HEADING_JITTER
        target = (x + math.cos(yaw), y + math.sin(yaw), EYE)
        return render(self.client, (x, y, EYE), target, FIELD_OF_VIEW, width, height, light=LIGHT)

    def clearance(self, x: float, y: float) -> float:
        """Metres from the agent's body at (x, y) to the nearest wall or barrier, 0.5 at most; negative inside."""
        agent = {"collisionShapeA": self._agent, "collisionShapePositionA": (x, y, 1.0)}
        found = [self.client.getClosestPoints(-1, body, 0.5, **agent) for body in self.solid]
        return min((point[8] for points in found for point in points), default=0.5)

    def above(self, width: int = 480, height: int = 600) -> np.ndarray:
        """The room from above, north up: (height, width, 3) uint8. Make the world without a ceiling for it."""
        # No shadows: the renderer's shadow map tells the two triangles of the floor apart by a seam.
        return render(
            self.client, _ABOVE, _BELOW, _ABOVE_VIEW, width, height, supersample=2, light=LIGHT,
            background=(250, 250, 248),
        )

    def close(self) -> None:
        """Disconnect; closing twice does nothing."""
        self.client.close()

    def __enter__(self) -> SignRoomWorld:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _show(self, name: str, model: Model, texture: str, collision: int = -1) -> int:
        client = self.client
        path = client.scratch_file(f"# {name}\n" + model.obj(), ".obj")
        look = client.createVisualShape(
            client.GEOM_MESH, fileName=path, rgbaColor=(1, 1, 1, 1), specularColor=(0, 0, 0)
        )
        body = client.createMultiBody(0, collision, look)
        client.paint(body, -1, texture)
        return body

    def _fence(self, low: tuple[float, float, float], high: tuple[float, float, float]) -> int:
        half = [(b - a) / 2 for a, b in zip(low, high, strict=True)]
        middle = [(a + b) / 2 for a, b in zip(low, high, strict=True)]
        client = self.client
        shape = client.createCollisionShape(client.GEOM_BOX, halfExtents=half)
        # Drawn as a point below the floor: a body without a look would be drawn as its collision shape.
        look = client.createVisualShape(client.GEOM_SPHERE, radius=1e-4, visualFramePosition=(0, 0, -middle[2] - 0.5))
        return client.createMultiBody(0, shape, look, basePosition=middle)


def seen_from_above(points: np.ndarray, width: int, height: int) -> np.ndarray:
    """(n, 2) float64 columns and rows in the picture that `above` draws of points (n, 3) in metres."""
    ahead = np.subtract(_BELOW, _ABOVE)
    ahead /= np.linalg.norm(ahead)
    right = np.cross(ahead, (0, 0, 1))
    right /= np.linalg.norm(right)
    to = np.asarray(points, float) - _ABOVE
    scale = height / 2 / math.tan(math.radians(_ABOVE_VIEW / 2)) / (to @ ahead)
    return np.stack([width / 2 + (to @ right) * scale, height / 2 - (to @ np.cross(right, ahead)) * scale], axis=1)


def _solids() -> list[tuple[tuple[float, float, float], tuple[float, float, float]]]:
    """Lower and upper corners of the walls and the barrier."""
    w, d, h, f = WIDTH, DEPTH, HEIGHT, _FENCE
    (x0, y0), (x1, y1) = BARRIER
    return [
        ((w, -f, 0), (w + f, d + f, h)), ((-f, d, 0), (w + f, d + f, h)), ((-f, -f, 0), (0, d + f, h)),
        ((-f, -f, 0), (w + f, 0, h)), ((x0, y0, 0), (x1, y1, h)),
    ]  # fmt: skip
