"""A person in place of a policy, with the same action mask, clock and observations, and the same rewards."""

from collections.abc import Callable

import numpy as np

from kitchen_dream.problems.spec import Observation
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.trial.protocol import TrialPolicy
from kitchen_dream.trial.rollout import Chooser, Policy, Rollout
from kitchen_dream.viewer.options import options
from kitchen_dream.viewer.show import Show

EXPLORE_QUESTION = "Where do you look? Nothing is paid now; you will be told later what to cook."
EXECUTE_QUESTION = "What do you do next? Only the robot's seconds count, not yours."


class Player(TrialPolicy):
    """Asks the person before a show for every skill. Thinking takes none of the robot's time.

    asked: is called before every question."""

    def __init__(self, show: Show, asked: Callable[[], None] = lambda: None) -> None:
        self.show, self._asked = show, asked
        show.playing = True

    def explorer(self) -> Policy:
        return Chooser(lambda observation: self._ask(EXPLORE_QUESTION, observation))

    def executor(self) -> Policy:
        """The person in an execution. The panel still shows what was seen before."""
        return Chooser(lambda observation: self._ask(EXECUTE_QUESTION, observation))

    def end_exploration(self, exploration: Rollout) -> None:
        """Nothing: a person remembers, with the panel's help."""

    def _ask(self, question: str, observation: Observation) -> np.ndarray:
        narrator = self.show.narrator
        episodes, kitchen, rules = narrator.problem.episodes, narrator.kitchen, narrator.problem.rules
        opened, held = int(episodes.state.open_unit[0]), int(episodes.state.held[0])
        contents = episodes.state.contents[0, max(opened, 0)]
        if opened == NOTHING:
            contents = np.full_like(contents, NOTHING)
        mask = observation["action_mask"][0].astype(bool)
        choices = options(mask, episodes.seconds[0], kitchen, narrator.caption(), contents, held, rules)
        self._asked()
        return np.array([self.show.ask(question, choices)])
