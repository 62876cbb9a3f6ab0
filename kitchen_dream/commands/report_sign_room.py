"""The results page's section on the sign room without learning."""

from __future__ import annotations

import json
from pathlib import Path

from kitchen_dream.evaluation.report import markdown_table, missing


def sign_room_section(results: Path) -> list[str]:
    """Exact values, and frames a second."""
    title, command = "Sign room", "python benchmarks/sign_room.py"
    path = results / "sign_room.json"
    if not path.is_file():
        return missing(title, command)
    data = json.loads(path.read_text())
    names = {"steps": "steps of an execution", "pixels": "pixels that must differ for the word to be read"}
    names |= {"oracle": "oracle", "blind": "blind", "random": "random", "pearl_ub": "PEARL-UB", "pearl_reads": "its explorations that read"}
    rows = [{name: row[key] if isinstance(row[key], int) else f"{row[key]:.3f}" for key, name in names.items()} for row in data["exact"]]
    first, legible = data["exact"][0], data["exact"][1]
    return [
        f"## {title}",
        "",
        f"`{command}` ({data['machine']}): exact expected returns by search over {data['poses']:,} poses.",
        "Blind never explored, remembers, and may read on its way. PEARL-UB explores by Thompson sampling, with all else ideal: it goes to",
        "an object and rarely sees the sign. [sign-room.md](sign-room.md) tells what the room is.",
        "",
        markdown_table(rows),
        "",
        f"An object is {first['touch_mean']:.1f} steps away on average, {first['touch_most']} at most; the word is legible after",
        f"{legible['read_mean']:.1f} on average, {legible['read_most']} at most. Frames a second on one core:",
        f"{data['kept_per_second']:,.0f} from memory in batches of 2,048, {data['drawn_per_second']:,.0f} drawn afresh;",
        f"`KitchenDream/SignRoom-v0` with free poses makes {data['free_steps_per_second']:,.0f} steps a second;",
        f"{data['frames']:,} distinct frames are drawn once and kept.",
    ]
