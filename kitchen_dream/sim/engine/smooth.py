"""Smooths the stairs of edges in pictures, and paints what lies behind everything."""

import numpy as np

_EDGE, _DARK_EDGE = 0.09, 12.0
_SPAN = 8.0
_TOP, _HORIZON, _FLOOR = np.array((240, 243, 246)), np.array((222, 226, 230)), np.array((190, 193, 198))
"""A studio of plain paper: above, at eye level, and on the ground below."""


def backdrop(height: int, pitch: float, fov: float) -> np.ndarray:
    """The studio's paper behind everything, (height, 3) uint8, one colour a row.

    pitch: of the camera, radians, positive down. fov: vertical, radians."""
    up = np.tan(fov / 2) * (1 - (np.arange(height) + 0.5) / height * 2)
    angle = np.arctan(up) - pitch
    sky, ground = np.clip(angle / 0.5, 0, 1)[:, None], np.clip(-angle / 0.7, 0, 1)[:, None] ** 0.7
    return np.round(_HORIZON + (_TOP - _HORIZON) * sky + (_FLOOR - _HORIZON) * ground).astype(np.uint8)


def smooth_edges(image: np.ndarray) -> np.ndarray:
    """A picture (height, width, 3) uint8 without stairs: FXAA (Lottes 2009), which blends along each edge.

    It costs a fraction of drawing the picture larger."""
    luma = image @ np.array([0.299, 0.587, 0.114], np.float32)
    p = np.pad(luma, 1, mode="edge")
    nw, ne, sw, se = p[:-2, :-2], p[:-2, 2:], p[2:, :-2], p[2:, 2:]
    n, s, w, e = p[:-2, 1:-1], p[2:, 1:-1], p[1:-1, :-2], p[1:-1, 2:]
    low = np.minimum(np.minimum(np.minimum(n, s), np.minimum(w, e)), luma)
    high = np.maximum(np.maximum(np.maximum(n, s), np.maximum(w, e)), luma)
    rows, columns = np.nonzero(high - low > np.maximum(_DARK_EDGE, high * _EDGE))
    if not len(rows):
        return image
    nw, ne, sw, se = (part[rows, columns] for part in (nw, ne, sw, se))
    x, y = (sw + se) - (nw + ne), (nw + sw) - (ne + se)
    x = -x
    damp = np.maximum((nw + ne + sw + se) / 4 * 0.03, 1.0)
    scale = 1 / (np.minimum(np.abs(x), np.abs(y)) + damp)
    x, y = np.clip(x * scale, -_SPAN, _SPAN), np.clip(y * scale, -_SPAN, _SPAN)
    near = (_at(image, rows, columns, x, y, -1 / 6) + _at(image, rows, columns, x, y, 1 / 6)) / 2
    wide = near / 2 + (_at(image, rows, columns, x, y, -0.5) + _at(image, rows, columns, x, y, 0.5)) / 4
    bright = wide @ np.array([0.299, 0.587, 0.114], np.float32)
    outside = (bright < low[rows, columns]) | (bright > high[rows, columns])
    out = image.copy()
    out[rows, columns] = np.where(outside[:, None], near, wide).astype(np.uint8)
    return out


def _at(
    image: np.ndarray, rows: np.ndarray, columns: np.ndarray, x: np.ndarray, y: np.ndarray, part: float
) -> np.ndarray:
    """Colours (n, 3) at a part of the way (x, y) from pixels, blended from four."""
    height, width = image.shape[:2]
    u, v = np.clip(columns + x * part, 0, width - 1.001), np.clip(rows + y * part, 0, height - 1.001)
    c, r = u.astype(np.int32), v.astype(np.int32)
    a, b = (u - c)[:, None].astype(np.float32), (v - r)[:, None].astype(np.float32)
    corner, pixels = r * width + c, image.reshape(-1, 3)
    nw, ne, sw, se = (pixels.take(corner + off, axis=0).astype(np.float32) for off in (0, 1, width, width + 1))
    top = nw + (ne - nw) * a
    return top + (sw + (se - sw) * a - top) * b
