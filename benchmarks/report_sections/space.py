"""Sections on room to work: narrow aisles, kitchens written by hand, and doors that the robot pushes shut."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kitchen_dream.evaluation.scores.tables import markdown_table
from report_sections.common import missing, read


def aisles(results: Path) -> list[str]:
    """How well skills work across aisles of given depth."""
    title, command, data = "Narrow aisles", "python benchmarks/aisles.py", read(results / "aisles.json")
    if data is None:
        return missing(title, command)
    rows = [{"aisle": f"{entry['aisle']} m", "grasp": entry["grasp"]} | _figures(entry) for entry in data["aisles"]]
    kinds = [
        {"aisle": f"{entry['aisle']} m", "kind": entry["kind"].replace("_", " "), "width": f"{entry['width']} m"}
        | _figures(entry)
        for entry in data["kinds"]
    ]
    failed = [
        f"- {row['aisle']} m before a {row['opposite']}, {row['grasp']}: {row['skill']} at a {row['kind']} of "
        f"{row['width']} m: {row['detail'] or 'done'}, {row['newton']} N"
        for row in data["failed"]
    ]
    return [
        f"## {title}",
        "",
        f"`{data['command']}` ({data['machine']}): rows of units in random order before a wall, or before a",
        f"second row with handles; rows for each aisle and way of grasping: {data['kitchens']}. What `kitchen check`",
        "would refuse counts, too: drawers across less than 1.06 m.",
        "",
        markdown_table(rows),
        "Looking and taking by kind and width, both ways of grasping together:",
        "",
        markdown_table(kinds),
        "What failed, and what was pushed with more than 20 N:" if failed else "Nothing failed.",
        "",
        *failed,
        "",
    ]


def door_pushes(results: Path) -> list[str]:
    """How well the robot pushes doors and drawers shut."""
    title, command, data = "Pushing doors shut", "python benchmarks/door_pushes.py", read(results / "door_pushes.json")
    if data is None:
        return missing(title, command)
    rows = [
        {"kind": entry["kind"].replace("_", " "), "hand": entry["hand"]} | _figures(entry)
        for entry in [*data["kinds"], {"kind": "all", "hand": "both"} | data["all"]]
    ]
    failed = [
        f"- kitchen {row['seed']}, {row['grasp']}: a {row['kind']} with a hand that is {row['hand']}: "
        f"{row['detail'] or 'done'}, {row['newton']} N"
        for row in data["failed"]
    ]
    return [
        f"## {title}",
        "",
        f"`{data['command']}` ({data['machine']}): {data['kitchens']} random kitchens, both ways of grasping; see",
        "[the robot's page](robot.md#doors-and-drawers). Nothing else moves a door here. Seconds run from the robot",
        "that is parked before the open unit to the robot that is parked before the shut one.",
        "",
        markdown_table(rows),
        *failed,
        "",
    ]


def written_kitchens(results: Path) -> list[str]:
    """Proof and scores of the kitchens in examples/kitchens."""
    title, command = "Kitchens written by hand", "python benchmarks/written_kitchens.py"
    data = read(results / "written_kitchens.json")
    if data is None:
        return missing(title, command)
    rows = [
        {
            "kitchen": row["file"], "room": "{:.2f} x {:.2f} m".format(*row["room"]), "units": row["units"],
            "fronts in narrow aisles": row["narrow_fronts"],
            "passes the checks": "yes" if row["proven"] else row["proof"],
            "normalized score": _score(row),
            "success": f"{100 * row['success_rate']:.0f} %",
        }
        for row in data["kitchens"]
    ]
    how = "with" if data["rehearsal"] else "without"
    return [
        f"## {title}",
        "",
        f"`{data['command']}` ({data['machine']}): files of `examples/kitchens`, checked {how} the rehearsal in the",
        f"physics; the shipped policy plays {data['kitchens'][0]['trials']} households in each, by the rules' clock.",
        "",
        markdown_table(rows),
    ]


def _score(row: dict[str, Any]) -> str:
    if row["normalized_score"] is None:
        return "- (too few trials)"
    return "{:.2f} [{:.2f}, {:.2f}]".format(row["normalized_score"], *row["normalized_interval"])


def _figures(entry: dict[str, Any]) -> dict[str, Any]:
    low, high = entry["interval"]
    return {
        "attempts": entry["attempts"], "success": f"{100 * entry['rate']:.1f} % [{100 * low:.1f}, {100 * high:.1f}]",
        "seconds": entry["seconds"], "over 20 N": entry["over_20_newton"], "most N": entry["greatest_force"],
    }  # fmt: skip
