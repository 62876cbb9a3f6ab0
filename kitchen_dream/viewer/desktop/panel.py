"""Draws the panel at the right of the window: recipe, what has been seen or can be done, and buttons."""

from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageDraw

from kitchen_dream.media.captions import Caption
from kitchen_dream.media.style import AMBER, BLUE, GREEN, LINE, MUTED, PANEL, RED, STATUS, TEXT, Colour, font
from kitchen_dream.viewer.controls import SPEEDS, Controls
from kitchen_dream.viewer.menu import Menu
from kitchen_dream.viewer.options import Option

WIDTH, HEIGHT = 340, 720
"""Pixels in a window of 1280 x 720; other windows scale the panel."""
LEFT, RIGHT = 16, WIDTH - 14
BUTTONS_TOP = HEIGHT - 190
DARK: Colour = (14, 18, 25)
BUTTON: Colour = (52, 62, 77)
FAINT: Colour = (96, 106, 120)


@dataclass
class PanelImage:
    """The panel's picture, and its controls.

    image: (HEIGHT, WIDTH, 3) uint8. hit_boxes: left, top, right and bottom in pixels of each control, by name."""

    image: np.ndarray
    hit_boxes: dict[str, tuple[int, int, int, int]] = field(default_factory=dict)

    def at(self, x: float, y: float) -> str:
        """The control at a point in the panel's pixels, or "". The speed slider comes with the share of its length."""
        for name, (left, top, right, bottom) in self.hit_boxes.items():
            if left <= x < right and top <= y < bottom:
                return f"speed:{(x - left) / (right - left):.3f}" if name == "speed" else name
        return ""


def draw_panel(
    caption: Caption, controls: Controls, options: tuple[Option, ...] = (), playing: bool = False
) -> PanelImage:
    """Draw the panel.

    options: actions to choose from, if a person plays; they replace the list of what was seen. playing: whether a
    person plays, who cannot choose the dish."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PANEL)
    draw = ImageDraw.Draw(image)
    drawn = PanelImage(np.empty(0))
    accent = BLUE if caption.exploring else AMBER
    top = _recipe(draw, caption, 12) if caption.needs else 12
    if controls.menu is not None:
        _menu(draw, controls.menu, top, drawn)
    elif options:
        _options(draw, options, caption, top, drawn)
    else:
        _seen(draw, caption, top, accent)
    _buttons(draw, controls, drawn, playing)
    drawn.image = np.asarray(image)
    return drawn


def _recipe(draw: ImageDraw.ImageDraw, caption: Caption, top: int) -> int:
    top = _heading(draw, "Recipe", top)
    for need in caption.needs:
        sign, colour = STATUS[need.status]
        draw.text((LEFT, top), sign, colour, font(16))
        draw.text((LEFT + 24, top), need.what, GREEN if need.status == "done" else TEXT, font(16))
        if need.status != "missing":
            draw.text((RIGHT, top + 1), need.status, colour, font(14), anchor="ra")
        top += 22
    return top + 6


def _seen(draw: ImageDraw.ImageDraw, caption: Caption, top: int, accent: Colour) -> None:
    top = _heading(draw, f"Seen so far, {caption.unseen} places not looked into", top)
    facts = _wrapped(draw, caption.facts)
    entries = [(seen, _wrapped(draw, (", ".join(seen.items) or "empty",))) for seen in caption.seen]
    room = BUTTONS_TOP - 8 - top - 19 * len(facts)
    left_out = 0
    while entries and sum(20 + 18 * len(lines) for _, lines in entries) > room - 20 * bool(left_out):
        entries.pop(caption.least([seen for seen, _ in entries]))
        left_out += 1
    if left_out:
        draw.text((LEFT, top), f"{left_out} more, left out here", MUTED, font(14))
        top += 20
    if not caption.seen:
        draw.text((LEFT, top), "nothing yet", MUTED, font(15))
        top += 20
    for seen, lines in entries:
        draw.text((LEFT, top), seen.unit, accent if seen.here else TEXT, font(15, True))
        top += 20
        for line in lines:
            _items(draw, LEFT + 10, top, line, caption.wanted)
            top += 18
    for line in facts:
        draw.text((LEFT, top), line, BLUE, font(14))
        top += 19


def _options(
    draw: ImageDraw.ImageDraw, options: tuple[Option, ...], caption: Caption, top: int, drawn: PanelImage
) -> None:
    top = _heading(draw, "What you can do: key, or click", top)
    facts = _wrapped(draw, caption.facts)
    room = BUTTONS_TOP - 6 - top - 17 * len(facts)
    # If the panel is too short, what was seen moves up beside the name, and impossible actions are left out.
    rows, step, beside = list(options), 20, sum(20 + 16 * bool(option.detail) for option in options) > room
    if beside:
        step = 18
        rows = [row for row in rows if row.possible or row.detail or len(rows) * step <= room]
    for row in rows:
        colour = TEXT if row.possible else FAINT
        middle, left = top + step // 2 - 1, LEFT + 28
        if row.possible:
            draw.rounded_rectangle((LEFT, top, LEFT + 20, top + step - 2), 4, fill=BUTTON)
            drawn.hit_boxes[f"key:{row.key}"] = (LEFT, top, RIGHT, top + step)
        draw.text((LEFT + 10, middle), row.key, AMBER if row.possible else colour, font(14, True), anchor="mm")
        draw.text((left, middle), row.text, colour, font(14, row.possible), anchor="lm")
        if row.seconds > 0:
            draw.text((RIGHT, middle), f"{row.seconds:.0f} s", colour, font(13), anchor="rm")
        top += step
        if not row.detail:
            continue
        if beside:
            left += round(draw.textlength(row.text, font(14, row.possible))) + 8
            _items(draw, left, middle - 8, _shortened(draw, row.detail, RIGHT - 34 - left, 12), caption.wanted, 12)
        else:
            _items(draw, left, top - 1, _shortened(draw, row.detail, RIGHT - left, 13), caption.wanted, 13)
            top += 16
    for line in facts:
        draw.text((LEFT, top + 2), line, BLUE, font(13))
        top += 17


def _menu(draw: ImageDraw.ImageDraw, menu: Menu, top: int, drawn: PanelImage) -> None:
    top = _heading(draw, "Next dish: type, or click", top)
    draw.rounded_rectangle((LEFT, top, RIGHT, top + 28), 5, fill=DARK, outline=BLUE)
    draw.text((LEFT + 10, top + 14), f"{menu.typed}|", TEXT, font(16), anchor="lm")
    top += 36
    if not menu.shown:
        draw.text((LEFT + 10, top), "no dish matches; left arrow deletes", AMBER, font(14))
    fits = (BUTTONS_TOP - 34 - top) // 23
    first = max(0, min(menu.at - fits + 1, len(menu.shown) - fits))
    for row, name in list(enumerate(menu.shown))[first : first + fits]:
        if row == menu.at:
            draw.rounded_rectangle((LEFT, top, RIGHT, top + 22), 5, fill=BUTTON)
        draw.text((LEFT + 10, top + 11), name, TEXT if row == menu.at else MUTED, font(15, row == menu.at), anchor="lm")
        drawn.hit_boxes[f"row:{row}"] = (LEFT, top, RIGHT, top + 23)
        top += 23
    draw.text((LEFT, BUTTONS_TOP - 26), "enter takes it, left arrow goes back", MUTED, font(13))


def _buttons(draw: ImageDraw.ImageDraw, controls: Controls, drawn: PanelImage, playing: bool) -> None:
    draw.rectangle((0, BUTTONS_TOP, WIDTH, HEIGHT), fill=DARK)
    top, middle = BUTTONS_TOP + 10, (LEFT + RIGHT) // 2
    rows = [("space", "go on" if controls.paused else "pause"), (".", "one step"), (",", "one skill")]
    rows += [("v", f"camera: {controls.view}")] if playing else [("v", f"camera: {controls.view}"), ("t", "next dish")]
    rows += [("n", "next kitchen"), ("q", "quit")]
    for i, (key, words) in enumerate(rows):
        left, right = (LEFT, middle - 4) if i % 2 == 0 else (middle + 4, RIGHT)
        lit = key == "space" and controls.paused
        draw.rounded_rectangle((left, top, right, top + 25), 5, fill=RED if lit else BUTTON)
        draw.text((left + 9, top + 12), key, TEXT if lit else AMBER, font(14, True), anchor="lm")
        draw.text((right - 9, top + 12), words, TEXT, font(14), anchor="rm")
        drawn.hit_boxes[key] = (left, top, right, top + 26)
        top += 31 * (i % 2)
    top = BUTTONS_TOP + 10 + 31 * ((len(rows) + 1) // 2) + 6
    words = f"+ -  speed x{controls.speed:g}"
    draw.text((LEFT, top + 9), words, TEXT, font(14), anchor="lm")
    left, right = LEFT + 128, RIGHT - 8
    draw.line((left, top + 9, right, top + 9), fill=MUTED, width=3)
    x = left + (right - left) * SPEEDS.index(controls.speed) / (len(SPEEDS) - 1)
    draw.ellipse((x - 8, top + 1, x + 8, top + 17), fill=BLUE)
    drawn.hit_boxes["speed"] = (left - 8, top - 6, right + 8, top + 24)
    draw.text((LEFT, HEIGHT - 12), _shortened(draw, controls.message, RIGHT - LEFT, 13), MUTED, font(13), anchor="lm")


def _heading(draw: ImageDraw.ImageDraw, text: str, top: int) -> int:
    draw.text((LEFT, top), text, MUTED, font(14, True))
    draw.line((LEFT, top + 20, RIGHT, top + 20), fill=LINE)
    return top + 26


def _items(draw: ImageDraw.ImageDraw, left: int, top: int, text: str, wanted: tuple[str, ...], size: int = 14) -> None:
    """Write names with commas between them, ingredients of the dish in amber."""
    words = text.split(", ")
    for i, word in enumerate(words):
        comma = "," if i + 1 < len(words) else ""
        face = font(size, word in wanted)
        draw.text((left, top), word + comma, AMBER if word in wanted else MUTED, face)
        left += round(draw.textlength(word + comma + " ", face))


def _wrapped(draw: ImageDraw.ImageDraw, texts: tuple[str, ...]) -> list[str]:
    lines = []
    for text in texts:
        words = text.split(" ")
        line = words[0]
        for word in words[1:]:
            if draw.textlength(f"{line} {word}", font(14, True)) > RIGHT - LEFT - 10:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}"
        lines.append(line)
    return lines


def _shortened(draw: ImageDraw.ImageDraw, text: str, room: float, size: int) -> str:
    while len(text) > 4 and draw.textlength(text, font(size)) > room:
        text = text[:-2].rstrip() + "…"
    return text
