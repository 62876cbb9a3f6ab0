"""Scores of an agent on the problems of a split: the same for every method and every problem."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from kitchen_dream.agents.agent import Agent
from kitchen_dream.evaluation.scores.statistics import mean, normalised, share
from kitchen_dream.evaluation.scores.words import in_words
from kitchen_dream.problems.base import BatchProblem, ProblemFamily, References, TrialSet
from kitchen_dream.problems.spec import Observation
from kitchen_dream.trial.no_exploration import FirstExecution
from kitchen_dream.trial.protocol import run_trials
from kitchen_dream.trial.rollout import Chooser
from kitchen_dream.trial.settings import check_setting, make_batch, trials_of
from kitchen_dream.trial.wrapper import Wrapper

MakeExplorer = Callable[[BatchProblem, np.ndarray], Callable[[Observation], np.ndarray]]
"""An explorer in the agent's place, for a batch and its problems (B,): see ProblemFamily.explorers."""


@dataclass
class Played:
    """What B trials came to; arrays (B,)."""

    returns: np.ndarray
    success: np.ndarray
    """Share of the executions of a trial that reached what was asked."""
    explore_steps: np.ndarray
    explore_seconds: np.ndarray
    execute_seconds: np.ndarray
    more: dict[str, np.ndarray]
    """What the family tells of explorations besides."""


class Scorer:
    """Plays the trials of a split greedily, always the same ones, and scores them.

    The score is the weighted mean return on the scale of the split's references: 0 for blind, 1 for the oracle; where
    there are none, the mean return itself. Where trials cover all problems and instructions of a split, and agents and
    problems are deterministic, this is the expectation itself, without sampling error."""

    def __init__(
        self, family: ProblemFamily, split: str, setting: str = "instructed", executions: int = 1,
        count: int | None = None, seed: int = 0,
    ):
        """count: trials at most; seed: draws what is left to chance. Raises ValueError for an unknown split."""
        check_setting(family, setting)
        if split not in family.splits:
            raise ValueError(f"--split {split!r}: {family.name} has none such; use one of: {', '.join(family.splits)}")
        self.family, self.split, self.setting = family, split, setting
        self.trials = family.trials(split, count, seed, executions, setting)

    @cached_property
    def references(self) -> References | None:
        """Bounds of the returns in these trials: worked out when they are asked for."""
        return self.family.references(self.split, self.trials)

    def __call__(self, agent: Agent) -> dict[str, float]:
        """Scores as plain numbers."""
        return self.scores(self.play(agent))

    def play(
        self, agent: Agent, explorer: MakeExplorer | None = None, report: Callable[[int], None] | None = None,
        share: slice = slice(None),
    ) -> Played:
        """Play all trials, as many at a time as the family can. explorer: explores in the agent's place.

        share: only these. Where the family plays one at a time, they come out as among all the others."""
        trials = _part(self.trials, share)
        total = len(trials.rows)
        size = min(total, self.family.max_envs or total)
        parts, done = [], 0
        problem = make_batch(self.family, self.split, size, self.setting)
        try:
            while done < total:
                if total - done < size:
                    problem.close()
                    problem = make_batch(self.family, self.split, total - done, self.setting)
                part = _part(trials, slice(done, done + problem.batch))
                parts.append(self._play(agent, problem, part, explorer))
                done += problem.batch
                if report:
                    report(done)
        finally:
            problem.close()
        return joined(parts)

    def scores(self, played: Played) -> dict[str, float]:
        """Weighted means."""
        values = {"return_mean": played.returns, "success_rate": played.success}
        values |= {"explore_steps": played.explore_steps, **played.more}
        out = {name: float((value * self.trials.weights).sum()) for name, value in values.items()}
        score = self.references.normalized(out["return_mean"]) if self.references else out["return_mean"]
        return {"normalized_score": score} | out

    @property
    def scaled(self) -> bool:
        """Whether these trials can tell how long the way from blind to the oracle is: see `normalised`."""
        if self.references is None or not self._sample:
            return True
        oracle, blind = self._ends()
        return normalised(blind, blind, oracle) is not None

    def final_scores(self, played: Played) -> dict[str, float | None]:
        """The same, to be told: `normalized_score` is None where these trials cannot tell how long its scale is."""
        return {**self.scores(played), **({} if self.scaled else {"normalized_score": None})}

    def in_words(self, who: str, scores: dict[str, Any]) -> str:
        """What the score of somebody says."""
        return in_words(who, scores["normalized_score"], self.references)

    def summary(self, played: Played) -> dict[str, Any]:
        """`final_scores`, and 95 % intervals over trials where these are a sample, as plain data."""
        trials = self.trials
        out: dict[str, Any] = {"trials": len(trials.rows)} | self.final_scores(played)
        if self.references:
            out["oracle_return"] = self._mean(self.references.oracle)
            out["blind_return"] = self._mean(self.references.blind)
        out["explore_seconds"] = self._mean(played.explore_seconds)
        out["execute_seconds"] = self._mean(played.execute_seconds)
        if self._sample:
            out["return_interval"] = mean(played.returns).rounded()
            out["success_interval"] = share(round(float(played.success.sum())), len(played.success)).rounded()
            if self.references:
                oracle, blind = self._ends()
                scale = normalised(played.returns, blind, oracle)
                out |= {"normalized_interval": scale.rounded()} if scale else {}
        return {name: round(value, 4) if isinstance(value, float) else value for name, value in out.items()}

    @property
    def _sample(self) -> bool:
        """Whether trials are drawn, each with one instruction."""
        return self.family.sampled and len(self.trials.instructions) == 1

    def _ends(self) -> tuple[np.ndarray, np.ndarray]:
        """Returns of the oracle, and of blind, by trial."""
        assert self.references is not None
        shape = self.trials.rows.shape
        return np.broadcast_to(self.references.oracle, shape), np.broadcast_to(self.references.zero, shape)

    def _mean(self, values: Any) -> float:
        return float((np.broadcast_to(values, self.trials.weights.shape) * self.trials.weights).sum())

    def _play(self, agent: Agent, problem: BatchProblem, part: TrialSet, make_explorer: MakeExplorer | None) -> Played:
        rng = np.random.default_rng(7)
        trials = trials_of(problem, part)
        plain = problem.unwrapped if isinstance(problem, Wrapper) else problem
        explorer = Chooser(make_explorer(plain, part.rows)) if make_explorer else None
        more: dict[str, np.ndarray] = {}
        result = run_trials(
            problem, agent.begin_trial(rng), trials, rng, explorer, agent.settings.rewards_in_exploration,
            lambda rollout: more.update(self.family.describe_trial(plain, rollout)),
        )
        if isinstance(problem, FirstExecution):
            more["first_return"] = problem.first_returns.copy()
        exploration = result.exploration
        seconds = np.mean([execution.seconds for execution in result.executions], axis=0)
        steps = exploration.valid.sum(0)
        return Played(result.returns, result.success, steps, exploration.seconds, seconds, more)


def _part(trials: TrialSet, part: slice) -> TrialSet:
    starts = None if trials.starts is None else trials.starts[:, part]
    rows, instructions = trials.rows[part], trials.instructions[:, part]
    return replace(trials, rows=rows, instructions=instructions, weights=trials.weights[part], starts=starts)


def joined(parts: list[Played]) -> Played:
    """What trials came to that were played in parts, in this order."""
    if len(parts) == 1:
        return parts[0]
    names = ("returns", "success", "explore_steps", "explore_seconds", "execute_seconds")
    arrays = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    return Played(**arrays, more={key: np.concatenate([part.more[key] for part in parts]) for key in parts[0].more})
