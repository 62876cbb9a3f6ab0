"""Section on waiting: how soon the window shows something."""

from __future__ import annotations

from pathlib import Path

from kitchen_dream.evaluation.scores.tables import markdown_table
from report_sections.common import missing, read


def waiting(results: Path) -> list[str]:
    """Seconds to the first picture and to the first key."""
    title, command, data = "Waiting for the window", "python benchmarks/waiting.py", read(results / "waiting.json")
    if data is None:
        return missing(title, command)
    columns = ("command", "cache", "first picture, s", "first key, s")
    rows = [{column: row.get(column, "") for column in columns} for row in data["rows"]]
    return [
        f"## {title}",
        "",
        f"`{command}` ({data['machine']}): from the start of the command, drawn by software on a virtual screen,",
        "with an empty cache folder and with the same one again. Load average before:",
        f"{data['load_before']} on {data['cores']} cores.",
        "",
        markdown_table(rows),
    ]
