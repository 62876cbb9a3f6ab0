"""A picture of every kind of furniture, to look at: shut and open from the front, and open from above.

    python tools/furniture_sheet.py                    # docs/images/furniture.png
    python tools/furniture_sheet.py --out all.png --kinds oven dishwasher
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import tyro
from PIL import Image, ImageDraw, ImageFont

from kitchen_dream.core.files import write_atomically
from kitchen_dream.kitchens.catalogue import CATALOGUE, COMPOSITES, size_of
from kitchen_dream.kitchens.layout.blueprint import CORNERS
from kitchen_dream.kitchens.layout.builder import KitchenBuilder, piece
from kitchen_dream.kitchens.spec import FIXTURES, Kitchen
from kitchen_dream.sim.engine.camera import render
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.scene.kitchen_scene import Scene

HIDDEN = ("half_fridge", "freezer_drawer")
"""Parts of a double fridge, which people write as one piece."""
LINE = 22


def sheet(
    out: Path = Path("docs/images/furniture.png"), kinds: tuple[str, ...] = (), pixels: int = 190, columns: int = 3
) -> None:
    """Write the sheet.

    Args:
        out: the picture, ending in .png.
        kinds: kinds of pieces; without any, all.
        pixels: width and height of each view.
        columns: kinds in a row, each with three views.
    """
    kinds = kinds or tuple(kind for kind in (*CATALOGUE, *COMPOSITES, *FIXTURES) if kind not in HIDDEN)
    rows = -(-len(kinds) // columns)
    image = Image.new("RGB", (columns * (3 * pixels + 8), rows * (pixels + LINE)), "white")
    pen = ImageDraw.Draw(image)
    with Client() as client:
        for i, kind in enumerate(kinds):
            x, y = i % columns * (3 * pixels + 8), i // columns * (pixels + LINE)
            for k, view in enumerate(_views(client, kind, pixels)):
                image.paste(Image.fromarray(view), (x + k * pixels, y + LINE))
            pen.text((x + 4, y + LINE / 2), kind, "black", ImageFont.load_default(15), anchor="lm")
    buffer = BytesIO()
    image.quantize(192).save(buffer, "png")
    write_atomically(out, buffer.getvalue(), parents=True)
    print(out)


def room_with(kind: str) -> Kitchen:
    """A room with one piece of a kind at the north wall, or in its corner; what a kitchen must have is far from it."""
    room = KitchenBuilder(width=4.0, depth=5.0, style={"colours": "sage", "floor": "tiles"})
    if kind in CORNERS:
        room.put(kind, corner="northwest")
    elif kind == "table":
        room.put(kind, x=2.0, y=4.0, facing="south")
    elif kind == "hood":
        room.put(piece("stove", upper={"kind": kind}), along="north")
    else:
        room.put(kind, along="north")
    row = ["base_cabinet"] if kind in ("hood", "stove") else ["base_cabinet", "stove"]
    row[0] = piece("base_cabinet", contents=["egg"])
    return room.along("south", *row).done(checked=False)


def _views(client: Client, kind: str, pixels: int) -> list[np.ndarray]:
    """Shut and open from the front, and open from above, each (pixels, pixels, 3) uint8."""
    kitchen = room_with(kind)
    size = size_of({"sink": "base_cabinet", "corner": "counter"}.get(kind, kind))
    boxes = [*kitchen.units, kitchen.stove, *kitchen.fixtures]
    mine = [box for box in boxes if box.y > 2.5] or [box for box in kitchen.counters if box.y > 2.5]
    middle = np.mean([(box.x, box.y) for box in mine], axis=0)
    low, high = min(box.z for box in mine), max(box.z + box.height for box in mine)
    wide = max(high - low, size.width, 0.9)
    target = (float(middle[0]), float(middle[1]) - 0.25, (low + high) / 2)
    away = 1.05 * wide + 0.75
    front = (target[0] + 0.45 * away, target[1] - 0.95 * away, target[2] + 0.42 * away)
    above = (target[0] + 0.02, target[1] - 0.55 * away, target[2] + 1.25 * away)
    client.clear()
    scene = Scene(client, kitchen)
    views = [render(client, front, target, 46.0, pixels, pixels, True, 3, background="studio")]
    for u in range(len(kitchen.units)):
        scene.set_opening(u, 0.92)
    for eye in (front, above):
        views.append(render(client, eye, target, 46.0, pixels, pixels, True, 3, background="studio"))
    return views


if __name__ == "__main__":
    tyro.cli(sheet)
