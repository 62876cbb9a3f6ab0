"""The files in assets are what the maker makes, byte for byte."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from kitchen_dream.core.resources import ASSETS
from kitchen_dream.sim.robot.robot import find_robot, shipped_robots
from tools.assets.make import FOOD, KITCHENWARE, PANTRY, make
from tools.assets.robot_urdf import compose


@pytest.mark.slow
@pytest.mark.skipif(
    find_spec("manifold3d") is None, reason="manifold3d, which cuts the cheese's holes, is not installed"
)
def test_every_made_file_is_the_committed_one(tmp_path):
    make(tmp_path)
    made = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(made) == len(FOOD) + len(PANTRY) + len(KITCHENWARE) + 13
    assert [path for path in made if path.read_bytes() != (ASSETS / path.relative_to(tmp_path)).read_bytes()] == []


@pytest.mark.parametrize("name", shipped_robots())
def test_a_robots_urdf_follows_its_facts(name):
    facts = find_robot(name).facts
    assert facts.urdf.read_text() == compose(facts)
