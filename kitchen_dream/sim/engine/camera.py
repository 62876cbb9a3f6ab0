"""Pictures of a world from any point, by PyBullet's software renderer."""

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np

from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.engine.mist import Ball, blend
from kitchen_dream.sim.engine.shadows import Axes, shade
from kitchen_dream.sim.engine.smooth import backdrop, smooth_edges

LIGHT = (1.4, -2.2, 3.2)
"""Where light comes from when nobody says."""
NEAR, FAR = 0.05, 20.0
"""Nearest and farthest distance in metres that a picture shows."""
_EMPTY = 0.99999  # depth buffer where nothing was drawn


def render(
    client: Client, eye: tuple[float, float, float], target: tuple[float, float, float], fov: float = 52.0,
    width: int = 320, height: int = 240, shadows: bool = False, supersample: int = 1,
    light: tuple[float, float, float] = LIGHT, background: tuple[int, int, int] | Literal["studio"] | None = None,
    smooth: bool = False, mist: Sequence[Ball] = (),
) -> np.ndarray:
    """A picture, (height, width, 3) uint8, from `eye` towards `target`.

    Args:
        fov: vertical field of view in degrees.
        shadows: whether things throw shadows; see `shadows.shade`.
        supersample: draw so many times larger and scale down, which smooths edges.
        light: direction that light comes from.
        background: red, green and blue (0 to 255) where nothing is, or "studio" for plain paper; white if left out.
        smooth: whether the stairs of edges are blended; far cheaper than `supersample`, and not as good.
        mist: balls of steam; see `mist.blend`."""
    size = (width * supersample, height * supersample)
    projection = client.computeProjectionMatrixFOV(fov, width / height, NEAR, FAR)
    image, depth, _ = shoot(client, eye, target, projection, size, light)
    empty = depth > _EMPTY
    if shadows or mist:
        distance = np.where(empty, np.inf, FAR * NEAR / (FAR - depth * (FAR - NEAR)))
        axes = Axes.towards(np.asarray(eye, float), np.asarray(target, float), fov, width / height)
    if shadows:
        image = shade(client, image, distance, axes, light)
    if background == "studio":
        down = math.atan2(eye[2] - target[2], math.hypot(eye[0] - target[0], eye[1] - target[1]))
        image = np.where(empty[..., None], backdrop(size[1], down, math.radians(fov))[:, None], image)
    elif background is not None:
        image = np.where(empty[..., None], np.array(background, np.uint8), image)
    if mist:
        image = blend(image, distance, axes, mist)
    if smooth:
        image = smooth_edges(image)
    if supersample == 1:
        return image.copy()
    blocks = image.reshape(height, supersample, width, supersample, 3).astype(np.uint16)
    return (blocks.sum(axis=(1, 3)) // supersample**2).astype(np.uint8)


def shoot(
    client: Client, eye: tuple[float, float, float], target: tuple[float, float, float],
    projection: tuple[float, ...], size: tuple[int, int], light: tuple[float, float, float] = LIGHT,
    segments: bool = False,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Colours (height, width, 3) uint8, depth buffer (height, width) from 0 to 1, and PyBullet's segmentation of the
    same shape, empty unless it is asked for; size: width and height."""
    _, _, image, depth, mask = client.getCameraImage(
        *size, client.computeViewMatrix(eye, target, (0, 0, 1)), projection, lightDirection=light, shadow=0,
        lightAmbientCoeff=0.66, lightDiffuseCoeff=0.5, lightSpecularCoeff=0.05, renderer=client.ER_TINY_RENDERER,
        flags=0 if segments else client.ER_NO_SEGMENTATION_MASK,
    )
    shape = size[::-1]
    colours = np.reshape(np.asarray(image, np.uint8), (*shape, 4))[..., :3]
    return colours, np.reshape(np.asarray(depth), shape), np.reshape(mask, shape) if segments else np.empty(0)
