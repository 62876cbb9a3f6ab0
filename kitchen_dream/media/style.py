"""Colours, letters and banners that films and the window share."""

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PIL import ImageFont

Colour = tuple[int, int, int]

BACKGROUND: Colour = (19, 24, 33)
PANEL: Colour = (27, 34, 45)
LINE: Colour = (52, 62, 77)
TEXT: Colour = (238, 242, 246)
MUTED: Colour = (152, 164, 179)
BLUE: Colour = (92, 176, 255)
AMBER: Colour = (255, 181, 71)
GREEN: Colour = (98, 204, 124)
RED: Colour = (244, 106, 96)

STATUS: dict[str, tuple[str, Colour]] = {
    "missing": ("○", MUTED), "in hand": ("◐", AMBER), "not done": ("◐", AMBER), "done": ("●", GREEN),
    "burnt": ("●", RED),
}
"""Sign and colour of a recipe line, by its status."""


@cache
def font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """DejaVu Sans, which ships with matplotlib; `size` in pixels."""
    found = find_spec("matplotlib")  # to import it would take longer than all letters of a picture
    assert found is not None and found.origin is not None
    folder = Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"
    return ImageFont.truetype(str(folder / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")), size)


@dataclass(frozen=True)
class Banner:
    """A large message over the picture: a headline, a smaller line below it, and the colour of the headline."""

    headline: str
    line: str = ""
    colour: Colour = BLUE
