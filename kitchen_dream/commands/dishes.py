"""`dishes`: what can be cooked: the cookbook's dishes, and which of them a kitchen is good for."""

from pathlib import Path

from rich.console import Console

from kitchen_dream.commands.options import KitchenName, rules_of
from kitchen_dream.evaluation.scores.tables import print_table
from kitchen_dream.kitchens.contents.splits import get_split
from kitchen_dream.kitchens.files.kitchen_files import load_kitchen
from kitchen_dream.problems.kitchen.kitchen_set import kitchen_number
from kitchen_dream.rules.limits import MARGIN_SECONDS
from kitchen_dream.rules.tables import tabulate


def dishes(
    kitchen: Path | None = None, seed: int | None = None, split: str = "test", problem: KitchenName = "kitchen"
) -> None:
    """List the dishes of the cookbook with their ingredients; with a kitchen, also what can be cooked there and why the
    others cannot.

    `--cook` takes any of these names, and forgives case, plurals, order and slips of the fingers. A dish that is held
    out is never instructed in training. Another cookbook: --cookbook FILE.

    Args:
        kitchen: a kitchen file (YAML).
        seed: number of a kitchen of the split, the same as in `watch --seed`.
        split: where that kitchen comes from: train, validation, test, test_layouts or test_recipes.
        problem: kitchen, or kitchen-v1, whose dishes are boiled, fried, baked and mixed."""
    if kitchen is not None and seed is not None:
        raise ValueError("dishes: --kitchen and --seed both name a kitchen; leave one out")
    get_split(split)
    rules = rules_of(problem)
    book = rules.book
    rows = [
        {"dish": recipe.name, "kind": recipe.dish, "ingredients": recipe.ingredients, "held out": ""}
        for recipe in book.recipes
    ]
    for number in book.held_out:
        rows[number]["held out"] = "yes"
    if book.due:
        for row in rows:
            due = book.due.get(str(row["dish"]))
            row["due"] = "" if due is None else f"{'oracle + ' if due.after_oracle else ''}{due.seconds:g} s"
    title, notes = f"{len(rows)} dishes of the cookbook", []
    if kitchen is not None or seed is not None:
        if kitchen is not None:
            found = load_kitchen(kitchen, variant=rules.name)
            tables = tabulate([found], book)
        else:
            assert seed is not None
            found, tables = kitchen_number(split, seed, rules)
        reasons = rules.why_not(tables)
        for row, reason in zip(rows, reasons, strict=True):
            row["here"] = reason or "yes"
        name = kitchen or f"kitchen {seed} of the split {split}"
        title += f", and what can be cooked in {found.name} ({name})"
        notes.append(f"{reasons.count('')} of {len(rows)} can be cooked here.")
        if any("too far" in reason for reason in reasons):
            notes.append(f"Too far: the fastest way ends less than {MARGIN_SECONDS:.0f} s before the deadline.")
    print_table(Console(), title, rows, notes)
