"""Films the four kinds of dishes of Kitchen-v1, cooked by who knows the kitchen: nothing is learnt here.

    python tools/dish_films.py --folder runs/films

Each film shows a look around, into the units that the dish needs, and then the dish. `--kinds fried` films one kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tyro

from kitchen_dream.kitchens.recipes import KINDS
from kitchen_dream.media.choice import TrialChoice
from kitchen_dream.media.film import film_trial
from kitchen_dream.media.film_form import FilmForm, film_form
from kitchen_dream.problems.kitchen.v1.family import KitchenV1Family
from kitchen_dream.problems.kitchen.v1.observation import steps_spec
from kitchen_dream.problems.spec import Observation
from kitchen_dream.rules.skills import TAKE0
from kitchen_dream.rules.v1.planner import proceed
from kitchen_dream.rules.v1.ruleset import V1
from kitchen_dream.trial.protocol import TrialPolicy
from kitchen_dream.trial.rollout import Policy, Rollout

TO_COOK = steps_spec().vector["to_cook"].start
"""Where an observation has the seconds until all that is in the vessel is done, by 20."""


@dataclass
class Args:
    """Options."""

    folder: Path = Path("runs/films")
    kinds: tuple[str, ...] = KINDS
    seed: int = 0
    """Number of the first of the kitchens of the split `test` among which one is chosen for each kind."""
    size: str = "960x540"
    speed: float = 4.0
    fps: float = 12.0


class _Following(Policy):
    def __init__(self, actions: Sequence[int]) -> None:
        self._rest = list(actions)

    def __call__(self, observation: Observation) -> tuple[np.ndarray, np.ndarray]:
        left = float(observation["vector"][0, TO_COOK]) * 20
        action = proceed(self._rest, left) if self._rest else V1.stop
        return np.array([action if observation["action_mask"][0, action] else V1.stop]), np.ones(1, bool)


class Planned(TrialPolicy):
    """Looks into the units of a plan, and then carries it out."""

    def __init__(self, plan: Sequence[int]) -> None:
        self.plan = plan

    def explorer(self) -> Policy:
        return _Following(list(dict.fromkeys(action for action in self.plan if action < TAKE0)))

    def executor(self) -> Policy:
        return _Following(self.plan)

    def end_exploration(self, exploration: Rollout) -> None: ...

    def end_execution(self, execution: Rollout) -> None: ...


def choice_of(kind: str, seed: int) -> tuple[TrialChoice, list[int]]:
    """The test kitchen from number `seed` on, and the dish of a kind, with the most time to spare; and the fastest
    plan."""
    problem = KitchenV1Family(64, validation=64, test=64, backend="pybullet").batch("test", 1)
    spare = V1.deadlines(problem.tables) - V1.shortest_seconds(problem.tables)
    mine = problem.offered & (np.array([recipe.kind for recipe in V1.book.recipes]) == kind)
    mine[:seed] = False
    if not mine.any():
        raise SystemExit(f"no kitchen from number {seed} on offers a dish that is {kind}")
    row, recipe = (int(n) for n in np.unravel_index(np.argmax(np.where(mine, spare, -np.inf)), mine.shape))
    plan = V1.plan(problem.tables, row, recipe)
    assert plan is not None, "only what can be cooked is offered"
    one = problem.tables.rows(np.array([row]))
    return TrialChoice(problem.kitchen(row), one, "test", recipe, KitchenV1Family), plan


def main(args: Args) -> None:
    """Film, one file a kind."""
    args.folder.mkdir(parents=True, exist_ok=True)
    form: FilmForm = film_form(args.size, args.fps, args.speed)
    for kind in args.kinds:
        choice, plan = choice_of(kind, args.seed)
        path = args.folder / f"{kind}.mp4"
        summary, _ = film_trial(choice, Planned(plan), {}, path, form, print, lambda done, of: None)
        print(f"{path}: {summary.line()}")


if __name__ == "__main__":
    main(tyro.cli(Args, description=__doc__))
