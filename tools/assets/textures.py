"""Draws the textures with numpy and Pillow: the palette with its labels, floors, worktops and wall tiles."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from kitchen_dream.sim.meshes.builder import LEVELS, PALETTE_SIZE
from tools.assets.labels import draw_labels

_SIZE = 512


def palette() -> Image.Image:
    """The palette: 32 x 32 x 32 colours in the upper 64 rows, labels of packages below."""
    index = np.arange(LEVELS**3)
    levels = np.stack([index // LEVELS**2, index // LEVELS % LEVELS, index % LEVELS], axis=1)
    colours = np.round(levels * 255 / (LEVELS - 1)).astype(np.uint8).reshape(-1, PALETTE_SIZE, 3)
    pixels = np.full((PALETTE_SIZE, PALETTE_SIZE, 3), 255, np.uint8)
    pixels[: len(colours)] = colours
    image = Image.fromarray(pixels)
    draw_labels(image)
    return image


def _noise(rng: np.random.Generator, rows: int, columns: int, size: int = _SIZE) -> np.ndarray:
    """Smooth noise (size, size) from 0 to 1 that repeats: `rows` x `columns` random values, blended between."""
    grid = rng.random((rows, columns))
    y, x = np.arange(size) / size * rows, np.arange(size) / size * columns
    y0, x0 = y.astype(int), x.astype(int)
    fy, fx = (y - y0)[:, None], (x - x0)[None]
    fy, fx = fy * fy * (3 - 2 * fy), fx * fx * (3 - 2 * fx)
    y1, x1 = (y0 + 1) % rows, (x0 + 1) % columns
    top = grid[y0][:, x0] * (1 - fx) + grid[y0][:, x1] * fx
    low = grid[y1][:, x0] * (1 - fx) + grid[y1][:, x1] * fx
    return top * (1 - fy) + low * fy


def _planks(base: tuple[float, float, float], spread: float, seed: int, rows: int, per_row: int) -> np.ndarray:
    """Boards along x with grain, each of its own tone."""
    rng = np.random.default_rng(seed)
    grain = 0.55 * _noise(rng, 128, 6) + 0.3 * _noise(rng, 256, 12) + 0.15 * _noise(rng, 64, 3)
    image = np.zeros((_SIZE, _SIZE, 3))
    height = _SIZE // rows
    for row in range(rows):
        offset = int(rng.integers(_SIZE))
        ends = np.sort((np.arange(per_row) * _SIZE // per_row + rng.integers(-30, 30, per_row) + offset) % _SIZE)
        column = np.searchsorted(ends, np.arange(_SIZE)) % per_row
        tone = 1 + spread * (rng.random(per_row) - 0.5) * 2
        warm = 0.03 * (rng.random(per_row) - 0.5)
        band = slice(row * height, (row + 1) * height)
        shift = rng.integers(_SIZE, size=per_row)
        streak = np.stack([np.roll(grain, s, axis=1)[band] for s in shift])[column, :, np.arange(_SIZE)].T
        light = tone[column][None] * (0.8 + 0.32 * streak)
        image[band] = np.asarray(base) * light[..., None] + warm[column][None, :, None] * np.array([1, 0, -1])
        image[row * height] *= 0.55
        image[band][:, ends] *= 0.6
    return image


def _floor_tiles() -> np.ndarray:
    rng = np.random.default_rng(5)
    image = np.ones((_SIZE, _SIZE, 3)) * np.array([0.74, 0.71, 0.66])
    side = _SIZE // 4
    for i in range(4):
        for j in range(4):
            image[i * side : (i + 1) * side, j * side : (j + 1) * side] *= 0.94 + 0.1 * rng.random()
    image *= (0.93 + 0.1 * _noise(rng, 24, 24) + 0.05 * _noise(rng, 96, 96))[..., None]
    for k in range(0, _SIZE, side):
        image[k : k + 3] = image[:, k : k + 3] = (0.55, 0.53, 0.5)
    return image


def _granite() -> np.ndarray:
    rng = np.random.default_rng(7)
    base = 0.2 + 0.14 * _noise(rng, 40, 40) + 0.1 * _noise(rng, 128, 128)
    image = base[..., None] * np.array([1.02, 1.0, 0.98])
    speck = _noise(rng, 170, 170)
    image[speck > 0.86] = (0.52, 0.5, 0.48)
    image[speck < 0.1] = (0.1, 0.1, 0.1)
    return image


def _marble() -> np.ndarray:
    rng = np.random.default_rng(11)
    x, y = np.meshgrid(np.arange(_SIZE) / _SIZE, np.arange(_SIZE) / _SIZE)
    warp = 0.5 * _noise(rng, 5, 5) + 0.25 * _noise(rng, 12, 12) + 0.1 * _noise(rng, 30, 30)
    vein = np.abs(np.sin(np.pi * (x + 2 * y + 2.4 * warp))) ** 0.35
    light = 0.72 + 0.2 * vein + 0.05 * _noise(rng, 16, 16)
    return light[..., None] * np.array([1.0, 0.99, 0.97])


def _backsplash() -> np.ndarray:
    """White tiles in running bond, 150 x 75 mm."""
    rng = np.random.default_rng(13)
    image = np.ones((_SIZE, _SIZE, 3))
    rows, columns = 8, 4
    h, w = _SIZE // rows, _SIZE // columns
    for row in range(rows):
        for column in range(columns):
            tone = 0.88 + 0.08 * rng.random()
            x = (np.arange(w) + column * w + row % 2 * w // 2) % _SIZE
            image[row * h : (row + 1) * h, x] = tone * np.array([1.0, 0.99, 0.96])
            image[row * h : (row + 1) * h, x[:3]] = (0.7, 0.69, 0.67)
            image[row * h + 3, x[3:]] *= 1.05
        image[row * h : row * h + 3] = (0.7, 0.69, 0.67)
    return image


def _plaster() -> np.ndarray:
    """Nearly white, so that it takes the wall's colour."""
    rng = np.random.default_rng(17)
    light = 0.965 + 0.02 * _noise(rng, 8, 8) + 0.015 * _noise(rng, 100, 100)
    return np.repeat(light[..., None], 3, axis=2)


def write_textures(folder: Path) -> None:
    """Write the palette and every repeating texture into a folder, which is made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    palette().save(folder / "palette.png", optimize=True)
    images = {
        "oak": _planks((0.78, 0.56, 0.34), 0.16, 1, 16, 2),
        "walnut": _planks((0.47, 0.32, 0.22), 0.2, 2, 16, 2),
        "beech": _planks((0.88, 0.7, 0.48), 0.07, 3, 16, 3),
        "tiles": _floor_tiles(),
        "granite": _granite(),
        "marble": _marble(),
        "backsplash": _backsplash(),
        "plaster": _plaster(),
    }
    for name, image in images.items():
        pixels = np.round(np.clip(image, 0, 1) * 255).astype(np.uint8)
        Image.fromarray(pixels).save(folder / f"{name}.jpg", quality=80, optimize=True)
