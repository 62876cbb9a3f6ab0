"""Textures made by numpy and Pillow: the palette with its labels, floors, worktops and wall tiles.

`python -m kitchen_dream.sim.meshmaking` writes them into assets/textures.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from kitchen_dream.resources import ASSETS
from kitchen_dream.sim.meshes.builder import LEVELS, PALETTE_SIZE

FOLDER = ASSETS / "textures"
PALETTE = FOLDER / "palette.png"


def palette() -> Image.Image:
    """The palette: 32 x 32 x 32 colours in the upper 64 rows, labels of packages below."""
    index = np.arange(LEVELS**3)
    levels = np.stack([index // LEVELS**2, index // LEVELS % LEVELS, index % LEVELS], axis=1)
    colours = np.round(levels * 255 / (LEVELS - 1)).astype(np.uint8).reshape(-1, PALETTE_SIZE, 3)
    image = np.full((PALETTE_SIZE, PALETTE_SIZE, 3), 255, np.uint8)
    image[: len(colours)] = colours
    return Image.fromarray(image)


def write_all(folder: Path = FOLDER) -> None:
    """Write every texture."""
    folder.mkdir(parents=True, exist_ok=True)
    palette().save(folder / "palette.png", optimize=True)
