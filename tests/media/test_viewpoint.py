"""Cameras of films see the robot and what lies in an open unit; judged by rays, as in `benchmarks/viewpoints.py`."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from viewpoints import shares

from kitchen_dream.kitchens.contents.sampling import sample_kitchen
from kitchen_dream.media.viewpoint import ViewpointPlanner
from kitchen_dream.sim.body import KitchenBody

pytestmark = pytest.mark.physics


@pytest.mark.slow
def test_films_show_robot_hand_and_contents():
    found = [shares(number) for number in range(3)]
    mean = {name: np.mean(np.concatenate([some[name] for some in found])) for name in found[0]}
    assert mean["robot"] > 0.9 and mean["hand"] > 0.9 and mean["contents"] > 0.65


def test_a_camera_turns_to_a_robot_that_is_not_there_yet():
    body = KitchenBody(sample_kitchen("test", 0))
    planner = ViewpointPlanner(body, 1.4)
    places = [np.array([pose.x, pose.y]) for pose in body.actor.stations]
    far = max(places, key=lambda place: np.linalg.norm(place - places[0]))
    (eye, still), (same, turned) = planner.view(0, places[0]), planner.view(0, far)
    assert eye == same and planner.view(0) == (eye, still)
    assert np.linalg.norm(np.subtract(turned, still)[:2] - 0) > 0.3
    body.close()
