"""Trials of a policy, one by one on the nodes of a Ray cluster: those that a family plays one at a time (PyBullet's).

A trial depends on its number and its generator alone, so that it comes out the same wherever it is played. One whose
worker or node is lost is played again."""

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from kitchen_dream.core.cluster import lost, own_variables
from kitchen_dream.evaluation.scores.scorer import Played, Scorer, joined
from kitchen_dream.problems.registry import problem_family
from kitchen_dream.training.policies import WEIGHTS, LoadedPolicy, load_policy
from kitchen_dream.training.run_config import CONFIG

Result = TypeVar("Result")
RETRIES = 5
"""Times that one trial is played again after its worker or node was lost."""


@dataclass(frozen=True)
class Evaluation:
    """All that makes the same scorer and policy on another machine."""

    files: tuple[tuple[str, bytes], ...]
    """Of the policy: name and contents."""
    options: tuple[tuple[str, Any], ...]
    """Options of the problem that are others than the policy's own."""
    split: str
    trials: int | None
    seed: int
    folder: str
    """Where plug-ins of the user's own are looked for."""

    @classmethod
    def of(cls, policy: Path, options: dict[str, Any], split: str, trials: int | None, seed: int) -> "Evaluation":
        """The evaluation of a policy's folder."""
        files = tuple((name, (policy / name).read_bytes()) for name in (CONFIG, WEIGHTS))
        return cls(files, tuple(sorted(options.items())), split, trials, seed, os.getcwd())

    def made(self) -> tuple[Scorer, LoadedPolicy]:
        """The scorer and the policy."""
        if os.path.isdir(self.folder):
            os.chdir(self.folder)
        with tempfile.TemporaryDirectory() as folder:
            for name, data in self.files:
                (Path(folder) / name).write_bytes(data)
            loaded = load_policy(folder)
        config, family = loaded.config, loaded.family
        if self.options:
            family = problem_family(config.problem, **(config.options | dict(self.options)))
            family.adopt(loaded.agent)
        return Scorer(family, self.split, config.setting, config.executions, self.trials, self.seed), loaded


def play_on_ray(
    ray: Any, evaluation: Evaluation, scorer: Scorer, explorer: str = "", report: Callable[[int], None] | None = None
) -> Played:
    """Play all trials of a scorer, each on a free core of a cluster; explorer: its name, if one explores instead.

    Raises ValueError, in one line, for what went wrong on a node."""
    calls = [(number, explorer) for number in range(len(scorer.trials.rows))]
    return joined(list(each_on_ray(ray, play_trial, evaluation, calls, report)))


def each_on_ray(
    ray: Any, task: Callable[..., Result], evaluation: Evaluation, calls: Sequence[tuple[Any, ...]],
    report: Callable[[int], None] | None = None,
) -> Iterator[Result]:
    """`task(evaluation, *call)` for each of the calls on a free core of a cluster: what they return, in their order.

    report: told how many have ended. Raises ValueError, in one line, for what went wrong on a node."""
    variables = own_variables()
    how: dict[str, Any] = {"runtime_env": {"env_vars": variables}} if variables else {}
    remote = ray.remote(task).options(num_cpus=1, max_retries=RETRIES, **how)
    shared = ray.put(evaluation)
    answers = [remote.remote(shared, *call) for call in calls]
    waiting, given = list(answers), 0
    try:
        while waiting:
            ended, waiting = ray.wait(waiting, num_returns=1)
            ray.get(ended)  # what goes wrong is told at once
            if report:
                report(len(answers) - len(waiting))
            while given < len(answers) and answers[given] not in waiting:
                yield ray.get(answers[given])
                answers[given], given = None, given + 1  # the cluster may forget it
    except ray.exceptions.RayError as error:
        raise ValueError(f"--on ray: a trial could not be played ({lost(error)})") from error
    finally:
        for answer in waiting:
            ray.cancel(answer)


def play_trial(evaluation: Evaluation, number: int, explorer: str = "") -> Played:
    """Play one trial of an evaluation, in this process."""
    scorer, loaded = made_once(evaluation)
    make = scorer.family.explorers()[explorer] if explorer else None
    return scorer.play(loaded.agent, make, share=slice(number, number + 1))


made_once = lru_cache(maxsize=1)(Evaluation.made)
"""A worker plays many trials of one evaluation."""
