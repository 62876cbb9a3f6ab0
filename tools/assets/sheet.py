"""A picture of every ingredient and tool that has a mesh in assets, to judge by eye whether a stranger would name them.

    python -m tools.assets.sheet docs/images/ingredients.png
    python -m tools.assets.sheet sheet.png --nameless --pixels 64
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import trimesh
import tyro
from PIL import Image, ImageDraw, ImageFont

from kitchen_dream.core.resources import ASSETS
from kitchen_dream.media.video import write_png
from kitchen_dream.sim.engine.camera import render
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.scene.textures import PALETTE

_LINE = 20


def sheet(
    out: Annotated[Path, tyro.conf.Positional],
    pixels: int = 150,
    columns: int = 9,
    nameless: bool = False,
    only: tuple[str, ...] = (),
) -> None:
    """Write the sheet.

    Args:
        out: the picture, ending in .png.
        pixels: side of each thing's square.
        columns: things in a row.
        nameless: leave the names out.
        only: names of things; without any, all.
    """
    files = [file for folder in ("ingredients", "vessels") for file in sorted((ASSETS / folder).glob("*.obj"))]
    files = [file for file in files if not only or file.stem in only]
    if not files:
        raise SystemExit(f"error: no mesh is named {', '.join(only)}; they lie in {ASSETS}/ingredients and /vessels")
    line = 0 if nameless else _LINE
    rows = -(-len(files) // columns)
    image = Image.new("RGB", (columns * pixels, rows * (pixels + line)), "white")
    pen = ImageDraw.Draw(image)
    for i, file in enumerate(files):
        x, y = i % columns * pixels, i // columns * (pixels + line)
        image.paste(Image.fromarray(_picture(file, pixels)), (x, y))
        if not nameless:
            pen.text((x + pixels / 2, y + pixels + 9), file.stem, "black", ImageFont.load_default(14), anchor="mm")
    write_png(out, np.asarray(image), colours=256)
    print(out)


def _picture(file: Path, pixels: int) -> np.ndarray:
    """One thing on a worktop as the robot sees it from in front and above, (pixels, pixels, 3) uint8."""
    low, high = trimesh.load(file, force="mesh").bounds
    centre, size = (low + high) / 2, float(np.linalg.norm(high - low))
    with Client() as client:
        board = client.createVisualShape(client.GEOM_BOX, halfExtents=[1, 1, 0.01], rgbaColor=[0.8, 0.78, 0.75, 1])
        client.createMultiBody(0, -1, board, [0, 0, -0.0105])
        look = client.createVisualShape(client.GEOM_MESH, fileName=str(file))
        client.paint(client.createMultiBody(0, -1, look), -1, PALETTE)
        eye = centre + np.array([0.85, 0.3, 0.55]) * size * 2.2
        return render(client, tuple(eye), tuple(centre), 27, pixels, pixels, shadows=True, supersample=3)


if __name__ == "__main__":
    tyro.cli(sheet)
