"""Sections on learning: the value of exploring, training, the shipped policy, methods compared, probes."""

from __future__ import annotations

import json
from pathlib import Path

from kitchen_dream.evaluation.scores.tables import markdown_table
from report_sections.common import missing, read


def exploration_value(results: Path) -> list[str]:
    """What none, random, fixed, adaptive and full exploration are worth without learning."""
    title, command = "What exploring is worth", "python run.py exploration_value"
    data = read(results / "exploration_value.json")
    if data is None:
        return missing(title, command)
    return [
        f"## {title}",
        "",
        f"`{command}`: {data['kitchens']} kitchens of the split `{data['split']}`, one dish each, seed {data['seed']},",
        f"budget {data['explore_seconds']:g} s. No learning: the executor knows the households' priors exactly, and",
        "makes the best of what was seen.",
        "",
        markdown_table(data["rows"]),
    ]


def training(results: Path) -> list[str]:
    """Runs from nothing, with seeds, budgets and scores."""
    title, command = "Training from nothing", "python run.py train --seed N"
    runs = [json.loads(path.read_text()) for path in sorted(results.glob("train-*.json"))]
    if not runs:
        return missing(title, command)
    rows = [
        {
            "run": run["name"],
            "seed": run["seed"],
            "minutes": round(run["seconds"] / 60, 1),
            "environment steps": f"{run['steps']:,}",
            "updates": f"{run['updates']:,}",
            **{
                row["policy"]: row["normalised"]
                for row in run["table"]
                if row["policy"] not in ("oracle (knows the kitchen)",)
            },
            "looks in vain": next(row["looks in vain"] for row in run["table"] if row["policy"] == "DREAM"),
        }
        for run in runs
    ]
    return [
        f"## {title}",
        "",
        f"`{command}` ({runs[0]['machine']}). Normalised scores on {runs[0]['trials']} held-out test kitchens with",
        "95 % bootstrap intervals over kitchens; other explorers are read by the same g and executor. Looks in vain:",
        "share of looks into units that never hold food. Minutes: wall time of training; making the kitchens and the",
        "final table come on top (see speed below).",
        *_remark(results, "training.md"),
        "",
        markdown_table(rows),
    ]


def _remark(results: Path, name: str) -> list[str]:
    """Remarks on how the figures were measured, from a file beside them."""
    path = results / name
    return path.read_text().rstrip().splitlines() if path.is_file() else []


def shipped_policy(results: Path) -> list[str]:
    """Scores of the shipped policy by split."""
    card = read(Path("policies/kitchen/dream/scores.json"))
    if card is None:
        return missing("The shipped policy", "python run.py release --run RUN")
    rows = [
        {
            "split": split,
            "trials": data["trials"],
            "normalised": f"{data['normalized_score']} {data['normalized_interval']}",
            "dishes finished": f"{data['success_rate']} {data['success_interval']}",
            "return": data["return_mean"],
            "oracle": data["oracle_return"],
            "blind": data["blind_return"],
            "seconds exploring": data["explore_seconds_mean"],
            "looks in vain": data["vain_look_share"],
        }
        for split, data in card.items()
    ]
    return [
        "## The shipped policy",
        "",
        "`python run.py release --run RUN`; see [its card](../policies/kitchen/dream/card.md) for how it was trained.",
        "`test_layouts` are islands, never trained on; `test_recipes` are dishes never instructed.",
        "",
        markdown_table(rows),
    ]


def methods(results: Path) -> list[str]:
    """Which runs of the comparison are kept, and where their tables are."""
    title, command = "Methods compared", "python run.py benchmark --suite grids"
    folder = results / "benchmark"
    runs = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    if not runs:
        return missing(title, command)
    counts: dict[tuple[str, str, int], dict[str, int]] = {}
    for run in runs:
        cell = counts.setdefault((run["problem"], run["setting"], run["executions"]), {})
        cell[run["agent"]] = cell.get(run["agent"], 0) + 1
    rows = [
        {"problem": problem, "setting": setting, "executions": str(executions)}
        | {"methods (seeds)": ", ".join(f"{agent} ({n})" for agent, n in sorted(agents.items()))}
        for (problem, setting, executions), agents in sorted(counts.items())
    ]
    return [
        f"## {title}",
        "",
        "Tables with intervals over seeds, and the command that makes each row, are in",
        "[benchmark.md](results/benchmark/benchmark.md); [docs/benchmark.md](benchmark.md) tells how they are made.",
        "Runs kept:",
        "",
        markdown_table(rows),
        "",
        "Validation scores over steps and over processor seconds; the band spans all seeds. Then the share of a",
        "method's seeds whose test score is above each level.",
        *[line for name in PICTURES for line in ("", f"![{name.replace('-', ' ')}](results/benchmark/{name}.png)")],
    ]


PICTURES = ("curves", "curves-seconds", "profiles")
"""Of a benchmark's folder: learning curves over steps and over seconds, and performance profiles."""


def coverage(results: Path) -> list[str]:
    """How often the intervals of the pages hold the truth, by simulation."""
    title, file = "Coverage of the intervals", "interval_coverage.json"
    command, data = f"python benchmarks/interval_coverage.py --json docs/results/{file}", read(results / file)
    if data is None:
        return missing(title, command)
    return [
        f"## {title}",
        "",
        f"`{command}`: {data['samples']:,} samples, a quarter of them for differences and over problems. 0.95 is",
        "wanted. Seeds are drawn from three distributions: scores that scatter evenly, scores near the oracle's that",
        "some reach and none passes, and scores of which one in five is near nothing. Where seeds fail now and then,",
        "no interval over a few of them is to be trusted: often none of them has failed.",
        "",
        markdown_table(data["seeds"]),
        "",
        "Over trials, with returns as kitchens have them; `given` is the share of samples in which trials can tell how",
        "long the way from blind to the oracle is. In the others no score is given. Where nine trials in ten end as",
        "the oracle's do, a few trials often have no failure among them, and scores and returns no width: with fewer",
        "than 100 trials, look at success.",
        "",
        markdown_table(data["trials"]),
    ]


def probes(results: Path) -> list[str]:
    """Linear probes of the code, looks and exploration rewards."""
    title, command = "What DREAM learnt", "python run.py probe"
    data = read(results / "probes.json")
    if data is None:
        return missing(title, command)
    looks = [
        {"looks an exploration": name} | {k.replace("_", " "): v for k, v in row.items()}
        for name, row in data["looks"].items()
    ]
    return [
        f"## {title}",
        "",
        f"`{command}` ({data['machine']}): ridge regressions on the code, fitted on {data['kitchens']} training",
        f'kitchens and scored on {data["kitchens"]} test kitchens. Contents: mean AUC of "this unit holds this',
        'ingredient"; burners: AUC of "it is broken"; colours: R^2 of the colours of wall and fronts, which do not',
        "matter for cooking and cannot be seen on the map.",
        "",
        markdown_table(data["probes"]),
        "",
        markdown_table(looks),
        "",
        "![looks by kind of place](images/probe-looks.png)",
        "",
        "One exploration; at each stop, which share of the squared distance between g(tau) and f(mu) the step took",
        "away:",
        "",
        "![rewards of an exploration](images/probe-rewards.png)",
        "",
        "On grids, over all test problems; needed attributes are those of coloured buses, useless ones those of grey",
        "buses.",
        "",
        *[line for row in data["grids"] for line in _grid(row)],
    ]


def _grid(row: dict) -> list[str]:
    figures = ", ".join(f"{name}: {value}" for name, value in row.items() if name != "grid")
    return [
        f"**{row['grid']}**: {figures}.",
        "",
        f"![{row['grid']}: steps and rewards](images/probe-{row['grid']}.png)",
        "",
    ]
