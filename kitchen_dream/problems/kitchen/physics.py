"""The same kitchen problem in the PyBullet backend: one kitchen at a time, where skills take real time and can fail."""

from collections.abc import Callable
from functools import partial

import numpy as np

from kitchen_dream.kitchens.contents.family import Family
from kitchen_dream.kitchens.contents.sampling import sample_kitchen
from kitchen_dream.kitchens.contents.splits import get_split
from kitchen_dream.kitchens.spec import Kitchen
from kitchen_dream.problems.base import BatchStep
from kitchen_dream.problems.kitchen.kitchen_set import OffersEnough
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.rules.tables import Tables
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.outcome import Outcome
from kitchen_dream.sim.robot.grasp import GraspMode
from kitchen_dream.sim.robot.panda_mobile import PandaMobile
from kitchen_dream.sim.robot.robot import Robot


class PhysicsKitchenProblem(KitchenProblem):
    """A batch of one. Symbols are read from the bodies, seconds from the simulation; the rules do the rest.

    A skill that fails costs its time and shows nothing; its typed reason is in `outcomes`."""

    def __init__(
        self, tables: Tables, split: str, *, kitchens: dict[int, Kitchen] | None = None, layout: Family | None = None,
        on_body: Callable[[KitchenBody], None] | None = None, gui: bool = False, grasp: GraspMode = "assisted",
        robot: str | type[Robot] = PandaMobile, exact: bool = False, fine: bool = False,
        nominal_clock: bool = False, **options,
    ):
        """`kitchens` gives the kitchens of rows that no seed makes, `layout` the layout file that the others are made
        of; `on_body` is called with every new body.

        `grasp`, `robot`, `exact`, `fine`: see KitchenBody. With `nominal_clock` the rules' seconds count instead of
        the simulated ones, as parity tests need it."""
        super().__init__(tables, split, 1, **options)
        self._kitchens, self._layout, self._on_body = dict(kitchens or {}), layout, on_body
        self._nominal = nominal_clock
        self._build = partial(KitchenBody, gui=gui, grasp=grasp, robot=robot, exact=exact, fine=fine, rules=self.rules)
        self._row: int | None = None
        self.sim: KitchenBody | None = None
        self.outcomes: list[tuple[int, Outcome]] = []
        """Every action of this problem so far with what became of it."""

    def kitchen(self, row: int) -> Kitchen:
        """The kitchen of a row: given, or made anew from its seed. Raises ValueError for one that no seed makes."""
        if row not in self._kitchens:
            if self.tables.seed[row] == NOTHING:
                raise ValueError(
                    f"kitchen {row} of the tables was not made from a seed: give kitchens as `kitchen`, not as `tables`"
                )
            number = int(self.tables.seed[row]) - get_split(self.split).first_seed
            drawn = (OffersEnough(self.rules), self.rules.name)
            self._kitchens[row] = sample_kitchen(self.split, number, self._layout, *drawn)
        return self._kitchens[row]

    def begin_at(
        self, where: np.ndarray, rows: np.ndarray, instruction: np.ndarray, rng: np.random.Generator | None = None,
        start: np.ndarray | None = None,
    ) -> None:
        """Start an episode: the kitchen is built if it is another one, else put back as it was."""
        row = int(rows[0])
        if self.sim is None or row != self._row:
            self.close()
            self.sim = self._build(self.kitchen(row))
            self._row = row
            if self._on_body:
                self._on_body(self.sim)
        self.sim.reset()
        super().begin_at(where, rows, instruction)

    def step(self, actions: np.ndarray) -> BatchStep:
        """Carry out one skill in the physics."""
        if self.sim is None:
            raise RuntimeError("begin an episode before the first step")
        action = int(actions[0])
        possible = self.episodes.possible(actions)
        seconds = self.episodes.nominal_seconds(actions)
        observed = possible.copy()
        if possible[0] and action != self.rules.stop:
            counted = float(seconds[0]) if self._nominal else None
            outcome = self.sim.execute(self.rules.skills.decode(action), counted)
            self.outcomes.append((action, outcome))
            observed[0] = outcome.success
            if not self._nominal:
                seconds = np.array([outcome.seconds])
        else:
            self.sim.idle(float(seconds[0]))
        return BatchStep(**vars(self.episodes.finish_step(np.asarray(actions), self.sim.state(), seconds, observed)))

    def close(self) -> None:
        """End the simulation."""
        if self.sim is not None:
            self.sim.close()
            self.sim = None
