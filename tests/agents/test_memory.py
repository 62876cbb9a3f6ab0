"""Memories: steps one by one and whole sequences are the same thing."""

import pytest
import torch

from kitchen_dream.agents.learning.targets import at
from kitchen_dream.agents.nets.memories import Memory

KINDS = ("none", "set", "gru", "lstm")


@pytest.mark.parametrize("kind", KINDS)
def test_steps_give_what_the_whole_sequence_gives(kind):
    torch.manual_seed(0)
    memory, inputs = Memory(kind, 5, 7), torch.randn(6, 3, 5)
    whole, state = memory(inputs), None
    for t in range(6):
        out, state = memory.step(inputs[t], state)
        torch.testing.assert_close(out, whole[t])


@pytest.mark.parametrize("kind", KINDS)
def test_a_sequence_goes_on_from_each_trials_own_length(kind):
    torch.manual_seed(1)
    memory, inputs, rest = Memory(kind, 4, 6), torch.randn(5, 3, 4), torch.randn(3, 4)
    length = torch.tensor([5, 2, 3])
    out, _ = memory.step(rest, memory.state_at(inputs, length))
    for b, n in enumerate(length.tolist()):
        joined = torch.cat([inputs[:n, b : b + 1], rest[None, b : b + 1]])
        torch.testing.assert_close(out[b], memory(joined)[-1, 0])


def test_the_set_forgets_order_alone():
    memory, inputs = Memory("set", 4, 8), torch.randn(5, 2, 4)
    torch.testing.assert_close(memory(inputs)[-1], memory(inputs.flip(0))[-1])


def test_at_picks_each_trials_own_step():
    sequence = torch.arange(6.0).reshape(3, 2, 1)
    assert at(sequence, torch.tensor([2, 0])).flatten().tolist() == [4.0, 1.0]
