"""Weights & Biases: a run in the project `kitchen-dream`. WANDB_MODE=offline writes it into the run folder alone."""

import secrets
from typing import Any

import wandb

from kitchen_dream.core.files import write_atomically
from kitchen_dream.training.trackers.tracker import PROJECT, Tracker

ID = "wandb-id.txt"
"""In a run folder: by which the run goes on under the same curves."""


class WeightsAndBiases(Tracker):
    """Curves over environment steps, settings as the run's configuration, final scores as its summary."""

    _run: Any = None

    def begin(self, steps: int) -> None:
        kept = self.run.folder / ID
        if not (steps and kept.is_file()):
            write_atomically(kept, secrets.token_hex(6) + "\n")
        self._run = wandb.init(
            project=PROJECT, name=self.run.name, id=kept.read_text().strip(), resume="allow",
            dir=str(self.run.folder), config=self.run.config,
        )
        # Rows have steps of their own: W&B's may not go back, as those of a resumed run do.
        self._run.define_metric("*", step_metric="steps")

    def log(self, row: dict[str, float], steps: int) -> None:
        self._run.log(row | {"steps": steps})

    def finish(self, scores: dict[str, dict[str, float]], steps: int) -> None:
        for split, own in scores.items():
            self._run.summary.update({f"final/{split}/{name}": value for name, value in own.items()})

    def close(self) -> None:
        if self._run is not None:
            self._run.finish()
            self._run = None
