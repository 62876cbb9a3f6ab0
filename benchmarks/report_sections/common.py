"""What the sections of the results page share: reading a measured file, and the usual form of a section."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kitchen_dream.evaluation.scores.tables import markdown_table


def read(path: Path) -> Any:
    """The content of a JSON file, or None where there is no such file."""
    return json.loads(path.read_text()) if path.is_file() else None


def missing(title: str, command: str) -> list[str]:
    """A section whose figures have not been measured."""
    return [f"## {title}", "", *not_measured(command)]


def not_measured(command: str) -> list[str]:
    """The line in place of figures, with the command that measures them."""
    return [f"Not measured yet: `{command}`."]


def plain_section(title: str, command: str, data: dict | None) -> list[str]:
    """Figures as `what | measured`, then one table for each list of rows and for each dictionary among them."""
    if data is None:
        return missing(title, command)
    flat = {key: value for key, value in data.items() if not isinstance(value, dict | list)}
    figures = [{"what": key, "measured": value} for key, value in flat.items()]
    lines = [f"## {title}", "", f"`{command}`", "", markdown_table(figures)]
    for key, value in data.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            lines += ["", markdown_table(value)]
        elif isinstance(value, dict) and value:
            lines += ["", markdown_table([{key: k, "value": v} for k, v in value.items()])]
    return lines
