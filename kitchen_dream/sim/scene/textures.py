"""Textures at runtime: where the palette and the repeating images lie, and the picture of a kitchen's note.

`python -m tools.assets.make` made the files in assets/textures. All but the palette repeat without a seam."""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from kitchen_dream.core.resources import ASSETS

FOLDER = ASSETS / "textures"
PALETTE = FOLDER / "palette.png"

TILE_METRES = {
    "oak": 1.92, "walnut": 1.92, "beech": 0.96, "tiles": 1.2, "granite": 0.8, "marble": 1.2, "backsplash": 0.6,
    "plaster": 1.0,
}  # fmt: skip
"""How many metres one repeat of a texture covers."""


def texture_file(name: str) -> Path:
    """Path of a repeating texture; names are the keys of TILE_METRES."""
    return FOLDER / f"{name}.jpg"


def note_image(places: dict[str, str], path: Path) -> None:
    """Write the picture of a note that says what is kept where."""
    width, height = 192, 256
    image = Image.new("RGB", (width, height), (255, 244, 170))
    pen = ImageDraw.Draw(image)
    pen.ellipse((width / 2 - 12, 4, width / 2 + 12, 28), fill=(200, 40, 40))
    ink = (30, 40, 110)
    pen.text((14, 36), "Where is it?", fill=ink, font=ImageFont.load_default(26), stroke_width=1, stroke_fill=ink)
    for i, (group, place) in enumerate(places.items()):
        y = 70 + i * 36
        pen.text((14, y), f"{group}:", fill=(160, 30, 30), font=ImageFont.load_default(17))
        pen.text((24, y + 16), place, fill=(30, 30, 40), font=ImageFont.load_default(17))
    image.save(path)
