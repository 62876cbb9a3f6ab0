"""Where a training's curves and scores are shown, beside the files of its run folder: one file for each program."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from kitchen_dream.core.plugins import unknown

TRACKERS = {
    "tensorboard": "kitchen_dream.training.trackers.tensorboard:TensorBoard",
    "trackio": "kitchen_dream.training.trackers.trackio:Trackio",
    "wandb": "kitchen_dream.training.trackers.weights_and_biases:WeightsAndBiases",
}
"""Trackers by name; a program is loaded when it is asked for."""
PROJECT = "kitchen-dream"
"""Under which programs that have projects file their runs."""


@dataclass(frozen=True)
class TrackedRun:
    """What a tracker is told of a run at its beginning."""

    folder: Path
    config: dict[str, Any]
    """All settings, as plain data."""

    @property
    def name(self) -> str:
        """The run's name in lists."""
        return self.folder.name


class Tracker(ABC):
    """Made with a TrackedRun. It changes nothing in what is learnt."""

    def __init__(self, run: TrackedRun) -> None:
        self.run = run

    @abstractmethod
    def begin(self, steps: int) -> None:
        """The training begins, or goes on after so many steps: what was logged beyond them is void."""

    @abstractmethod
    def log(self, row: dict[str, float], steps: int) -> None:
        """Scores on validation problems and mean losses after so many steps."""

    @abstractmethod
    def finish(self, scores: dict[str, dict[str, float]], steps: int) -> None:
        """The training is over: its scores by split."""

    @abstractmethod
    def close(self) -> None:
        """Nothing more comes, finished or not; closing twice does nothing."""


def find_tracker(name: str) -> type[Tracker]:
    """The class of a tracker. Raises ValueError for an unknown one, and where its program is not installed."""
    if name not in TRACKERS:
        raise ValueError(f"--track: {unknown('tracker', name, list(TRACKERS))}")
    module, _, kind = TRACKERS[name].partition(":")
    try:
        return getattr(import_module(module), kind)
    except ImportError as error:
        what = f"--track {name}: {error.name} is not installed"
        raise ValueError(f'{what}; pip install "kitchen-dream[track]"') from error
