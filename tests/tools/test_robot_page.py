"""The tables of docs/robot.md are those of the code and of the measured files."""

import pytest
import robot_page


def test_the_page_is_up_to_date():
    page = robot_page.PAGE.read_text()
    assert robot_page.with_tables(page) == page, "run: python tools/robot_page.py"


def test_a_page_without_a_marker_is_refused():
    with pytest.raises(ValueError, match="joints: begin"):
        robot_page.with_tables("no tables here")


@pytest.mark.physics
def test_the_portrait_shows_three_postures():
    picture = robot_page.portrait(60, 80)
    assert picture.shape == (80, 180, 3)
    assert all((picture[:, a : a + 60] != picture[:, b : b + 60]).any() for a, b in ((0, 60), (60, 120)))
