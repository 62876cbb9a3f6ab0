"""A person in a learner's place: given the same mask, clock and observations, and paid by the same rules."""

from __future__ import annotations

import numpy as np

from kitchen_dream.problems.spec import Observation
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.viewer.options import options
from kitchen_dream.viewer.unit_labels import Plates
from kitchen_dream.viewer.window import Window

EXPLORE_QUESTION = "Where do you look? Nothing is paid now; you will be told later what to cook."
EXECUTE_QUESTION = "What do you do next? Only the robot's seconds count, not yours."


class Player:
    """Asks the person at a window for every skill. Choosing takes none of the robot's time."""

    def __init__(self, window: Window) -> None:
        self.window = window
        window.playing = True
        self._plates: Plates | None = None

    def explore(self, observation: Observation, epsilon: float = 0.0) -> np.ndarray:
        """The person's choice in the exploration, (1,)."""
        return self._ask(EXPLORE_QUESTION, observation)

    def execute(self, observation: Observation, z: np.ndarray, epsilon: float = 0.0) -> np.ndarray:
        """The person's choice in an execution, (1,); what was seen before stays in the panel."""
        return self._ask(EXECUTE_QUESTION, observation)

    def encode_trajectory(self, last: Observation) -> np.ndarray:
        """Nothing: the person remembers, with the panel's help."""
        return np.zeros((len(last["action_mask"]), 1), np.float32)

    def _ask(self, question: str, observation: Observation) -> np.ndarray:
        window = self.window
        narrator, mirror = window.narrator, window.mirror
        episodes, kitchen = narrator.problem.episodes, narrator.kitchen
        if self._plates is None or self._plates.mirror is not mirror:
            self._plates = Plates(mirror)
        opened, held = int(episodes.state.open_unit[0]), int(episodes.state.held[0])
        self._plates.hide(opened)
        contents = episodes.state.contents[0, max(opened, 0)]
        if opened == NOTHING:
            contents = np.full_like(contents, NOTHING)
        mask = observation["action_mask"][0].astype(bool)
        choices = options(mask, episodes.seconds[0], kitchen, narrator.caption(), contents, held)
        return np.array([window.ask(question, choices)])
