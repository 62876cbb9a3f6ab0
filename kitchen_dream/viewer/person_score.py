"""A person's score in `play`, beside the oracle's, the policy's and that of not exploring."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kitchen_dream.media.choice import TrialChoice
from kitchen_dream.media.film import TrialSummary
from kitchen_dream.media.style import GREEN, RED, Banner
from kitchen_dream.problems.base import TrialSet
from kitchen_dream.problems.kitchen.references.bounds import blind_trials
from kitchen_dream.trial.protocol import TrialPolicy, run_trials


@dataclass(frozen=True)
class PersonScore:
    """Returns on one trial: the person's, and those to compare it with."""

    person: float
    oracle: float
    blind: float
    policy: float
    """The policy's, in the abstract backend."""

    def normalised(self, value: float) -> float:
        """(value - blind) / (oracle - blind); nan where exploring is worth nothing.

        Examples:
            >>> PersonScore(0.9, 1.4, 0.4, 1.2).normalised(0.9)
            0.5
        """
        return round((value - self.blind) / (self.oracle - self.blind), 6) if self.worth_exploring else float("nan")

    @property
    def worth_exploring(self) -> bool:
        """Whether who knows the kitchen gets more than who never explored."""
        return abs(self.oracle - self.blind) > 1e-6

    def line(self) -> str:
        """One sentence for people."""
        if not self.worth_exploring:
            both = f"with and without exploring {self.oracle:.2f}"
            return f"your return {self.person:.2f}; exploring is worth nothing here: {both}"
        return (
            f"your score {self.normalised(self.person):.2f} (return {self.person:.2f}); "
            f"oracle 1.00 ({self.oracle:.2f}), "
            f"the robot's policy {self.normalised(self.policy):.2f} ({self.policy:.2f}), "
            f"without exploring 0.00 ({self.blind:.2f})"
        )

    def banner(self, summary: TrialSummary) -> Banner:
        """The banner at the end of a game."""
        end = "is ready" if summary.success else "was not finished"
        score, keys = f"your score {self.normalised(self.person):.2f}", "     n: next kitchen   q: quit"
        line = f"oracle 1.00, the robot's policy {self.normalised(self.policy):.2f}, without exploring 0.00"
        if not self.worth_exploring:
            score, line = f"your return {self.person:.2f}", f"exploring is worth nothing here: {self.oracle:.2f}"
        return Banner(
            f"{summary.dish.capitalize()} {end}: {score}",
            line + keys,
            GREEN if summary.success else RED,
        )


def score_person(choice: TrialChoice, policy: TrialPolicy, options: dict[str, Any], value: float) -> PersonScore:
    """Compare a person's return `value` on a trial with the oracle's, the blind one's and a policy's.

    options: of the problem; see `kitchen_options`."""
    family = choice.family
    problem = family.problem_class(choice.tables, choice.split, 1, **options)
    trial = TrialSet(np.zeros(1, np.int64), np.array([[choice.recipe]]), np.ones(1))
    oracle = problem.oracle_returns(trial.rows, trial.instructions[0])
    blind, _ = blind_trials(choice.tables, trial.instructions[0], problem.dense, family.rules)
    result = run_trials(problem, policy, trial, np.random.default_rng(0))
    return PersonScore(value, float(oracle[0]), float(blind[0]), float(result.returns[0]))
