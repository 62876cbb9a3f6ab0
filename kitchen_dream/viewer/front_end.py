"""What a window or a page in a browser does for a trial that is shown: it draws a moment, and tells keys and clicks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from kitchen_dream.media.captions import Caption
from kitchen_dream.media.style import Banner
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.viewer.controls import Controls
from kitchen_dream.viewer.options import Option


@dataclass(frozen=True)
class Event:
    """What a viewer did: pressed a key, or clicked a control; `name` is as in `Controls.press` and `Controls.click`."""

    kind: Literal["key", "click"]
    name: str


@dataclass(frozen=True)
class Moment:
    """All that is written and drawn beside the kitchen at one moment.

    Attributes:
        controls: a front end that turns its camera by itself may set their `view`.
        options: what a person who plays can do; they take the place of what was seen.
        banner: an outcome; takes the place of title and skill.
        question: to a person who plays; takes the place of the skill."""

    caption: Caption
    controls: Controls
    options: tuple[Option, ...] = ()
    playing: bool = False
    banner: Banner | None = None
    question: str = ""


class FrontEnd(Protocol):
    """Shows one kitchen after the other. Every method but `close` raises WindowClosed once nobody can look any more."""

    def begin(self, body: KitchenBody) -> None:
        """Show this kitchen from now on, as it stands."""

    def copy(self) -> None:
        """Show what has moved in the kitchen since the last call."""

    def events(self) -> Sequence[Event]:
        """What the viewer did since the last call."""

    def watched(self) -> bool:
        """Whether anybody looks at present. Where nobody does, the trial waits."""

    def draw(self, moment: Moment) -> None:
        """Show a moment, and the kitchen as it was copied last."""

    def look_at(self, station: int) -> None:
        """From now on something happens at a station: turn the camera there, if it is not the viewer's."""

    def draw_path(self, points: np.ndarray) -> None:
        """Show a path along points (n, 2) in metres on the floor, in place of the last one; none for no points."""

    def label_units(self, opened: int) -> None:
        """Label each front with its key, but for that of the open unit (or NOTHING)."""

    def close(self) -> None:
        """End; twice does nothing."""
