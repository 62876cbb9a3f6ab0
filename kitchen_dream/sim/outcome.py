"""The result of a skill: success or a typed reason for its failure, and what it cost."""

from dataclasses import dataclass
from enum import Enum


class FailureReason(str, Enum):
    """Why the physics did not do what was asked."""

    NO_STANCE = "no_stance"
    """No posture reaches it without touching something else."""
    NO_PATH = "no_path"
    """The base finds no way."""
    HANDLE_SLIPPED = "handle_slipped"
    DOOR_JAMMED = "door_jammed"
    """The door or drawer did not come along to its end."""
    ITEM_SLIPPED = "item_slipped"
    MISSED_VESSEL = "missed_vessel"
    BUTTON_NOT_PRESSED = "button_not_pressed"
    COLLISION = "collision"
    """The robot was held up by something in its way."""
    TIMEOUT = "timeout"
    NOT_POSSIBLE = "not_possible"
    """The skill makes no sense here: nothing in that slot, nothing in the hand."""


@dataclass(frozen=True)
class Outcome:
    """The result of one skill in the physics.

    Attributes:
        success: whether it did what its name says.
        reason: why not; None after success.
        seconds: simulated seconds from its start to its end.
        retries: how many second attempts it took, 0 or 1.
        max_force: largest contact force in newton between the robot and anything it was not meant to touch.
        collisions: number of physics steps (240 a second) at which the robot pushed such a thing with more than 20 N.
        beyond_limits: number of looks (60 a second) at which a joint of arm or lift was beyond its limit.
        drive_metres: length of the base's path to the skill's station.
        detail: a few words for people."""

    success: bool
    reason: FailureReason | None
    seconds: float
    retries: int = 0
    max_force: float = 0.0
    collisions: int = 0
    beyond_limits: int = 0
    drive_metres: float = 0.0
    detail: str = ""


class SkillFailed(Exception):
    """Raised inside a skill to end it; `KitchenBody.execute` turns it into an Outcome and nothing else sees it."""

    def __init__(self, reason: FailureReason, detail: str = "") -> None:
        super().__init__(detail or reason.value)
        self.reason, self.detail = reason, detail
