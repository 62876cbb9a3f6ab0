"""The benchmark's page: one table a problem, levels reached, curves; from the run folders alone."""

from __future__ import annotations

import csv
import io
import json
from functools import cache
from pathlib import Path

import numpy as np

from kitchen_dream.agents.registry import KITCHEN_METHODS, METHODS, methods_of
from kitchen_dream.core.files import AtomicFile, write_atomically
from kitchen_dream.evaluation.benchmark.aggregate import curve, stratified
from kitchen_dream.evaluation.benchmark.ordering import ordering, summary
from kitchen_dream.evaluation.benchmark.standard import OWN, own_scale, standard_bounds
from kitchen_dream.evaluation.scores.tables import markdown_table
from kitchen_dream.problems.flat import FLAT_PROBLEMS
from kitchen_dream.problems.grids.thompson import pearl_bound
from kitchen_dream.problems.kitchen.kitchen_set import load_kitchens
from kitchen_dream.problems.kitchen.references.explorers import adaptive_explorer, random_explorer
from kitchen_dream.problems.kitchen.references.thompson import pearl_bound as kitchen_pearl
from kitchen_dream.problems.kitchen.references.thompson import prior_reader
from kitchen_dream.problems.reference import flat_reference
from kitchen_dream.problems.sign_room.reference import planner
from kitchen_dream.problems.sign_room.rules import SignRoomProblem

PEARL_TRIALS = 4000
"""Trials that PEARL-UB is computed from; its standard error is then about 0.04 on this scale."""
KITCHENS = 1000
"""Test kitchens of the computed rows."""
RUN = ("problem", "agent", "setting", "executions", "seed")
SCORES = ("normalized_score", "share_of_oracle", "return_mean", "success_rate")
TITLES = {
    "instructed": "",
    "told": ", all facts told (control: exploration is not needed)",
    "part-told": ", half of the facts told",
    "uninstructed": ", standard meta-RL (no instruction, goal inferred from rewards)",
    "no-exploration": ", no exploration episode (the first execution explores, its rewards are ignored)",
}


def write_page(runs: Path, results: Path) -> None:
    """Take all finished runs of a folder into `results`, beside those already there; write scores.csv, curves.png, benchmark.md.

    A run is kept as NAME.json, its result, and NAME.csv, its curve: enough to make the page again.
    """
    results.mkdir(parents=True, exist_ok=True)
    for path in sorted(runs.glob("*/result.json")):
        result = json.loads(path.read_text())
        result.pop("table", None)
        kept = results / f"{path.parent.name}.json"
        if kept.is_file() and json.loads(kept.read_text())["seconds"] > result["seconds"]:
            continue  # a longer training of the same name is there already
        write_atomically(kept, json.dumps(result, indent=1).encode())
        write_atomically(results / f"{path.parent.name}.csv", (path.parent / "metrics.csv").read_bytes())
    found = [json.loads(path.read_text()) | {"curve": path.with_suffix(".csv")} for path in sorted(results.glob("*.json"))]
    write_atomically(results / "scores.csv", _csv(found).encode())
    text = ["# Benchmark", "", "Written by `python run.py benchmark`; one core a training, minutes of CPU time."]
    text += [*sorted({run["machine"] for run in found}), ""]
    text += [
        "Normalised: (return - blind) / (oracle - blind), over all problems and instructions of the split, greedy; on kitchens over",
        "500 training and 1,000 test kitchens. In sign rooms of 20 steps, where blind is as good as the oracle, random stands in its",
        "place. Interquartile mean over seeds with a 95 % bootstrap interval.",
        "",
    ]
    tables = sorted({(list(TITLES).index(run["setting"]), run["executions"], run["problem"]) for run in found})
    text += _summary([run for run in found if (run["setting"], run["executions"]) == ("instructed", 1)])
    for number, executions, problem in tables:
        setting = list(TITLES)[number]
        chosen = [r for r in found if (r["problem"], r["setting"], r["executions"]) == (problem, setting, executions)]
        text += _table(chosen, problem, setting, executions)
    _curves(found, results / "curves.png")
    if any(run["setting"] == "instructed" for run in found):
        text += ["![learning curves](curves.png)", ""]
    write_atomically(results / "benchmark.md", "\n".join(text).encode())


def _summary(found: list[dict]) -> list[str]:
    """The page's first table: whether DREAM's interval lies above every baseline's."""
    problems = sorted({run["problem"] for run in found})
    rows = [summary([run for run in found if run["problem"] == problem], problem) for problem in problems]
    rows = [row for row in rows if row]
    if not rows:
        return []
    return [
        "## Ordering",
        "",
        "DREAM and the baseline whose interval reaches highest, when DREAM's minutes are over and on average until then (area under the",
        "curve; scores below 0 count as 0). On test problems; on kitchens the mean over training is on validation. Above: the baselines",
        "whose intervals lie below DREAM's; those are RL2, VariBAD and IMPORT, with and without rewards in exploration, and random",
        "exploration.",
        "",
        markdown_table(rows),
        "",
    ]


def _csv(found: list[dict]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, (*RUN, "part", *SCORES), lineterminator="\n")
    writer.writeheader()
    for run in found:
        for part, scores in run["scores"].items():
            row = {name: run[name] for name in RUN} | {"part": part}
            writer.writerow(row | {name: round(scores[name], 4) for name in SCORES})
    return out.getvalue()


def _table(runs: list[dict], problem: str, setting: str, executions: int) -> list[str]:
    lines, known = [], methods_of(problem)
    for agent in [name for name in known if any(run["agent"] == name for run in runs)]:
        mine = [run for run in runs if run["agent"] == agent]
        line = {"method": known[agent].what, "seeds": len(mine), "minutes": f"{np.mean([r['seconds'] for r in mine]) / 60:.1f}"}
        for part in ("train", "test"):
            line[f"{part} problems"] = str(stratified([np.array([r["scores"][part]["normalized_score"] for r in mine])]))
        if setting == "told":
            shares = [r["scores"]["test"]["share_of_oracle"] for r in mine]
            line["share of the oracle's return"] = str(stratified([np.array(shares)]))
        if setting == "uninstructed":
            own = [own_scale(problem, r["scores"]["test"]) for r in mine]
            line[OWN] = "" if None in own else str(stratified([np.array(own)]))
        line["steps a second"] = f"{np.mean([r['steps'] / r['seconds'] for r in mine]):,.0f}"
        for level in ("0.5", "0.8", "0.95"):
            line[f"seconds (steps) to {level}"] = _reached([r["reached"][level] for r in mine])
        lines.append(line)
    if setting == "instructed":
        lines += _bounds(problem, list(lines[0])) if problem in FLAT_PROBLEMS else _kitchen_bounds(list(lines[0]))
    if setting == "uninstructed":
        lines += standard_bounds(problem, list(lines[0]), KITCHENS)
    times = f", {executions} executions a trial" if executions > 1 else ""
    equal = ordering(runs, problem) if setting == "instructed" else []
    return [f"## {problem}{TITLES[setting]}{times}", "", markdown_table(lines), "", *equal]


def _bounds(problem: str, columns: list[str]) -> list[dict]:
    """What is computed and not trained: PEARL-UB, and random actions (0 and 1 are blind and oracle)."""
    flat = FLAT_PROBLEMS[problem]
    lines = []
    for name, value in (("PEARL-UB (computed)", _pearl), ("random actions (computed)", _random)):
        line = dict.fromkeys(columns, "") | {"method": name}
        for part, split in (("train", flat.train), ("test", flat.test)):
            line[f"{part} problems"] = f"{value(problem, split):.3f}"
        lines.append(line)
    return lines


def _kitchen_bounds(columns: list[str]) -> list[dict]:
    """What is computed on kitchens: PEARL-UB, and an executor that knows the households' priors after other explorations."""
    tables = load_kitchens("test", KITCHENS)
    lines = [dict.fromkeys(columns, "") | {"method": "PEARL-UB (computed)", "test problems": str(kitchen_pearl(tables))}]
    for name, explorer in (("a heuristic", adaptive_explorer), ("random", random_explorer(np.random.default_rng(3)))):
        what = f"perfect reader of priors after {name} exploration (computed)"
        lines.append(dict.fromkeys(columns, "") | {"method": what, "test problems": str(prior_reader(tables, explorer))})
    return lines


@cache
def _pearl(problem: str, split: str) -> float:
    """PEARL-UB's normalised score."""
    if problem not in FLAT_PROBLEMS:
        return kitchen_pearl(load_kitchens(split, KITCHENS)).value
    flat = FLAT_PROBLEMS[problem]
    reference = flat_reference(flat.kind, split)
    if issubclass(flat.kind, SignRoomProblem):
        return reference.normalized(planner(flat.kind(split)).pearl()[0])
    return reference.normalized(pearl_bound(flat.kind, split, PEARL_TRIALS).value)


def _random(problem: str, split: str) -> float:
    """The normalised score of random actions."""
    reference = flat_reference(FLAT_PROBLEMS[problem].kind, split)
    return reference.normalized(reference.random)


def _reached(times: list[list[float] | None]) -> str:
    """Median over the runs that got there, and how many did not."""
    got = [t for t in times if t is not None]
    if not got:
        return "-"
    seconds, steps = np.median(np.array(got), axis=0)
    missing = f", {len(times) - len(got)} not" if len(got) < len(times) else ""
    return f"{seconds:.0f} s ({steps / 1e6:.2f} M{missing})"


def _curves(found: list[dict], path: Path) -> None:
    """Mean test score over seconds and over steps, one row a problem, with the range over seeds, and PEARL-UB."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    found = [run for run in found if run["setting"] == "instructed" and run["executions"] == 1]
    problems = sorted({run["problem"] for run in found})
    if not problems:
        return
    pearl = {p: _pearl(p, FLAT_PROBLEMS[p].test if p in FLAT_PROBLEMS else "test") for p in problems}
    figure, axes = plt.subplots(len(problems), 2, figsize=(11, 3.2 * len(problems)), squeeze=False, layout="constrained")
    agents = tuple(METHODS | KITCHEN_METHODS)
    without = [agent for agent in agents if not agent.endswith("-rewards")]
    colours = dict(zip(without, plt.get_cmap("tab20").colors, strict=False))
    for row, problem in zip(axes, problems, strict=True):
        for axis, over in zip(row, ("seconds", "steps"), strict=True):
            bottom = -1.0
            for agent in agents:
                logs = [run["curve"] for run in found if (run["problem"], run["agent"]) == (problem, agent)]
                if not logs:
                    continue
                x, y = curve(logs, over)
                bottom = min(bottom, y.mean(0)[-1] - 0.1)  # where every method ended is in the picture
                colour, style = colours[agent.removesuffix("-rewards")], ":" if agent.endswith("-rewards") else "-"
                axis.plot(x, y.mean(0), style, color=colour, label=agent)
                axis.fill_between(x, y.min(0), y.max(0), color=colour, alpha=0.15, linewidth=0)
            axis.axhline(1.0, color="black", linewidth=0.6)
            if bottom <= pearl[problem] <= 1.05:
                axis.axhline(pearl[problem], color="black", linewidth=0.8, linestyle="--", label="PEARL-UB")
            axis.set(xlabel=f"{over} (CPU)" if over == "seconds" else over, ylim=(bottom, 1.05), title=problem)
        row[0].set_ylabel("normalised score")
        row[1].ticklabel_format(axis="x", style="sci", scilimits=(6, 6))
        row[1].legend(fontsize=7, loc="upper left", bbox_to_anchor=(1.0, 1.0))  # not all problems have the same methods
    with AtomicFile(path) as part:
        figure.savefig(part, dpi=110)
    plt.close(figure)
