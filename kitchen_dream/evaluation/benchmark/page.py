"""The benchmark's page, from run folders alone: tables by problem, setting and number of executions."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np

from kitchen_dream.agents.registry import methods, title_of
from kitchen_dream.core.files import write_atomically
from kitchen_dream.evaluation.benchmark.comparison import (
    below,
    command,
    differences,
    over_problems,
    scores_of,
    sums,
)
from kitchen_dream.evaluation.benchmark.curves import draw_curves, draw_profiles
from kitchen_dream.evaluation.benchmark.results import SCORES, Group, Result, collect, has_scores
from kitchen_dream.evaluation.scores.over_seeds import interquartile_mean
from kitchen_dream.evaluation.scores.scorer import Scorer
from kitchen_dream.evaluation.scores.statistics import mean
from kitchen_dream.evaluation.scores.tables import markdown_table
from kitchen_dream.evaluation.scores.words import LEGEND
from kitchen_dream.problems.registry import problem_family
from kitchen_dream.trial.settings import SETTINGS

Table = list[dict[str, str]]
COLUMNS = (
    *("method", "seeds", "test score", "test return", "IQM", "above", "training score"),
    *("steps", "updates", "CPU minutes", "processor", "made by"),
)
RUN = ("problem", "setting", "executions", "agent", "seed")
PAGE = "benchmark.md"
ENDS = ("oracle", "blind")
EXPLAINED = ("score", "oracle", "blind", "PEARL-UB", "reader of priors", "seeds")
HEAD = f"""# Benchmark

Written by `python run.py benchmark`.

{chr(10).join(f"- {term}: {LEGEND[term]}" for term in EXPLAINED)}

Where a problem has no references, the score is the return itself. Policies act greedily with the weights after the last
step. Scores and returns are means over seeds, with 95 % intervals of Student's t over seeds. IQM is the interquartile
mean of test scores, with the t interval of a trimmed mean; of 3 seeds nothing is left out. **A method with one seed
has no interval**: how far another seed would fall from it is not known. An interval without width says that all seeds
came to the same, not that every other would. How often such intervals hold the truth, by simulation, is told in
[results.md](../../results.md#coverage-of-the-intervals).

`above` names the methods whose interval lies below a method's own, with 3 seeds of both at least. Differences have
Welch's t interval, and the p-value of a permutation test, which is exact for up to 7 seeds each; with 3 seeds each it
cannot be below 0.1. `made by` trains the runs of a row, in the version of the package that is there.
"""
SHORT = """The way from blind to the oracle is short here, so that scores would make small differences look large:
returns are given and compared in their place."""
FEW = """So few trials were played that they cannot tell blind from the oracle: returns are given and compared in place
of scores."""
PICTURES = (
    *("## Learning curves", "", "Validation scores; the band spans all seeds.", ""),
    *("![learning curves over steps](curves.png)", "", "![learning curves over seconds](curves-seconds.png)", ""),
    *("## Performance profiles", "", "The share of a method's seeds whose test score is above each level.", ""),
    *("![performance profiles](profiles.png)", ""),
)


def write_page(runs: Path, results: Path) -> dict[str, Table]:
    """Take the finished runs of a folder into `results` (see `collect`); write scores.csv, pictures and page there.

    Returns the tables by their titles. Raises ValueError that names a damaged file."""
    groups = collect(runs, results)
    if not groups:
        return {}
    found = [run for group in groups.values() for run in group]
    write_atomically(results / "scores.csv", _csv(found))
    draw_curves(groups, results / "curves.png")
    draw_curves(groups, results / "curves-seconds.png", "cpu_seconds")
    draw_profiles(groups, results / "profiles.png")
    tables, scaled = {}, {}
    text = [HEAD, "Measured on:", "", *(f"- {machine}" for machine in sorted({run["machine"] for run in found})), ""]
    for group, mine in groups.items():
        by_method, scorers = _by_method(mine), _scorers(group, mine)
        references = [scorer.references for scorer in scorers]
        short = any(bounds is not None and bounds.short for bounds in references)
        few = not has_scores(mine)
        measure = "return_mean" if short or few else "normalized_score"
        if references and None not in references and measure == "normalized_score":
            scaled[group] = by_method
        table = [_trained(group, agent, by_method, measure) for agent in by_method]
        tables[group.title] = [*table, *_computed(group, scorers, measure == "normalized_score")]
        text += [f"## {group.title}", ""]
        text += [f"Setting `{group.setting}`: {SETTINGS[group.setting]}.", ""] if group.setting in SETTINGS else []
        text += [SHORT, ""] if short else [FEW, ""] if few else []
        text += [markdown_table(tables[group.title])]
        if group.setting == "no_exploration":
            ends = {row["method"]: float(row["test return"]) for row in tables[group.title] if row["method"] in ENDS}
            text += [markdown_table(sums(group, by_method, ends))]
        compared = differences(by_method, measure)
        text += [markdown_table(compared)] if compared else []
    text += [*_together(scaled), *PICTURES]
    write_atomically(results / PAGE, "\n".join(text))
    return tables


def _together(scaled: dict[Group, dict[str, list[Result]]]) -> list[str]:
    """Lines about all problems together."""
    problems, rows = over_problems(scaled)
    if not rows:
        return []
    told = f"Interquartile means over the seeds of {'; '.join(problems)}, of the methods that have 3 seeds on each of"
    how = "these; intervals by a bootstrap that draws seeds within each problem."
    return ["## Over problems", "", told, how, "", markdown_table(rows)]


def _by_method(runs: list[Result]) -> dict[str, list[Result]]:
    """Runs by method, in the registry's order, a user's own last."""
    order = [*methods(), *sorted({run["agent"] for run in runs} - set(methods()))]
    return {agent: mine for agent in order if (mine := [run for run in runs if run["agent"] == agent])}


def _trained(group: Group, agent: str, by_method: dict[str, list[Result]], measure: str) -> dict[str, str]:
    """The row of a method; its IQM and what it is above are by one `measure` of SCORES."""
    runs = by_method[agent]

    def over_seeds(split: str, name: str) -> str:
        if None in (found := [run["scores"][split][name] for run in runs]):
            return "-"
        values = np.array(found, float)
        return f"{values[0]:.3f}" if len(values) == 1 else str(mean(values))

    def average(name: str) -> str:
        return f"{np.mean([run[name] for run in runs]):,.0f}"

    minutes = np.mean([run["cpu_seconds"] for run in runs]) / 60
    scale, one = measure == "normalized_score", " (one seed)" if len(runs) == 1 else ""
    return {
        "method": title_of(agent),
        "seeds": str(len(runs)),
        "test score": over_seeds("test", "normalized_score") + one if scale else "-",
        "test return": over_seeds("test", "return_mean") + ("" if scale else one),
        "IQM": "" if one else str(interquartile_mean(scores_of(runs, measure))),
        "above": ", ".join(below(agent, by_method, measure)),
        "training score": over_seeds("train", "normalized_score") if scale else "-",
        "steps": average("steps"),
        "updates": average("updates"),
        "CPU minutes": f"{minutes:.1f}",
        "processor": "; ".join(sorted({run["machine"].split(",")[0] for run in runs})),
        "made by": f"`{made}`" if (made := command(group, runs)) else "",
    }


def _scorers(group: Group, runs: list[Result]) -> list[Scorer]:
    """Of the test problems of a table: one, or one for each of the splits that its seeds draw; none where the family is
    not installed here."""
    found = []
    for options in sorted({json.dumps(run["options"], sort_keys=True) for run in runs}):
        try:
            family = problem_family(group.problem, **json.loads(options))
            found.append(Scorer(family, "test", group.setting, group.executions))
        except ValueError:
            return []
    return found


def _computed(group: Group, scorers: list[Scorer], scaled: bool) -> Table:
    """Rows without training: the ends of the scale, random actions, and what the family computes besides: means over
    splits, where each run has its own. scaled: whether they have scores, and not returns alone."""
    found: dict[str, list[tuple[float, float]]] = {}
    for scorer in scorers:
        references, weights = scorer.references, scorer.trials.weights
        if references is None:
            return []
        rows: dict[str, Any] = {"oracle": references.oracle, "blind": references.blind}
        rows["random actions"] = references.random
        if group.executions == 1:
            rows |= scorer.family.computed("test", scorer.trials, group.setting)
        for name, value in rows.items():
            if value is not None:
                value = float((np.broadcast_to(value, weights.shape) * weights).sum())
                score = references.normalized(value) if scaled else float("nan")
                found.setdefault(name, []).append((score, value))
    out = []
    for name, values in found.items():
        score, value = np.mean(values, axis=0)
        told = {"method": name, "test score": "-" if np.isnan(score) else f"{score:.3f}", "test return": f"{value:.3f}"}
        out.append(dict.fromkeys(COLUMNS, "") | told)
    return out


def _csv(runs: list[Result]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, (*RUN, "split", *SCORES), lineterminator="\n")
    writer.writeheader()
    for run in runs:
        for split, scores in run["scores"].items():
            row = {name: run[name] for name in RUN} | {"split": split}
            writer.writerow(row | {name: "" if scores[name] is None else round(scores[name], 4) for name in SCORES})
    return out.getvalue()
