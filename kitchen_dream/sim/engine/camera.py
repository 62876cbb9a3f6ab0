"""Pictures of a world from any point, by PyBullet's software renderer."""

import numpy as np

from kitchen_dream.sim.engine.client import Client

LIGHT = (1.4, -2.2, 3.2)
"""Where light comes from when nobody says."""
NEAR, FAR = 0.05, 20.0
"""Nearest and farthest distance in metres that a picture shows."""
_EMPTY = 0.99999  # depth buffer where nothing was drawn


def render(
    client: Client, eye: tuple[float, float, float], target: tuple[float, float, float], fov: float = 52.0,
    width: int = 320, height: int = 240, shadows: bool = False, supersample: int = 1,
    light: tuple[float, float, float] = LIGHT, background: tuple[int, int, int] | None = None,
) -> np.ndarray:
    """A picture, (height, width, 3) uint8, from `eye` towards `target`.

    Args:
        fov: vertical field of view in degrees.
        shadows: whether things throw shadows; it costs a third of the speed.
        supersample: draw so many times larger and scale down, which smooths edges.
        light: direction that light comes from.
        background: red, green and blue (0 to 255) where nothing is; white if left out."""
    image, depth = _shoot(client, eye, target, fov, width * supersample, height * supersample, shadows, light)
    if background is not None:
        image = np.where((depth > _EMPTY)[..., None], np.array(background, np.uint8), image)
    if supersample == 1:
        return image.copy()
    blocks = image.reshape(height, supersample, width, supersample, 3).astype(np.uint16)
    return (blocks.sum(axis=(1, 3)) // supersample**2).astype(np.uint8)


def distances(
    client: Client, eye: tuple[float, float, float], target: tuple[float, float, float], fov: float = 52.0,
    width: int = 320, height: int = 240,
) -> np.ndarray:
    """Distance along the line of sight in metres for each pixel, (height, width) float32; FAR where nothing is."""
    depth = _shoot(client, eye, target, fov, width, height, False, LIGHT)[1]
    return np.minimum(FAR * NEAR / (FAR - (FAR - NEAR) * depth), FAR).astype(np.float32)


def _shoot(
    client: Client, eye: tuple[float, float, float], target: tuple[float, float, float], fov: float, width: int,
    height: int, shadows: bool, light: tuple[float, float, float],
) -> tuple[np.ndarray, np.ndarray]:
    """Colours (height, width, 3) uint8 and depth buffer (height, width) from 0 to 1."""
    _, _, image, depth, _ = client.getCameraImage(
        width, height, client.computeViewMatrix(eye, target, (0, 0, 1)),
        client.computeProjectionMatrixFOV(fov, width / height, NEAR, FAR), lightDirection=light, shadow=int(shadows),
        lightAmbientCoeff=0.66, lightDiffuseCoeff=0.5, lightSpecularCoeff=0.05, renderer=client.ER_TINY_RENDERER,
        flags=client.ER_NO_SEGMENTATION_MASK,
    )
    colours = np.reshape(np.asarray(image, np.uint8), (height, width, 4))[..., :3]
    return colours, np.reshape(np.asarray(depth), (height, width))
