"""A person's score in `play`, beside the oracle's, the policy's and that of not exploring."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kitchen_dream.media.choice import TrialChoice
from kitchen_dream.media.film import TrialSummary
from kitchen_dream.media.style import GREEN, RED, Banner
from kitchen_dream.problems.base import TrialSet
from kitchen_dream.problems.kitchen.problem import KitchenProblem
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
        span = self.oracle - self.blind
        return round((value - self.blind) / span, 6) if abs(span) > 1e-6 else float("nan")

    def line(self) -> str:
        """One sentence for people."""
        return (
            f"your score {self.normalised(self.person):.2f} (return {self.person:.2f}); "
            f"oracle 1.00 ({self.oracle:.2f}), "
            f"the robot's policy {self.normalised(self.policy):.2f} ({self.policy:.2f}), "
            f"without exploring 0.00 ({self.blind:.2f})"
        )

    def banner(self, summary: TrialSummary) -> Banner:
        """The banner at the end of a game."""
        end = "is ready" if summary.success else "was not finished"
        policy = f"the robot's policy {self.normalised(self.policy):.2f}"
        return Banner(
            f"{summary.dish.capitalize()} {end}: your score {self.normalised(self.person):.2f}",
            f"oracle 1.00, {policy}, without exploring 0.00     n: next kitchen   q: quit",
            GREEN if summary.success else RED,
        )


def score_person(choice: TrialChoice, policy: TrialPolicy, options: dict[str, Any], value: float) -> PersonScore:
    """Compare a person's return `value` on a trial with the oracle's, the blind one's and a policy's.

    options: of the problem; see `kitchen_options`."""
    problem = KitchenProblem(choice.tables, choice.split, 1, **options)
    trial = TrialSet(np.zeros(1, np.int64), np.array([[choice.recipe]]), np.ones(1))
    oracle = problem.oracle_returns(trial.rows, trial.instructions[0])
    blind, _ = blind_trials(choice.tables, trial.instructions[0], problem.dense)
    result = run_trials(problem, policy, trial, np.random.default_rng(0))
    return PersonScore(value, float(oracle[0]), float(blind[0]), float(result.returns[0]))
