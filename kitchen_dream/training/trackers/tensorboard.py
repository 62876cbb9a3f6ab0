"""TensorBoard: events in the run folder, for `tensorboard --logdir runs`."""

from torch.utils.tensorboard import SummaryWriter

from kitchen_dream.training.trackers.tracker import Tracker


class TensorBoard(Tracker):
    """Curves, and the final scores under `final/SPLIT/`."""

    _board: SummaryWriter | None = None

    def begin(self, steps: int) -> None:
        self._board = SummaryWriter(str(self.run.folder / "tensorboard"), purge_step=steps + 1)

    def log(self, row: dict[str, float], steps: int) -> None:
        assert self._board is not None
        for name, value in row.items():
            self._board.add_scalar(name, value, steps)

    def finish(self, scores: dict[str, dict[str, float]], steps: int) -> None:
        self.log({f"final/{split}/{name}": v for split, own in scores.items() for name, v in own.items()}, steps)

    def close(self) -> None:
        if self._board is not None:
            self._board.close()
