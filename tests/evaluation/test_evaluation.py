"""Statistics against numbers worked out by hand, and reference policies in their order."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from helpers import full_knowledge

from kitchen_dream.evaluation.scores.scorer import Scorer
from kitchen_dream.evaluation.scores.statistics import mean, normalised, share
from kitchen_dream.problems.kitchen.family import KitchenFamily
from kitchen_dream.problems.kitchen.kitchen_set import make_kitchens
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.problems.kitchen.references import explorers as reference
from kitchen_dream.problems.kitchen.references.belief import Belief
from kitchen_dream.problems.kitchen.references.bounds import draw_dishes
from kitchen_dream.rules.knowledge import Knowledge
from kitchen_dream.rules.limits import EXPLORE_SECONDS
from kitchen_dream.rules.skills import STOP
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.rules.tables import Tables
from kitchen_dream.trial.protocol import TrialPolicy
from kitchen_dream.trial.rollout import Chooser


def test_mean_with_students_interval():
    estimate = mean(np.array([1.0, 2.0, 3.0, 4.0]))
    # t(0.975, 3) = 3.1824, standard error = sqrt(5/3) / 2
    half = 3.18245 * np.sqrt(5 / 3) / 2
    assert (estimate.value, estimate.low, estimate.high) == pytest.approx((2.5, 2.5 - half, 2.5 + half), abs=1e-4)
    assert mean(np.array([2.0])).rounded() == [2.0, 2.0]


def test_share_with_wilsons_interval():
    estimate = share(8, 10)
    z, n, p = 1.959964, 10, 0.8
    centre, half = (
        (p + z**2 / (2 * n)) / (1 + z**2 / n),
        z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n),
    )
    assert (estimate.value, estimate.low, estimate.high) == pytest.approx((0.8, centre - half, centre + half), abs=1e-5)
    assert share(0, 5).low == 0 and share(5, 5).high == pytest.approx(1)
    with pytest.raises(ValueError, match="share of nothing"):
        share(0, 0)


def test_normalised_scores_with_fiellers_interval():
    gain, span = np.array([1.0, 2, 3, 4, 5]), np.array([8.0, 9, 10, 11, 12])
    estimate = normalised(gain, np.zeros(5), span)
    # t(0.975, 4)^2 / 5 * 2.5 = 3.85432 is the square of the half widths of both, and what they have in common.
    root = np.sqrt((30 - 3.85432) ** 2 - (100 - 3.85432) * (9 - 3.85432))
    low, high = ((30 - 3.85432 + sign * root) / (100 - 3.85432) for sign in (-1, 1))
    assert (estimate.value, estimate.low, estimate.high) == pytest.approx((0.3, low, high), abs=1e-5)
    # At its ends, the mean of gain - score * span may just be 0, by Student's t.
    assert mean(gain - estimate.low * span).low == pytest.approx(0, abs=1e-9)
    assert mean(gain - estimate.high * span).high == pytest.approx(0, abs=1e-9)


def test_the_ends_of_the_scale_have_no_width():
    blind, oracle = np.array([0.0, 0.2, 0.1]), np.array([1.0, 1.2, 1.1])
    for returns, score in ((oracle, 1), (blind, 0), ((blind + oracle) / 2, 0.5)):
        estimate = normalised(returns, blind, oracle)
        assert (estimate.value, estimate.low, estimate.high) == pytest.approx((score, score, score))


def test_trials_that_cannot_tell_blind_from_the_oracle_give_no_score():
    """Of 4 trials blind lost in one alone; a bootstrap drew the other three, and its interval went down to -1.4e9."""
    blind, oracle = np.array([1.4, 1.4, 0.1, 1.4]), np.array([1.4, 1.4, 1.4, 1.4 + 1e-9])
    returns = np.array([1.4, 0.2, 1.4, 1.4])
    assert normalised(returns, blind, oracle) is None
    assert normalised(returns, oracle, oracle) is None and normalised(returns[:1], oracle[:1], oracle[:1]) is None
    many = [np.tile(part, 50) for part in (returns, blind, oracle)]
    assert normalised(*many).low > -1, "many such trials can"


def with_dishes(tables: Tables):
    """The problem of these test kitchens, and a dish for each."""
    problem = KitchenProblem(tables, "test", len(tables))
    return problem, draw_dishes(problem, np.arange(len(tables)), 0)


@pytest.fixture(scope="module")
def many(test_tables):
    """64 test kitchens with a dish for each."""
    return with_dishes(test_tables)


@pytest.mark.slow
def test_the_more_is_known_the_more_is_earned():
    """None, random and adaptive exploration, and full knowledge, executed by the same hand."""
    problem, recipe = with_dishes(make_kitchens("test", 192))
    tables, belief = problem.tables, Belief(problem.tables)

    def value(known: Knowledge) -> float:
        return float(reference.execute(tables, recipe, known, belief)[0].mean())

    none, _ = reference.explore(tables, None, belief, 0.0)
    adaptive, seconds = reference.explore(tables, reference.adaptive_explorer, belief, EXPLORE_SECONDS)
    random, _ = reference.explore(tables, reference.random_explorer(np.random.default_rng(0)), belief, EXPLORE_SECONDS)
    scores = [value(known) for known in (none, random, adaptive, full_knowledge(tables))]
    assert scores[0] < scores[1] - 0.05 and scores[1] < scores[2] - 0.05 and scores[2] <= scores[3] + 1e-6
    oracle = float(problem.oracle_returns(np.arange(len(tables)), recipe).mean())
    assert scores[0] <= 0.5 * oracle and scores[3] <= oracle + 1e-6
    assert (seconds <= EXPLORE_SECONDS + 1e-3).all()


def test_no_reference_beats_the_oracle(many):
    problem, recipe = many
    rows = np.arange(len(problem))
    returns, _ = reference.execute(
        problem.tables, recipe, full_knowledge(problem.tables), Belief(problem.tables)
    )
    assert (returns <= problem.oracle_returns(rows, recipe) + 1e-5).all()


def test_beliefs_are_probabilities_and_follow_what_is_seen(many):
    problem, _ = many
    tables = problem.tables.rows(np.arange(24))
    belief, n = Belief(tables), 24
    units, items = tables.exists.shape[1], 24
    looked, seen = np.zeros((n, units), bool), np.zeros((n, units, items), bool)
    note = np.full((n, tables.note.shape[1]), NOTHING)
    prior = belief.locate(looked, seen, note)
    np.testing.assert_allclose(prior.sum(2), 1, atol=1e-4)
    assert (prior >= 0).all() and not prior[:, :, ~tables.exists.all(0)][
        ~tables.exists[:, ~tables.exists.all(0)].any(1)
    ].any()
    unit = tables.exists.argmax(1)
    looked[np.arange(n), unit] = True
    after = belief.locate(looked, seen, note)
    assert (after[np.arange(n), :, unit] == 0).all(), "what was not seen there is not there"
    seen[0, unit[0], 5] = True
    assert belief.locate(looked, seen, note)[0, 5, unit[0]] == 1


def test_dishes_do_not_depend_on_how_many_trials_are_run(many):
    problem, recipe = many
    np.testing.assert_array_equal(draw_dishes(problem, np.arange(20), 0), recipe[:20])
    assert not np.array_equal(draw_dishes(problem, np.arange(20), 1), recipe[:20])


class Idle:
    """An agent that stops at once."""

    settings = SimpleNamespace(rewards_in_exploration=False)

    def __init__(self, stop):
        self.stop = stop

    def begin_trial(self, rng):
        return IdleTrial(self.stop)


class IdleTrial(TrialPolicy):
    def __init__(self, stop):
        self.stop = stop

    def explorer(self):
        return Chooser(lambda observation: np.full(len(observation["vector"]), self.stop))

    executor = explorer

    def end_exploration(self, exploration):
        pass


@pytest.fixture(scope="module")
def scorer(many):
    """Of trials in the test kitchens."""
    return Scorer(KitchenFamily(tables=many[0].tables), "test")


def test_a_summary_of_doing_nothing(scorer):
    figures = scorer.summary(scorer.play(Idle(STOP)))
    assert figures["success_rate"] == 0 and figures["return_mean"] == 0 and figures["looks"] == 0
    assert figures["trials"] == 64 and figures["explore_seconds"] == 0
    limit = scorer.references
    expected = -limit.blind.mean() / (limit.oracle.mean() - limit.blind.mean())
    assert figures["normalized_score"] == pytest.approx(expected, abs=1e-3)


def test_a_summary_without_a_scale_gives_returns(scorer, monkeypatch):
    monkeypatch.setattr("kitchen_dream.evaluation.scores.scorer.normalised", lambda *arrays: None)
    figures = scorer.summary(scorer.play(Idle(STOP)))
    assert figures["normalized_score"] is None and "normalized_interval" not in figures
    assert figures["return_interval"] == [0, 0]
    assert scorer.final_scores(scorer.play(Idle(STOP)))["normalized_score"] is None, "as result.json tells it"
    assert scorer.in_words("Idle", figures).startswith("These trials cannot tell blind from the oracle")


def test_looks_and_looks_in_vain_are_counted(scorer):
    explorers = scorer.family.explorers()
    played = scorer.play(Idle(STOP), explorers["random exploration"])
    assert 2 < played.more["looks"].mean() < 8
    assert 0.05 < played.more["vain_looks"].sum() / played.more["looks"].sum() < 0.6
    wise = scorer.play(Idle(STOP), explorers["adaptive exploration"])
    assert wise.more["vain_looks"].sum() == 0, "who knows the households opens no cutlery drawer"
