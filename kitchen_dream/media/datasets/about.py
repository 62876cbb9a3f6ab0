"""What is told of a dataset as a whole."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class About:
    """Where a dataset comes from: enough to play its trials again."""

    name: str
    policy: str
    problem: str
    options: dict[str, Any]
    """Of the problem's family."""
    split: str
    kitchens: int
    """The first so many of the split, in which the trials were played."""
    seed: int
    backend: str
    robot: str
    rate: int
    """Frames in a simulated second."""
    width: int
    height: int
    version: str
    """Of this package."""

    def text(self) -> str:
        """A few sentences for people."""
        return (
            f"Trials of the policy {self.policy} in {self.kitchens} kitchens of the split {self.split}, backend "
            f"{self.backend}. In each kitchen an exploration without reward is followed by executions on instruction."
        )

    def plain(self) -> dict[str, Any]:
        """All of it as plain data."""
        return asdict(self)
