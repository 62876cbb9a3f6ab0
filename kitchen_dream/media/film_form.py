"""How a film of a kitchen looks: its size, its pace and its camera."""

from __future__ import annotations

import re
from dataclasses import dataclass

CAMERAS = ("room", "follow", "hand", "head")
"""The cameras that see the work best, one that goes with the robot, one close to the hand, and the robot's own."""
SMALLEST, LARGEST = (320, 180), (3840, 2160)
"""Width and height in pixels."""


@dataclass(frozen=True)
class FilmForm:
    """A film's form.

    Attributes:
        size: width and height in pixels, even.
        rate: frames a second, 1 to 60.
        speed: simulated seconds in a second of film, 0.25 to 16.
        camera: one of CAMERAS.

    Raises:
        ValueError: a value beyond these."""

    size: tuple[int, int] = (960, 540)
    rate: float = 12.0
    speed: float = 3.0
    camera: str = "room"

    def __post_init__(self) -> None:
        width, height = self.size
        if not all(low <= n <= high and n % 2 == 0 for low, n, high in zip(SMALLEST, self.size, LARGEST, strict=True)):
            limits = f"even numbers from {SMALLEST[0]}x{SMALLEST[1]} to {LARGEST[0]}x{LARGEST[1]}"
            raise ValueError(f"--size {width}x{height}: takes {limits}, such as 1280x720")
        if not 1.0 <= self.rate <= 60.0:
            raise ValueError(f"--fps must be 1 to 60, got {self.rate:g}")
        if not 0.25 <= self.speed <= 16.0:
            raise ValueError(f"--speed must be 0.25 to 16, got {self.speed:g}")
        if self.camera not in CAMERAS:
            raise ValueError(f"--camera {self.camera!r} is unknown; use one of: {', '.join(CAMERAS)}")


def film_form(
    size: str | None = None, fps: float | None = None, speed: float | None = None, camera: str | None = None
) -> FilmForm:
    """The form that options ask for; what is left out is as usual.

    Raises:
        ValueError: an option that cannot be met.

    Examples:
        >>> film_form("1280x720", camera="hand")
        FilmForm(size=(1280, 720), rate=12.0, speed=3.0, camera='hand')
    """
    given: dict = {"rate": fps, "speed": speed, "camera": camera}
    if size is not None:
        found = re.fullmatch(r"(\d{1,5})\s*[x*×]\s*(\d{1,5})", size.strip().lower())
        if found is None:
            raise ValueError(f"--size {size!r} is no size; write width and height in pixels, such as 1280x720")
        given["size"] = (int(found[1]), int(found[2]))
    return FilmForm(**{name: value for name, value in given.items() if value is not None})
