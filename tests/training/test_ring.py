"""The ring of transitions keeps what was added while it grows, and the last rows when it is full."""

import numpy as np

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
