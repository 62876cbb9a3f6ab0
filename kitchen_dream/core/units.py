"""How many storage units a kitchen may have in this process. Observations, actions and arrays have room for so many.

The usual number is Kitchen-v0's. More of them change the sizes of observations and the numbers of actions, so that the
user asks for them, before kitchens are loaded: by `--units` on a command line, or by the variable."""

import os
import sys

VARIABLE = "KITCHEN_DREAM_UNITS"
"""Environment variable with the number, which worker processes read too."""
USUAL, MOST = 14, 60


def most_units() -> int:
    """The number of this process. Raises ValueError where the variable holds none."""
    value = os.environ.get(VARIABLE, str(USUAL))
    if not value.isdecimal() or not USUAL <= int(value) <= MOST:
        raise ValueError(f"--units, or {VARIABLE}, must be {USUAL} to {MOST}, got {value[:40]!r}")
    return int(value)


def use_units(value: str) -> None:
    """Set the number for this process and for those that it starts. Raises ValueError, also where it comes too late."""
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = value
    try:
        number, spec = most_units(), sys.modules.get("kitchen_dream.kitchens.spec")
        if spec is not None and number != spec.MAX_UNITS:
            raise ValueError(f"--units {number}: kitchens are loaded with {spec.MAX_UNITS} already; set {VARIABLE}")
    except ValueError:
        os.environ.pop(VARIABLE) if before is None else os.environ.update({VARIABLE: before})
        raise
