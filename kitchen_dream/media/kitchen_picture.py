"""Pictures of a kitchen for people who write layouts, also of kitchens that still have mistakes."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kitchen_dream.kitchens.checks.proof import check
from kitchen_dream.kitchens.cookbook import Cookbook, cookbook
from kitchen_dream.kitchens.files.drafts import right_parts
from kitchen_dream.kitchens.files.kitchen_files import KitchenError, load_family
from kitchen_dream.kitchens.spec import Kitchen
from kitchen_dream.media.plan import draw_plan
from kitchen_dream.sim.sensing.pictures import perspectives

PLACE = re.compile(r"(?:units|counters|worktops|fixtures)\[\d+\]|\b(?:stove|sink|bowl|start)\b")
"""Names of things in a kitchen, as the checks write them."""


@dataclass(frozen=True)
class Draft:
    """A kitchen as its file says, with or without mistakes.

    book: whose ingredients and tools lie there. mistakes: one line each; empty if the robot can cook there. faulty:
    what they are about, such as `units[3]`."""

    kitchen: Kitchen
    book: Cookbook
    mistakes: tuple[str, ...] = ()
    faulty: frozenset[str] = frozenset()


def read_draft(path: Path, seed: int = 0, variant: str = "v0") -> Draft:
    """Read a kitchen file of a variant; `seed` draws what it leaves open. What has no place, or is wrong in itself, is
    left out.

    Raises KitchenError if there is nothing to draw."""
    family, book = load_family(path, variant), cookbook(variant)
    try:
        return Draft(family.kitchen(seed), book)
    except KitchenError as error:
        kitchen = right_parts(family, seed)
        faulty = [name for problem in check(kitchen, book) for name in PLACE.findall(f"{problem.where} {problem.what}")]
        return Draft(kitchen, book, tuple(error.lines), frozenset(faulty))


def draw_kitchen(draft: Draft, width: int = 1400) -> np.ndarray:
    """Draw the plan, and below it one or two perspective views, (height, width, 3) uint8.

    A kitchen with mistakes gets the plan alone, with what is wrong in red: its furniture may overlap."""
    plan = draw_plan(draft.kitchen, width, faulty=draft.faulty, book=draft.book)
    if draft.mistakes:
        return plan
    return np.concatenate([plan, *perspectives(draft.kitchen, width, width * 9 // 16, draft.book)], axis=0)
