"""Pictures of a world from any point, by PyBullet's software renderer."""

from __future__ import annotations

import numpy as np

from kitchen_dream.sim.client import Client

LIGHT = (1.4, -2.2, 3.2)


def render(
    client: Client,
    eye: tuple[float, float, float],
    target: tuple[float, float, float],
    fov: float = 52.0,
    width: int = 320,
    height: int = 240,
    shadows: bool = False,
    supersample: int = 1,
    light: tuple[float, float, float] = LIGHT,
) -> np.ndarray:
    """A picture, (height, width, 3) uint8, from `eye` towards `target` with a vertical field of view in degrees."""
    w, h = width * supersample, height * supersample
    view = client.computeViewMatrix(eye, target, (0, 0, 1))
    projection = client.computeProjectionMatrixFOV(fov, w / h, 0.05, 20.0)
    image = client.getCameraImage(
        w, h, view, projection, lightDirection=light, shadow=int(shadows), renderer=client.ER_TINY_RENDERER,
        lightAmbientCoeff=0.66, lightDiffuseCoeff=0.5, lightSpecularCoeff=0.05, flags=client.ER_NO_SEGMENTATION_MASK,
    )[2]  # fmt: skip
    pixels = np.reshape(np.asarray(image, np.uint8), (h, w, 4))[..., :3]
    if supersample == 1:
        return pixels.copy()
    blocks = pixels.reshape(height, supersample, width, supersample, 3).astype(np.uint16)
    return (blocks.sum(axis=(1, 3)) // supersample**2).astype(np.uint8)
