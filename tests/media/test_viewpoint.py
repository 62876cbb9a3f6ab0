"""Cameras of films see the robot and what lies in an open unit; judged by rays, as in `benchmarks/viewpoints.py`."""

import sys
from contextlib import closing
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
    with closing(KitchenBody(sample_kitchen("test", 0))) as body:
        planner = ViewpointPlanner(body, 1.4)
        places = [np.array([pose.x, pose.y]) for pose in body.actor.stations]
    turns = []
    for station in range(len(body.kitchen.units)):
        eye, still = planner.view(station)
        for place in places:
            same, turned = planner.view(station, place)
            assert same == eye
            turns.append(np.linalg.norm(np.subtract(turned, still)))
    assert max(turns) > 0.5 and np.median(turns) < 0.1
