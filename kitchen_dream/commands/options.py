"""Options that several commands share; each mistake is one line that names the way out."""

from pathlib import Path
from typing import Any, Literal

from kitchen_dream.core.assignments import assigned
from kitchen_dream.core.files import AtomicFile, WriteError
from kitchen_dream.kitchens.spec import LAYOUT_FAMILIES
from kitchen_dream.rules.ruleset import RuleSet
from kitchen_dream.rules.v1.ruleset import RULES
from kitchen_dream.viewer.controls import SPEEDS

KitchenName = Literal["kitchen", "kitchen-v1"]
"""The problems that are kitchens."""

PLACES = ("local", "ray")
"""Where commands may run what takes long: processes of this machine, or the nodes of a Ray cluster."""


def one_of(name: str, value: str, known: tuple[str, ...]) -> None:
    """Raise ValueError unless `value` is one of `known`."""
    if value not in known:
        raise ValueError(f"--{name} {value!r} is unknown; use one of: {', '.join(known)}")


def place(on: str, address: str | None) -> None:
    """Raise ValueError unless `on` is one of PLACES, and an address is of a Ray cluster."""
    one_of("on", on, PLACES)
    if address is not None and on != "ray":
        raise ValueError(f"--address {address}: is of a Ray cluster; add --on ray, or leave it out")


def positive(name: str, value: float | None) -> None:
    """Raise ValueError unless `value` is above zero, or left out."""
    if value is not None and not value > 0:
        raise ValueError(f"--{name} must be above 0, got {value}")


def problem_options(given: tuple[str, ...], **named: Any) -> dict[str, Any]:
    """Options of a problem's family from `--option NAME=VALUE`, and from flags of their own where these were given."""
    out = {name: value for name, value in named.items() if value is not None}
    out |= dict(assigned("--option", option, "kitchens=1000") for option in given)
    return out


def rules_of(problem: KitchenName) -> RuleSet:
    """The rules of kitchens."""
    return RULES["v1" if problem == "kitchen-v1" else "v0"]


def writable(name: str, path: Path, *suffixes: str, parents: bool = False) -> None:
    """Raise ValueError if a result could not be written to `path` in the end: better now than after an hour.

    It is tried out, and leaves nothing behind but, with `parents`, the folder."""
    if suffixes and path.suffix not in suffixes:
        raise ValueError(f"--{name} {path}: the name must end in {' or '.join(suffixes)}")
    try:
        AtomicFile(path, parents).discard()
    except WriteError as error:
        raise ValueError(f"--{name} {error}") from error


def layout_families(layout: str) -> tuple[str, ...]:
    """The layout families that --layout names: one, or all for `any`. Raises ValueError."""
    one_of("layout", layout, ("any", *LAYOUT_FAMILIES))
    return LAYOUT_FAMILIES if layout == "any" else (layout,)


def window_speed(speed: float) -> float:
    """The window's speed nearest to the one asked for; raises ValueError beyond the slowest and fastest."""
    if not SPEEDS[0] <= speed <= SPEEDS[-1]:
        raise ValueError(f"--speed must be {SPEEDS[0]:g} to {SPEEDS[-1]:g}, got {speed:g}")
    return min(SPEEDS, key=lambda known: abs(known - speed))
