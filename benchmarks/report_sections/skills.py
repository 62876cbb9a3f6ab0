"""Section on single skills in the physics."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kitchen_dream.evaluation.scores.tables import markdown_table
from report_sections.common import not_measured, read

FILES = {"assisted": "skills.json", "physical": "skills-physical.json"}
"""What `benchmarks/skills.py` writes for each way of grasping."""
SECOND = "skills-panda_slim.json"
"""What it writes for the second robot that ships."""

VARIANT = {"assisted": "skills-v1.json", "physical": "skills-v1-physical.json"}
"""What it writes for Kitchen-v1."""

HOME = {"assisted": "home_kinds_assisted.json", "physical": "home_kinds_physical.json"}
"""What `benchmarks/home_kinds.py` writes."""


def skills(results: Path) -> list[str]:
    """Lines on both ways of grasping; what has not been measured is named as missing."""
    lines = ["## Skills over random kitchens", ""]
    lines += [
        "Random legal skills in random kitchens of all layout families in turn; see [grasps.md](grasps.md) for the",
        "two grasp modes and for what is counted. Intervals are Wilson's (95 %). Seconds are the robot's; x real time",
        "is those by CPU seconds on one core, planning included. Over 20 N: runs in which the robot pushed anything",
        "that it does not handle, press or carry with more than 20 N at any of 240 steps a second.",
    ]
    for grasp, name in FILES.items():
        data = read(results / name)
        command = f"python benchmarks/skills.py --grasp {grasp} --json docs/results/{name}"
        lines += ["", f"### {grasp.capitalize()} grasp", ""]
        lines += not_measured(command) if data is None else _mode(data)
    data = read(results / SECOND)
    command = f"python benchmarks/skills.py --robot panda_slim --json docs/results/{SECOND}"
    lines += ["", "### A second robot, `panda_slim`, assisted grasp", ""]
    lines += not_measured(command) if data is None else _mode(data)
    for grasp, name in VARIANT.items():
        data = read(results / name)
        command = f"python benchmarks/skills.py --variant v1 --grasp {grasp} --json docs/results/{name}"
        lines += ["", f"### Kitchen-v1, {grasp} grasp", ""]
        lines += not_measured(command) if data is None else _mode(data)
    for grasp, name in HOME.items():
        data = read(results / name)
        command = f"python benchmarks/home_kinds.py --grasp {grasp} --json docs/results/{name}"
        lines += ["", f"### Kinds of units besides those of Kitchen-v0, {grasp} grasp", ""]
        lines += not_measured(command) if data is None else _mode(data)
    return lines


def _mode(data: dict[str, Any]) -> list[str]:
    everything, (first, last) = data["all"], data["seeds"]
    rows = [_row({"skill": name.lower()}, figures) for name, figures in data["skills"].items()]
    rows.append(_row({"skill": "all"}, everything))
    kinds = [
        _row({"skill": entry["skill"].lower(), "kind of unit": entry["kind"].replace("_", " ")}, entry)
        for entry in data["kinds"]
    ]
    families = [_row({"layout": name.replace("_", " ")}, figures) for name, figures in data["families"].items()]
    return [
        f"`{data['command']}` ({data['machine']}): {data['kitchens']} kitchens, seeds {first} to {last}.",
        f"{100 * everything['quick'] / everything['attempts']:.0f} % of all skills ran at 10 x real time or more;",
        f"{everything['beyond_limits']} moved a joint of arm or lift beyond its limit.",
        "",
        markdown_table(rows),
        markdown_table(kinds),
        markdown_table(families).rstrip(),
    ]


def _row(head: dict[str, str], figures: dict[str, Any]) -> dict[str, Any]:
    low, high = figures["interval"]
    return head | {
        "attempts": figures["attempts"],
        "kitchens": figures["kitchens"],
        "success": f"{100 * figures['rate']:.1f} % [{100 * low:.1f}, {100 * high:.1f}]",
        "retried": figures["retried"],
        "seconds": figures["seconds"],
        "x real time": figures["real_time"],
        "over 20 N": f"{figures['over_20_newton']} ({100 * figures['over_20_newton_share']:.2f} %)",
        "most N": figures["greatest_force"],
        "failures": ", ".join(f"{reason} {count}" for reason, count in figures["failures"].items()),
    }
