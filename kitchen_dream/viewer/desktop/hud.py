"""Draws the head-up display at the top of the window: phase, instruction, clock and current skill."""

import numpy as np
from PIL import Image, ImageDraw

from kitchen_dream.media.captions import Caption
from kitchen_dream.media.style import AMBER, BACKGROUND, BLUE, LINE, MUTED, RED, TEXT, Banner, font

WIDTH, HEIGHT = 940, 76
"""Pixels in a window of 1280 x 720."""


def draw_hud(caption: Caption, banner: Banner | None = None, paused: bool = False, question: str = "") -> np.ndarray:
    """Draw the display.

    banner: replaces title and skill. paused: show a sign that says so. question: to a person who plays; replaces the
    skill. Returns (HEIGHT, WIDTH, 3) uint8."""
    image = Image.new("RGB", (WIDTH, HEIGHT), BACKGROUND)
    draw = ImageDraw.Draw(image)
    accent = BLUE if caption.exploring else AMBER
    draw.rectangle((0, 0, 8, HEIGHT), fill=banner.colour if banner else accent)
    shown = min(caption.elapsed, caption.limit)
    draw.text((WIDTH - 16, 22), f"{shown:.0f} s of {caption.limit:.0f} s", TEXT, font(22, True), anchor="rm")
    if paused:
        draw.rounded_rectangle((WIDTH - 300, 8, WIDTH - 190, 36), 6, fill=RED)
        draw.text((WIDTH - 245, 22), "PAUSED", TEXT, font(18, True), anchor="mm")
    title, colour = (banner.headline, banner.colour) if banner else (caption.title, TEXT)
    _fitted(draw, (24, 22), title, 25, 600, colour)
    line = banner.line if banner else question or caption.skill
    if not banner and not question and caption.failure:
        line = f"{line}   ({caption.failure})" if line else caption.failure
    tint = TEXT if banner else AMBER if question else RED if caption.failure else MUTED
    _fitted(draw, (24, 52), line, 18, WIDTH - 220, tint, bold=bool(question))
    left = max(caption.limit - caption.elapsed, 0.0)
    draw.text((WIDTH - 16, 52), f"{left:.0f} s left", MUTED, font(17), anchor="rm")
    draw.rectangle((0, HEIGHT - 6, WIDTH, HEIGHT), fill=LINE)
    share = min(max(caption.elapsed / max(caption.limit, 1e-6), 0.0), 1.0)
    draw.rectangle((0, HEIGHT - 6, round(WIDTH * share), HEIGHT), fill=accent if share < 0.9 else RED)
    return np.asarray(image)


def _fitted(
    draw: ImageDraw.ImageDraw, at: tuple[int, int], text: str, size: int, room: int, colour, bold: bool = True
) -> None:
    while size > 12 and draw.textlength(text, font(size, bold)) > room:
        size -= 1
    draw.text(at, text, colour, font(size, bold), anchor="lm")
