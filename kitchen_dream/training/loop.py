"""The train loop: collect trials, learn, now and then evaluate, and save. Its budget is environment steps."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import torch

from kitchen_dream.agents.agent import Agent, DivergedError
from kitchen_dream.core.files import write_together
from kitchen_dream.training.checkpoint import CHECKPOINT, Progress, checkpoint_bytes, load_checkpoint
from kitchen_dream.training.collector import Collector
from kitchen_dream.training.log import METRICS, log_bytes
from kitchen_dream.training.policies import WEIGHTS, policy_bytes
from kitchen_dream.training.trackers.tracker import Tracker

SAVE_EVERY = 60.0
"""Wall seconds between checkpoints, beside those at every evaluation. They change nothing in what is learnt."""
Score = Callable[[Agent], dict[str, float]]
"""Evaluates an agent on validation problems."""


@dataclass(frozen=True)
class Budget:
    """How long a run goes on."""

    steps: int
    """Environment steps: the run ends with the round that reaches them."""
    eval_every: int
    """Steps between evaluations."""
    minutes: float | None = None
    """Wall time after which it stops early, saved and ready to go on."""


class Stopped(Exception):
    """The run was told to stop, by a signal or by its minutes; what it had is saved."""

    def __init__(self, why: str, status: int):
        super().__init__(why)
        self.status = status


def train(
    agent: Agent, collector: Collector, folder: Path, budget: Budget, score: Score,
    report: Callable[[Progress], None] = lambda progress: None, resume: bool = False, cores: int = 1,
    tracker: Tracker | None = None,
) -> Progress:
    """Train until `budget.steps`, counted over resumed parts.

    Writes `policy.safetensors` (the acting weights), `checkpoint.safetensors` (all that going on needs) and
    `metrics.csv` into `folder`, and tells the tracker of every evaluation. A kill at any moment leaves the last
    checkpoint whole, and a resume from it learns the same as if there had been no kill. SIGTERM and SIGINT save first,
    and raise Stopped.

    A round is played with the weights from before the last updates. So it can be played while these are made, on a
    second core (cores: 2), and what is learnt is the same to the bit."""
    folder.mkdir(parents=True, exist_ok=True)
    progress = load_checkpoint(folder, agent, collector) if resume else Progress()

    def made_from(progress: Progress) -> dict[Path, bytes]:
        notes = {"steps": progress.steps, "cpu_seconds": progress.cpu_seconds, "score": progress.scores}
        return {folder / WEIGHTS: policy_bytes(agent, notes), folder / METRICS: log_bytes(progress.rows)}

    if resume:  # somebody may have lost or damaged the files that are made from the checkpoint
        write_together(made_from(progress))
    if tracker is not None:
        tracker.begin(progress.steps)
    settings = agent.settings
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # sums depend on their number: a run must not depend on the machine's

    def processor() -> float:
        return time.process_time() + collector.seconds_beside

    wall, cpu = time.monotonic() - progress.wall_seconds, processor() - progress.cpu_seconds
    saved = time.monotonic()

    def save() -> None:
        nonlocal saved
        files = {folder / CHECKPOINT: checkpoint_bytes(agent, collector, progress)}
        write_together(files | made_from(progress))
        saved = time.monotonic()

    try:
        with _signals() as caught:
            if cores > 1:
                collector.play_beside()
            while collector.rounds < settings.warmup_rounds and progress.steps < budget.steps:
                progress.steps += collector.collect()
            while progress.steps < budget.steps or not agent.updates:
                before = progress.steps
                collector.begin()
                for _ in range(settings.updates_per_round):
                    _add(progress, agent.update())
                progress.steps += collector.finish()
                progress.updates = agent.updates
                progress.wall_seconds, progress.cpu_seconds = time.monotonic() - wall, processor() - cpu
                due = before // budget.eval_every != progress.steps // budget.eval_every
                if due or progress.steps >= budget.steps:
                    began = time.monotonic(), processor()
                    _log(progress, score(agent), tracker)
                    agent.forget()  # what evaluation looked up shall not matter
                    save()
                    wall, cpu = wall + time.monotonic() - began[0], cpu + processor() - began[1]
                elif time.monotonic() - saved >= SAVE_EVERY:
                    save()
                report(progress)
                over = budget.minutes is not None and progress.wall_seconds >= 60 * budget.minutes
                if (caught or over) and progress.steps < budget.steps:
                    save()
                    why = signal.Signals(caught[0]).name if caught else f"{budget.minutes:g} minutes are over"
                    why = f"{why}: saved after {progress.steps:,} steps; go on with --resume"
                    raise Stopped(why, 128 + caught[0] if caught else 0)
    except DivergedError as error:
        kept = "keeps the last checkpoint before it" if (folder / CHECKPOINT).exists() else "has no checkpoint yet"
        raise DivergedError(f"{error}; {folder} {kept}") from error
    finally:
        collector.close()
        torch.set_num_threads(threads)
    return progress


@contextmanager
def _signals() -> Iterator[list[int]]:
    """Collects SIGTERM and SIGINT; a second SIGINT interrupts at once."""
    caught: list[int] = []

    def take(number: int, frame: object) -> None:
        if caught and number == signal.SIGINT:
            raise KeyboardInterrupt
        caught.append(number)

    try:
        before = {number: signal.signal(number, take) for number in (signal.SIGTERM, signal.SIGINT)}
    except ValueError:  # not in the main thread: whoever runs it there handles signals
        before = {}
    try:
        yield caught
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _add(progress: Progress, losses: dict) -> None:
    for name, value in losses.items():
        total, count = progress.sums.get(name, (0.0, 0))
        progress.sums[name] = (total + float(value), count + 1)


def _log(progress: Progress, scores: dict[str, float], tracker: Tracker | None) -> None:
    row: dict[str, float] = {"steps": progress.steps, "updates": progress.updates}
    row |= {"wall_seconds": round(progress.wall_seconds, 1), "cpu_seconds": round(progress.cpu_seconds, 1)}
    row |= {name: round(value, 5) for name, value in scores.items()}
    row |= {f"loss_{name}": round(total / count, 6) for name, (total, count) in progress.sums.items()}
    progress.rows.append(row)
    progress.sums = {}
    if tracker is not None:
        tracker.log(row, progress.steps)
