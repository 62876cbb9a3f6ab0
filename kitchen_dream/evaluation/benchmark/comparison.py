"""How methods compare over their seeds: in one table of the page, and over all problems together."""

import shlex
from collections.abc import Mapping

import numpy as np

from kitchen_dream.agents.registry import title_of
from kitchen_dream.evaluation.benchmark.results import Group, Result
from kitchen_dream.evaluation.scores.over_seeds import LEAST_SEEDS, above, difference, pooled
from kitchen_dream.evaluation.scores.statistics import mean

ByMethod = Mapping[str, list[Result]]
"""Runs of one table by method."""
Measure = str
"""What is compared: one of `results.SCORES`."""


def scores_of(runs: list[Result], measure: Measure) -> np.ndarray:
    """(seeds,) test scores of a method."""
    return np.array([run["scores"]["test"][measure] for run in runs], float)


def below(agent: str, runs: ByMethod, measure: Measure) -> list[str]:
    """The methods whose interval lies below that of `agent`, which takes 3 seeds of both."""
    mine = scores_of(runs[agent], measure)
    return [title_of(other) for other, theirs in runs.items() if above(mine, scores_of(theirs, measure))]


def differences(runs: ByMethod, measure: Measure) -> list[dict[str, str]]:
    """Rows that compare the method with the best mean to the others: those with 3 seeds at least."""
    scores = {agent: scores_of(of, measure) for agent, of in runs.items() if len(of) >= LEAST_SEEDS}
    if len(scores) < 2:
        return []
    best = max(scores, key=lambda agent: scores[agent].mean())
    rows = []
    for agent, theirs in scores.items():
        if agent != best:
            estimate, p = difference(scores[best], theirs)
            told = {"difference": f"{title_of(best)} - {title_of(agent)}", "of mean test scores": str(estimate)}
            rows.append(told | {"seeds": f"{len(scores[best])}, {len(theirs)}", "permutation p": f"{p:.3f}"})
    return rows


def sums(group: Group, runs: ByMethod, ends: Mapping[str, float]) -> list[dict[str, str]]:
    """Rows of the setting `no_exploration`: returns of all episodes of a trial together, the first one included, which
    explores and is not paid for in training.

    ends: mean returns of one execution by those who exploit in every episode and explore in none."""
    rows = []
    for agent, of in runs.items():
        tests = [run["scores"]["test"] for run in of if "first_return" in run["scores"]["test"]]
        if not tests:  # by a version that did not keep it
            continue
        whole = np.array([test["first_return"] + group.executions * test["return_mean"] for test in tests])
        told = str(mean(whole)) if len(whole) > 1 else f"{whole[0]:.3f} (one seed)"
        rows.append({"method": title_of(agent), f"sum over {group.executions + 1} episodes": told})
    for name, value in ends.items():
        told = f"{(group.executions + 1) * value:.3f}"
        rows.append({"method": f"{name}, in every episode", f"sum over {group.executions + 1} episodes": told})
    return rows


def over_problems(groups: Mapping[Group, ByMethod]) -> tuple[list[str], list[dict[str, str]]]:
    """The problems on which two methods at least have 3 seeds, and a row for each method that has them on all of these:
    nothing where these are fewer than two problems.

    groups: tables whose scores are on the scale from blind to the oracle."""
    seeded = {
        group: {agent: scores_of(of, "normalized_score") for agent, of in runs.items() if len(of) >= LEAST_SEEDS}
        for group, runs in groups.items()
    }
    shared = {group: scores for group, scores in seeded.items() if len(scores) >= 2}
    if len(shared) < 2:
        return [], []
    agents = dict.fromkeys(agent for scores in shared.values() for agent in scores)
    rows = [
        {
            "method": title_of(agent),
            "seeds": ", ".join(str(len(scores[agent])) for scores in shared.values()),
            "IQM over problems": str(pooled([scores[agent] for scores in shared.values()])),
        }
        for agent in agents
        if all(agent in scores for scores in shared.values())
    ]
    return [group.title for group in shared], rows


def command(group: Group, runs: list[Result]) -> str:
    """The command line that makes a method's runs in one table again, by the package as it is now.

    A run ends with the round of trials that reaches its steps: the fewest steps of all seeds end each of them in the
    same round as before. Seeds that were trained for different numbers of steps have no one command, nor have options
    of the problem other than those that seeds draw."""
    steps = [run["steps"] for run in runs]
    if group.options or max(steps) > 1.05 * min(steps):
        return ""
    words = ["--problems", group.problem, "--agents", runs[0]["agent"]]
    words += ["--settings", group.setting] if group.setting != "instructed" else []
    words += ["--executions", str(group.executions)] if group.executions > 1 else []
    words += ["--seeds", str(max(run["seed"] for run in runs) + 1), "--steps", str(min(steps))]
    return shlex.join(["python", "run.py", "benchmark", *words])
