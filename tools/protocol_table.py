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
OVERLAYS = {"": "base, grids", "kitchen": "kitchen", "sign-room": "sign-room", "sign-room-random": "sign-room-random"}
"""Overlays and what the table calls them; grids.yaml changes nothing but the budget."""

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
    """The table in Markdown. A setting of the trial has rows of its own only where it changes something."""
    lines = ["| problems of the overlay | methods | setting | theirs | DREAM's |", "|---|---|---|---|---|"]
    for overlay, label in OVERLAYS.items():
        usual = differences(overlay, "instructed")
        rows = [(label, usual)]
        for setting in SETTINGS:
            if (changed := differences(overlay, setting)) != usual:
                rows.append((f"{label}; {setting}", changed))
        for where, found in rows:
            for (field, theirs, its), names in found.items():
                lines.append(f"| {where} | {', '.join(names)} | `{field}` | {_text(theirs)} | {_text(its)} |")
            if not found:
                lines.append(f"| {where} | none | | | |")
    return "\n".join(lines)


def with_table(page: str) -> str:
    """The page with the table between its two markers. Raises ValueError where it lacks a marker."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{PAGE}: the markers {BEGIN} and {END} are missing; put them where the table shall stand")
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def unlisted() -> list[str]:
    """Overlays that the table leaves out."""
    return sorted({path.stem for path in CONFIGS.glob("*.yaml")} - {"base", "grids", *OVERLAYS})


def _text(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    if isinstance(value, tuple):
        return ", ".join(_text(part) for part in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    write_atomically(PAGE, with_table(PAGE.read_text()).encode())
