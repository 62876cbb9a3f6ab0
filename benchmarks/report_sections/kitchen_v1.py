"""Sections on Kitchen-v1 by the rules: what exploring is worth, seeds, speed; and what DREAM learns there."""

from __future__ import annotations

from pathlib import Path

from kitchen_dream.evaluation.scores.tables import markdown_table
from report_sections.common import missing, plain_section, read


def kitchen_v1(results: Path) -> list[str]:
    """Kitchen-v1 in the abstract backend."""
    title = "Kitchen-v1 by the rules"
    command = "python run.py exploration_value --problem kitchen-v1 --json docs/results/exploration_value-v1.json"
    value, rules = read(results / "exploration_value-v1.json"), read(results / "kitchen_v1.json")
    if value is None or rules is None:
        return missing(title, command if value is None else "python benchmarks/kitchen_v1.py")
    seeds = rules["seeds"]
    few = len(seeds["offering_fewer_than_4"])
    return [
        f"## {title}",
        "",
        "[Recipes in steps](kitchen-v1.md), with tools that must be found.",
        f"`{command}`:",
        f"{value['kitchens']} kitchens of the split `{value['split']}`, one dish each, seed {value['seed']}, budget",
        f"{value['explore_seconds']:g} s. No learning: the executor knows the households' priors exactly.",
        "",
        markdown_table(value["rows"]),
        "",
        f"`python benchmarks/kitchen_v1.py` ({rules['machine']}): kitchens of seeds 0 to {seeds['seeds'] - 1} are",
        f"generated in {seeds['generate_ms_median']} ms (median; largest {seeds['generate_ms_max']}, over 50 ms:",
        f"{seeds['over_50_ms']}) of processor time. {len(seeds['failing_the_checks'])} fail the checks. They offer",
        f"{seeds['dishes_offered_mean']} dishes each, {seeds['dishes_offered_min']} at least; {few} offer less than 4.",
        f"The oracle cooks {seeds['dishes_offered'] - len(seeds['not_cooked'])} of {seeds['dishes_offered']}.",
        f"Random skills in {rules['kitchens']:,} kitchens side by side, on one core:",
        "",
        markdown_table(rules["speed"]),
    ]


def held_out(results: Path) -> list[str]:
    """DREAM on the splits of Kitchen-v1 that are never trained on: seeds, and their mean with Student's t interval."""
    title = "New kitchens, layouts and recipes of Kitchen-v1"
    return plain_section(title, "python benchmarks/held_out.py RUN ...", read(results / "held_out-kitchen-v1.json"))
