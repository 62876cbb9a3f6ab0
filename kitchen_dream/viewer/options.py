"""Lists what a person can do now, with keys: the skills and the action mask are those of an agent."""

from dataclasses import dataclass

import numpy as np

from kitchen_dream.kitchens.spec import Kitchen
from kitchen_dream.media.captions import Caption, describe_skill
from kitchen_dream.rules.ruleset import V0, RuleSet
from kitchen_dream.rules.state import NOTHING

UNIT_KEYS = "abcdefghijklmo"
"""One letter a unit. The window itself uses n, q, t and v."""
SLOT_KEYS = "1234"
SKILL_KEYS = {
    "put_pot": "p", "put_pan": "r", "put_tray": "y", "put_bowl": "w", "press_0": "8", "press_1": "9", "oven": "7",
    "wait": "z", "stop": "0",
}  # fmt: skip
MORE_KEYS = "suxrzy"
"""For registered skills: those that are left; what comes after these has no key."""


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


def action_keys(rules: RuleSet = V0) -> tuple[str, ...]:
    """The key of each action; "" for those without.

    Examples:
        >>> keys = action_keys()
        >>> keys[0], keys[14], keys[V0.stop]
        ('a', '1', '0')
    """
    names, keys = rules.skills.names(), dict(SKILL_KEYS)
    keys |= {f"look_{unit}": key for unit, key in enumerate(UNIT_KEYS)}
    keys |= {f"take_{slot}": key for slot, key in enumerate(SLOT_KEYS)}
    left = iter([key for key in MORE_KEYS if key not in {keys.get(name) for name in names}])
    return tuple(keys.get(name) or ("" if name.startswith("look_") else next(left, "")) for name in names)


def options(
    mask: np.ndarray, seconds: np.ndarray, kitchen: Kitchen, caption: Caption, contents: np.ndarray, held: int,
    rules: RuleSet = V0,
) -> tuple[Option, ...]:
    """The options at one moment, units first. Of what is not possible, units and buttons are among them.

    Args:
        mask: (actions,) bool, the legal actions.
        seconds: (actions,) float, seconds of each action by the rules.
        kitchen: gives the units their names; nothing else of it is shown.
        caption: what has been seen.
        contents: (SLOTS,) int, symbol ids in the open unit; NOTHING for an empty slot or without an open unit.
        held: symbol id in the gripper, or NOTHING.
        rules: whose actions these are."""
    seen, keys = {place.unit: place for place in caption.seen}, action_keys(rules)
    found = []
    for action in range(len(mask)):
        call, possible = rules.skills.decode(action), bool(mask[action])
        detail, takes = "", float(seconds[action])
        if call.skill == "look":
            if call.argument >= len(kitchen.units):
                continue
            words = kitchen.units[call.argument].name
            there = seen.get(words)
            detail = "" if there is None else ", ".join(there.items) or "no food"
        elif call.skill == "take" and (caption.exploring or contents[call.argument] == NOTHING):
            continue
        elif not possible and (call.skill.startswith("put_") or call.skill in ("oven", "wait", "stop")):
            continue
        else:
            words = describe_skill(action, kitchen, contents, held, rules)
        if call.skill == "press":
            words = f"press the button of burner {call.argument + 1}"
        if call.skill == "stop":
            words, takes = "looked around enough" if caption.exploring else "stop cooking", 0.0
        found.append(Option(action, keys[action], words, takes, possible, detail))
    return tuple(found)
