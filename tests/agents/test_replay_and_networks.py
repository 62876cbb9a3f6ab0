"""The ring of transitions, and networks that know no order and no number of units."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from kitchen_dream.agents.replay import Replay, prefixed, unprefixed
from kitchen_dream.trial.rollout import EXPLORE


def test_the_ring_keeps_the_last_rows():
    ring = Replay(5)
    for first in (0, 3, 6):
        ring.add({"x": np.arange(first, first + 3), "y": np.arange(first, first + 3, dtype=np.float32)[:, None]})
    assert ring.size == 5
    batch = ring.sample(200, np.random.default_rng(0))
    assert set(batch["x"].tolist()) == {4, 5, 6, 7, 8}
    assert batch["y"].dtype == torch.float32 and torch.equal(batch["y"][:, 0], batch["x"].float())
    with pytest.raises(ValueError, match="6 rows do not fit into a replay of 5"):
        ring.add({"x": np.arange(6)})


def test_prefixes_come_off_again():
    assert unprefixed("now_", prefixed("now_", {"a": 1}) | prefixed("next_", {"a": 2})) == {"a": 1}


@pytest.fixture
def seen(agent, problem):
    """Observations after two looks, ids and codes, as tensors."""
    rows = np.arange(problem.batch)
    observation = problem.begin(rows, problem.sample_instructions(rows, np.random.default_rng(1)))
    for _ in range(2):
        problem.step(agent.explore(observation, 1.0))
        observation = problem.observe()
    tensors = {key: torch.from_numpy(np.asarray(value, np.float32)) for key, value in observation.items()}
    z = torch.from_numpy(agent.encode_id(problem.privileged(rows)))
    return tensors, z


def shuffled(tensors, z, units, order):
    """The same kitchens with their units in another order."""
    out = dict(tensors)
    out["entities"] = tensors["entities"][:, order]
    out["action_mask"] = torch.cat([tensors["action_mask"][:, order], tensors["action_mask"][:, units:]], dim=1)
    return out, torch.cat([z[:, order], z[:, units:]], dim=1)


def test_the_order_of_units_does_not_matter(agent, seen):
    tensors, z = seen
    units = agent.spec.entities[0]
    order = torch.from_numpy(np.random.default_rng(2).permutation(units))
    other, other_z = shuffled(tensors, z, units, order)
    with torch.no_grad():
        q, q_other = agent.nets.execute(tensors, z), agent.nets.execute(other, other_z)
        g, g_other = agent.nets.g(tensors), agent.nets.g(other)
        e, e_other = agent.nets.explore(tensors), agent.nets.explore(other)
    for a, b in ((q, q_other), (e, e_other)):
        torch.testing.assert_close(a[:, order], b[:, :units], atol=1e-5, rtol=1e-4)
        torch.testing.assert_close(a[:, units:], b[:, units:], atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(g[:, order], g_other[:, :units], atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(g[:, units], g_other[:, units], atol=1e-5, rtol=1e-4)


def test_units_that_do_not_exist_change_nothing(agent, seen):
    """Cutting the padding off leaves every other value as it is: any number of units will do."""
    tensors, z = seen
    exists = tensors["entities"][..., 0].sum(0) > 0
    few = tensors["entities"][..., 0].sum(1).min().int().item()
    row = int(tensors["entities"][..., 0].sum(1).argmin())
    assert few < agent.spec.entities[0] or exists.all()
    one = {key: value[row : row + 1] for key, value in tensors.items()}
    cut = dict(one)
    cut["entities"] = one["entities"][:, :few]
    cut["action_mask"] = torch.cat([one["action_mask"][:, :few], one["action_mask"][:, agent.spec.entities[0] :]], dim=1)
    code = torch.cat([z[row : row + 1, :few], z[row : row + 1, -1:]], dim=1)
    with torch.no_grad():
        whole, part = agent.nets.execute(one, z[row : row + 1]), agent.nets.execute(cut, code)
    torch.testing.assert_close(whole[:, :few], part[:, :few], atol=1e-5, rtol=1e-4)


def test_exploration_ignores_the_instruction(agent, problem):
    rows = np.arange(problem.batch)
    observation = problem.begin(rows, np.full(problem.batch, EXPLORE))
    first = agent.explore(observation)
    observation["instruction"] = np.random.default_rng(0).random(observation["instruction"].shape, np.float32)
    np.testing.assert_array_equal(first, agent.explore(observation))
