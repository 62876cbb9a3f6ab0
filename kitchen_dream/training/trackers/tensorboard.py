"""TensorBoard: events in the run folder, for `tensorboard --logdir runs`.

They are written when they are told: TensorBoard's own writer has a thread, whose errors nobody could answer."""

import os
import socket
import time
from pathlib import Path

from tensorboard.compat.proto.event_pb2 import Event, SessionLog
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter

from kitchen_dream.core.files import WriteError
from kitchen_dream.training.trackers.tracker import Tracker


class TensorBoard(Tracker):
    """Curves, and the final scores under `final/SPLIT/`. Raises WriteError where the folder cannot be written."""

    _path: Path | None = None
    """The event file of this part of the run."""

    def begin(self, steps: int) -> None:
        folder, now = self.run.folder / "tensorboard", time.time()
        self._path = folder / f"events.out.tfevents.{int(now)}.{socket.gethostname()}.{os.getpid()}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WriteError.of(folder, error) from error
        # Curves of these steps and later ones, which a killed part has told of, are forgotten.
        start = Event(wall_time=now, step=steps + 1, session_log=SessionLog(status=SessionLog.START))
        self._write(Event(wall_time=now, file_version="brain.Event:2"), start)

    def log(self, row: dict[str, float], steps: int) -> None:
        points = [Summary.Value(tag=name, simple_value=value) for name, value in row.items()]
        self._write(Event(wall_time=time.time(), step=steps, summary=Summary(value=points)))

    def finish(self, scores: dict[str, dict[str, float]], steps: int) -> None:
        self.log({f"final/{split}/{name}": v for split, own in scores.items() for name, v in own.items()}, steps)

    def _write(self, *events: Event) -> None:
        assert self._path is not None, "it has begun"
        try:
            with self._path.open("ab") as file:
                for event in events:
                    RecordWriter(file).write(event.SerializeToString())
        except OSError as error:
            raise WriteError.of(self._path, error) from error

    def close(self) -> None:
        """Nothing is open between two calls."""
