"""How each skill of the rules is carried out in the physics: one function each, found by name."""

from collections.abc import Callable

from kitchen_dream.rules.skills import SKILLS
from kitchen_dream.sim.skills.actor import Actor
from kitchen_dream.sim.skills.look import look
from kitchen_dream.sim.skills.press import press, press_oven
from kitchen_dream.sim.skills.put import put_bowl, put_pan, put_pot, put_tray
from kitchen_dream.sim.skills.stop import stop, wait
from kitchen_dream.sim.skills.take import take

PhysicalSkill = Callable[[Actor, int], None]
"""Carries a skill out with its argument; returns after success and raises SkillFailed otherwise."""
_FUNCTIONS: dict[str, PhysicalSkill] = {
    "look": look, "take": take, "put_pot": put_pot, "put_bowl": put_bowl, "press": press, "put_pan": put_pan,
    "put_tray": put_tray, "oven": press_oven, "wait": wait, "stop": stop,
}


def register_physical_skill(name: str, function: PhysicalSkill) -> None:
    """Say how a skill is carried out. Raises ValueError for one that `rules.skills.register_skill` was not told of."""
    known = [skill.name for skill, _ in SKILLS.ranges()]
    if name not in known:
        raise ValueError(f"skill {name!r} has no rule; call register_skill first (known are: {', '.join(known)})")
    _FUNCTIONS[name] = function


def physical_skill(name: str) -> PhysicalSkill:
    """The function of a skill. Raises ValueError where there is none."""
    if name not in _FUNCTIONS:
        raise ValueError(f"skill {name!r} has a rule but no way to carry it out; call register_physical_skill")
    return _FUNCTIONS[name]
