"""Section on the sign room without learning."""

from __future__ import annotations

import json
from pathlib import Path

from kitchen_dream.evaluation.scores.tables import markdown_table
from report_sections.common import missing, read


def sign_room(results: Path) -> list[str]:
    """Exact values, and frames a second."""
    title, command = "Sign room", "python benchmarks/sign_room.py"
    data = read(results / "sign_room.json")
    if data is None:
        return missing(title, command)
    names = {"steps": "steps of an execution", "pixels": "pixels that must differ for the word to be read"}
    names |= {
        "oracle": "oracle",
        "blind": "blind",
        "random": "random",
        "pearl_ub": "PEARL-UB",
        "pearl_reads": "its explorations that read",
    }
    rows = [
        {name: row[key] if isinstance(row[key], int) else f"{row[key]:.3f}" for key, name in names.items()}
        for row in data["exact"]
    ]
    first, legible = data["exact"][0], data["exact"][1]
    return [
        f"## {title}",
        "",
        f"`{command}` ({data['machine']}): exact expected returns by search over {data['poses']:,} poses. Blind never",
        "explored, remembers, and may read on its way. PEARL-UB explores by Thompson sampling, with all else ideal:",
        "it goes to an object and rarely sees the sign. [sign-room.md](sign-room.md) tells what the room is.",
        "",
        markdown_table(rows),
        "",
        f"An object is {first['touch_mean']:.1f} steps away on average, {first['touch_most']} at most; the word is",
        f"legible after {legible['read_mean']:.1f} on average, {legible['read_most']} at most. Frames a second on one",
        f"core: {data['kept_per_second']:,.0f} from memory in batches of 2,048, {data['drawn_per_second']:,.0f} drawn",
        f"afresh; `KitchenDream/SignRoom-v0` with free poses makes {data['free_steps_per_second']:,.0f} steps a",
        f"second; {data['frames']:,} distinct frames are drawn once and kept: a first training on features begins",
        f"after {data['preparing_seconds']:.0f} s of processor time, in which poses, frames and features are made from",
        "nothing.",
        *_trained(results),
    ]


def _trained(results: Path) -> list[str]:
    """What trained methods reached, from the benchmark's runs; one row a problem and method."""
    runs = [json.loads(path.read_text()) for path in sorted((results / "benchmark").glob("sign-room*.json"))]
    runs = [run for run in runs if run["setting"] == "instructed" and run["executions"] == 1]
    if not runs:
        return []
    rows = []
    for problem, agent in sorted({(run["problem"], run["agent"]) for run in runs}):
        mine = [run for run in runs if (run["problem"], run["agent"]) == (problem, agent)]
        row = {"problem": problem, "method": agent, "seeds": len(mine)}
        row["CPU minutes"] = f"{max(run['seconds'] for run in mine) / 60:.0f}"
        row["return, seed by seed"] = _each(mine, "return_mean")
        row |= {"sign in view": _each(mine, "sign_in_view"), "sign read (40 pixels)": _each(mine, "sign_read")}
        rows.append(row)
    return [
        "",
        "Trained on one core by `python run.py benchmark --suite sign-room`, features or pictures drawn before; mean",
        "execution returns on the test problems after greedy explorations, and the shares of explorations that had",
        "the sign in view (one pixel differs) and that could have read it (40 differ):",
        "",
        markdown_table(rows),
    ]


def _each(runs: list[dict], score: str) -> str:
    """One test score of several runs; a dash where a run did not record it."""
    found = [run["scores"]["test"].get(score) for run in runs]
    return ", ".join("-" if value is None else f"{value:.3f}" for value in found)
