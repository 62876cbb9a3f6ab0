"""Cooking grid: find out what the drawers hold, then put two ingredients into the bowl in order."""

import numpy as np

from kitchen_dream.problems.grids.rules import STEP_REWARD, Action, GridProblem, Thing
from kitchen_dream.problems.spec import Field, Fields

INGREDIENTS = 4
EMPTY = INGREDIENTS
"""Nothing in the hand, or in a place of the bowl."""
PLACES = 3
"""Places of the bowl."""
DRAWERS = ((2, 0), (2, 1), (2, 2))
BOWL = (1, 1)
ADVANCE = 0.25
"""Reward in place of the step's for reaching the next stage; the same is lost on top of the step's by a slip."""
TEST_ID = 10
FAIR_TEST, FAIR_VALIDATION = 12, 4
"""Problems that the fair split keeps from training: 16, as in its first version, which had no validation problems."""


def contents_of(ids: np.ndarray) -> np.ndarray:
    """(N, 3) int64: the ingredient in each drawer, the id's digits to the base 4, lowest first."""
    return np.asarray(ids)[:, None] // INGREDIENTS ** np.arange(len(DRAWERS)) % INGREDIENTS


def handle(
    actions: np.ndarray, at_bowl: np.ndarray, found: np.ndarray, hand: np.ndarray, bowl: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Hand (B,) and bowl (B, 3) after `actions` (B,).

    found (B,): what a pick-up at the cell leaves in the hand: an ingredient, EMPTY, or -1 for what is held already."""
    drop = actions == Action.DROP
    filled = (bowl != EMPTY).sum(1)
    put = np.flatnonzero(drop & at_bowl & (filled < PLACES))
    if len(put):  # a hand that holds nothing leaves the place as it is: empty
        bowl = bowl.copy()
        bowl[put, filled[put]] = hand[put]
    taken = np.where((actions == Action.PICK_UP) & (found >= 0), found, hand)
    return np.where(drop, EMPTY, taken), bowl


def advance(
    actions: np.ndarray, hand: np.ndarray, bowl: np.ndarray, stage: np.ndarray, first: np.ndarray, second: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Reward, next stage and whether the dish is done, all (B,), from the state after `actions`.

    Stages: 0 take the first ingredient, 1 put it into the bowl, 2 take the second, 3 put it."""
    taking = (stage & 1) == 0
    holding = hand == np.where(stage < 2, first, second)
    in_bowl = (bowl[:, 0] == first) & ((stage < 2) | (bowl[:, 1] == second))
    onward = np.where(taking, holding, in_bowl)
    slip = ~onward & np.where(taking, actions == Action.PICK_UP, ~holding)
    reward = np.where(onward, ADVANCE, STEP_REWARD - ADVANCE * slip)
    done = onward & (stage == 3)
    return reward, stage + (onward & ~done) - (slip & ~taking), done


class CookingGrid(GridProblem):
    """A 3x3 kitchen of three drawers, each with one of 4 ingredients: 64 problems.

    Instructions are first * 4 + second. Splits: `test` is id 10, as published. Of the other 63, `validation` has every
    11th from 5 (6), `train` the rest (57); `published_train` are all 63. `fair_train` (48), `fair_validation` (4) and
    `fair_test` (12) are drawn by `split_seed`; none of the three is easier than another. `all` are the 64."""

    name = "cooking"
    size = (3, 3)
    start = (1, 1)
    things = {BOWL: Thing.BOWL} | dict.fromkeys(DRAWERS, Thing.DRAWER)
    splits = ("train", "validation", "test", "published_train", "fair_train", "fair_validation", "fair_test", "all")
    instructions = np.concatenate(
        [np.repeat(np.eye(INGREDIENTS), INGREDIENTS, axis=0), np.tile(np.eye(INGREDIENTS), (INGREDIENTS, 1))], axis=1
    ).astype(np.float32)
    instruction_fields = Fields(
        Field("first", INGREDIENTS, "the ingredient to put in first, one-hot"),
        Field("second", INGREDIENTS, "the ingredient to put in second, one-hot"),
    )
    own_fields = Fields(
        Field("held", EMPTY + 1, "the ingredient in the hand, one-hot; the last is none"),
        Field("bowl", PLACES * (EMPTY + 1), "the bowl's places, one-hot each; the last is none"),
    )
    id_fields = Fields(Field("drawers", len(DRAWERS) * INGREDIENTS, "the ingredient in each drawer, 3 one-hots"))
    exploration = (
        *(Action.RIGHT, Action.PICK_UP, Action.NOOP, Action.DROP, Action.UP, Action.PICK_UP, Action.NOOP, Action.DROP),
        *(Action.DOWN, Action.DOWN, Action.PICK_UP, Action.NOOP, Action.END),
    )  # each drawer in turn

    @classmethod
    def split_ids(cls, split: str, split_seed: int = 0) -> np.ndarray:
        """See GridProblem; `split_seed` draws the fair split."""
        everything = np.arange(INGREDIENTS ** len(DRAWERS))
        order = np.random.default_rng([split_seed, len(everything)]).permutation(everything)
        test, validation, train = np.split(order, [FAIR_TEST, FAIR_TEST + FAIR_VALIDATION])
        drawn = {"fair_train": train, "fair_validation": validation, "fair_test": test}
        if split in drawn:
            return np.sort(drawn[split])
        known, chosen = everything != TEST_ID, everything % 11 == 5
        fixed = {
            "train": known & ~chosen, "validation": chosen, "test": ~known, "published_train": known,
            "all": known | ~known,
        }
        return everything[fixed[split]]

    def _prepare(self) -> None:
        self.contents = contents_of(self.ids)
        self._attributes = np.eye(INGREDIENTS, dtype=np.float32)[self.contents].reshape(len(self.ids), -1)
        # What a pick-up leaves in the hand, by problem and cell: (N, C).
        self.found = np.full((len(self.ids), len(self.thing)), -1)
        self.found[:, self.cell_of(BOWL)] = EMPTY
        self.found[:, [self.cell_of(p) for p in DRAWERS]] = self.contents
        self.hand, self.stage = np.zeros(self.batch, np.int64), np.zeros(self.batch, np.int64)
        self.bowl = np.zeros((self.batch, PLACES), np.int64)
        self._hot = np.eye(EMPTY + 1, dtype=np.float32)

    def _restart(self, where: np.ndarray) -> None:
        self.hand[where], self.bowl[where], self.stage[where] = EMPTY, EMPTY, 0

    def _act(self, actions: np.ndarray) -> None:
        at_bowl, found = self.cell == self.cell_of(BOWL), self.found[self.rows, self.cell]
        self.hand, self.bowl = handle(actions, at_bowl, found, self.hand, self.bowl)
        self.cell = self._moves[self.cell, actions]

    def _judge(self, actions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        first, second = np.divmod(self.instruction, INGREDIENTS)
        reward, self.stage, done = advance(actions, self.hand, self.bowl, self.stage, first, second)
        return reward, done

    def _extras(self, out: np.ndarray) -> None:
        out[:, : EMPTY + 1] = self._hot[self.hand]
        out[:, EMPTY + 1 :] = self._hot[self.bowl].reshape(self.batch, -1)

    def _numbers(self) -> np.ndarray:
        return np.column_stack([self.hand, self.bowl])

    def instruction_chances(self, rows: np.ndarray) -> np.ndarray:
        """See GridProblem: both ingredients are drawn from the drawers, each drawer being equally likely."""
        share = np.eye(INGREDIENTS)[self.contents[rows]].mean(1)
        return (share[:, :, None] * share[:, None, :]).reshape(len(share), -1)
