"""Facts of kitchens that are told in advance ("the milk is in the fridge", "the left burner is broken"): they stand on
the robot's map from the beginning of every episode, as if the robot had seen them."""

import numpy as np

from kitchen_dream.kitchens.cookbook import Cookbook, cookbook
from kitchen_dream.rules.knowledge import Knowledge
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.rules.tables import Tables


def told_map(
    tables: Tables, rows: np.ndarray, share: float, rng: np.random.Generator, book: Cookbook | None = None
) -> Knowledge:
    """A map (B) of the kitchens `rows` (B,) with each fact, where an ingredient lies or whether a burner works, by
    chance `share`.

    With all facts told, all units count as looked into."""
    book, contents, broken = book or cookbook(), tables.contents[rows], tables.broken[rows]
    known = Knowledge.empty(len(rows), tables.exists.shape[1], len(book.symbols), len(book.groups))
    episode, unit, slot = np.nonzero((contents != NOTHING) & (rng.random(contents.shape) < share))
    known.seen[episode, unit, contents[episode, unit, slot]] = True
    known.burner[:] = np.where(rng.random(broken.shape) < share, np.where(broken, 2, 1), 0)
    if share >= 1:
        known.looked[:] = tables.exists[rows]
    return known


def tell(known: Knowledge, where: np.ndarray, told: Knowledge, of: np.ndarray) -> None:
    """Enter what is told in the places `of` (k,) of `told` into the maps of the episodes `where` (k,)."""
    known.looked[where] |= told.looked[of]
    known.seen[where] |= told.seen[of]
    known.burner[where] = np.maximum(known.burner[where], told.burner[of])
