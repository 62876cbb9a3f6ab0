"""Draws the frames of a film: title and clock above, what has been seen beside, the skill below."""

import numpy as np
from PIL import Image, ImageDraw

from kitchen_dream.media.captions import Caption
from kitchen_dream.media.recipe_lines import RecipeLine
from kitchen_dream.media.style import (
    AMBER,
    BACKGROUND,
    BLUE,
    GREEN,
    LINE,
    MUTED,
    PANEL,
    RED,
    STATUS,
    TEXT,
    Banner,
    Colour,
    font,
)


class FilmFrame:
    """Places the parts of a frame and draws them.

    Args:
        width, height: of the whole frame in pixels; at least 320 x 180.

    Attributes:
        scene: (width, height) in pixels of the camera picture that `draw` expects.
        head: (width, height) in pixels of the head camera's picture that `draw` expects.

    Raises:
        ValueError: the frame is too small."""

    def __init__(self, width: int = 960, height: int = 540) -> None:
        if width < 320 or height < 180:
            raise ValueError(f"a film needs at least 320 x 180 pixels, got {width} x {height}")
        self.width, self.height = width, height
        # Small frames get relatively larger letters, so that they can still be read.
        self._unit = height / 540 * (1.0 if height >= 500 else 1.18)
        self._bar = self._px(58)
        self._panel = round(width * 0.28)
        self.scene = (width - self._panel, height - self._bar)
        self.head = (self._panel - 2 * self._px(10), round((self._panel - 2 * self._px(10)) * 0.58))

    def draw(
        self, scene: np.ndarray, caption: Caption, head: np.ndarray | None = None, banner: Banner | None = None,
        label: str = "",
    ) -> np.ndarray:
        """Draw a frame.

        Args:
            scene: camera picture, uint8 of shape (*self.scene[::-1], 3).
            caption: the texts.
            head: head camera's picture, uint8 of shape (*self.head[::-1], 3), or None to leave it out.
            banner: a message over the picture.
            label: what the small picture is, where it is not the head camera's.

        Returns:
            (height, width, 3) uint8."""
        image = Image.new("RGB", (self.width, self.height), BACKGROUND)
        image.paste(Image.fromarray(scene), (0, self._bar))
        draw = ImageDraw.Draw(image, "RGBA")
        accent = BLUE if caption.exploring else AMBER
        self._title(draw, caption, accent)
        top = self._bar
        draw.rectangle((self.scene[0], top, self.width, self.height), fill=PANEL)
        if head is not None:
            top += self._px(10)
            image.paste(Image.fromarray(head), (self.scene[0] + self._px(10), top))
            left, wide = self.scene[0] + self._px(10), self._px(88)
            draw.rectangle((left, top, left + wide, top + self._px(18)), fill=(*BACKGROUND, 200))
            self._text(draw, (left + self._px(6), top + self._px(9)), label or "head camera", 11, TEXT, anchor="lm")
            top += self.head[1]
        self._panel_text(draw, caption, top + self._px(12), accent)
        self._skill(draw, caption, accent)
        if banner is not None:
            self._banner(draw, banner)
        return np.asarray(image)

    def _px(self, size: float) -> int:
        return max(1, round(size * self._unit))

    def _text(
        self, draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: float, colour: Colour,
        bold: bool = False, anchor: str = "la",
    ) -> float:  # fmt: skip
        face = font(max(9, self._px(size)), bold)
        draw.text(at, text, colour, face, anchor)
        return draw.textlength(text, face)

    def _title(self, draw: ImageDraw.ImageDraw, caption: Caption, accent: Colour) -> None:
        middle = self._bar * 0.46
        draw.rectangle((0, 0, self._px(8), self._bar - 1), fill=accent)
        self._text(draw, (self._px(22), middle), caption.title, 23, TEXT, bold=True, anchor="lm")
        shown = min(caption.elapsed, caption.limit)
        clock = f"{shown:.0f} s of {caption.limit:.0f} s"
        self._text(draw, (self.width - self._px(14), middle), clock, 17, TEXT, anchor="rm")
        height = self._px(6)
        draw.rectangle((0, self._bar - height, self.width, self._bar - 1), fill=LINE)
        share = min(max(caption.elapsed / max(caption.limit, 1e-6), 0.0), 1.0)
        done = (0, self._bar - height, round(self.width * share), self._bar - 1)
        draw.rectangle(done, fill=accent if share < 0.9 else RED)

    def _panel_text(self, draw: ImageDraw.ImageDraw, caption: Caption, top: float, accent: Colour) -> None:
        left = self.scene[0] + self._px(12)
        if caption.needs:
            top = self._heading(draw, left, top, "Recipe")
            for need in caption.needs:
                top = self._need(draw, left, top, need)
            top += self._px(8)
        top = self._heading(draw, left, top, "Seen so far")
        if not caption.seen:
            self._text(draw, (left, top), "nothing yet", 12.5, MUTED)
            top += self._px(18)
        room = self.height - self._px(24) - top - self._px(17) * len(caption.facts)
        entries = [(seen, self._lines(draw, seen.items)) for seen in caption.seen]
        while entries and sum(self._px(17) + self._px(16) * len(lines) for _, lines in entries) > room:
            entries.pop(caption.least([seen for seen, _ in entries]))
        for seen, lines in entries:
            colour = accent if seen.here else TEXT
            self._text(draw, (left, top), seen.unit, 12.5, colour, bold=True)
            top += self._px(17)
            for line in lines:
                self._words(draw, left + self._px(8), top, line, caption.wanted)
                top += self._px(16)
        for fact in caption.facts:
            self._text(draw, (left, top), self._fit(draw, fact), 12, BLUE if fact.startswith("note") else MUTED)
            top += self._px(17)
        if caption.unseen:
            self._text(draw, (left, self.height - self._px(20)), f"not looked into: {caption.unseen}", 11.5, MUTED)

    def _heading(self, draw: ImageDraw.ImageDraw, left: float, top: float, text: str) -> float:
        self._text(draw, (left, top), text.upper(), 11, MUTED, bold=True)
        bottom = top + self._px(17)
        draw.line((left, bottom, self.width - self._px(12), bottom), fill=LINE, width=1)
        return bottom + self._px(5)

    def _need(self, draw: ImageDraw.ImageDraw, left: float, top: float, need: RecipeLine) -> float:
        sign, colour = STATUS[need.status]
        self._text(draw, (left, top), sign, 13, colour)
        self._text(draw, (left + self._px(18), top), need.what, 13, TEXT if need.status != "done" else GREEN)
        if need.status in ("in hand", "not done", "burnt"):
            self._text(draw, (self.width - self._px(12), top), need.status, 11.5, colour, anchor="ra")
        return top + self._px(19)

    def _lines(self, draw: ImageDraw.ImageDraw, items: tuple[str, ...]) -> list[list[str]]:
        if not items:
            return [["empty"]]
        face, room = font(max(9, self._px(12))), self._panel - self._px(30)
        lines: list[list[str]] = [[]]
        for item in items:
            if lines[-1] and draw.textlength(", ".join([*lines[-1], item]) + ",", face) > room:
                lines.append([])
            lines[-1].append(item)
        return lines

    def _words(
        self, draw: ImageDraw.ImageDraw, left: float, top: float, words: list[str], wanted: tuple[str, ...]
    ) -> None:
        for i, word in enumerate(words):
            colour = AMBER if word in wanted else MUTED
            left += self._text(draw, (left, top), word, 12, colour, bold=word in wanted)
            if i + 1 < len(words):
                left += self._text(draw, (left, top), ", ", 12, MUTED)

    def _fit(self, draw: ImageDraw.ImageDraw, text: str) -> str:
        face = font(max(9, self._px(12)))
        while len(text) > 4 and draw.textlength(text, face) > self._panel - self._px(24):
            text = text[:-2].rstrip() + "…"
        return text

    def _skill(self, draw: ImageDraw.ImageDraw, caption: Caption, accent: Colour) -> None:
        x, y = self._px(14), self.height - self._px(14)
        if caption.skill:
            x = self._pill(draw, x, y, caption.skill, accent) + self._px(8)
        if caption.failure:
            self._pill(draw, x, y, caption.failure, RED)

    def _pill(self, draw: ImageDraw.ImageDraw, left: int, bottom: int, text: str, colour: Colour) -> int:
        height = self._px(34)
        right = left + round(draw.textlength(text, font(max(9, self._px(17)), True))) + self._px(42)
        draw.rounded_rectangle((left, bottom - height, right, bottom), self._px(17), fill=(*BACKGROUND, 225))
        middle, r = bottom - height / 2, self._px(5)
        draw.ellipse((left + self._px(14) - r / 2, middle - r, left + self._px(14) + 1.5 * r, middle + r), fill=colour)
        self._text(draw, (left + self._px(28), middle), text, 17, TEXT, bold=True, anchor="lm")
        return right

    def _banner(self, draw: ImageDraw.ImageDraw, banner: Banner) -> None:
        width = self.scene[0]
        half = self._px(62 if banner.line else 44)
        middle = self._bar + self._px(14) + half  # high up, where it hides the wall and not the pot
        draw.rectangle((0, middle - half, width, middle + half), fill=(*BACKGROUND, 218))
        for y in (middle - half, middle + half):
            draw.rectangle((0, y - self._px(2), width, y + self._px(1)), fill=banner.colour)
        shift = self._px(15) if banner.line else 0
        size = 30.0
        while size > 16 and draw.textlength(banner.headline, font(self._px(size), True)) > width - self._px(40):
            size -= 1
        self._text(draw, (width / 2, middle - shift), banner.headline, size, banner.colour, bold=True, anchor="mm")
        if banner.line:
            size = 17.0
            while size > 10 and draw.textlength(banner.line, font(self._px(size))) > width - self._px(30):
                size -= 1
            self._text(draw, (width / 2, middle + self._px(24)), banner.line, size, TEXT, anchor="mm")
