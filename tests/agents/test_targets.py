"""Q-learning through time against numbers worked out by hand."""

import numpy as np
import torch

from kitchen_dream.agents.learning.targets import double_values, masked_mean, n_step_returns, q_lambda_targets


def column(*values: float) -> torch.Tensor:
    return torch.tensor(values).reshape(-1, 1)


def targets(reward, end, acts, greedy, value, td_lambda):
    """With a discount of one half."""
    return q_lambda_targets(reward, torch.full_like(reward, 0.5), end, acts, greedy, value, td_lambda)


def closing(valid: torch.Tensor) -> torch.Tensor:
    return torch.cat([valid, torch.zeros_like(valid[:1])])


def test_one_step_targets_bootstrap_and_stop_at_the_end():
    reward, end = column(1.0, 2.0, 4.0), column(0.0, 0.0, 1.0)
    value = column(9.0, 10.0, 20.0, 99.0)
    out = targets(reward, end, closing(torch.ones(3, 1)), torch.zeros(4, 1), value, td_lambda=0.0)
    torch.testing.assert_close(out, column(1 + 0.5 * 10, 2 + 0.5 * 20, 4.0))


def test_traces_mix_the_next_target_with_the_next_value():
    reward, end = column(1.0, 2.0), column(0.0, 1.0)
    value = column(0.0, 10.0, 0.0)
    greedy = column(1.0, 1.0, 0.0)
    out = targets(reward, end, closing(torch.ones(2, 1)), greedy, value, td_lambda=0.8)
    torch.testing.assert_close(out, column(1 + 0.5 * (0.2 * 10 + 0.8 * 2), 2.0))


def test_a_random_action_cuts_the_trace():
    reward, end = column(1.0, -5.0), column(0.0, 1.0)
    value = column(0.0, 10.0, 0.0)
    greedy = column(1.0, 0.0, 0.0)
    out = targets(reward, end, closing(torch.ones(2, 1)), greedy, value, td_lambda=0.8)
    torch.testing.assert_close(out[0], torch.tensor([1 + 0.5 * 10.0]))


def test_steps_without_an_action_are_passed_through_undiscounted():
    """The last look at an exploration lies between its last action and the first action of execution."""
    reward, end = column(0.0, 0.0, 8.0), column(0.0, 0.0, 1.0)
    acts = column(1.0, 0.0, 1.0, 0.0)
    value = column(1.0, 77.0, 6.0, 0.0)
    out = targets(reward, end, acts, column(1.0, 0.0, 1.0, 0.0), value, td_lambda=0.0)
    torch.testing.assert_close(out[[0, 2]], column(3.0, 8.0))
    out = targets(reward, end, acts, column(1.0, 0.0, 1.0, 0.0), value, td_lambda=1.0)
    torch.testing.assert_close(out[[0, 2]], column(4.0, 8.0))


def test_double_values_take_the_online_choice_among_what_may_be_chosen():
    online, target = torch.tensor([[1.0, 5.0, 9.0]]), torch.tensor([[10.0, 20.0, 30.0]])
    value, best = double_values(online, target, torch.ones(3))
    assert (value.item(), best.item()) == (30.0, 2)
    value, best = double_values(online, target, torch.tensor([1.0, 1.0, 0.0]))
    assert (value.item(), best.item()) == (20.0, 1)


def test_masked_mean():
    assert masked_mean(torch.tensor([1.0, 5.0, 7.0]), torch.tensor([1.0, 1.0, 0.0])).item() == 3.0


def test_several_steps_bootstrap_after_n_or_at_the_end():
    column = lambda *x: np.array(x)[:, None]  # noqa: E731
    rewards, valid = column(1.0, 2, 4, 8, 0), column(1, 1, 1, 1, 0).astype(bool)
    over = column(0, 0, 0, 1, 0).astype(bool)
    total, count, ended = n_step_returns(rewards, valid, over, np.ones((5, 1), bool), steps=2, gamma=0.5)
    assert total[:4, 0].tolist() == [1 + 0.5 * 2, 2 + 0.5 * 4, 4 + 0.5 * 8, 8]
    assert count[:4, 0].tolist() == [2, 2, 2, 1]
    assert ended[:4, 0].tolist() == [0, 0, 1, 1]


def test_a_random_action_cuts_the_return_before_it():
    column = lambda *x: np.array(x)[:, None]  # noqa: E731
    over, greedy = column(False, False, False, True), column(True, True, False, True)
    total, count, ended = n_step_returns(column(1.0, 2, 4, 8), np.ones((4, 1), bool), over, greedy, steps=4, gamma=0.5)
    # Step 2 was random: returns from steps 0 and 1 stop before it, its own goes on.
    assert total[:, 0].tolist() == [1 + 0.5 * 2, 2, 4 + 0.5 * 8, 8]
    assert count[:, 0].tolist() == [2, 1, 2, 1]
    assert ended[:, 0].tolist() == [0, 0, 1, 1]
