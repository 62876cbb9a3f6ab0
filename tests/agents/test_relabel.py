"""Executions relabelled with another instruction: what was done stays, what was asked and paid changes."""

import numpy as np
import pytest
import torch

from kitchen_dream.agents.learning.trial_replay import TrialReplay
from kitchen_dream.agents.overlays import settings_of
from kitchen_dream.agents.registry import find_method
from kitchen_dream.problems.base import EXPLORE
from kitchen_dream.problems.grids.map import MapGrid
from kitchen_dream.trial.rollout import Chooser, run


class Judging(MapGrid):
    """Tells outcomes: in problem r, the last step would pay r + 10 i under instruction i."""

    def reward_by_instruction(self) -> np.ndarray:
        """(B, 4), another at every step, so that the last one is told from the others."""
        return self.rows[:, None] + 10 * np.arange(4)[None] + self.steps[:, None] / 100


class Kept:
    """A replay of eight trials, sampled with any settings."""

    def __init__(self, problem):
        self.problem, self.trials = problem, []
        self.replay = self.open()

    def open(self, count=8, relabel=0.0, paid=0.0):
        changes = (f"batch_size={count}", f"relabel={relabel}", f"paid_share={paid}", "replay_size=8")
        return TrialReplay(self.problem.spec, settings_of(find_method("dream"), changes=changes), 2)

    def add(self, problem_id, rollouts):
        self.trials.append((problem_id, rollouts))
        self.replay.add(problem_id, rollouts)

    def sample(self, count, rng, relabel=0.0, paid=0.0, forget_pays=False):
        replay = self.open(count, relabel, paid)
        for trial in self.trials:
            replay.add(*trial)
        if forget_pays:
            replay._pays[:] = False
        return replay.read(replay.draw(rng)).trials


def kept(kind=Judging):
    problem = kind("train", 8)
    rows = np.arange(8)

    def policy(observation):  # ends after 3 steps in even copies, never in odd ones
        return np.where((problem.steps >= 2) & (rows % 2 == 0), problem.spec.stop, 4)

    rollouts = [run(problem, rows, asked, Chooser(policy)) for asked in (np.full(8, EXPLORE), rows % 4)]
    replay = Kept(problem)
    replay.add(problem.privileged(rows), rollouts)
    return replay, rollouts


def test_a_rollout_keeps_the_outcomes_of_each_episodes_last_step():
    _, (_, execution) = kept()
    steps = execution.valid.sum(0)
    assert steps.tolist() == [3, 20] * 4
    np.testing.assert_allclose(execution.reward_by_instruction[:, 2], np.arange(8) + 20 + steps / 100, rtol=1e-6)
    assert kept(MapGrid)[1][1].reward_by_instruction is None


def test_relabelled_executions_ask_and_pay_alike():
    replay, _ = kept()
    plain = replay.sample(64, np.random.default_rng(0))
    batch = replay.sample(64, np.random.default_rng(0), relabel=1.0)
    before, after = plain.executions[0], batch.executions[0]
    torch.testing.assert_close(before["vector"], after["vector"])
    torch.testing.assert_close(before.action, after.action)
    instruction = after["instruction"][0]
    asked = instruction.argmax(1)
    assert (instruction.sum(1) == 1).all() and set(asked.tolist()) == {0, 1, 2, 3}
    paid = batch.ids.index + 10 * asked + after.length / 100
    torch.testing.assert_close(after.reward, after.end * paid)
    torch.testing.assert_close(batch.exploration.reward, plain.exploration.reward)


def test_a_share_is_relabelled():
    replay, _ = kept()
    batch = replay.sample(400, np.random.default_rng(0), relabel=0.5)
    last = (batch.executions[0].reward * batch.executions[0].end).sum(0)
    assert 0.35 < (last > 0).float().mean() < 0.65, "the grid itself pays less than 0, every outcome more"
    assert replay.sample(400, np.random.default_rng(0), relabel=0.0).executions[0].reward.max() <= 0


def test_a_problem_that_tells_no_outcomes_is_refused():
    with pytest.raises(ValueError, match="relabel=0"):
        kept(MapGrid)[0].sample(4, np.random.default_rng(0), relabel=0.5)


class PayingSome(MapGrid):
    """Only the last two of eight problems pay, under one of the instructions."""

    def reward_by_instruction(self) -> np.ndarray:
        """(B, 4)."""
        return (self.rows[:, None] >= 6) * np.eye(4)[2]


def test_a_share_is_drawn_from_the_trials_that_pay():
    replay, _ = kept(PayingSome)
    plain = replay.sample(400, np.random.default_rng(0))
    assert 0.15 < (plain.ids.index >= 6).float().mean() < 0.35
    batch = replay.sample(400, np.random.default_rng(0), paid=0.5)
    assert 0.5 <= (batch.ids.index >= 6).float().mean() < 0.75
    half = (batch.ids.index[:200] >= 6).float().mean()
    assert 0.5 < half < 0.75, "they must not stand together: which trials read g(tau) goes by their order"
    torch.testing.assert_close(replay.sample(400, np.random.default_rng(0), paid=1.0).ids.index.min(), torch.tensor(6))


def test_where_nothing_pays_yet_trials_are_drawn_as_always():
    replay, _ = kept(PayingSome)
    plain, batch = (replay.sample(64, np.random.default_rng(0), paid=paid, forget_pays=True) for paid in (0.0, 0.5))
    torch.testing.assert_close(plain.ids.index, batch.ids.index)


def test_a_trial_written_over_pays_no_more():
    replay, _ = kept(PayingSome)
    problem, rows = PayingSome("train", 8), np.arange(8) % 4
    stay = Chooser(lambda observation: np.full(8, problem.spec.stop))
    replay.add(problem.privileged(rows), [run(problem, rows, asked, stay) for asked in (np.full(8, EXPLORE), rows)])
    assert not replay.replay._pays.any()


def test_paid_trials_need_a_problem_that_tells_outcomes():
    replay, _ = kept(MapGrid)
    with pytest.raises(ValueError, match="paid_share=0"):
        replay.sample(8, np.random.default_rng(0), paid=0.5)
