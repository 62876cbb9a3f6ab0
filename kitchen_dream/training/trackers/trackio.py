"""Trackio: curves in a database on this machine, without an account; `trackio show` draws them."""

from typing import Any

import trackio

from kitchen_dream.training.trackers.tracker import PROJECT, Tracker


class Trackio(Tracker):
    """Curves over environment steps, settings as the run's configuration, final scores under `final/SPLIT/`."""

    _run: Any = None

    def begin(self, steps: int) -> None:
        self._run = trackio.init(
            project=PROJECT, name=self.run.name, config=self.run.config, resume="allow" if steps else "never",
        )

    def log(self, row: dict[str, float], steps: int) -> None:
        self._run.log(row, step=steps)

    def finish(self, scores: dict[str, dict[str, float]], steps: int) -> None:
        self.log({f"final/{split}/{name}": v for split, own in scores.items() for name, v in own.items()}, steps)

    def close(self) -> None:
        if self._run is not None:
            self._run.finish()
            self._run = None
