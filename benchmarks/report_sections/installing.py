"""Sections on installing: the README's commands on every Python, and whether physics is the same there."""

from __future__ import annotations

from pathlib import Path

from kitchen_dream.evaluation.scores.tables import markdown_table
from report_sections.common import missing, read

COLUMNS = (
    "python", "pip", "pybullet", "torch", "numpy", "install, s", "environment, MB", "short training, s",
    "fast tests, s", "passed", "failed", "error", "skipped", "load before",
)  # fmt: skip
HASHED = ("physics", "colours", "depths")


def installing(results: Path) -> list[str]:
    """Seconds of the README's two commands, and what the fast tests said."""
    title, command, data = "Installing", "python benchmarks/install.py PYTHON ...", read(results / "install.json")
    if data is None:
        return missing(title, command)
    notes = [f"Python {row['python']} (commit {row['commit']}): {row['note']}." for row in data["rows"] if row["note"]]
    notes += [f"Python {row['python']}: {fault}." for row in data["rows"] for fault in row.get("faults", ())]
    return [
        f"## {title}",
        "",
        f"`{command}` ({data['machine']}): the README's two commands in a fresh clone, as they are printed, but that",
        f"the training is cut short (`{data['shorter']}`) and the fast tests are run. The load average",
        f"before is the mean number of other processes that wanted one of the {data['cores']} cores.",
        "",
        markdown_table([{column: row.get(column, 0) for column in COLUMNS} for row in data["rows"]]),
        "",
        *(f"- {note}" for note in notes),
    ]


def same_physics(results: Path) -> list[str]:
    """The hashes of what the same skills do under other Pythons and packages, and whether they are equal."""
    title, command = "The same physics everywhere", "python benchmarks/same_physics.py"
    data = read(results / "same-physics.json")
    if data is None:
        return missing(title, command)
    rows = data["rows"]
    differ = [what for what in HASHED if len({row[what] for row in rows}) > 1]
    verdict = f"equal everywhere but for {' and '.join(differ)}" if differ else "equal everywhere"
    return [
        f"## {title}",
        "",
        f"`{command}` ({data['machine']}): every skill on everything in whole kitchens. Hashed",
        "are kitchens, outcomes and all that moves 60 times a simulated second; the colours that the head camera sees;",
        f"and its depths; each to the last bit: {verdict}. The greatest difference of depths is from the first run's.",
        "",
        markdown_table([row | {what: f"`{row[what][:12]}`" for what in HASHED} for row in rows]),
    ]
