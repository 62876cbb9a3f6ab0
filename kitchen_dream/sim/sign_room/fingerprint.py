"""What a sign room's pictures depend on, as one short hash: names the files in which pictures are kept."""

from __future__ import annotations

import hashlib
import tempfile
from importlib.metadata import version
from pathlib import Path

from PIL import Image

from kitchen_dream.sim.engine import camera
from kitchen_dream.sim.scene.textures import PALETTE
from kitchen_dream.sim.sign_room.layout import COLOURS, EYE, KINDS, SignRoom
from kitchen_dream.sim.sign_room.models import MAKERS, PAINT, placed, plate_model, plate_picture, shell
from kitchen_dream.sim.sign_room.scene import FIELD_OF_VIEW, IMAGE, LIGHT, SQUINT


def picture_print(room: SignRoom) -> str:
    """A hash of all meshes, textures and camera settings, of the camera itself and of PyBullet's version."""
    renderer = Path(camera.__file__).read_text() + version("pybullet")
    parts = [IMAGE, FIELD_OF_VIEW, LIGHT, SQUINT, EYE, renderer, shell(room).obj()]
    for kind, colour, place in room.objects():
        parts.append(placed(MAKERS[kind](PAINT[COLOURS[colour]]), place).obj() + KINDS[kind])
    parts += [plate_model(plate).obj() for plate in (room.sign, room.decoy) if plate]
    out = hashlib.blake2b("\n".join(map(str, parts)).encode(), digest_size=8)
    with tempfile.TemporaryDirectory() as folder:
        for word in (*COLOURS, None):
            path = Path(folder) / "plate.png"
            plate_picture(word and word.upper(), path)
            out.update(Image.open(path).tobytes())
    out.update(Image.open(PALETTE).tobytes())
    return out.hexdigest()
