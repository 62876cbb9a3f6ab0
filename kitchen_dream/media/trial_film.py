"""Films a trial of any policy that can be filmed: of kitchens, or of sign rooms."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kitchen_dream.media.choice import TrialChoice, choose
from kitchen_dream.media.film import film
from kitchen_dream.media.sign_film import write_film
from kitchen_dream.media.sign_trial import sign_trials
from kitchen_dream.problems.kitchen.family import KitchenFamily
from kitchen_dream.problems.sign_room.family import SignRoomFamily
from kitchen_dream.sim.sign_room.layout import KINDS
from kitchen_dream.training.policies import LoadedPolicy


def film_policy(
    policy: LoadedPolicy,
    path: Path,
    split: str = "test",
    seed: int = 0,
    choice: TrialChoice | None = None,
    say: Callable[[str], object] = lambda line: None,
) -> list[str]:
    """Film one trial, or of a sign room one under each word.

    Args:
        policy: explores and executes.
        path: the video, ending in .mp4; of a sign room also .gif.
        split: where the problem comes from.
        seed: number of the problem in its split.
        choice: kitchen and dish, instead of those that the seed draws.
        say: is called with a line for every skill in a kitchen.

    Returns:
        What happened, one line a trial.

    Raises:
        ValueError: the policy's problem cannot be filmed, or see `film` and `write_film`.
    """
    family = policy.family
    if isinstance(family, SignRoomFamily):
        if policy.config.setting != "instructed" or policy.config.settings.get("rewards_in_exploration"):
            raise ValueError(
                "the policy is told more than the instructions of executions; only trials as published are filmed"
            )
        trials = sign_trials(policy.begin_trial, family.batch(split, len(KINDS)), seed)
        write_film(trials, path)
        return [trial.line() for trial in trials]
    if not isinstance(family, KitchenFamily):
        raise ValueError(f"a policy for {policy.config.problem} cannot be filmed; only kitchens and sign rooms can")
    chosen = choice or choose(split, seed)
    return [film(policy, chosen.split, seed, path, chosen.kitchen, chosen.recipe, say=say).line()]
