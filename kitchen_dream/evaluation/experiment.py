"""A whole training: problems are made, a method learns, and what came out is scored on all splits."""

import json
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from kitchen_dream.agents.agent import Agent
from kitchen_dream.agents.device import card, find_device, on_device
from kitchen_dream.agents.overlays import budget_of
from kitchen_dream.agents.registry import title_of
from kitchen_dream.core.files import write_together
from kitchen_dream.core.hardware import hardware_info, usable_cores
from kitchen_dream.evaluation.scores.scorer import Scorer
from kitchen_dream.kitchens.remembered import named_by_the_user, own_cookbook
from kitchen_dream.problems.base import ProblemFamily, Report
from kitchen_dream.training.checkpoint import CHECKPOINT, Progress, locked
from kitchen_dream.training.collector import Collector
from kitchen_dream.training.loop import Budget, train
from kitchen_dream.training.policies import WEIGHTS, LoadedPolicy, load_policy
from kitchen_dream.training.run_config import (
    CONFIG,
    PolicyError,
    Run,
    RunConfig,
    config_text,
    load_config,
    run_of,
    save_config,
)
from kitchen_dream.training.trackers.tracker import TrackedRun, find_tracker
from kitchen_dream.trial.settings import make_batch

RESULT = "result.json"
LEVELS = (0.5, 0.8, 0.95)
"""Scores whose first steps are told in `result.json`."""


@dataclass
class Listener:
    """Who is told how a training goes on."""

    making: Report = lambda what, done, of: None
    """What is being made before or scored after, how much of it is done, and of how much."""
    training: Callable[[Progress, Budget], None] = lambda progress, budget: None


@dataclass
class Result:
    """What came out of a training."""

    folder: Path
    agent: Agent
    family: ProblemFamily
    config: RunConfig
    progress: Progress
    scores: dict[str, dict[str, float | None]] = field(default_factory=dict)
    """By split; see `Scorer.final_scores`."""
    in_words: str = ""
    """What the score on test says."""


def budget_for(family: ProblemFamily, steps: int | None, eval_every: int | None, minutes: float | None) -> Budget:
    """The budget of a training: what was asked for, or the problem's own."""
    own = budget_of(family.overlay)
    steps = own["steps"] if steps is None else steps
    return Budget(steps, eval_every or min(own["eval_every"], max(1, steps // 2)), minutes)


def run_experiment(
    run: Run, folder: Path, budget: Budget, *, resume: bool = False, start_from: Path | None = None,
    listener: Listener | None = None, trials: int | None = None, device: str = "cpu", cores: int | None = None,
    track: str = "tensorboard",
) -> Result:
    """Train a run into a folder, and score it on all splits; `result.json` holds the scores.

    start_from: a policy whose weights it begins with. trials: of every score, at most; without it as many as the
    problem scores by. device: where it learns: auto, cpu or cuda (a graphics card). cores: 2 plays trials beside
    learning, 1 in turn, to the same bits; without it as many as there are. track: one of TRACKERS.

    Raises ValueError for a folder that holds a run or is in use; Stopped if told to stop."""
    listener = listener or Listener()
    find_device(device)
    kind = find_tracker(track)
    cores = usable_cores() if cores is None else cores
    with locked(folder), ExitStack() as stack:
        if not resume:
            # A configuration alone is of a run that was killed before it had anything to go on from.
            if any((folder / name).exists() for name in (CHECKPOINT, WEIGHTS)):
                raise ValueError(f"{folder} holds a run already; add --resume, or name another folder with --out")
            save_config(folder, run.config)
        family, config = run.family, run.config
        family.prepare(("train", "validation"), listener.making)
        problem = make_batch(family, "train", run.num_envs, config.setting)
        agent = run.make_agent(len(problem))
        stack.enter_context(on_device(agent, device))
        family.adopt(agent)
        if start_from is not None:
            _begin_with(agent, load_policy(start_from), start_from)
        collector = Collector(agent, problem, config.executions, config.seed, family.deterministic)
        validation = Scorer(family, "validation", config.setting, config.executions, trials)

        def score(learning: Agent) -> dict[str, float]:
            generator = torch.get_rng_state()  # an evaluation leaves no trace in what is learnt
            try:
                return validation(learning)
            finally:
                torch.set_rng_state(generator)

        tracker = stack.enter_context(closing(kind(TrackedRun(folder, config.model_dump(mode="json")))))
        report = lambda done: listener.training(done, budget)  # noqa: E731
        progress = train(agent, collector, folder, budget, score, report, resume, cores, tracker)
        problem.close()
        result = Result(folder, agent, family, config, progress)
        family.prepare(("test",), listener.making)
        for split in ("train", "validation", "test"):
            _score(result, split, trials, listener.making)
        known = {
            split: {name: value for name, value in own.items() if value is not None}
            for split, own in result.scores.items()
        }
        tracker.finish(known, progress.steps)
        told = json.dumps(_told(result), indent=1) + "\n"
        write_together({folder / CONFIG: config_text(config), folder / RESULT: told})
    return result


def _score(result: Result, split: str, trials: int | None, report: Report) -> None:
    config = result.config
    scorer = Scorer(result.family, split, config.setting, config.executions, trials)
    show = lambda done: report(f"scoring on {split}", done, len(scorer.trials.rows))  # noqa: E731
    show(0)  # many are played at once, and only then told of
    result.scores[split] = scorer.final_scores(scorer.play(result.agent, report=show))
    result.in_words = scorer.in_words(title_of(config.agent), result.scores[split])


def resumed(folder: Path) -> Run:
    """The run of a folder, with everything that it was begun with. Raises PolicyError."""
    config = load_config(folder)
    if named_by_the_user() and own_cookbook() != config.cookbook:
        raise PolicyError(f"{folder}: begun with another cookbook, which the run remembers; leave --cookbook out")
    return run_of(config, folder)


def _begin_with(agent: Agent, policy: LoadedPolicy, folder: Path) -> None:
    """Give an agent the weights of a policy, and let its schedules go on where that one's ended."""
    try:
        agent.load_policy_state(policy.agent.policy_state())
    except ValueError as error:
        what = f"--from {folder}: its weights do not fit this run ({str(error)[:200]})"
        raise ValueError(f"{what}; use its problem and settings") from error
    agent.updates = policy.agent.updates


def _told(result: Result) -> dict[str, Any]:
    config, progress = result.config, result.progress
    told = {"problem": config.problem, "agent": config.agent, "seed": config.seed, "preset": config.preset}
    told |= {"options": config.options, "setting": config.setting, "executions": config.executions}
    told |= {"machine": hardware_info(card(result.agent.device)), "steps": progress.steps, "updates": progress.updates}
    told |= {"wall_seconds": round(progress.wall_seconds, 1), "cpu_seconds": round(progress.cpu_seconds, 1)}
    return told | {"scores": result.scores, "reached": reached(progress.rows)}


def reached(rows: list[dict[str, float]]) -> dict[str, list[float] | None]:
    """Steps and CPU seconds at which the validation score of a log first reached each level, or None."""
    first = {level: next((r for r in rows if r["normalized_score"] >= level), None) for level in LEVELS}
    return {str(level): [row["steps"], row["cpu_seconds"]] if row else None for level, row in first.items()}
