"""The benchmark's page, from run folders alone: tables by problem, setting and number of executions."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np

from kitchen_dream.agents.registry import methods, title_of
from kitchen_dream.core.files import write_atomically
from kitchen_dream.evaluation.benchmark.curves import draw_curves
from kitchen_dream.evaluation.benchmark.results import SCORES, Group, Result, collect
from kitchen_dream.evaluation.scores.scorer import Scorer
from kitchen_dream.evaluation.scores.statistics import mean
from kitchen_dream.evaluation.scores.tables import markdown_table
from kitchen_dream.evaluation.scores.words import LEGEND
from kitchen_dream.problems.registry import problem_family
from kitchen_dream.trial.settings import SETTINGS

Table = list[dict[str, str]]
COLUMNS = (
    *("method", "seeds", "test score", "test return", "training score"),
    *("steps", "updates", "CPU minutes", "processor"),
)
RUN = ("problem", "setting", "executions", "agent", "seed")
PAGE = "benchmark.md"
EXPLAINED = ("score", "oracle", "blind", "PEARL-UB", "reader of priors", "seeds")
HEAD = f"""# Benchmark

Written by `python run.py benchmark`.

{chr(10).join(f"- {term}: {LEGEND[term]}" for term in EXPLAINED)}

Where a problem has no references, the score is the return itself. Policies act greedily with the weights after the last
step. Means over seeds, with 95 % intervals of Student's t over seeds. **A method with one seed has no interval**: how
far another seed would fall from it is not known, and it orders no methods.
"""


def write_page(runs: Path, results: Path) -> dict[str, Table]:
    """Take the finished runs of a folder into `results` (see `collect`); write scores.csv, curves and page there.

    Returns the tables by their titles. Raises ValueError that names a damaged file."""
    groups = collect(runs, results)
    if not groups:
        return {}
    found = [run for group in groups.values() for run in group]
    write_atomically(results / "scores.csv", _csv(found))
    draw_curves(groups, results / "curves.png")
    tables = {group.title: [_trained(of) for of in _by_method(mine)] for group, mine in groups.items()}
    text = [HEAD, "Measured on:", "", *(f"- {machine}" for machine in sorted({run["machine"] for run in found})), ""]
    for group, mine in groups.items():
        tables[group.title] += _computed(group, mine)
        text += [f"## {group.title}", ""]
        text += [f"Setting `{group.setting}`: {SETTINGS[group.setting]}.", ""] if group.setting in SETTINGS else []
        text += [markdown_table(tables[group.title])]
    text += ["## Learning curves", "", "Validation scores; the band spans all seeds.", ""]
    text += ["![learning curves](curves.png)", ""]
    write_atomically(results / PAGE, "\n".join(text))
    return tables


def _by_method(runs: list[Result]) -> list[list[Result]]:
    """Runs by method, in the registry's order, a user's own last."""
    order = [*methods(), *sorted({run["agent"] for run in runs} - set(methods()))]
    return [mine for agent in order if (mine := [run for run in runs if run["agent"] == agent])]


def _trained(runs: list[Result]) -> dict[str, str]:

    def over_seeds(split: str, name: str) -> str:
        values = np.array([run["scores"][split][name] for run in runs], float)
        return f"{values[0]:.3f}" if len(values) == 1 else str(mean(values))

    def average(name: str) -> str:
        return f"{np.mean([run[name] for run in runs]):,.0f}"

    minutes = np.mean([run["cpu_seconds"] for run in runs]) / 60
    return {
        "method": title_of(runs[0]["agent"]),
        "seeds": str(len(runs)),
        "test score": over_seeds("test", "normalized_score") + (" (one seed)" if len(runs) == 1 else ""),
        "test return": over_seeds("test", "return_mean"),
        "training score": over_seeds("train", "normalized_score"),
        "steps": average("steps"),
        "updates": average("updates"),
        "CPU minutes": f"{minutes:.1f}",
        "processor": "; ".join(sorted({run["machine"].split(",")[0] for run in runs})),
    }


def _computed(group: Group, runs: list[Result]) -> Table:
    """Rows without training: the ends of the scale, random actions, and what the family computes besides: means over
    splits, where each run has its own."""
    found: dict[str, list[tuple[float, float]]] = {}
    for options in sorted({json.dumps(run["options"], sort_keys=True) for run in runs}):
        try:
            family = problem_family(group.problem, **json.loads(options))
            scorer = Scorer(family, "test", group.setting, group.executions)
        except ValueError:  # somebody else's family, which is not installed here
            return []
        references, weights = scorer.references, scorer.trials.weights
        if references is None:
            return []
        rows: dict[str, Any] = {"oracle": references.oracle, "blind": references.blind}
        rows["random actions"] = references.random
        if group.executions == 1:
            rows |= family.computed("test", scorer.trials, group.setting)
        for name, value in rows.items():
            if value is not None:
                value = float((np.broadcast_to(value, weights.shape) * weights).sum())
                found.setdefault(name, []).append((references.normalized(value), value))
    out = []
    for name, values in found.items():
        score, value = np.mean(values, axis=0)
        told = {"method": name, "test score": f"{score:.3f}", "test return": f"{value:.3f}"}
        out.append(dict.fromkeys(COLUMNS, "") | told)
    return out


def _csv(runs: list[Result]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, (*RUN, "split", *SCORES), lineterminator="\n")
    writer.writeheader()
    for run in runs:
        for split, scores in run["scores"].items():
            row = {name: run[name] for name in RUN} | {"split": split}
            writer.writerow(row | {name: round(scores[name], 4) for name in SCORES})
    return out.getvalue()
