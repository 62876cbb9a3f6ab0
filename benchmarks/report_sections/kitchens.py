"""Sections on kitchens: whether the splits hold each once, and how mistakes in files are answered."""

from __future__ import annotations

from pathlib import Path

from kitchen_dream.evaluation.scores.tables import markdown_table
from report_sections.common import missing, read


def splits(results: Path) -> list[str]:
    """Whether each kitchen of a split is another one, and which numbers sets leave out."""
    title, command, data = "Kitchens of the splits", "python benchmarks/splits.py", read(results / "splits.json")
    if data is None:
        return missing(title, command)
    return [
        f"## {title}", "",
        f"`{command}` ({data['machine']}): the sets that scores are about. A set leaves out the numbers in whose first",
        "contents no dish can be cooked in time; by its number (`watch --seed`, `n`) such a kitchen has the same room",
        "with other contents, so that every number is another kitchen.", "",
        markdown_table(
            [
                {
                    "split": name, "kitchens": row["kitchens"], "numbers looked at": row["numbers_looked_at"],
                    "left out": row["left_out"], "doubles": row["doubles"],
                    "with the contents of another": row["same_contents"], "redrawn by their numbers": row["redrawn"],
                    f"equal among numbers 0 to {row['seen_by_number'] - 1}": row["seen_twice"],
                }
                for name, row in data.items() if name != "machine"
            ]
        ),
    ]  # fmt: skip


def mistakes(results: Path) -> list[str]:
    """How malformed kitchen files are answered."""
    title, command, data = "Mistakes in kitchen files", "python benchmarks/mistakes.py", read(results / "mistakes.json")
    if data is None:
        return missing(title, command)
    return [
        f"## {title}", "",
        f"`{command}` ({data['machine']}): {data['files']} malformed files. One that is taken is a silent mistake;",
        "a line is too many if there are more lines than mistakes (not counted for known kinds).", "",
        markdown_table([{key.replace("_", " "): value for key, value in row.items()} for row in data["rows"]]),
    ]  # fmt: skip
