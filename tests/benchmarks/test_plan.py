"""The plan of the trainings: every method takes part, and each row's command makes that row."""

from __future__ import annotations

import plan.run as planned
import pytest

from kitchen_dream.agents.registry import methods
from kitchen_dream.commands.benchmark import plan


def options(words: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in words:
        if word.startswith("--"):
            found[word[2:]] = []
        else:
            found[list(found)[-1]].append(word)
    return found


@pytest.mark.slow
def test_the_command_of_a_row_makes_the_row():
    for entry in planned.entries():
        told = options(entry.command())
        grid = [tuple(told[name]) for name in ("problems", "agents")]
        settings, executions = told.get("settings", ["instructed"]), told.get("executions", ["1"])
        steps = int(told["steps"][0]) if "steps" in told else None
        jobs, _ = plan(*grid, tuple(settings), tuple(map(int, executions)), int(told["seeds"][0]), steps)
        assert jobs == entry.jobs() and jobs, entry.what
        assert told["results"] == [f"docs/results/{entry.results}"]


def test_the_main_comparisons_have_all_methods():
    every = {name for name, method in methods().items() if method.group == "method"}
    for entry in planned.entries():
        if entry.what.startswith("main comparison"):
            assert every <= set(entry.agents), entry.what
