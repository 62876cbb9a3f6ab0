"""Section on the kitchen from pixels."""

from __future__ import annotations

from pathlib import Path

from kitchen_dream.evaluation.scores.tables import markdown_table
from report_sections.common import missing, read


def kitchen_pixels(results: Path) -> list[str]:
    """Scores with looks that give pictures, beside looks that name what lies there."""
    title, command = "The kitchen from pixels", "python benchmarks/kitchen_pixels.py"
    data = read(results / "kitchen_pixels.json")
    if data is None:
        return missing(title, command)
    rows = [_row(run) for run in data["runs"]]
    return [
        f"## {title}",
        "",
        f"`{data['command']}` ({data['machine']}): the same agent, kitchens and CPU minutes; a look shows the head",
        "camera's picture, read by label-free features, or names what lies there. Normalised (0 never explored, 1",
        "knows all), greedy, one trial a kitchen.",
        "",
        markdown_table(rows),
    ]


def _row(run: dict) -> dict[str, str]:
    row = {"a look gives": run["look"], "seed": str(run["seed"]), "training kitchens": f"{run['kitchens']:,}"}
    row |= {"CPU minutes": f"{run['seconds'] / 60:.1f}", "steps": f"{run['steps']:,}"}
    for part in ("train", "test"):
        row |= {f"{part}: normalised": f"{run['scores'][part]['normalized_score']:.3f}"}
        row |= {f"{part}: success": f"{run['scores'][part]['success_rate']:.1%}"}
    return row
