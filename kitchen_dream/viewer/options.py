"""Lists what a person can do now, with keys: the skills and the action mask are those of an agent."""

from dataclasses import dataclass

import numpy as np

from kitchen_dream.kitchens.spec import BURNERS, SLOTS, Kitchen
from kitchen_dream.media.captions import Caption, describe_skill
from kitchen_dream.rules.skills import BOWL, POT, PRESS0, STOP, TAKE0
from kitchen_dream.rules.state import NOTHING

UNIT_KEYS = "abcdefghijklmo"
"""One letter a unit. The window itself uses n, q, t and v."""
SLOT_KEYS, POT_KEY, BOWL_KEY, BURNER_KEYS, STOP_KEY = "1234", "p", "w", "89", "0"
MORE_KEYS = "rsuxyz"
"""For registered skills; what comes after these has no key."""


@dataclass(frozen=True)
class Option:
    """One action that a person can choose. `seconds` are the robot's, by the rules."""

    action: int
    key: str
    text: str
    seconds: float
    possible: bool
    detail: str = ""
    """What was seen there; shown in a second line."""


def action_key(action: int) -> str:
    """The key of an action.

    Examples:
        >>> action_key(0), action_key(TAKE0), action_key(STOP)
        ('a', '1', '0')
    """
    keys = [*UNIT_KEYS, *SLOT_KEYS, POT_KEY, BOWL_KEY, *BURNER_KEYS, STOP_KEY, *MORE_KEYS]
    return keys[action] if action < len(keys) else ""


def options(
    mask: np.ndarray, seconds: np.ndarray, kitchen: Kitchen, caption: Caption, contents: np.ndarray, held: int
) -> tuple[Option, ...]:
    """The options at one moment, units first.

    Args:
        mask: (actions,) bool, the legal actions; all False while a skill runs.
        seconds: (actions,) float, seconds of each action by the rules.
        kitchen: gives the units their names; nothing else of it is shown.
        caption: what has been seen.
        contents: (SLOTS,) int, ingredient ids in the open unit; NOTHING for an empty slot or without an open unit.
        held: ingredient id in the gripper, or NOTHING."""
    seen = {place.unit: place for place in caption.seen}
    found = []
    for action in range(len(mask)):
        possible = bool(mask[action])
        if action < TAKE0:
            if action >= len(kitchen.units):
                continue
            name = kitchen.units[action].name
            there = seen.get(name)
            detail = "" if there is None else ", ".join(there.items) or "no food"
            found.append(Option(action, action_key(action), name, float(seconds[action]), possible, detail))
            continue
        if action < TAKE0 + SLOTS and contents[action - TAKE0] == NOTHING:
            continue
        if action in (POT, BOWL) and (caption.exploring or held == NOTHING):
            continue
        if action < POT and caption.exploring:
            continue
        words = describe_skill(action, kitchen, contents, held)
        if PRESS0 <= action < PRESS0 + BURNERS:
            words = f"press the button of burner {action - PRESS0 + 1}"
        if action == STOP:
            words = "looked around enough" if caption.exploring else "stop cooking"
        takes = 0.0 if action == STOP else float(seconds[action])
        found.append(Option(action, action_key(action), words, takes, possible))
    return tuple(found)
