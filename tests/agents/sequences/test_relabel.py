"""Executions relabelled with another instruction: what was done stays, what was asked and paid changes."""

import numpy as np
import pytest
import torch

from kitchen_dream.agents.sequences.replay import TrialReplay
from kitchen_dream.problems.grids.map import MapGrid
from kitchen_dream.trial.rollout import EXPLORE, run


class Judging(MapGrid):
    """Tells outcomes: in problem r, the last step would pay r + 10 i under instruction i."""

    def pays(self) -> np.ndarray:
        """(B, 4), another at every step, so that the last one is told from the others."""
        return self.rows[:, None] + 10 * np.arange(4)[None] + self.steps[:, None] / 100


def kept(kind=Judging):
    problem = kind("train", 8)
    rows = np.arange(8)

    def policy(observation):  # ends after 3 steps in even copies, never in odd ones
        return np.where((problem.steps >= 2) & (rows % 2 == 0), problem.spec.stop, 4)

    rollouts = [run(problem, rows, asked, policy) for asked in (np.full(8, EXPLORE), rows % 4)]
    replay = TrialReplay(problem.spec, 8, 2)
    replay.add(problem.privileged(rows), rollouts)
    return replay, rollouts


def test_a_rollout_keeps_the_outcomes_of_each_episodes_last_step():
    _, (_, execution) = kept()
    steps = execution.valid.sum(0)
    assert steps.tolist() == [3, 20] * 4
    np.testing.assert_allclose(execution.outcomes[:, 2], np.arange(8) + 20 + steps / 100, rtol=1e-6)
    assert kept(MapGrid)[1][1].outcomes is None


def test_relabelled_executions_ask_and_pay_alike():
    replay, _ = kept()
    plain = replay.sample(64, np.random.default_rng(0))
    batch = replay.sample(64, np.random.default_rng(0), relabel=1.0)
    before, after = plain.episodes[1], batch.episodes[1]
    torch.testing.assert_close(before.vector, after.vector)
    torch.testing.assert_close(before.action, after.action)
    asked = after.instruction.argmax(1)
    assert (after.instruction.sum(1) == 1).all() and set(asked.tolist()) == {0, 1, 2, 3}
    paid = batch.index + 10 * asked + after.length / 100
    torch.testing.assert_close(after.reward, after.end * paid)
    torch.testing.assert_close(batch.episodes[0].reward, plain.episodes[0].reward)


def test_a_share_is_relabelled():
    replay, _ = kept()
    batch = replay.sample(400, np.random.default_rng(0), relabel=0.5)
    last = (batch.episodes[1].reward * batch.episodes[1].end).sum(0)
    assert 0.35 < (last > 0).float().mean() < 0.65, "the grid itself pays less than 0, every outcome more"
    assert replay.sample(400, np.random.default_rng(0), relabel=0.0).episodes[1].reward.max() <= 0


def test_a_problem_that_tells_no_outcomes_is_refused():
    with pytest.raises(ValueError, match="relabel=0"):
        kept(MapGrid)[0].sample(4, np.random.default_rng(0), relabel=0.5)


class PayingSome(MapGrid):
    """Only the last two of eight problems pay, under one of the instructions."""

    def pays(self) -> np.ndarray:
        """(B, 4)."""
        return (self.rows[:, None] >= 6) * np.eye(4)[2]


def test_a_share_is_drawn_from_the_trials_that_pay():
    replay, _ = kept(PayingSome)
    plain = replay.sample(400, np.random.default_rng(0))
    assert 0.15 < (plain.index >= 6).float().mean() < 0.35
    batch = replay.sample(400, np.random.default_rng(0), paid=0.5)
    assert 0.5 <= (batch.index >= 6).float().mean() < 0.75
    half = (batch.index[:200] >= 6).float().mean()
    assert 0.5 < half < 0.75, "they must not stand together: which trials read g(tau) goes by their order"
    torch.testing.assert_close(replay.sample(400, np.random.default_rng(0), paid=1.0).index.min(), torch.tensor(6))


def test_where_nothing_pays_yet_trials_are_drawn_as_always():
    replay, _ = kept(PayingSome)
    replay._pays[:] = False
    plain, batch = (replay.sample(64, np.random.default_rng(0), paid=paid) for paid in (0.0, 0.5))
    torch.testing.assert_close(plain.index, batch.index)


def test_a_trial_written_over_pays_no_more():
    replay, _ = kept(PayingSome)
    problem, rows = PayingSome("train", 8), np.arange(8) % 4
    stay = lambda observation: np.full(8, problem.spec.stop)  # noqa: E731
    replay.add(problem.privileged(rows), [run(problem, rows, asked, stay) for asked in (np.full(8, EXPLORE), rows)])
    assert not replay._pays.any()


def test_paid_trials_need_a_problem_that_tells_outcomes():
    replay, _ = kept(MapGrid)
    with pytest.raises(ValueError, match="paid_share=0"):
        replay.sample(8, np.random.default_rng(0), paid=0.5)
