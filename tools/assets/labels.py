"""Pictures on packages: where each lies on the palette texture, and what it shows."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from kitchen_dream.sim.meshes.builder import PALETTE_SIZE

CELL = 128
LABELS = ("milk", "butter", "rice", "pasta", "beans", "corn", "lentils", "books", "yoghurt", "flour", "oats")
"""Labels in the order of their cells: four a row, below the colours."""

_TOP = 96


def _cell(name: str) -> tuple[int, int]:
    index = LABELS.index(name)
    return (index % 4 * CELL, _TOP + index // 4 * CELL)


def label_uv(name: str) -> tuple[float, float, float, float]:
    """Texture coordinates (u0, v0, u1, v1) of a label, a pixel within its cell."""
    x, y = _cell(name)
    return (
        (x + 1) / PALETTE_SIZE,
        1 - (y + CELL - 1) / PALETTE_SIZE,
        (x + CELL - 1) / PALETTE_SIZE,
        1 - (y + 1) / PALETTE_SIZE,
    )


def draw_labels(image: Image.Image) -> None:
    """Draw all labels onto the palette."""
    for name in LABELS:
        cell = Image.new("RGB", (CELL, CELL), (245, 245, 240))
        _DRAW[name](ImageDraw.Draw(cell))
        image.paste(cell, _cell(name))


def _write(pen: ImageDraw.ImageDraw, text: str, y: float, size: float, fill: str) -> None:
    font = ImageFont.load_default(size)
    pen.text((CELL / 2, y), text, fill=fill, font=font, anchor="mm", stroke_width=1, stroke_fill=fill)


def _milk(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((0, 84, CELL, CELL), fill="#2f6fd6")
    for x in range(0, CELL, 32):
        pen.ellipse((x - 6, 70, x + 38, 100), fill="#2f6fd6")
    _write(pen, "MILK", 38, 40, "#1d4fae")


def _butter(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((0, 0, CELL, CELL), fill="#f7df74")
    pen.rectangle((0, 38, CELL, 92), fill="#c8402f")
    _write(pen, "BUTTER", 65, 30, "#fff6d8")


def _rice(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((8, 16, CELL - 8, 70), fill="#2458b8")
    _write(pen, "RICE", 43, 42, "white")
    for x, y, a in _scatter(40, 4, (14, 80, 114, 122)):
        dx, dy = 4 * math.cos(a), 4 * math.sin(a)
        pen.line((x - dx, y - dy, x + dx, y + dy), fill="#c9c2ae", width=3)


def _pasta(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((0, 0, CELL, CELL), fill="#14286e")
    pen.rounded_rectangle((22, 46, CELL - 22, 122), 10, fill="#f0c657")
    for x in range(26, CELL - 22, 6):
        pen.line((x, 48, x, 120), fill="#d49e2c", width=2)
    _write(pen, "PASTA", 24, 34, "#ffffff")


def _beans(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((0, 0, CELL, CELL), fill="#8c1f23")
    _write(pen, "BEANS", 34, 34, "#ffe9b0")
    for x, y, _ in _scatter(14, 2, (14, 70, 114, 112)):
        pen.ellipse((x - 11, y - 7, x + 11, y + 7), fill="#b5654a", outline="#4d1512", width=2)


def _corn(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((0, 0, CELL, CELL), fill="#2c8a3d")
    _write(pen, "CORN", 34, 40, "#fff3a0")
    for row in range(4):
        for x in range(12 + row % 2 * 7, CELL - 8, 15):
            pen.ellipse((x - 8, 66 + row * 14, x + 8, 80 + row * 14), fill="#ffd42a", outline="#b8860b")


def _lentils(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((0, 0, CELL, CELL), fill="#f3e6c8")
    pen.rectangle((0, 0, CELL, 12), fill="#b3572a")
    pen.rectangle((0, CELL - 12, CELL, CELL), fill="#b3572a")
    _write(pen, "LENTILS", 64, 27, "#6b2f12")


def _yoghurt(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((0, 0, CELL, CELL), fill="#f4f6fb")
    pen.rectangle((0, 0, CELL, 14), fill="#2a6fc4")
    pen.ellipse((34, 66, 94, 118), fill="#ffffff", outline="#2a6fc4", width=5)
    pen.polygon(((50, 82), (78, 82), (64, 108)), fill="#d81f35")
    pen.polygon(((52, 82), (64, 88), (76, 82), (64, 74)), fill="#3a9a3a")
    _write(pen, "YOGHURT", 42, 25, "#1d4fae")


def _flour(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((0, 0, CELL, CELL), fill="#efe3c4")
    pen.rectangle((0, 14, CELL, 58), fill="#b5322b")
    _write(pen, "FLOUR", 36, 35, "#fff6e0")
    pen.line((64, 72, 64, 124), fill="#a8761c", width=4)
    for y in range(74, 112, 9):
        for side in (-1, 1):
            pen.line((64, y + 9, 64 + side * 14, y), fill="#d79a2b", width=7)


def _oats(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((0, 0, CELL, CELL), fill="#2a4f9e")
    pen.rectangle((0, 20, CELL, 66), fill="#f5ead0")
    _write(pen, "OATS", 43, 42, "#7a3b12")
    for x, y, _ in _scatter(26, 9, (12, 78, 116, 120)):
        pen.ellipse((x - 8, y - 5, x + 8, y + 5), fill="#e6c98e", outline="#a98045")


def _books(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((0, 0, CELL, CELL), fill="#7d2e2e")
    _write(pen, "COOK", 64, 30, "#f0d9a0")


def _scatter(count: int, seed: int, area: tuple[int, int, int, int]) -> list[tuple[float, float, float]]:
    values = np.random.default_rng(seed).random((count, 3))
    x0, y0, x1, y1 = area
    return [(x0 + a * (x1 - x0), y0 + b * (y1 - y0), c * math.pi) for a, b, c in values]


_DRAW = {
    "milk": _milk,
    "butter": _butter,
    "rice": _rice,
    "pasta": _pasta,
    "beans": _beans,
    "corn": _corn,
    "lentils": _lentils,
    "books": _books,
    "yoghurt": _yoghurt,
    "flour": _flour,
    "oats": _oats,
}
