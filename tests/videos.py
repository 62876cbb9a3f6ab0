"""Reads videos back, by decoding all of them."""

from pathlib import Path

import imageio_ffmpeg
import numpy as np


def count_frames(path: Path) -> tuple[int, float]:
    """Frames and seconds of a video."""
    return imageio_ffmpeg.count_frames_and_secs(str(path))


def read_frames(path: Path) -> list[np.ndarray]:
    """All frames of a video, each (height, width, 3) uint8."""
    reader = imageio_ffmpeg.read_frames(str(path))
    width, height = next(reader)["size"]
    return [np.frombuffer(data, np.uint8).reshape(height, width, 3).copy() for data in reader]
