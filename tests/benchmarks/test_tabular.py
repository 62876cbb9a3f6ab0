"""The tabular problem against tables filled by hand and against expectations that are worked out."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import tabular
from report_sections.paper import tabular as section


def learnt(learner, *samples):
    for sample in samples:
        learner.update(*(np.array([part]) for part in sample))
    return learner.values()[0].tolist()


def test_end_to_end_pays_an_exploration_when_executions_after_it_pay():
    learner = tabular.EndToEnd(1, 3)
    # Problem, exploration action (0 reveals), execution action.
    assert learnt(learner, (1, 0, 2)) == [0, 0, 0], "the problem was shown, and nothing came of it"
    assert learnt(learner, (2, 1, 2)) == [0, 1, 0], "luck: this exploration showed nothing"
    assert learnt(learner, (0, 1, 2)) == [0, 0.5, 0], "and now it is worth its mean"
    assert learnt(learner, (1, 0, 1)) == [1, 0.5, 0], "in problem 1 action 1 pays, both times that it is shown"
    assert learnt(learner, (0, 0, 1)) == [pytest.approx(2 / 3), 0.5, 0], "nothing is known yet of problem 0"


def test_decoupled_pays_an_exploration_by_what_it_tells():
    learner = tabular.Decoupled(1, 3)
    assert learnt(learner, (1, 0, 2), (2, 1, 2)) == [0, 0, 0], "one sample of each tells everything so far"
    # Two problems after action 1: log(1 / 2) each.
    assert learnt(learner, (0, 1, 0)) == [0, pytest.approx(-np.log(2)), 0]
    # Frequencies 2/3 and 1/3: 2/3 log 2/3 + 1/3 log 1/3.
    assert learnt(learner, (0, 1, 1)) == [0, pytest.approx(2 / 3 * np.log(2 / 3) - np.log(3) / 3), 0]
    assert learnt(learner, (2, 0, 0))[0] == 0, "the problem is shown: log 1"


def test_two_actions_take_six_samples_on_average():
    """Two events of chance 1/4 each must both have come: 1 / (1/2) + 1 / (1/4)."""
    assert tabular.expected_decoupled(2) == pytest.approx(6)
    # The same by the chain of samples for three actions: states are what has been seen after each of the two.
    assert tabular.expected_decoupled(3) == pytest.approx(by_chain(3), rel=1e-6)


def by_chain(actions: int) -> float:
    """Expected samples until each of the other actions was taken in two different problems, by solving a Markov
    chain: how many actions were never taken (n), how many in one problem (o)."""
    states = [(n, o) for n in range(actions) for o in range(actions - n) if (n, o) != (0, 0)]
    matrix, ones = np.eye(len(states)), np.ones(len(states))
    for row, (n, o) in enumerate(states):
        begin, end = n / actions, o * (actions - 1) / actions**2
        for state, chance in (((n - 1, o + 1), begin), ((n, o - 1), end), ((n, o), 1 - begin - end)):
            if state in states:
                matrix[row, states.index(state)] -= chance
    return float(np.linalg.solve(matrix, ones)[states.index((actions - 1, 0))])


def test_simulated_learners_take_as_long_as_expected():
    found = tabular.sample_complexity(600, 4)
    assert found["decoupled"].mean() == pytest.approx(tabular.expected_decoupled(4), rel=0.08)
    assert np.isfinite(found["end to end"]).all()
    assert np.median(found["end to end"]) > 3 * np.median(found["decoupled"])


def test_the_section_tells_what_the_file_says(tmp_path: Path):
    assert "Not measured yet" in "\n".join(section(tmp_path))
    rows = [
        {"actions": a, "method": m, "median": v, "quarter": v, "three quarters": v, "not learnt": 0, "mean": "-"}
        for a, one, two in ((2, 12.0, 5.0), (32, 12000.0, 200.0))
        for m, v in (("end to end", one), ("decoupled", two))
    ]
    (tmp_path / "tabular.json").write_text(json.dumps({"seeds": 7, "horizon": 10, "machine": "m", "rows": rows}))
    text = " ".join(section(tmp_path))
    assert "60.0 times" in text and "| 32 | decoupled | 200" in text
