"""A person in the learner's place."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from kitchen_dream.media.choice import choose
from kitchen_dream.problems.kitchen.family import KitchenFamily
from kitchen_dream.problems.kitchen.v1.family import KitchenV1Family
from kitchen_dream.trial.rollout import Chooser, run
from kitchen_dream.viewer.player import Player


@pytest.mark.parametrize("family", [KitchenFamily, KitchenV1Family])
def test_a_person_is_offered_what_the_mask_allows_and_is_paid_as_an_agent(family):
    """The same choices give the same return, whoever makes them, and the mask is that of the agents."""
    choice = choose("test", 2, family=family)
    problem = family.problem_class(choice.tables, choice.split, 1)
    rng = np.random.default_rng(5)
    asked, taken = [], []

    def ask(question, options):
        possible = [option.action for option in options if option.possible]
        assert possible == np.flatnonzero(problem.episodes.mask[0]).tolist()
        asked.append(question)
        taken.append(int(rng.choice([action for action in possible if action != family.rules.stop] or possible)))
        return taken[-1]

    caption = SimpleNamespace(exploring=False, seen=(), wanted=())
    narrator = SimpleNamespace(problem=problem, kitchen=choice.kitchen, caption=lambda: caption)
    show = SimpleNamespace(narrator=narrator, ask=ask)
    person, rows = Player(show), np.zeros(1, np.int64)
    first = run(problem, rows, np.array([choice.recipe]), person.executor())
    replay = iter(list(taken))
    again = run(problem, rows, np.array([choice.recipe]), Chooser(lambda seen: np.array([next(replay)])))
    assert first.returns == again.returns and first.seconds == again.seconds and len(asked) == len(taken) > 1
    assert show.playing
