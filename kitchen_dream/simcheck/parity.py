"""Parity: carries out random legal skills in both backends, step by step, and compares what they show.

Both use the clock of the rules. After every skill that succeeds in PyBullet, symbols, rewards, termination and action
masks must be equal. After a failure or a difference, the abstract backend is set to what PyBullet shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields

import numpy as np

from kitchen_dream.problems.base import BatchStep
from kitchen_dream.problems.kitchen.physics import PhysicsKitchenProblem
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.rules.skills import POT, PRESS0, SKILLS, STOP, TAKE0
from kitchen_dream.rules.state import NOTHING, State
from kitchen_dream.rules.tables import Tables

GROUPS = ((0, TAKE0), (TAKE0, POT), (POT, PRESS0), (PRESS0, STOP))
"""Looking, taking, putting, pressing."""


@dataclass
class Parity:
    """Results of some episodes that ran in both backends."""

    episodes: int = 0
    steps: int = 0
    successful: int = 0
    """Steps whose skill succeeded in PyBullet. Only these are compared."""
    mismatches: Counter = field(default_factory=Counter)
    """Number of compared steps that differ, by field."""
    examples: list[str] = field(default_factory=list)
    """Place and values of each difference."""
    failures: Counter = field(default_factory=Counter)
    """Failed skills by kind and reason."""
    seconds: list[tuple[str, float, float]] = field(default_factory=list)
    """Skill, seconds by the rules and simulated seconds of every successful skill."""

    def add(self, other: Parity) -> None:
        """Add the results of other episodes."""
        for name in ("episodes", "steps", "successful"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.mismatches.update(other.mismatches)
        self.failures.update(other.failures)
        self.examples += other.examples
        self.seconds += other.seconds

    def duration_errors(self) -> dict[str, float]:
        """Mean absolute relative error of the rules' seconds against the simulated ones, by skill and overall."""
        kinds = sorted({kind for kind, _, _ in self.seconds})
        pairs = {kind: [(n, s) for k, n, s in self.seconds if k == kind] for kind in kinds}
        pairs["overall"] = [(n, s) for _, n, s in self.seconds]
        return {kind: float(np.mean([abs(n - s) / s for n, s in own])) for kind, own in pairs.items() if own}

    def summary(self) -> dict:
        """The results as plain data."""
        return {
            "episodes": self.episodes,
            "steps": self.steps,
            "successful_steps": self.successful,
            "mismatches": dict(self.mismatches),
            "mismatch_examples": self.examples[:20],
            "failures": dict(sorted(self.failures.items())),
            "duration_error": {kind: round(value, 4) for kind, value in self.duration_errors().items()},
        }


def compare(tables: Tables, split: str, rows: Iterable[int], seed: int, longest: int = 12) -> Parity:
    """Run one random episode in each of the kitchens `rows` of `tables`, in both backends. About a third explores.

    tables: the kitchens, which must come from seeds. split: a split of which they are. rows: indices into `tables`.
    seed: draws instructions and actions. longest: most steps of an episode."""
    physical = PhysicsKitchenProblem(tables, split, nominal_clock=True)
    abstract = KitchenProblem(tables, split, 1)
    total = Parity()
    try:
        for row in rows:
            rng = np.random.default_rng([seed, int(tables.seed[row])])
            at = np.array([row])
            instruction = physical.sample_instructions(at, rng) if rng.random() < 2 / 3 else np.array([NOTHING])
            total.add(_episode(physical, abstract, at, instruction, rng, longest))
    finally:
        physical.close()
    return total


def _episode(
    physical: PhysicsKitchenProblem, abstract: KitchenProblem, row: np.ndarray, instruction: np.ndarray,
    rng: np.random.Generator, longest: int,
) -> Parity:
    out = Parity(episodes=1)
    physical.begin(row, instruction)
    abstract.begin(row, instruction)
    where = f"kitchen {int(row[0])}"
    _compare_symbols(out, physical, abstract, f"{where}, start")
    for number in range(longest):
        action = draw(physical.episodes.mask[0], rng)
        actions, before = np.array([action]), len(physical.outcomes)
        nominal = float(physical.episodes.nominal_seconds(actions)[0])
        real = physical.step(actions)
        outcome = physical.outcomes[-1][1] if len(physical.outcomes) > before else None
        kind = SKILLS.decode(action).skill
        out.steps += 1
        if outcome is None or outcome.success:
            ideal = abstract.step(actions)
            out.successful += 1
            label = f"{where}, step {number}, action {action}"
            if not _compare_symbols(out, physical, abstract, label) & _compare_steps(out, real, ideal, label):
                resynchronise(abstract, physical)
            if outcome is not None:
                out.seconds.append((kind, nominal, outcome.seconds))
        else:
            assert outcome.reason is not None, "every failure has a reason"
            out.failures[f"{kind}: {outcome.reason.value}"] += 1
            resynchronise(abstract, physical)
        if real.terminated[0] or real.truncated[0]:
            break
    return out


def draw(mask: np.ndarray, rng: np.random.Generator) -> int:
    """Draw a legal action: first look, take, put or press with equal chances, then one of these. Stop if there is none.

    mask: (ACTIONS,) bool."""
    groups = [np.flatnonzero(mask[a:b]) + a for a, b in (*GROUPS, (STOP + 1, mask.size))]
    groups = [group for group in groups if len(group)]
    return int(rng.choice(groups[rng.integers(len(groups))])) if groups else STOP


def resynchronise(abstract: KitchenProblem, physical: PhysicsKitchenProblem) -> None:
    """Set state, map memory and clock of the abstract episode to those of the physical one."""
    a, p = abstract.episodes, physical.episodes
    for name, value in vars(p.known).items():
        getattr(a.known, name)[:] = value
    a.elapsed = p.elapsed.copy()
    a.finish_step(np.array([STOP]), p.state.copy(), np.zeros(1), np.zeros(1, bool))


def _compare_symbols(out: Parity, physical: PhysicsKitchenProblem, abstract: KitchenProblem, label: str) -> bool:
    same = True
    p, a = physical.episodes, abstract.episodes
    pairs = [(f.name, getattr(p.state, f.name), getattr(a.state, f.name)) for f in fields(State)]
    pairs += [(f"known {name}", value, getattr(a.known, name)) for name, value in vars(p.known).items()]
    pairs.append(("mask", p.mask, a.mask))
    for name, real, ideal in pairs:
        if not np.array_equal(real, ideal):
            same = False
            out.mismatches[name] += 1
            out.examples.append(f"{label}: {name} is {_brief(real, ideal)}")
    return same


def _compare_steps(out: Parity, real: BatchStep, ideal: BatchStep, label: str) -> bool:
    same = True
    for name in ("reward", "terminated", "truncated"):
        if not np.allclose(getattr(real, name), getattr(ideal, name), atol=1e-9):
            same = False
            out.mismatches[name] += 1
            out.examples.append(f"{label}: {name} is {getattr(real, name)[0]}, by the rules {getattr(ideal, name)[0]}")
    return same


def _brief(real: np.ndarray, ideal: np.ndarray) -> str:
    where = np.argwhere(np.asarray(real) != np.asarray(ideal))[0]
    return f"{real[tuple(where)]} at {where[1:].tolist()}, by the rules {ideal[tuple(where)]}"
