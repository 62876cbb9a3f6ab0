"""What somebody may have meant by a word that is not known."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

SAME = {
    "refrigerator": "fridge", "cooker": "stove", "hob": "stove", "range": "stove", "larder": "pantry",
    "cupboard": "base_cabinet", "cabinet": "base_cabinet", "upper_cabinet": "wall_cabinet", "tap": "sink",
    "basin": "sink", "worktop": "counter", "countertop": "counter", "shelves": "shelf", "chest": "drawers",
}  # fmt: skip
"""Other names of furniture."""
TOO_MANY = 60
"""Names that a message lists at most."""


def near(word: Any, known: Sequence[str]) -> str | None:
    """The one of the known words that was meant: written otherwise, misspelt, short for it, or the same in other words.

    Examples:
        >>> near("Fridge", ["fridge", "stove"]), near("w", ["width", "depth"]), near("on", ["upon", "shift"])
        ('fridge', 'width', 'upon')
        >>> near("refrigerator", ["fridge", "stove"]), near("lamp", ["fridge", "stove"]), near(3, ["fridge"])
        ('fridge', None, None)
        >>> near("Cupboard", ["base_cabinet", "cupboard"])
        'cupboard'
    """
    if not isinstance(word, str) or not word.strip():
        return None
    plain = word.strip().casefold().replace(" ", "_")
    by_form = {name.casefold().replace(" ", "_"): name for name in reversed(known)}
    if plain in by_form:
        return by_form[plain]
    if (same := SAME.get(plain)) in known:
        return same
    found = get_close_matches(plain, list(by_form), 1)
    found = found or [form for form in by_form if form.startswith(plain) or (len(plain) > 1 and form.endswith(plain))]
    return by_form[found[-1]] if found else None


def nearest(word: Any, known: Sequence[str]) -> str:
    """What to write instead, for messages: the nearest of the known words first.

    Examples:
        >>> nearest("pantri", ["pantry", "shelf"]), nearest("lamp", ["pantry", "shelf"])
        ('do you mean pantry? use one of pantry, shelf', 'use one of pantry, shelf')
    """
    meant = near(word, known)
    listed = ", ".join(known[:TOO_MANY]) + (", ..." if len(known) > TOO_MANY else "")
    return f"do you mean {meant}? use one of {listed}" if meant else f"use one of {listed}"
