"""Writes the table of differences between methods into docs/protocol.md, from the overlays.

Run it as `python tools/protocol_table.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kitchen_dream.agents.overlays import CONFIGS, settings_of
from kitchen_dream.agents.registry import methods
from kitchen_dream.agents.settings import LearnerSettings
from kitchen_dream.core.files import write_atomically
from kitchen_dream.trial.settings import SETTINGS

PAGE = Path(__file__).parents[1] / "docs" / "protocol.md"
BEGIN, END = "<!-- table of differences: begin -->", "<!-- table of differences: end -->"
OVERLAYS = sorted(path.stem for path in CONFIGS.glob("*.yaml"))
"""Every built-in overlay."""

Differences = dict[tuple[str, Any, Any], list[str]]
"""By setting, the methods' value and DREAM's: which methods."""


def differences(overlay: str, setting: str) -> Differences:
    """Where methods differ from DREAM on problems of an overlay, in the settings that all methods have."""
    all_methods = methods()
    dream = settings_of(all_methods["dream"], overlay, setting)
    found: Differences = {}
    for name, method in all_methods.items():
        try:
            own = settings_of(method, overlay, setting)
        except ValueError:
            if method.group in ("rewards", "preset"):  # not every problem has these
                continue
            raise
        for field in LearnerSettings.model_fields:
            if (value := getattr(own, field)) != getattr(dream, field):
                found.setdefault((field, value, getattr(dream, field)), []).append(name)
    return found


def table() -> str:
    """The table in Markdown. A setting of the trial is named only where it changes something."""
    where: dict[tuple, list[str]] = {}
    for overlay in OVERLAYS:
        usual = differences(overlay, "instructed")
        found = {overlay: usual}
        found |= {f"{overlay} in {s}": changed for s in SETTINGS if (changed := differences(overlay, s)) != usual}
        for place, rows in found.items():
            for row, names in rows.items() or [(("none", "", ""), [])]:
                where.setdefault((*row, tuple(names)), []).append(place)
    lines = ["| setting | methods | theirs | DREAM's | overlays |", "|---|---|---|---|---|"]
    for (field, theirs, its, names), places in where.items():
        lines.append(f"| {field} | {', '.join(names)} | {_text(theirs)} | {_text(its)} | {', '.join(places)} |")
    return "\n".join(lines)


def with_table(page: str) -> str:
    """The page with the table between its two markers. Raises ValueError where it lacks a marker."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{PAGE}: the markers {BEGIN} and {END} are missing; put them where the table shall stand")
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def _text(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    if isinstance(value, tuple):
        return ", ".join(_text(part) for part in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    write_atomically(PAGE, with_table(PAGE.read_text()).encode())
