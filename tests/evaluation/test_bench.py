"""Putting runs together."""

import numpy as np
import pytest

from kitchen_dream.evaluation.benchmark.aggregate import curve, interquartile_mean, stratified
from kitchen_dream.evaluation.benchmark.ordering import area, ordering, summary


def test_the_interquartile_mean_drops_both_ends():
    assert interquartile_mean(np.array([-100.0, 1.0, 3.0, 100.0])) == 2.0


def test_the_bootstrap_draws_within_problems():
    """Runs of a problem agree and problems differ: no drawing can move the mean, so the interval is a point."""
    out = stratified([np.full(4, 0.2), np.full(4, 0.8)])
    assert (round(out.value, 6), round(out.low, 6), round(out.high, 6)) == (0.5, 0.5, 0.5)


def test_the_bootstrap_covers_the_spread_of_runs():
    out = stratified([np.array([0.0, 0.4, 0.6, 1.0])])
    assert out.low < out.value < out.high
    assert 0.0 <= out.low and out.high <= 1.0


def test_a_problem_without_runs_is_told():
    with pytest.raises(ValueError, match="every problem needs a run"):
        stratified([np.array([1.0]), np.array([])])


def test_curves_share_an_axis(tmp_path):
    for name, rows in (("a.csv", "10,0\n30,1"), ("b.csv", "10,0\n20,1\n40,1")):
        (tmp_path / name).write_text(f"seconds,normalized_score\n{rows}\n")
    axis, scores = curve([tmp_path / "a.csv", tmp_path / "b.csv"], "seconds", points=3)
    np.testing.assert_allclose(axis, [10, 20, 30])
    np.testing.assert_allclose(scores, [[0, 0.5, 1], [0, 1, 1]])


def test_scores_at_a_budget_are_those_known_by_then(tmp_path):
    """A score two tenths of a second late counts for its mark; budgets that a run has not reached are left out."""
    for agent, last in (("dream", 60.2), ("rl2", 45.0)):
        (tmp_path / f"{agent}.csv").write_text(f"seconds,normalized_score\n20.1,0.1\n40.3,0.5\n{last},0.9\n")
    runs = [{"agent": agent, "curve": tmp_path / f"{agent}.csv"} for agent in ("dream", "rl2")]
    rows = [line.split(" | ") for line in ordering(runs, "map")[2].splitlines()[2:]]
    assert [(row[0].strip("| "), row[1][:5]) for row in rows] == [("20", "0.100"), ("40", "0.500")]


def test_the_ordering_names_who_ties(tmp_path):
    """DREAM is above RL2 after 20 s and above both after 40 s; ablations are not compared."""
    curves = {"dream": (0.5, 1.0), "rl2": (0.4, 0.4), "import": (0.6, 0.9), "dream-no-noise": (1.0, 1.0)}
    runs = []
    for agent, (first, second) in curves.items():
        for seed in range(2):
            path = tmp_path / f"{agent}-{seed}.csv"
            path.write_text(f"seconds,normalized_score\n20.1,{first}\n40.2,{second}\n")
            runs.append({"agent": agent, "curve": path})
    rows = [line.split(" | ") for line in ordering(runs, "map")[2].splitlines()[2:]]
    assert [(row[0].strip("| "), row[-1].strip("| ")) for row in rows] == [("20", "all but IMPORT"), ("40", "all")]
    assert all(len(row) == 5 for row in rows)


def test_runs_too_short_for_any_budget_are_not_compared(tmp_path):
    runs = []
    for agent in ("dream", "rl2"):
        (tmp_path / f"{agent}.csv").write_text("seconds,normalized_score\n6.1,0.1\n")
        runs.append({"agent": agent, "curve": tmp_path / f"{agent}.csv"})
    assert ordering(runs, "map") == []


def test_the_area_is_the_mean_score_over_training():
    """By hand: from 0 up to 0.5 at 10 s and 1.0 at 20 s, (2.5 + 7.5) / 20; what is below 0 counts as 0, what is later
    not at all.
    """
    run = {"curve": (np.array([10.0, 20.0, 90.0]), np.array([0.5, 1.0, 0.0]))}
    assert area(run, 20.0) == pytest.approx(0.5)
    run = {"curve": (np.array([10.0, 20.0]), np.array([-3.0, 1.0]))}
    assert area(run, 20.0) == pytest.approx(0.25)


def _runs(folder, curves):
    """Runs of methods from curves by name: (seconds, score) pairs."""
    runs = []
    for agent, points in curves.items():
        path = folder / f"{agent}.csv"
        path.write_text("seconds,normalized_score\n" + "".join(f"{x},{y}\n" for x, y in points))
        runs.append({"agent": agent, "curve": path, "scores": {"test": {"normalized_score": points[-1][1] - 0.01}}})
    return runs


def test_the_summary_compares_at_the_end_of_dreams_budget(tmp_path):
    """IMPORT gets there in twice the time, RL2 never; scripts are no baselines.

    What ended with the budget gives its test score.
    """
    curves = {
        "dream": [(20, 0.6), (40, 0.9)],
        "rl2": [(20, 0.1), (40, 0.3)],
        "import": [(20, 0.2), (40, 0.7), (80, 1.0)],
    }
    row = summary(_runs(tmp_path, curves | {"heuristic": [(20, 1.0), (40, 1.0)]}), "map")
    assert (row["CPU seconds"], row["baselines"], row["above at the end"], row["above mean over training"]) == (
        "40",
        "2",
        "all",
        "all",
    )
    assert row["DREAM at the end"].startswith("0.890") and row["nearest at the end"].startswith("IMPORT 0.700")


def test_the_summary_names_who_ties(tmp_path):
    """RL2 ends as high, but later: above it on average alone."""
    row = summary(_runs(tmp_path, {"dream": [(20, 0.9), (40, 0.9)], "rl2": [(20, 0.1), (40, 0.95)]}), "map")
    assert (row["above at the end"], row["above mean over training"]) == ("all but RL2", "all")


def test_intervals_that_touch_tie(tmp_path):
    """Both solve the problem; what floats leave behind parts nobody."""
    row = summary(_runs(tmp_path, {"dream": [(20, 0.9), (40, 1.0 + 1e-12)], "rl2": [(20, 0.1), (40, 1.0)]}), "map")
    assert row["above at the end"] == "all but RL2"


def test_where_all_baselines_are_shorter_their_budget_counts(tmp_path):
    """RL2 was trained for half of DREAM's time: both are compared there, and VariBAD, which was trained for less, is
    not.
    """
    row = summary(_runs(tmp_path, {"dream": [(20, 0.7), (40, 0.9)], "rl2": [(20, 0.1)], "varibad": [(10, 0.8)]}), "map")
    assert (row["CPU seconds"], row["baselines"], row["above at the end"]) == ("20", "1", "all")
    assert row["DREAM at the end"].startswith("0.700")


def test_without_a_baseline_there_is_no_summary(tmp_path):
    assert summary(_runs(tmp_path, {"dream": [(20, 0.9), (40, 0.9)]}), "map") is None
    assert summary(_runs(tmp_path, {"rl2": [(20, 0.1)]}), "map") is None
