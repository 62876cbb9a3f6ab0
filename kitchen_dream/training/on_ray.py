"""Trainings on the nodes of a Ray cluster, handled like processes of this machine (`subprocess.Popen`).

A training runs in a folder of the node's own. Its files travel to the run folder here whenever they change, through
this process alone: no file system is shared, and a node that is thought to be dead but is not can overwrite nothing.
When a node or a worker is lost, the training goes on elsewhere from the last checkpoint that came."""

import os
import subprocess
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import kitchen_dream
from kitchen_dream.core.cluster import lost, own_variables
from kitchen_dream.core.files import write_atomically
from kitchen_dream.training.checkpoint import CHECKPOINT, locked
from kitchen_dream.training.remote_command import HERE, LOG, RUN, Files, RemoteCommand
from kitchen_dream.training.run_config import CONFIG

LOSSES = 3
"""Workers in a row that a training may lose without a new checkpoint, before it is given up."""
IDLE = 5.0
"""Seconds that a worker without work keeps its core."""
KILLED, TERMINATED = 137, 143
"""Exit statuses of what was killed, and of what was told to end."""


class RayTrainings:
    """Starts trainings on a cluster."""

    def __init__(self, ray: Any, device: str = "cpu", tell: Callable[[str], object] = lambda line: None):
        """device: cpu, cuda, or auto (cards if the cluster has any). tell: hears in a line what was lost.

        Raises ValueError if there are no cards for `cuda`."""
        self.ray, self.tell = ray, tell
        cards = ray.cluster_resources().get("GPU", 0) >= 1
        if device == "cuda" and not cards:
            raise ValueError("--device cuda: no node of the Ray cluster has a graphics card; use --device cpu")
        self._resource = "GPU" if cards and device != "cpu" else "CPU"
        needs = {"num_cpus": 1, "num_gpus": int(self._resource == "GPU")}
        self._worker = ray.remote(RemoteCommand).options(max_restarts=0, max_task_retries=0, **needs)
        self._idle: list[tuple[Any, float]] = []
        """Workers that have done their work, since when: the next training saves the time to start one."""

    def slots(self) -> int:
        """How many trainings the nodes that are there now can run at a time."""
        return max(1, int(self.ray.cluster_resources().get(self._resource, 0)))

    def worker(self) -> Any:
        """A worker that is idle, or a new one, which waits for a free core (or card)."""
        return self._idle.pop()[0] if self._idle else self._worker.remote(kitchen_dream.__version__)

    def release(self, worker: Any) -> None:
        """Keep a worker for the next training for a while."""
        self._idle.append((worker, time.monotonic()))

    def dismiss(self, seconds: float) -> None:
        """Let those go that have been idle for as long: Ray ends a worker that nobody has a handle of."""
        self._idle = [(worker, since) for worker, since in self._idle if time.monotonic() - since < seconds]

    def start(self, command: Callable[[], list[str]], folder: Path, log: Path) -> "RayTraining":
        """Start a training in a run folder, or go on with it.

        command: the command line, which names the folder, for what is there by now: asked for again after each loss."""
        return RayTraining(self, command, folder, log)


class RayTraining:
    """A training on a cluster, with the methods of a process. Whoever waits for it has to poll."""

    def __init__(self, cluster: RayTrainings, command: Callable[[], list[str]], folder: Path, log: Path):
        self.returncode: int | None = None
        self._cluster, self._command, self._folder, self._log = cluster, command, folder, log
        self._begun = self._progress = self._told_to_end = False
        self._losses = 0
        self._worker: Any = None
        self._answer: Any = None
        """What the worker was asked for last."""
        self._held = ExitStack()
        try:
            self._held.enter_context(locked(folder))  # as long as it runs anywhere, nobody else writes there
        except ValueError as error:
            self._log.write_text(f"{error}\n")
            self.returncode = 2
            return
        self._begin()

    def poll(self) -> int | None:
        """Take in what has come; the exit status if it has ended."""
        if self.returncode is not None:
            return self.returncode
        self._cluster.dismiss(IDLE)
        ray = self._cluster.ray
        if not ray.wait([self._answer], timeout=0)[0]:
            return None
        try:
            files, status = ray.get(self._answer)
        except ray.exceptions.RayError as error:
            self._lost(lost(error))
            return self.returncode
        self._begun = True
        self._take(files)
        if status is None:
            self._answer = self._worker.poll.remote()
        elif (status < 0 or status in (KILLED, TERMINATED)) and not self._told_to_end:
            self._lost(f"ended by signal, exit status {status}")
        else:
            self._end(status)
        return self.returncode

    def terminate(self) -> None:
        """Tell it to save and to end. One that has not begun is taken away."""
        if self.returncode is not None:
            return
        self._told_to_end = True
        if self._begun:
            self._answer = self._worker.stop.remote()
        else:
            self._lost("not begun")

    def wait(self, timeout: float) -> int:
        """Its exit status. Raises subprocess.TimeoutExpired."""
        late = time.monotonic() + timeout
        while (status := self.poll()) is None:
            if time.monotonic() >= late:
                raise subprocess.TimeoutExpired(self._command(), timeout)
            time.sleep(0.05)
        return status

    def kill(self) -> None:
        """End it at once; what came last stays."""
        if self.returncode is None:
            self._kill()
            self._end(KILLED)

    def _begin(self) -> None:
        if not (self._folder / CHECKPOINT).exists():
            (self._folder / CONFIG).unlink(missing_ok=True)  # lost before it had anything to go on from
        names = [path for path in sorted(self._folder.rglob("*")) if path.is_file() and not path.name.startswith(".")]
        files = {f"{RUN}/{path.relative_to(self._folder).as_posix()}": path.read_bytes() for path in names}
        words = [HERE if word == str(self._folder) else word for word in self._command()]
        self._begun = self._progress = False
        self._worker = self._cluster.worker()
        environment = own_variables() | {"OMP_NUM_THREADS": "1"}
        self._answer = self._worker.start.remote(words, files, environment, os.getcwd())

    def _take(self, files: Files) -> None:
        for name, data in files.items():
            path = self._log if name == LOG else self._folder / Path(name).relative_to(RUN)
            write_atomically(path, data, parents=True)
            self._progress |= path.name == CHECKPOINT

    def _lost(self, reason: str) -> None:
        """Go on elsewhere, or give up."""
        self._kill()
        self._cluster.dismiss(0.0)  # they may be gone, too
        if self._told_to_end:
            self._end(TERMINATED)
            return
        self._losses = 1 if self._progress else self._losses + 1
        if self._losses >= LOSSES:
            with self._log.open("a") as log:
                log.write(f"given up: {LOSSES} workers in a row lost it without a new checkpoint ({reason})\n")
            self._end(1)
            return
        self._cluster.tell(f"{self._folder.name}: its worker is lost ({reason}); it goes on from its last checkpoint")
        self._begin()

    def _kill(self) -> None:
        self._cluster.ray.kill(self._worker)
        self._worker = None

    def _end(self, status: int) -> None:
        if self._worker is not None:
            self._cluster.ray.wait([self._worker.close.remote()], timeout=2.0)
            self._cluster.release(self._worker)
            self._worker = None
        self._held.close()
        self.returncode = status
