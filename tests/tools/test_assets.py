"""The files in assets are what the maker makes, byte for byte."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import pytest
from PIL import Image

from kitchen_dream.core.resources import ASSETS
from kitchen_dream.sim.robot.robot import find_robot, shipped_robots
from tools.assets.make import FOOD, KITCHENWARE, PANTRY, make
from tools.assets.robot_urdf import compose
from tools.assets.sheet import sheet


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


@pytest.mark.physics
def test_a_sheet_shows_things_in_rows_and_names_what_is_unknown(tmp_path):
    sheet(tmp_path / "a.png", pixels=32, columns=2, nameless=True, only=("tomato", "pan", "fish"))
    picture = np.asarray(Image.open(tmp_path / "a.png").convert("RGB"))
    assert picture.shape == (64, 64, 3)
    cells = [picture[:32, :32], picture[:32, 32:], picture[32:, :32]]
    assert all(len(np.unique(cell.reshape(-1, 3), axis=0)) > 5 for cell in cells)
    assert (picture[32:, 32:] == 255).all(), "nothing is left for the fourth place"
    with pytest.raises(SystemExit, match="no mesh is named tofu"):
        sheet(tmp_path / "b.png", only=("tofu",))
