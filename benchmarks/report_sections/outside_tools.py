"""Sections on learners from elsewhere, and on datasets for them."""

from __future__ import annotations

from pathlib import Path

from kitchen_dream.evaluation.scores.tables import markdown_table
from report_sections.common import missing, read


def examples(results: Path) -> list[str]:
    """What the examples with learners from elsewhere reach at their full budgets."""
    title, command, data = "Learners from elsewhere", "python benchmarks/examples.py", read(results / "examples.json")
    if data is None:
        return missing(title, command)
    columns = ("score", "random score", "return", "random return", "success", "processor_minutes")
    rows = [
        {"example": run["example"], "seed": run["seed"]} | {column: run.get(column, "") for column in columns}
        for run in data["runs"]
    ]
    return [
        f"## {title}",
        "",
        f"`{command}` ({data['machine']}), on kitchens of the split test. maskable_ppo explores, and the executor",
        "that knows the households' priors cooks after it, from 0 (never explored) to 1 (oracle); `random` explores at",
        "random. The others cook themselves, beside possible skills at random: see docs/outside-tools.md.",
        "",
        markdown_table(rows),
    ]


def datasets(results: Path) -> list[str]:
    """Trials that were exported, read by the libraries whose formats they are, and replayed."""
    title, command, data = "Trials as datasets", "python benchmarks/datasets.py", read(results / "datasets.json")
    if data is None:
        return missing(title, command)
    columns = ("format", "backend", "trials", "episodes", "skills", "same_again", "megabytes", "processor_seconds")
    rows = [{column: row[column] for column in columns} | {"read by": row.get("read_by", "")} for row in data["rows"]]
    return [
        f"## {title}",
        "",
        f"`{command}` ({data['machine']}): `same_again` counts the skills before which a replay in kitchens built anew",
        "saw the same map, and after which it was paid the same, to the last bit.",
        "",
        markdown_table(rows),
    ]
