"""The robot's skills, one file each, and the table by which the body finds them."""

from collections.abc import Callable

from kitchen_dream.rules.skills import Skill
from kitchen_dream.sim.skills.actor import Actor
from kitchen_dream.sim.skills.look import look
from kitchen_dream.sim.skills.press import press
from kitchen_dream.sim.skills.put import put_bowl, put_pot
from kitchen_dream.sim.skills.stop import stop
from kitchen_dream.sim.skills.take import take

SKILLS: dict[Skill, Callable[[Actor, int], None]] = {
    Skill.LOOK: look,
    Skill.TAKE: take,
    Skill.PUT_POT: put_pot,
    Skill.PUT_BOWL: put_bowl,
    Skill.PRESS: press,
    Skill.STOP: stop,
}

__all__ = ["SKILLS", "Actor"]
