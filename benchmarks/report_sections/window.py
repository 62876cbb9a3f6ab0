"""Sections on the window: how it ends, how many pictures it shows, and what films show of the work."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from kitchen_dream.evaluation.scores.tables import markdown_table
from report_sections.common import missing, read


def closings(results: Path) -> list[str]:
    """What became of windows that were ended at random moments, in four ways."""
    title, command, data = "Closing the window", "python benchmarks/closings.py", read(results / "closings.json")
    if data is None:
        return missing(title, command)
    clean = lambda row: (row["status"], row["end lines"], row["traceback"], row["left"]) == (0, 1, False, 0)  # noqa: E731
    rows = []
    for way, count in Counter(row["way"] for row in data["rows"]).items():
        of = [row for row in data["rows"] if row["way"] == way]
        times = sorted(row["seconds"] for row in of)
        rows.append(
            {"ended by": way, "times": count, "one line, status 0, no process left": sum(map(clean, of)),
             "median seconds to the end": times[len(times) // 2], "longest": times[-1]}
        )  # fmt: skip
    return [
        f"## {title}",
        "",
        f"`{command}` ({data['machine']}; load average {data['load_before']} before,",
        f"{data['load_after']} after): `watch`, `play` and `kitchen show --window` are ended at random moments: by the",
        f"X of the window, by q, by SIGKILL of its process, and by the end of the X server. {len(data['rows'])} times.",
        "",
        markdown_table(rows),
    ]


def pictures(results: Path) -> list[str]:
    """Pictures in a second."""
    title, command, data = "Pictures of the window", "python benchmarks/window.py", read(results / "window.json")
    if data is None:
        return missing(title, command)
    return [
        f"## {title}",
        "",
        f"`{command}` ({data['machine']}; load average before: {data['load_before']} on {data['cores']} cores): a",
        "window of 1280 x 720, drawn by software on a virtual screen. `pace` is the simulated seconds in a second.",
        "",
        markdown_table(data["rows"]),
    ]


def viewpoints(results: Path) -> list[str]:
    """Shares of the work that films show."""
    title, command, data = "What films show", "python benchmarks/viewpoints.py", read(results / "viewpoints.json")
    if data is None:
        return missing(title, command)
    return [
        f"## {title}",
        "",
        f"`{command}`: {data['units']} units of {data['kitchens']} test kitchens, each open with the robot before it.",
        "Shares of the robot's body, the hand's place and the slots that the film's camera sees:",
        "",
        markdown_table([data["seen"]]),
    ]
