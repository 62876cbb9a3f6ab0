"""Kitchens in which a look gives pictures in place of symbols: features of what the head camera sees at each place of
the unit.

Where the map held a multi-hot of the ingredients seen in a unit, it holds the features of the pictures of its places;
where slots named what lies there, they hold those of the place. What the robot carries and what is in pot and bowl it
knows by its own doing: that stays symbols. A place that something was taken from looks as in the empty unit. What the
note on the fridge says is left out: its words are text, which these features do not read."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from kitchen_dream.kitchens.spec import SLOTS
from kitchen_dream.problems.base import BatchStep
from kitchen_dream.problems.kitchen.look_cache import Report, load_looks
from kitchen_dream.problems.kitchen.look_features import FEATURES, FrozenEncoder
from kitchen_dream.problems.kitchen.observation import FROM_AFAR, ON_THE_MAP
from kitchen_dream.problems.kitchen.physics import PhysicsKitchenProblem
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.problems.spec import Field, Fields, Observation, ProblemSpec
from kitchen_dream.rules.skills import TAKE0
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.rules.tables import Tables
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.sensing.look_pictures import PATCH, LookCamera

BEFORE_SEEN = FROM_AFAR + ON_THE_MAP
"""Features of a unit that stand before what was seen in it."""


@dataclass
class Looks:
    """Features of looks, (N, MAX_UNITS, SLOTS, K) float32: at an episode's start, and with the units empty."""

    full: np.ndarray
    empty: np.ndarray

    @classmethod
    def of(cls, tables: Tables, split: str, encoder: FrozenEncoder, report: Report | None = None) -> Looks:
        """Those of all kitchens of `tables`; pictures that are not in the cache are taken first."""
        full, empty = load_looks(tables, split, report)
        return cls(encoder.features(full), encoder.features(empty))


def pixels_spec(spec: ProblemSpec, features: int = FEATURES) -> ProblemSpec:
    """Names and sizes of the kitchen problem with pictures."""
    return replace(
        spec,
        entity=BEFORE_SEEN + Fields(Field("seen", SLOTS * features, "features of the pictures of its places")),
        slot=Fields(Field("features", features, "of the picture of the place in the open unit")),
        patch=(features, PATCH * PATCH * 3),
    )


class _Pictures(KitchenProblem):
    """Puts features of pictures into the observation, and takes the symbols out."""

    looks: Looks

    def see(self, looks: Looks) -> None:
        """Give the pictures that looks show; to be called once."""
        if len(looks.full) != len(self.tables):
            raise ValueError(f"pictures of {len(looks.full)} kitchens were given for {len(self.tables)}")
        self.looks = looks
        self.spec = pixels_spec(self.spec, looks.full.shape[-1])

    def observe(self) -> Observation:
        """See KitchenProblem: nothing in it but carried and delivered ingredients and the instruction is a symbol."""
        seen, episodes = super().observe(), self.episodes
        state, rows = episodes.state, episodes.rows
        places = self._places(rows)
        taken = (self.tables.contents[rows] != NOTHING) & (state.contents == NOTHING)
        places = np.where(taken[..., None], self.looks.empty[rows], places) * episodes.known.looked[..., None, None]
        opened = (state.open_unit != NOTHING)[:, None, None]
        slots = places[np.arange(len(rows)), np.maximum(state.open_unit, 0)] * opened
        before = seen["entities"][..., : BEFORE_SEEN.size]
        entities = np.concatenate([before, places.reshape(*places.shape[:2], -1)], axis=2)
        return seen | {"entities": entities, "slots": slots.astype(np.float32)}

    def _places(self, rows: np.ndarray) -> np.ndarray:
        """Features (B, MAX_UNITS, SLOTS, K) of what looks show in the kitchens `rows` before anything is taken."""
        return self.looks.full[rows]


class PictureKitchenProblem(_Pictures):
    """Many kitchens at once, with pictures taken in advance; see KitchenProblem."""

    def __init__(self, tables: Tables, split: str, batch: int, looks: Looks, **options):
        """options: `dense` and `instruction` of KitchenProblem."""
        super().__init__(tables, split, batch, **options)
        self.see(looks)


class PicturePhysicsKitchenProblem(_Pictures, PhysicsKitchenProblem):
    """One kitchen in PyBullet, where every look takes its own picture, by the head as it is after the skill; see
    PhysicsKitchenProblem.

    Pictures taken in advance serve for emptied places alone, since the arm is before the camera then."""

    def __init__(self, tables: Tables, split: str, looks: Looks, encoder: FrozenEncoder, **options):
        super().__init__(tables, split, **options)
        self._encoder = encoder
        self.live = np.zeros((1, *looks.full.shape[1:]), np.float32)
        """(1, MAX_UNITS, SLOTS, K): what the last look into each unit has shown."""
        self._camera: tuple[KitchenBody, LookCamera] | None = None
        self.see(looks)

    def begin_at(
        self, where: np.ndarray, rows: np.ndarray, instruction: np.ndarray, rng: np.random.Generator | None = None,
        start: np.ndarray | None = None,
    ) -> None:
        self.live[:] = 0.0
        super().begin_at(where, rows, instruction)

    def step(self, actions: np.ndarray) -> BatchStep:
        """Carry out one skill in the physics; after a look that succeeded, take the picture."""
        tried = len(self.outcomes)
        step = super().step(actions)
        unit = int(actions[0])
        if unit < TAKE0 and len(self.outcomes) > tried and self.outcomes[-1][1].success:
            self.live[0, unit] = self._encoder.features(self._look_camera().patches(unit))
        return step

    def _places(self, rows: np.ndarray) -> np.ndarray:
        return self.live

    def _look_camera(self) -> LookCamera:
        body = self.sim
        assert body is not None, "a step was carried out in it"
        if self._camera is None or self._camera[0] is not body:
            self._camera = (body, LookCamera(body.client, body.scene, body.robot))
        return self._camera[1]
