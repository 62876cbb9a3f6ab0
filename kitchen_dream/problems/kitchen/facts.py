"""What is told of kitchens in advance ("the milk is in the fridge", "the left burner is broken"): it stands on the robot's map from
the beginning of every episode, as if the robot had seen it.
"""

from __future__ import annotations

import numpy as np

from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.rules.knowledge import Knowledge
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.rules.tables import Tables


def told_map(tables: Tables, share: float, seed: int = 0) -> Knowledge:
    """A map (N kitchens) on which each fact, where an ingredient lies or whether a burner works, stands with chance `share`.

    With all facts told, all units count as looked into. A kitchen's facts are always the same ones.
    """
    book, rng = cookbook(), np.random.default_rng([seed, 31])
    known = Knowledge.empty(len(tables), tables.exists.shape[1], len(book.ingredients), len(book.groups))
    kitchen, unit, slot = np.nonzero((tables.contents != NOTHING) & (rng.random(tables.contents.shape) < share))
    known.seen[kitchen, unit, tables.contents[kitchen, unit, slot]] = True
    known.burner[:] = np.where(rng.random(tables.broken.shape) < share, np.where(tables.broken, 2, 1), 0)
    if share >= 1:
        known.looked[:] = tables.exists
    return known


def tell(known: Knowledge, told: Knowledge, rows: np.ndarray) -> None:
    """Draw what is told of the kitchens `rows` (B,) on the maps of B episodes."""
    known.looked |= told.looked[rows]
    known.seen |= told.seen[rows]
    known.burner = np.maximum(known.burner, told.burner[rows])
