"""Picture files: MP4 by ffmpeg, GIF and PNG by PIL. Files are written whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import imageio_ffmpeg
import numpy as np
from PIL import Image

from kitchen_dream.core.files import AtomicFile


class VideoWriter:
    """Writes frames (height, width, 3) uint8 to an MP4 that every player can play (H.264, yuv420p).

    Use it as a context. The file appears under its name when the context ends without an error; otherwise nothing is
    left behind.

    path: must end in .mp4; its folder must exist. size: (width, height) in pixels, both even. rate: frames a second.
    Raises ValueError: a wrong name or size, here or of a frame."""

    def __init__(self, path: Path, size: tuple[int, int], rate: float) -> None:
        if path.suffix != ".mp4":
            raise ValueError(f"{path}: the name of a video must end in .mp4")
        if size[0] % 2 or size[1] % 2 or min(size) < 2:
            raise ValueError(f"a video's width and height must be even, got {size[0]} x {size[1]}")
        if not path.parent.is_dir():
            raise ValueError(f"{path}: the folder {path.parent} does not exist; make it first")
        self.path, self.size, self.frames = path, size, 0
        self._file = AtomicFile(path)
        output = ["-crf", "21", "-preset", "veryfast", "-movflags", "+faststart"]
        self._pipe = imageio_ffmpeg.write_frames(
            str(self._file.part), size, fps=rate, codec="libx264", pix_fmt_out="yuv420p", macro_block_size=2,
            quality=None, output_params=output, ffmpeg_log_level="error",
        )
        self._pipe.send(None)

    def add(self, frame: np.ndarray, times: int = 1) -> None:
        """Append a frame, `times` times."""
        width, height = self.size
        if frame.shape != (height, width, 3) or frame.dtype != np.uint8:
            raise ValueError(f"a frame must be uint8 of shape {(height, width, 3)}, got {frame.dtype} {frame.shape}")
        data = np.ascontiguousarray(frame)
        for _ in range(times):
            self._pipe.send(data)
        self.frames += times

    def __enter__(self) -> VideoWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pipe.close()
        if kind is None and self.frames:
            self._file.commit()
        else:
            self._file.discard()


def write_gif(path: Path, frames: Sequence[np.ndarray], rate: float, colours: int = 96) -> None:
    """Write frames (height, width, 3) as an endless GIF with one palette for all of them, which keeps it small.

    Three quarters of its colours are for what fills the pictures, the others for what is small, such as letters."""
    if not frames:
        raise ValueError(f"{path}: there are no frames to write")
    sample = np.concatenate([frames[i] for i in np.linspace(0, len(frames) - 1, min(8, len(frames))).astype(int)])
    ways = ((colours - colours // 4, Image.Quantize.MEDIANCUT), (colours // 4, Image.Quantize.MAXCOVERAGE))
    parts = [Image.fromarray(sample).quantize(count, method=way).getpalette() or [] for count, way in ways]
    palette = Image.new("P", (1, 1))
    palette.putpalette([value for (count, _), part in zip(ways, parts, strict=True) for value in part[: 3 * count]])
    pictures = [Image.fromarray(frame).quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]
    milliseconds = round(1000 / rate / 10) * 10  # GIF counts in hundredths of a second
    with AtomicFile(path) as part:
        pictures[0].save(
            part, save_all=True, append_images=pictures[1:], duration=milliseconds, loop=0, optimize=True, disposal=1
        )


def write_png(path: Path, picture: np.ndarray, colours: int | None = None) -> None:
    """Write a picture (height, width, 3) uint8 as a PNG, with a palette of at most `colours` colours if given."""
    image = Image.fromarray(picture)
    if colours is not None:
        image = image.quantize(colours, dither=Image.Dither.NONE)
    with AtomicFile(path) as part:
        image.save(part, optimize=True)
