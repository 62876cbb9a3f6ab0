"""The public functions of `import kitchen_dream as kd`."""

from pathlib import Path
from typing import Any

import gymnasium as gym

from kitchen_dream.agents.device import on_device
from kitchen_dream.core.resources import POLICIES
from kitchen_dream.evaluation.experiment import Listener, Result, budget_for, resumed, run_experiment
from kitchen_dream.evaluation.scores.scorer import Scorer
from kitchen_dream.problems import register_environments
from kitchen_dream.training import policies
from kitchen_dream.training.policies import LoadedPolicy
from kitchen_dream.training.run_config import new_run, run_name


def make(name: str, **options: Any) -> gym.Env:
    """A Gymnasium environment by its id, with or without `KitchenDream/` and the version, such as "Kitchen"."""
    register_environments()
    full = name if "/" in name else f"KitchenDream/{name}"
    return gym.make(full if full.rpartition("-v")[2].isdigit() else f"{full}-v0", **options)


def load_policy(policy: str | Path = "kitchen") -> LoadedPolicy:
    """A policy from a run folder, or a shipped one by its problem's name. It says itself what problem it is for.

    Raises PolicyError, in one line, for what is missing or damaged."""
    shipped = POLICIES / str(policy) / "dream"
    return policies.load_policy(shipped if shipped.is_dir() else Path(policy))


def train(
    problem: str = "kitchen",
    agent: str = "dream",
    steps: int | None = None,
    *,
    out: str | Path | None = None,
    resume: bool = False,
    start_from: str | Path | None = None,
    listener: Listener | None = None,
    eval_every: int | None = None,
    minutes: float | None = None,
    trials: int | None = None,
    device: str = "cpu",
    cores: int | None = None,
    track: str = "tensorboard",
    options: dict[str, Any] | None = None,
    **run: Any,
) -> Result:
    """Train a method on a problem, and score it on all splits: what the command `train` does.

    Args:
        problem: a family's name, or `package.module:Family`.
        agent: a method's name, or `package.module:Class`.
        steps: environment steps; without it the problem's own budget.
        out: run folder; without it runs/PROBLEM-AGENT-SEED.
        resume: go on from the folder's last checkpoint, with everything that the run was begun with.
        start_from: a policy whose weights it begins with.
        listener: is told how it goes on.
        eval_every: steps between evaluations on validation problems.
        minutes: stop early after so much wall time, saved; raises Stopped.
        trials: of every score, at most; without it as many as the problem scores by.
        device: where it learns: cpu, cuda (a graphics card), or auto (a card if there is one).
        cores: 2 plays trials beside learning, 1 in turn, to the same bits; without it as many as there are.
        track: where curves and scores go besides the run folder's files: tensorboard, wandb or trackio.
        options: options of the problem's family.
        **run: seed, preset, setting, executions, and `changes` such as ("gamma=0.95",).

    Raises ValueError, in one line, for what is unknown or does not go together."""
    if resume:
        if out is None:
            raise ValueError("train: resume needs the run folder; give out=")
        begun = resumed(Path(out))
    else:
        begun = new_run(problem, agent, options=options, **run)
    folder = Path(out) if out is not None else Path("runs") / run_name(begun.config)
    budget = budget_for(begun.family, steps, eval_every, minutes)
    start = None if start_from is None else Path(start_from)
    how: dict[str, Any] = {"resume": resume, "start_from": start, "trials": trials}
    how |= {"device": device, "cores": cores, "track": track}
    return run_experiment(begun, folder, budget, listener=listener, **how)


def evaluate(
    policy: str | Path | LoadedPolicy, split: str = "test", trials: int | None = None, seed: int = 0,
    device: str = "cpu",
) -> dict[str, Any]:
    """Scores of a policy on the problems of a split, with 95 % intervals where these are a sample.

    `normalized_score` is None where so few trials cannot tell blind from the oracle; `return_mean` is always there."""
    loaded = policy if isinstance(policy, LoadedPolicy) else load_policy(policy)
    scorer = Scorer(loaded.family, split, loaded.config.setting, loaded.config.executions, trials, seed)
    with on_device(loaded.agent, device):
        return scorer.summary(scorer.play(loaded.agent))
