"""A person's score in `play`."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kitchen_dream.media.choice import choose
from kitchen_dream.media.film import TrialSummary
from kitchen_dream.problems.base import TrialSet
from kitchen_dream.problems.kitchen.family import KitchenFamily
from kitchen_dream.problems.kitchen.v1.family import KitchenV1Family
from kitchen_dream.trial.protocol import TrialPolicy
from kitchen_dream.trial.rollout import Chooser
from kitchen_dream.viewer.person_score import PersonScore, score_person


class Silent(TrialPolicy):
    """Chooses the last action that is possible: it stops wherever it may."""

    def explorer(self):
        return Chooser(lambda observation: np.array([np.flatnonzero(mask)[-1] for mask in observation["action_mask"]]))

    executor = explorer

    def end_exploration(self, exploration):
        pass


@pytest.mark.parametrize("kind", [KitchenFamily, KitchenV1Family])
def test_the_score_is_that_of_evaluate(kind):
    choice = choose("test", 2, family=kind)
    family = kind(tables=choice.tables, test=1)
    trial = TrialSet(np.zeros(1, np.int64), np.array([[choice.recipe]]), np.ones(1))
    limit = family.references("test", trial)
    score = score_person(choice, Silent(), {}, float(limit.oracle[0]))
    assert score.normalised(score.person) == 1.0 and score.normalised(score.blind) == 0.0
    assert score.blind == pytest.approx(limit.blind[0]) and score.policy < score.oracle
    assert "your score 1.00" in score.line()


def test_a_kitchen_where_exploring_is_worth_nothing_has_no_score():
    score = PersonScore(1.0, 1.2, 1.2, 1.0)
    assert math.isnan(score.normalised(1.0)) and not score.worth_exploring
    summary = TrialSummary("k", "tomato soup", True, 30.0, 40.0, 1.0)
    for text in (score.line(), " ".join((score.banner(summary).headline, score.banner(summary).line))):
        assert "your return 1.00" in text and "worth nothing" in text and "nan" not in text


def test_the_banner_names_dish_and_score():
    summary = TrialSummary("k", "tomato soup", True, 30.0, 40.0, 0.9)
    banner = PersonScore(0.9, 1.4, 0.4, 1.2).banner(summary)
    assert (
        banner.headline == "Tomato soup is ready: your score 0.50"
        and "0.80" in banner.line
        and "n: next kitchen" in banner.line
    )
