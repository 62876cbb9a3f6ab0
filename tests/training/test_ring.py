"""The ring of transitions keeps what was added while it grows, and the last rows when it is full."""

import numpy as np
import torch
from playing import collected, small_kitchens

from kitchen_dream.agents.learning import transition_replay
from kitchen_dream.agents.learning.transition_replay import Ring


def held(ring: Ring) -> set[float]:
    return set(ring.read(ring.draw(500, np.random.default_rng(0)))["x"].tolist())


def test_rows_stay_while_it_grows_and_the_oldest_go_when_it_is_full():
    ring = Ring(10)
    for rows, kept in ((range(3), range(3)), (range(3, 7), range(7)), (range(7, 12), range(2, 12))):
        ring.add({"x": np.array(rows, np.float32)})
        assert held(ring) == set(kept)


def test_an_empty_one_begins_where_it_is_told():
    ring = Ring(4)
    ring.next = 3
    ring.add({"x": np.arange(5, 9, dtype=np.float32)})
    assert held(ring) == {5, 6, 7, 8} and ring.next == 3


def test_returns_get_shorter_with_the_updates(train_tables, monkeypatch):
    asked, plain = [], transition_replay._transitions
    monkeypatch.setattr(transition_replay, "_transitions", lambda *given: asked.append(given[2]) or plain(*given))
    greedy = ("execution_epsilon=[0,0,1]", "exploration_epsilon=[0,0,1]")  # random actions would cut them
    agent, collector = collected(small_kitchens(train_tables), "dream", "n_step_updates=100", *greedy)
    asked.clear()
    longest = []
    for agent.updates in (0, 50, 100, 1000):
        agent.open_replay(2)
        collector.collect()
        explorations = agent.replay.explorations
        longest.append(int(explorations.read(torch.arange(explorations.size))["count"].max()))
    assert asked == [5, 5, 3, 3, 1, 1, 1, 1], "of explorations, and of executions, which are too short here to show it"
    assert longest == [5, 3, 1, 1]
