"""Parity: carries out random legal skills in both backends, step by step, and compares what they show.

Both use the clock of the rules. After every skill that succeeds in PyBullet, symbols, rewards, termination and action
masks must be equal. After a failure or a difference, the abstract backend is set to what PyBullet shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields
from typing import NamedTuple

import numpy as np

from kitchen_dream.problems.base import BatchStep
from kitchen_dream.problems.kitchen.family import KitchenFamily
from kitchen_dream.problems.kitchen.physics import PhysicsKitchenProblem
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.rules.ruleset import V0, RuleSet
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.rules.tables import Tables
from kitchen_dream.sim.robot.grasp import GraspMode
from kitchen_dream.sim.skills.contacts import PUSH

PLANNED = 0.5
"""How many executions follow plans, where there are any: chance heats little."""
Plans = Callable[[Tables, int, int], list[int] | None]


class Timed(NamedTuple):
    """A skill that succeeded, and how long it took."""

    skill: str
    rules: float
    """Seconds by the rules."""
    physics: float
    """Simulated seconds."""
    shut: str = ""
    """Kind of the unit that stood open and was left, if there was one."""
    hand: str = ""
    """What the hand held, or took: "tool", "food" or nothing."""


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
    attempts: Counter = field(default_factory=Counter)
    """Skills that were tried, by kind."""
    failures: Counter = field(default_factory=Counter)
    """Failed skills by kind and reason."""
    hard: Counter = field(default_factory=Counter)
    """Skills in which the robot pushed what it was not meant to touch with more than PUSH newton, by kind."""
    seconds: list[Timed] = field(default_factory=list)
    """Every successful skill."""

    @classmethod
    def of(cls, data: dict) -> Parity:
        """From `vars` of one that has been written as JSON."""
        out = cls(**data)
        for name in ("mismatches", "attempts", "failures", "hard"):
            setattr(out, name, Counter(getattr(out, name)))
        out.seconds = [Timed(*row) for row in out.seconds]
        return out

    def add(self, other: Parity) -> None:
        """Add the results of other episodes."""
        for name in ("episodes", "steps", "successful"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("attempts", "hard", "mismatches"):
            getattr(self, name).update(getattr(other, name))
        self.failures.update(other.failures)
        self.examples += other.examples
        self.seconds += other.seconds

    def duration_errors(self) -> dict[str, float]:
        """Mean absolute relative error of the rules' seconds against the simulated ones, by skill and overall."""
        skills = sorted({row.skill for row in self.seconds})
        groups = {skill: [row for row in self.seconds if row.skill == skill] for skill in skills}
        groups["overall"] = self.seconds
        return {
            skill: float(np.mean([abs(row.rules - row.physics) / row.physics for row in own]))
            for skill, own in groups.items() if own
        }

    def summary(self) -> dict:
        """The results as plain data."""
        return {
            "episodes": self.episodes,
            "steps": self.steps,
            "successful_steps": self.successful,
            "mismatches": dict(self.mismatches),
            "mismatch_examples": self.examples[:20],
            "attempts": dict(sorted(self.attempts.items())),
            "failures": dict(sorted(self.failures.items())),
            "pushes_over_20_newton": dict(sorted(self.hard.items())),
            "duration_error": {kind: round(value, 4) for kind, value in self.duration_errors().items()},
        }


def compare(
    tables: Tables, split: str, rows: Iterable[int], seed: int, longest: int = 12,
    family: type[KitchenFamily] = KitchenFamily, grasp: GraspMode = "assisted", plans: Plans | None = None,
) -> Parity:
    """Run one random episode in each of the kitchens `rows` of `tables`, in both backends. About a third explores.

    tables: the kitchens, which must come from seeds. split: a split of which they are. rows: indices into `tables`.
    seed: draws instructions and actions. longest: most random steps of an episode. family: of the kitchens. grasp:
    how the gripper holds things. plans: gives the actions of a dish (tables, row, recipe), or None; a part of the
    executions follows them."""
    physical = family.physics_class()(tables, split, nominal_clock=True, grasp=grasp)
    abstract = family.problem_class(tables, split, 1)
    total = Parity()
    try:
        for row in rows:
            rng = np.random.default_rng([seed, int(tables.seed[row])])
            at = np.array([row])
            instruction = physical.sample_instructions(at, rng) if rng.random() < 2 / 3 else np.array([NOTHING])
            plan = None
            if plans and instruction[0] != NOTHING and rng.random() < PLANNED:
                plan = plans(tables, row, int(instruction[0]))
            total.add(_episode(physical, abstract, at, instruction, rng, longest, plan))
    finally:
        physical.close()
    return total


def _episode(
    physical: PhysicsKitchenProblem, abstract: KitchenProblem, row: np.ndarray, instruction: np.ndarray,
    rng: np.random.Generator, longest: int, plan: list[int] | None,
) -> Parity:
    out, rules = Parity(episodes=1), physical.rules
    physical.begin(row, instruction)
    abstract.begin(row, instruction)
    where = f"kitchen {int(physical.tables.seed[row[0]])}"
    _compare_symbols(out, physical, abstract, f"{where}, start")
    for number, action in enumerate(_chosen(physical, rng, longest, plan)):
        actions, before = np.array([action]), len(physical.outcomes)
        nominal = float(physical.episodes.nominal_seconds(actions)[0])
        kind = rules.skills.decode(action).skill
        shut, hand = _left(physical, kind), _in_hand(physical)
        real = physical.step(actions)
        if kind == "take":
            hand = _in_hand(physical)
        outcome = physical.outcomes[-1][1] if len(physical.outcomes) > before else None
        out.steps += 1
        if outcome is not None:
            out.attempts[kind] += 1
            out.hard[kind] += outcome.max_force > PUSH
        if outcome is None or outcome.success:
            ideal = abstract.step(actions)
            out.successful += 1
            label = f"{where}, step {number}, action {action}"
            if not _compare_symbols(out, physical, abstract, label) & _compare_steps(out, real, ideal, label):
                resynchronise(abstract, physical)
            if outcome is not None:
                out.seconds.append(Timed(kind, round(nominal, 3), round(outcome.seconds, 3), shut, hand))
        else:
            assert outcome.reason is not None, "every failure has a reason"
            out.failures[f"{kind}: {outcome.reason.value}"] += 1
            resynchronise(abstract, physical)
        if real.terminated[0] or real.truncated[0]:
            break
    return out


def _left(physical: PhysicsKitchenProblem, skill: str) -> str:
    """Kind of the unit that stands open, if a skill leaves it."""
    unit = int(physical.episodes.state.open_unit[0])
    if unit == NOTHING or skill in ("take", "wait", "stop"):
        return ""
    assert physical.sim is not None
    return physical.sim.kitchen.units[unit].kind


def _in_hand(physical: PhysicsKitchenProblem) -> str:
    held = int(physical.episodes.state.held[0])
    return "" if held == NOTHING else "tool" if held < len(physical.rules.book.tools) else "food"


def _chosen(
    physical: PhysicsKitchenProblem, rng: np.random.Generator, longest: int, plan: list[int] | None
) -> Iterator[int]:
    """The actions of an episode, each drawn when it is asked for, or those of a plan while they are possible."""
    for number in range(longest if plan is None else len(plan)):
        mask = physical.episodes.mask[0]
        if plan is not None and not mask[plan[number]]:
            return
        yield plan[number] if plan is not None else draw(mask, rng, physical.rules)


def draw(mask: np.ndarray, rng: np.random.Generator, rules: RuleSet = V0) -> int:
    """Draw a legal action: first look, take, put or press with equal chances, then one of these. Stop if there is none.

    mask: (ACTIONS,) bool."""
    groups: dict[str, list[int]] = {}
    for skill, actions in rules.skills.ranges():
        name = "other" if actions.start > rules.stop else _ALIKE.get(skill.name, skill.name.split("_")[0])
        if actions.start != rules.stop:
            groups.setdefault(name, []).extend((np.flatnonzero(mask[actions]) + actions.start).tolist())
    some = [group for group in groups.values() if group]
    return int(rng.choice(some[rng.integers(len(some))])) if some else rules.stop


_ALIKE = {"oven": "press"}
"""Skills of one group that are not named alike."""


def resynchronise(abstract: KitchenProblem, physical: PhysicsKitchenProblem) -> None:
    """Set state, map memory and clock of the abstract episode to those of the physical one."""
    a, p = abstract.episodes, physical.episodes
    for name, value in vars(p.known).items():
        getattr(a.known, name)[:] = value
    a.elapsed = p.elapsed.copy()
    a.finish_step(np.array([a.rules.stop]), p.state.copy(), np.zeros(1), np.zeros(1, bool))


def _compare_symbols(out: Parity, physical: PhysicsKitchenProblem, abstract: KitchenProblem, label: str) -> bool:
    same = True
    p, a = physical.episodes, abstract.episodes
    pairs = [(f.name, getattr(p.state, f.name), getattr(a.state, f.name)) for f in fields(p.state)]
    pairs += [(f"known {name}", value, getattr(a.known, name)) for name, value in vars(p.known).items()]
    pairs.append(("mask", p.mask, a.mask))
    for name, real, ideal in pairs:
        if not np.allclose(real, ideal, atol=1e-3):
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
    where = np.argwhere(~np.isclose(real, ideal, atol=1e-3))[0]
    return f"{real[tuple(where)]} at {where[1:].tolist()}, by the rules {ideal[tuple(where)]}"
