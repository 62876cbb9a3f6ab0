"""Section on the browser: how many people can look at a trial at once."""

from __future__ import annotations

from pathlib import Path

from kitchen_dream.evaluation.scores.tables import markdown_table
from report_sections.common import missing, read


def browser(results: Path) -> list[str]:
    """Frames per second and delays for one viewer and for ten."""
    title, command, data = "Viewers in a browser", "python benchmarks/browser.py", read(results / "browser.json")
    if data is None:
        return missing(title, command)
    return [
        f"## {title}",
        "",
        f"`{command}` ({data['machine']}): `watch --browser` at speed {data['speed']:g},",
        f"{data['seconds']:g} s each. Viewers are clients on the same machine that load the kitchen and take every",
        "update, but draw nothing; the delay is from when the server sends an update until it is there.",
        f"`load` is the load average before, on {data['cores']} cores; the trial's physics is part of the server's",
        "processor time. A trial shows at most 15 frames in a simulated second.",
        "",
        markdown_table(data["rows"]),
    ]
