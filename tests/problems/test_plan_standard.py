"""Exact planning without instructions, on the map: against values worked out by hand, and against playing."""

from __future__ import annotations

import numpy as np
import pytest
from helpers import play as run

from kitchen_dream.problems.grids.map import MapGrid
from kitchen_dream.problems.grids.plan_standard import standard_reference
from kitchen_dream.problems.grids.reference import grid_reference
from kitchen_dream.problems.grids.rules import Action

# Up to the bus stop, with the bus, and to the corner behind its end; back, and to the next stop.
OUT = {Action.UP: Action.DOWN, Action.LEFT: Action.RIGHT, Action.DOWN: Action.UP}


@pytest.mark.slow
def test_what_can_be_reached_on_the_map():
    own, told = standard_reference(MapGrid), grid_reference(MapGrid)
    assert own.oracle == pytest.approx(told.oracle) == pytest.approx(0.8)
    assert own.explored == pytest.approx(own.oracle), "twenty steps of exploration tell goal and buses"
    assert own.goal_known == pytest.approx(told.blind)
    # Corners are reached after 3, 9 and 15 steps; the last one too late.
    assert own.blind == pytest.approx((0.8 + 0.2 - 0.4 - 2.0) / 4)
    assert own.buses_known == pytest.approx(own.blind), "the map alone is worth nothing"
    assert own.random == pytest.approx(told.random)
    assert own.normalized(own.blind) == 0 and own.normalized(own.oracle) == pytest.approx(1)


@pytest.mark.slow
def test_trying_three_corners_by_bus_earns_what_blind_promises():
    """A policy that knows nothing and tries the corners behind three buses, one after the other."""
    problem = MapGrid("test", 96)
    script = iter([a for stop, back in OUT.items() for a in (stop, Action.RIDE, None, None, Action.RIDE, back)])

    def act(observation):
        action = next(script, Action.NOOP)
        row = observation["vector"][:, :81].argmax(1) % 9
        if action is None:  # to the corner next to the end, or back from it
            return np.select([row == 1, row == 7, row == 0], [Action.DOWN, Action.UP, Action.UP], Action.DOWN)
        return np.full(96, action)

    returns = run(problem, np.arange(96) // 4, np.arange(96) % 4, act).returns
    assert returns.mean() == pytest.approx(standard_reference(MapGrid).blind, abs=1e-5)
