"""Q-learning through time against numbers worked out by hand."""

import torch

from kitchen_dream.agents.sequences.targets import closing, double_values, masked_mean, q_lambda_targets


def column(*values: float) -> torch.Tensor:
    return torch.tensor(values).reshape(-1, 1)


def test_one_step_targets_bootstrap_and_stop_at_the_end():
    reward, end = column(1.0, 2.0, 4.0), column(0.0, 0.0, 1.0)
    value = column(9.0, 10.0, 20.0, 99.0)
    out = q_lambda_targets(reward, end, closing(torch.ones(3, 1)), torch.zeros(4, 1), value, gamma=0.5, trace=0.0)
    torch.testing.assert_close(out, column(1 + 0.5 * 10, 2 + 0.5 * 20, 4.0))


def test_traces_mix_the_next_target_with_the_next_value():
    reward, end = column(1.0, 2.0), column(0.0, 1.0)
    value = column(0.0, 10.0, 0.0)
    greedy = column(1.0, 1.0, 0.0)
    out = q_lambda_targets(reward, end, closing(torch.ones(2, 1)), greedy, value, gamma=0.5, trace=0.8)
    torch.testing.assert_close(out, column(1 + 0.5 * (0.2 * 10 + 0.8 * 2), 2.0))


def test_a_random_action_cuts_the_trace():
    reward, end = column(1.0, -5.0), column(0.0, 1.0)
    value = column(0.0, 10.0, 0.0)
    greedy = column(1.0, 0.0, 0.0)
    out = q_lambda_targets(reward, end, closing(torch.ones(2, 1)), greedy, value, gamma=0.5, trace=0.8)
    torch.testing.assert_close(out[0], torch.tensor([1 + 0.5 * 10.0]))


def test_steps_without_an_action_are_passed_through_undiscounted():
    """The last look at an exploration lies between its last action and the first action of execution."""
    reward, end = column(0.0, 0.0, 8.0), column(0.0, 0.0, 1.0)
    acts = column(1.0, 0.0, 1.0, 0.0)
    value = column(1.0, 77.0, 6.0, 0.0)
    out = q_lambda_targets(reward, end, acts, column(1.0, 0.0, 1.0, 0.0), value, gamma=0.5, trace=0.0)
    torch.testing.assert_close(out[[0, 2]], column(3.0, 8.0))
    out = q_lambda_targets(reward, end, acts, column(1.0, 0.0, 1.0, 0.0), value, gamma=0.5, trace=1.0)
    torch.testing.assert_close(out[[0, 2]], column(4.0, 8.0))


def test_double_values_take_the_online_choice_among_what_may_be_chosen():
    online, target = torch.tensor([[1.0, 5.0, 9.0]]), torch.tensor([[10.0, 20.0, 30.0]])
    value, best = double_values(online, target)
    assert (value.item(), best.item()) == (30.0, 2)
    value, best = double_values(online, target, torch.tensor([1.0, 1.0, 0.0]))
    assert (value.item(), best.item()) == (20.0, 1)


def test_masked_mean():
    assert masked_mean(torch.tensor([1.0, 5.0, 7.0]), torch.tensor([1.0, 1.0, 0.0])).item() == 3.0
