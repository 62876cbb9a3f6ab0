"""Learning curves as a page draws them, without a browser."""

import numpy as np
import pytest
from pages import run_folder

pytest.importorskip("viser", reason="the extra web is not installed")

from kitchen_dream.training.log import METRICS
from kitchen_dream.training.run_config import PolicyError, new_run
from kitchen_dream.viewer.browser.curves import Curve, curves_of, levels_of, table
from kitchen_dream.viewer.browser.curves_page import CurvesPage
from kitchen_dream.viewer.browser.server import open_server


def test_runs_of_different_length_share_their_steps(tmp_path):
    curves = curves_of((run_folder(tmp_path / "a", 0.1, 0.3, 0.5), run_folder(tmp_path / "b", 0.2)))
    for curve in curves:
        curve.read()
    names, (steps, first, second, oracle) = table(curves, "normalized_score", {"oracle": 1.0})
    assert names == ["steps", "a", "b", "oracle 1.00"] and steps.tolist() == [0.0, 10.0, 20.0, 30.0]
    np.testing.assert_array_equal(first, [np.nan, 0.1, 0.3, 0.5])
    np.testing.assert_array_equal(second, [np.nan, 0.2, np.nan, np.nan])
    assert oracle.tolist() == [1.0] * 4


def test_a_folder_of_no_run_and_runs_of_several_problems_are_one_line(tmp_path):
    with pytest.raises(PolicyError, match="no policy here"):
        curves_of((tmp_path,))
    with pytest.raises(ValueError, match=r"no scale in common \(bus, map\)"):
        curves_of((run_folder(tmp_path / "a", 0.1), run_folder(tmp_path / "b", 0.2, problem="map")))


def test_a_damaged_log_is_told_and_the_last_good_rows_stay(tmp_path):
    (curve,) = curves_of((run_folder(tmp_path / "a", 0.1),))
    curve.read()
    (tmp_path / "a" / METRICS).write_text("steps,normalized_score\n10,nonsense\n")
    curve.read()
    assert "metrics.csv: damaged in line 2" in curve.fault and len(curve.rows) == 1


@pytest.mark.slow
def test_the_levels_are_those_of_the_problem():
    levels = levels_of(new_run("bus", "dream").config)
    assert levels["oracle"] == 1.0 and levels["blind"] < 1.0 and levels["random"] < 0.5


def test_a_page_grows_with_the_log(tmp_path, monkeypatch):
    monkeypatch.setattr("kitchen_dream.viewer.browser.curves_page.levels_of", lambda config: {"oracle": 1.0})
    (curve,) = curves_of((run_folder(tmp_path / "a"),))
    server = open_server("test")
    try:
        page = CurvesPage(server, [curve])
        page.update()
        assert "not evaluated yet" in page._state.content and not page._plots
        for scores in ((0.1,), (0.1, 0.4)):
            run_folder(tmp_path / "a", *scores)
            page.update()
            assert f"score {scores[-1]:.3f}" in page._state.content and page._column.value == "loss"
            assert len(page._plots["score"].data[0]) == len(scores) + 1  # the levels begin at step 0
            assert page._plots["other"].data[1].tolist() == [1.0, 0.5][: len(scores)]
        before = page._plots["score"]
        page.update()
        assert page._plots["score"] is before, "nothing is sent where nothing is new"
    finally:
        server.stop()


def test_a_name_is_no_markup(tmp_path):
    from kitchen_dream.viewer.browser.curves_page import _described

    curve = Curve(run_folder(tmp_path / "<b>"), new_run("bus").config)
    assert "&lt;b&gt;" in _described(curve)
