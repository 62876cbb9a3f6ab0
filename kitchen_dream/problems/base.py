"""What a family of problems is to the rest of the house: the one thing that a guest fills in.

A *family* is a set of problems mu with splits. Episodes run side by side in a `BatchProblem`: an exploration, which has
no instruction and no reward, and executions under instructions, in the same problem."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from kitchen_dream.problems.spec import Observation, PrivilegedId, ProblemSpec

EXPLORE = -1
"""The instruction of an exploration episode: none."""
OF_IDS = ("several_ids", "shared_ids")
"""Settings about the ids of training, whose trials are as published."""
Report = Callable[[str, int, int], None]
"""Told what is being made, how much of it is done, and of how much."""


@dataclass(frozen=True)
class BatchStep:
    """What B steps brought; every array is (B,)."""

    reward: np.ndarray
    """float64; 0 in exploration."""
    terminated: np.ndarray
    """bool: the episode has ended for good."""
    truncated: np.ndarray
    """bool: its time is over."""
    seconds: np.ndarray
    """float64: time that the step took; 1 where a problem has no clock but its steps."""


class BatchProblem(ABC):
    """B episodes side by side, each in one of the N problems of a split. Rows count these problems from 0."""

    spec: ProblemSpec
    batch: int

    @abstractmethod
    def __len__(self) -> int:
        """N."""

    @abstractmethod
    def begin(
        self, rows: np.ndarray, instruction: np.ndarray, rng: np.random.Generator | None = None,
        start: np.ndarray | None = None,
    ) -> Observation:
        """Start an episode in each of the problems `rows` (B,); instruction (B,) numbers, or EXPLORE.

        rng draws whatever of an episode's start is left to chance; None: as the problem likes. start: (B,) numbers of
        starts, for problems that count theirs."""

    @abstractmethod
    def observe(self) -> Observation:
        """What the policy is given now: arrays (B, ...) that the problem does not change afterwards."""

    @abstractmethod
    def step(self, actions: np.ndarray) -> BatchStep:
        """One action (B,) in each episode; those that have ended take `stop`, which changes nothing."""

    @abstractmethod
    def succeeded(self) -> np.ndarray:
        """(B,) bool: the last step reached what was asked."""

    @abstractmethod
    def sample_instructions(self, rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """(k,) int64: an instruction for each of the problems `rows` (k,)."""

    @abstractmethod
    def privileged(self, rows: np.ndarray) -> PrivilegedId:
        """Ids of the problems `rows`: for training alone."""

    def new_trial(self, rows: np.ndarray, rng: np.random.Generator) -> None:
        """A trial begins in the problems `rows` (B,): draw what stays the same in all of its episodes."""
        return

    def reward_by_instruction(self) -> np.ndarray | None:
        """(B, instructions) what the last step pays under each instruction: for problems that pay only at an episode's
        end and end alike under every instruction, so that an episode can be relabelled. None for all others."""
        return None

    def close(self) -> None:
        """Free what the batch holds."""
        return


SHORT = 0.25
"""Share of the oracle's return below which the way to it is called short."""


@dataclass(frozen=True)
class References:
    """Expected returns of an execution that bound what an agent can reach; each a float, or (B,) by trial."""

    oracle: Any
    """Knows the problem."""
    blind: Any
    """Never explored, and makes the best of it."""
    random: Any = None
    """Acts at random."""
    blind_success: Any = None
    """Share of its executions in which `blind` succeeds, where that is known."""

    @property
    def zero(self) -> Any:
        """What scores 0: `blind`; random where blind is as good as the oracle, and the scale without length."""
        length = np.mean(self.oracle) - np.mean(self.blind)
        return self.random if self.random is not None and length < 0.1 * abs(np.mean(self.oracle)) else self.blind

    @property
    def short(self) -> bool:
        """Whether the way from `zero` to the oracle is too short for a scale: on it small differences look large."""
        oracle = float(np.mean(self.oracle))
        return oracle - float(np.mean(self.zero)) < SHORT * abs(oracle)

    def normalized(self, value: float) -> float:
        """A mean return on the scale from `zero` (0) to the oracle (1)."""
        zero, oracle = float(np.mean(self.zero)), float(np.mean(self.oracle))
        return (value - zero) / (oracle - zero)


@dataclass(frozen=True)
class TrialSet:
    """The B trials that a score is made of, always the same ones."""

    rows: np.ndarray
    """(B,) problems."""
    instructions: np.ndarray
    """(executions, B)."""
    weights: np.ndarray
    """(B,) share of each trial in the score; they sum to 1."""
    starts: np.ndarray | None = None
    """(1 + executions, B) starts of the exploration and of each execution, where problems count theirs."""


class ProblemFamily(ABC):
    """A family of problems. A guest fills in `spec`, `size` and `batch`; all else has a default.

    It is made from plain options (`family(**options)`), which a run's configuration keeps."""

    name: ClassVar[str]
    """In run folders and tables."""
    summary: ClassVar[str] = ""
    """What it is, in a line."""
    splits: tuple[str, ...] = ("train", "validation", "test")
    """Disjoint in their problems, not only in seeds."""
    settings: tuple[str, ...] = (
        "instructed", "oracle_facts", "partial_facts", "standard_meta_rl", "no_exploration", *OF_IDS
    )
    """What trials may tell and keep back here: see `trial.settings`."""
    deterministic: bool = True
    """The same rows, instructions, generators and actions bring the same observations: actions can be replayed."""
    overlay: ClassVar[str] = ""
    """The overlay of agents' settings that fits this family: a file's name in agents/configs, or the path of one's own;
    "" is the base."""

    sampled: ClassVar[bool] = True
    """The problems of a split are a sample of many more, so that scores have intervals; if not, they are all."""
    film: ClassVar[str] = "frames"
    """How a trial is filmed: `frames` (by `render`), `kitchen` or `sign-room` (see media.trial_film)."""
    split_option: ClassVar[str] = ""
    """An option that draws the splits, if there is one: a benchmark gives it each run's seed."""
    max_envs: int | None = None
    """How many episodes can run side by side; None: any number."""

    spec: ProblemSpec

    @abstractmethod
    def size(self, split: str) -> int:
        """Problems of a split. Raises ValueError for an unknown one."""

    @abstractmethod
    def batch(self, split: str, num_envs: int, setting: str = "instructed") -> BatchProblem:
        """`num_envs` episodes side by side, in a setting that the family plays itself; others are applied outside."""

    def plays(self, setting: str) -> bool:
        """Whether `batch` applies a setting itself; else the trial's own wrapper does."""
        return setting == "instructed"

    def spec_in(self, setting: str) -> ProblemSpec:
        """The spec of `batch(..., setting)` for a setting that the family plays itself."""
        return self.spec

    def left_to_make(self, splits: tuple[str, ...]) -> int:
        """How many things `prepare` would make, and not find in the cache."""
        return 0

    def prepare(self, splits: tuple[str, ...], report: Report | None = None) -> None:
        """Make what takes time (problems, pictures) before it is asked for."""
        return

    def trials(
        self, split: str, count: int | None = None, seed: int = 0, executions: int = 1, setting: str = "instructed"
    ) -> TrialSet:
        """The trials that a score is made of: here one in each of the first `count` problems, its instructions drawn by
        `seed`.

        `setting` matters where the family plays it itself and instructs otherwise in it."""
        rows = np.arange(min(count or self.size(split), self.size(split)))
        problem = self.batch(split, 1, setting if self.plays(setting) else "instructed")
        draws = [problem.sample_instructions(rows, np.random.default_rng([seed, 41, e])) for e in range(executions)]
        return TrialSet(rows, np.stack(draws), np.full(len(rows), 1 / len(rows)))

    def references(self, split: str, trials: TrialSet) -> References | None:
        """Bounds of the returns in these trials; None where none are known, and scores are raw returns."""
        return None

    def computed(self, split: str, trials: TrialSet, setting: str = "instructed") -> dict[str, Any]:
        """Returns by name that are computed and not trained, beside the references: rows of tables. Each a float, or
        (B,) by trial. May take minutes."""
        return {}

    def describe_trial(self, problem: Any, exploration: Any) -> dict[str, np.ndarray]:
        """(B,) by name: what else is worth a mean in a table, asked of a batch after its exploration (a Rollout)."""
        return {}

    def explorers(self) -> dict[str, Any]:
        """Explorers by name that may stand in a policy's place in tables: functions of a batch and its problems (B,) to
        what chooses actions (B,) from an observation."""
        return {}

    def render(self, problem: Any) -> np.ndarray:
        """A picture (height, width, 3) uint8 of the first episode of a batch as it stands. Raises ValueError without a
        renderer."""
        raise ValueError(f"{self.name} has no renderer; give the family a method `render`")

    def adopt(self, agent: Any) -> None:
        """Called with every agent made or loaded for this family, for what both share (an encoder of pictures)."""
        return

    def options(self) -> dict[str, Any]:
        """The plain options that make this family again."""
        return {}

    @classmethod
    def example(cls) -> ProblemFamily:
        """A small one, for tests."""
        return cls()
