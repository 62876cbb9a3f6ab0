"""Plays trials of a policy and writes them as a dataset of another project's format, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import kitchen_dream
from kitchen_dream.core.files import check_new_folder, whole_folder
from kitchen_dream.evaluation.scores.on_ray import Evaluation, each_on_ray, made_once
from kitchen_dream.evaluation.scores.scorer import Scorer
from kitchen_dream.media.choice import kitchen_options
from kitchen_dream.media.datasets.about import About
from kitchen_dream.media.datasets.lerobot_format import write_lerobot
from kitchen_dream.media.datasets.minari_format import dataset_id, write_minari
from kitchen_dream.media.datasets.record import TICKS, EpisodeRecord, record_trial
from kitchen_dream.training.policies import load_policy

FORMATS: dict[str, Callable[[Iterator[list[EpisodeRecord]], Path, About], None]] = {
    "minari": write_minari,
    "lerobot": write_lerobot,
}
"""What writes trials into an empty folder, by the name of the format."""


@dataclass(frozen=True)
class Export:
    """What is exported: see the command `export`."""

    policy: Path
    to: Path
    form: str
    trials: int = 20
    split: str = "test"
    seed: int = 0
    backend: str = "abstract"
    rate: int = 10
    size: tuple[int, int] = (160, 120)

    def check(self) -> None:
        """Raise ValueError for what cannot be exported: before the first trial."""
        check_new_folder(self.to)
        if self.form == "minari":
            dataset_id(self.to.name)
        elif self.backend != "pybullet":
            raise ValueError("--format lerobot: pictures and joints come from the physics; leave --backend out")
        if self.rate < 1 or TICKS % self.rate:
            rates = ", ".join(str(rate) for rate in range(1, TICKS + 1) if TICKS % rate == 0)
            raise ValueError(f"--fps must divide {TICKS}, got {self.rate}; use one of: {rates}")
        if any(not 16 <= pixels <= 1920 or pixels % 2 for pixels in self.size):
            raise ValueError(f"--size must be two even numbers from 16 to 1920, got {self.size[0]} x {self.size[1]}")

    def evaluation(self) -> Evaluation:
        """The trials, with as many kitchens as there are. Raises ValueError for a policy that cannot be exported."""
        policy = load_policy(self.policy)
        if kitchen_options(policy)["facts"]:
            raise ValueError(f"{self.policy}: the policy is told facts in its trials, which environments do not tell")
        options = dict.fromkeys(("kitchens", "validation", "test"), self.trials) | {"backend": self.backend}
        return Evaluation.of(self.policy, options, self.split, self.trials, self.seed)


def export(order: Export, ray: Any = None, report: Callable[[int], None] | None = None) -> About:
    """Play the trials and write them. ray: the module, connected, plays each trial on a free core of its cluster.

    Raises ValueError, in one line, for what cannot be exported or written."""
    order.check()
    evaluation = order.evaluation()
    scorer, _ = made_once(evaluation)
    calls = [(number, order.rate, order.size) for number in range(len(scorer.trials.rows))]
    if ray is None:
        trials = _here(evaluation, calls, report)
    else:
        trials = each_on_ray(ray, play_recorded, evaluation, calls, report)
    about = _about(order, scorer)
    with whole_folder(order.to) as part:
        FORMATS[order.form](trials, part, about)
    return about


def play_recorded(evaluation: Evaluation, number: int, rate: int, size: tuple[int, int]) -> list[EpisodeRecord]:
    """Play one trial of an evaluation in this process."""
    scorer, loaded = made_once(evaluation)
    return record_trial(scorer.family, scorer.split, scorer.trials, number, loaded.begin_trial(), rate, size)


def _here(
    evaluation: Evaluation, calls: list[tuple[int, int, tuple[int, int]]], report: Callable[[int], None] | None
) -> Iterator[list[EpisodeRecord]]:
    for done, call in enumerate(calls, 1):
        yield play_recorded(evaluation, *call)
        if report:
            report(done)


def _about(order: Export, scorer: Scorer) -> About:
    options = scorer.family.options()
    return About(
        name=order.to.name, policy=order.policy.name, problem=scorer.family.name, options=options, split=order.split,
        kitchens=order.trials, seed=order.seed, backend=order.backend,
        robot=options.get("robot") or "panda_mobile", rate=order.rate, width=order.size[0], height=order.size[1],
        version=kitchen_dream.__version__,
    )
