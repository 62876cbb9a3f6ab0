"""`play`: a person explores and cooks in the window, under the budgets, the rules and the score of the agents."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console

from kitchen_dream.agents.policy import RunConfig, load_policy
from kitchen_dream.commands.options import policy_folder, window_speed
from kitchen_dream.evaluation.scores.kitchen import bounds, evaluate_abstract
from kitchen_dream.kitchens.files.kitchen_files import load_kitchen
from kitchen_dream.media.choice import Choice, choose
from kitchen_dream.media.film import Told
from kitchen_dream.media.overlay import GREEN, RED, Banner
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.sim.engine.screen import missing_screen
from kitchen_dream.trial.protocol import Learner


@dataclass(frozen=True)
class Score:
    """Returns on one trial: a person's, and beside it those that one can compare it with."""

    person: float
    oracle: float
    blind: float
    policy: float
    """The policy's, in the abstract body."""

    def normalised(self, value: float) -> float:
        """(value - blind) / (oracle - blind); nan where not exploring costs nothing.

        Examples:
            >>> Score(0.9, 1.4, 0.4, 1.2).normalised(0.9)
            0.5
        """
        span = self.oracle - self.blind
        return round((value - self.blind) / span, 6) if abs(span) > 1e-6 else float("nan")

    def line(self) -> str:
        """One sentence for people."""
        return (
            f"your score {self.normalised(self.person):.2f} (return {self.person:.2f}); oracle 1.00 ({self.oracle:.2f}), "
            f"the robot's policy {self.normalised(self.policy):.2f} ({self.policy:.2f}), without exploring 0.00 ({self.blind:.2f})"
        )


def play(
    seed: int = 0,
    kitchen: Path | None = None,
    cook: str | None = None,
    policy: Path | None = None,
    split: str = "test",
    speed: float = 2.0,
) -> None:
    """Explore and cook yourself: choose the robot's skills with keys or clicks, under the same budget and score as the agents.

    The window lists what is possible now with a key for each skill and its seconds; plates on the fronts show the keys. First comes the
    exploration, which is not paid; then you are told what to cook. Thinking costs nothing. See docs/window.md.

    Args:
        seed: number of the split's kitchen; also draws the dish.
        kitchen: a kitchen file (YAML) instead of a kitchen of the split.
        cook: the dish to ask for, by name; without it the seed draws one.
        policy: run folder or shipped policy to compare with; without it the shipped one.
        split: where the kitchen comes from: train, validation, test, test_layouts or test_recipes.
        speed: simulated seconds in a second when the window opens, 0.25 to 16.
    """
    pace = window_speed(speed)
    if why := missing_screen():
        raise ValueError(f"{why}; to see the robot's own trial as a video: python run.py watch --headless --video trial.mp4")
    given = None if kitchen is None else load_kitchen(kitchen)
    choice = choose(split, seed, given, cook)
    agent, config, _ = load_policy(policy_folder(policy))
    from kitchen_dream.viewer.player import Player
    from kitchen_dream.viewer.window import Closed, NextKitchen, Window

    console = Console()

    def say(text: str) -> None:
        console.print(text, highlight=False, soft_wrap=True)

    window = Window(config, pace, say)
    try:
        player = Player(window)
        while True:
            say(f"kitchen: {choice.kitchen.name}")
            try:
                told = window.show(choice, player, linger=0.0)[0]
                score = score_of(choice, config, agent, told.value)
                say(score.line())
                window.stay(last_word(told, score))
            except NextKitchen:
                pass
            seed += 1
            choice = choose(split, seed, given, cook)
    except Closed as end:
        say(f"end: {end}")
    finally:
        window.close()


def score_of(choice: Choice, config: RunConfig, agent: Learner, value: float) -> Score:
    """Compare a person's return on a trial with the oracle's, the blind one's and the policy's on the same trial."""
    problem = KitchenProblem(choice.tables, choice.split, 1, dense=config.dense, instruction=config.instruction)
    rows, recipe = np.zeros(1, np.int64), np.array([choice.recipe])
    limit = bounds(problem, rows, recipe)
    policy = evaluate_abstract(problem, agent, rows, recipe)
    return Score(value, float(limit.oracle[0]), float(limit.blind[0]), float(policy.returns[0]))


def last_word(told: Told, score: Score) -> Banner:
    """The banner at the end of a game."""
    headline = (
        f"{told.dish.capitalize()} {'is ready' if told.success else 'was not finished'}: your score {score.normalised(score.person):.2f}"
    )
    line = f"oracle 1.00, the robot's policy {score.normalised(score.policy):.2f}, without exploring 0.00     n: next kitchen   q: quit"
    return Banner(headline, line, GREEN if told.success else RED)
