"""Labels with a letter on the fronts of a kitchen in the window: which key looks into which unit."""

import math

from PIL import Image, ImageDraw

from kitchen_dream.media.style import AMBER, BACKGROUND, TEXT, font
from kitchen_dream.viewer.desktop.mirror import Mirror
from kitchen_dream.viewer.desktop.screen_quad import textured
from kitchen_dream.viewer.options import UNIT_KEYS
from kitchen_dream.viewer.overlays import LABEL_SIZE, label_pose

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


class UnitLabels:
    """One label for each unit. They exist in the window only, not in the simulation.

    mirror: the copy of the kitchen in the window."""

    def __init__(self, mirror: Mirror) -> None:
        self.mirror = mirror
        client = mirror.client
        quad = client.scratch_file(_QUAD, ".obj")
        self._bodies, self._places = [], []
        for key, unit in zip(UNIT_KEYS, mirror.body.kitchen.units, strict=False):
            path = client.folder / f"label-{key}.png"
            if not path.exists():
                label_image(key).save(path)
            self._bodies.append(textured(client, quad, [LABEL_SIZE] * 3, client.texture(path)))
            self._places.append(label_pose(unit))
        self._hidden = -1
        self.hide(None)

    def hide(self, unit: int | None) -> None:
        """Hide the label of a unit whose front has moved, and show all others. None hides none."""
        unit = -1 if unit is None else unit
        for number in range(len(self._bodies)) if self._hidden < 0 > unit else {self._hidden, unit} - {-1}:
            at, yaw = self._places[number]
            turn = (0.0, 0.0, math.sin(yaw / 2), math.cos(yaw / 2))
            place = _AWAY if number == unit else at
            self.mirror.client.resetBasePositionAndOrientation(self._bodies[number], place, turn)
        self._hidden = unit


def label_image(key: str) -> Image.Image:
    """A dark square with an amber rim and a letter."""
    image = Image.new("RGB", (PIXELS, PIXELS), BACKGROUND)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, PIXELS - 1, PIXELS - 1), outline=AMBER, width=5)
    draw.text((PIXELS / 2, PIXELS / 2 - 1), key, TEXT, font(44, True), anchor="mm")
    return image
