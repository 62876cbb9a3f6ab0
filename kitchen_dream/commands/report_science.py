"""The results page's sections on the methods compared, and on what DREAM learnt."""

from __future__ import annotations

import json
from pathlib import Path

from kitchen_dream.evaluation.scores.tables import markdown_table, missing


def bench_section(results: Path) -> list[str]:
    """Where the comparison stands, and which runs it holds."""
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
        "Tables with intervals, levels reached over time and steps, and learning curves are in",
        "[benchmark.md](results/benchmark/benchmark.md); [docs/benchmark.md](benchmark.md) tells how they are made. Runs kept:",
        "",
        markdown_table(rows),
    ]


def probe_section(results: Path) -> list[str]:
    """Linear probes, looks, rewards."""
    title, command = "What DREAM learnt", "python run.py probe"
    path = results / "probes.json"
    if not path.is_file():
        return missing(title, command)
    data = json.loads(path.read_text())
    looks = [{"looks an exploration": name} | {k.replace("_", " "): v for k, v in row.items()} for name, row in data["looks"].items()]
    return [
        f"## {title}",
        "",
        f"`{command}` ({data['machine']}): ridge regressions on the code, fitted on {data['kitchens']} training kitchens and scored on",
        f'{data["kitchens"]} test kitchens. Contents: mean AUC of "this unit holds this ingredient"; burners: AUC of "it is broken";',
        "colours: R^2 of the colours of wall and fronts, which do not matter for cooking and cannot be seen on the map.",
        "",
        markdown_table(data["probes"]),
        "",
        markdown_table(looks),
        "",
        "![looks by kind of place](images/probe-looks.png)",
        "",
        "One exploration; at each stop, which share of the squared distance between g(tau) and f(mu) the step took away:",
        "",
        "![rewards of an exploration](images/probe-rewards.png)",
        "",
        "On grids, over all test problems; needed attributes are those of coloured buses, useless ones those of grey buses.",
        "",
        *[line for row in data["grids"] for line in _grid(row)],
    ]


def _grid(row: dict) -> list[str]:
    figures = ", ".join(f"{name}: {value}" for name, value in row.items() if name != "grid")
    return [f"**{row['grid']}**: {figures}.", "", f"![{row['grid']}: steps and rewards](images/probe-{row['grid']}.png)", ""]
