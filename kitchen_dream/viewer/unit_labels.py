"""Plates with a letter on the fronts of a kitchen in the window: which key looks into which unit."""

from __future__ import annotations

import math

from PIL import Image, ImageDraw

from kitchen_dream.kitchens.spec import Unit
from kitchen_dream.media.overlay import AMBER, BACKGROUND, TEXT, font
from kitchen_dream.viewer.mirror import Mirror
from kitchen_dream.viewer.options import action_key

SIZE = 0.13
"""Metres."""
GAP = 0.035
"""Metres before the front."""
PIXELS = 64
_AWAY = (0.0, 0.0, -50.0)

_QUAD = """v 0 -0.5 -0.5
v 0 0.5 -0.5
v 0 0.5 0.5
v 0 -0.5 0.5
vt 0 0
vt 1 0
vt 1 1
vt 0 1
vn 1 0 0
f 1/1/1 2/2/1 3/3/1
f 1/1/1 3/3/1 4/4/1
"""


class Plates:
    """One plate a unit, in the window's copy alone: the simulation has none.

    Args:
        mirror: the copy.
    """

    def __init__(self, mirror: Mirror) -> None:
        self.mirror = mirror
        client = mirror.client
        quad = client.scratch_file(_QUAD, ".obj")
        self._bodies, self._places = [], []
        client.configureDebugVisualizer(client.COV_ENABLE_RENDERING, 0)  # one picture for all of them
        for number, unit in enumerate(mirror.body.kitchen.units):
            key = action_key(number)
            path = client.folder / f"plate-{key}.png"
            if not path.exists():
                plate_image(key).save(path)
            shape = client.createVisualShape(
                client.GEOM_MESH, fileName=quad, meshScale=[SIZE] * 3, rgbaColor=[1, 1, 1, 1], specularColor=[0, 0, 0]
            )
            body = client.createMultiBody(0, -1, shape)
            client.changeVisualShape(body, -1, textureUniqueId=client.texture(path), rgbaColor=[1, 1, 1, 1], specularColor=[0, 0, 0])
            self._bodies.append(body)
            self._places.append(plate_place(unit))
        self._hidden = -1
        self.hide(None)
        client.configureDebugVisualizer(client.COV_ENABLE_RENDERING, 1)

    def hide(self, unit: int | None) -> None:
        """Take one unit's plate away, since its front has moved, and put the others where they belong."""
        unit = -1 if unit is None else unit
        for number in range(len(self._bodies)) if self._hidden < 0 > unit else {self._hidden, unit} - {-1}:
            at, yaw = self._places[number]
            turn = (0.0, 0.0, math.sin(yaw / 2), math.cos(yaw / 2))
            self.mirror.client.resetBasePositionAndOrientation(self._bodies[number], _AWAY if number == unit else at, turn)
        self._hidden = unit


def plate_place(unit: Unit) -> tuple[tuple[float, float, float], float]:
    """Middle of a unit's plate, high on its front and away from the handle of low ones, and its direction (yaw)."""
    up = unit.height - SIZE * 0.75 if unit.height > 0.3 else unit.height / 2
    aside = unit.width / 2 - SIZE * 0.75
    if unit.hinge == "right":
        aside = -aside
    x, y, z = unit.to_world((unit.depth / 2 + GAP, aside, up))
    return (x, y, z), unit.yaw


def plate_image(key: str) -> Image.Image:
    """A dark plate with an amber rim and a letter."""
    image = Image.new("RGB", (PIXELS, PIXELS), BACKGROUND)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, PIXELS - 1, PIXELS - 1), outline=AMBER, width=5)
    draw.text((PIXELS / 2, PIXELS / 2 - 1), key, TEXT, font(44, True), anchor="mm")
    return image
