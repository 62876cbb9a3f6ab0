"""Where in a vessel the robot drops things."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from kitchen_dream.sim.scene.vessels import Vessel
from kitchen_dream.sim.skills import put


@pytest.mark.parametrize("half_height", [0.03, 0.06, 0.08])
def test_what_falls_over_in_a_small_vessel_still_lies_in_it(monkeypatch, half_height):
    tray = Vessel(0, (0.0, 0.0, 0.6), 0.096, 0.045, grip_height=0.082)
    axis = np.arange(-0.09, 0.1, 0.015)
    spots = np.stack([a.ravel() for a in np.meshgrid(axis, axis)], -1)
    monkeypatch.setattr(put, "_heap", lambda *_: (spots, np.where(spots[:, 0] > 0, 0.63, 0.6)))
    places, peak = put._places(SimpleNamespace(), tray, SimpleNamespace(half_height=half_height))
    away = [float(np.hypot(*place)) for place, _ in places]
    assert max(away) + half_height <= tray.inner_radius + 1e-9 and 0 < max(away) < 0.03
    assert [top for _, top in places] == pytest.approx([0.645] * len(places)), "just above the rim, beside the grip"
    assert peak == pytest.approx(0.682), "or above the grip"
