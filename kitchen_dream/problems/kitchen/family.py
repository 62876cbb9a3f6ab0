"""The family of kitchens: its options, its splits, and what is scored there."""

from __future__ import annotations

import inspect
import os
from collections.abc import Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from kitchen_dream.kitchens.contents.family import Family
from kitchen_dream.kitchens.contents.splits import get_split
from kitchen_dream.kitchens.files.kitchen_files import load_family, load_kitchen
from kitchen_dream.kitchens.roles import Role
from kitchen_dream.kitchens.spec import Kitchen
from kitchen_dream.problems.base import OF_IDS, ProblemFamily, References, Report, TrialSet
from kitchen_dream.problems.kitchen.kitchen_set import Made, kept, load_kitchens
from kitchen_dream.problems.kitchen.look_features import FrozenEncoder
from kitchen_dream.problems.kitchen.observation import InstructionAs, standard_spec
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.problems.kitchen.references import explorers
from kitchen_dream.problems.kitchen.references.belief import Belief
from kitchen_dream.problems.kitchen.references.bounds import blind_trials, draw_dishes
from kitchen_dream.problems.kitchen.references.fixed_order import ORDER_FILE, best_order
from kitchen_dream.problems.kitchen.references.standard_finder import Finder
from kitchen_dream.problems.kitchen.references.thompson import returns_after, thompson_explorer
from kitchen_dream.problems.kitchen.render import picture
from kitchen_dream.problems.kitchen.standard import StandardKitchenProblem
from kitchen_dream.problems.spec import ProblemSpec
from kitchen_dream.rules.limits import ATTEMPT_SECONDS
from kitchen_dream.rules.ruleset import V0, RuleSet
from kitchen_dream.rules.tables import Tables, tabulate

HELD_OUT = {"symbols": (500, 1000), "picture": (200, 400)}
"""Validation and test kitchens, by what looks show: fewer where pictures must be taken first."""
FACTS = {"oracle_facts": 1.0, "partial_facts": 0.5}
"""How likely each fact is told, by setting."""
DAY = 86_400
"""Seconds."""
CHOICES = {
    "instruction": ("ingredients", "name"), "look": tuple(HELD_OUT), "backend": ("abstract", "pybullet"),
    "grasp": ("assisted", "physical"),
}

if TYPE_CHECKING:
    from kitchen_dream.problems.kitchen.physics import PhysicsKitchenProblem

KitchenLike = str | Path | Kitchen


class KitchenFamily(ProblemFamily):
    """Random kitchens, kitchens of one layout file, or given ones.

    Splits: `train`, `validation` and `test` are disjoint in contents; `test_layouts` has shapes of rooms that no other
    split has, `test_recipes` dishes that no other split instructs. Given kitchens are in all splits alike.

    Args:
        kitchens: training kitchens.
        dense: steps on the way to a dish are paid.
        instruction: how a dish is asked for: `ingredients` or `name`.
        look: what a look into a unit shows: `symbols` or `picture`, whose features come from `encoder`.
        layout: a layout file (YAML); all kitchens are of that layout.
        backend: `abstract`, or `pybullet`, which has one kitchen at a time.
        grasp: how the gripper holds things in PyBullet: `assisted` or `physical`.
        robot: another robot in PyBullet, as "package.module:Name".
        exact: see KitchenBody; `gui`: whether PyBullet opens its window.
        explore_seconds: the budget of an exploration; None: the standard one.
        validation, test: numbers of kitchens in these splits; None: HELD_OUT.
        kitchen: a kitchen, its file, or several, in the place of random ones.
        tables: kitchens as arrays, in the place of random ones."""

    rules: ClassVar[RuleSet] = V0
    problem_class: ClassVar[type[KitchenProblem]] = KitchenProblem
    order_file: ClassVar[str] = ORDER_FILE
    """Of the best fixed order, in the assets."""
    vain: ClassVar[tuple[Role, ...]] = (Role.UNDER_SINK, Role.BESIDE_STOVE)
    """Roles of units that never hold anything of use."""
    name = "kitchen"
    summary = "find out what lies where in a kitchen, then cook there what is asked for"
    splits: tuple[str, ...] = ("train", "validation", "test", "test_layouts", "test_recipes")
    settings = ("instructed", *FACTS, "standard_meta_rl", *OF_IDS)
    overlay = film = "kitchen"

    def __init__(
        self, kitchens: int = 6000, *, dense: bool = True, instruction: InstructionAs = "ingredients",
        look: str = "symbols", layout: str | Path | None = None, backend: str = "abstract", grasp: str = "assisted",
        robot: str | None = None, exact: bool = False, gui: bool = False, explore_seconds: float | None = None,
        validation: int | None = None, test: int | None = None,
        kitchen: KitchenLike | Sequence[KitchenLike] | None = None, tables: Tables | None = None,
    ):
        given = {"instruction": instruction, "look": look, "backend": backend, "grasp": grasp}
        for option, value in given.items():
            if value not in CHOICES[option]:
                raise ValueError(f"{option} {value!r} is unknown; use one of: {', '.join(CHOICES[option])}")
        for option, flag in {"dense": dense, "exact": exact}.items():
            if not isinstance(flag, bool | np.bool_):
                raise ValueError(f"{option} must be True or False, got {flag!r}")
        idle = [name for name, value in {"grasp": grasp != "assisted", "exact": exact, "robot": robot}.items() if value]
        if backend == "abstract" and idle:
            raise ValueError(f"{idle[0]} does nothing in the abstract backend; add backend=pybullet, or leave it out")
        if explore_seconds is not None and not 0 < explore_seconds <= DAY:
            raise ValueError(f"explore_seconds must be above 0 and at most {DAY:,}, got {explore_seconds}")
        sources = {"layout": layout, "kitchen": kitchen, "tables": tables}
        if len(named := [name for name, source in sources.items() if source is not None]) > 1:
            raise ValueError(f"{' and '.join(named)}: kitchens come from one of them; leave the others out")
        if look == "picture" and named:
            raise ValueError(f"look 'picture': pictures are taken of random kitchens alone; leave {named[0]} out")
        self._options: dict[str, Any] = given | {"kitchens": kitchens, "dense": bool(dense), "exact": bool(exact)}
        self._options |= {"explore_seconds": explore_seconds, "validation": validation, "test": test}
        self._options |= {"layout": str(layout) if layout is not None else None, "robot": robot}
        if robot is not None:
            from kitchen_dream.sim.robot.robot import find_robot  # loads PyBullet

            find_robot(robot)  # a mistake in its name is told now
        held_out = HELD_OUT[look]
        self._sizes = {"train": kitchens, "validation": held_out[0] if validation is None else validation}
        self._sizes |= dict.fromkeys(self.splits[2:], held_out[1] if test is None else test)
        for split, size in self._sizes.items():
            if not (most := get_split(split).seeds) >= size >= 1:
                option = "kitchens" if split == "train" else split
                raise ValueError(f"{option} must be at least 1 and at most {most:,}, got {size}")
        self.dense, self.look, self.backend, self._gui = bool(dense), look, backend, gui
        self.layout: Family | None = load_family(layout, self.rules.name) if layout is not None else None
        if self.layout is not None:
            self.layout.kitchen()  # a mistake in it is told now
            self.splits = tuple(split for split in self.splits if split != "test_layouts")
        self.kitchens = _kitchens(kitchen, self.rules)
        """Given kitchens."""
        self._given = tabulate(self.kitchens, self.rules.book) if self.kitchens else tables
        if look == "picture":
            self.settings = ("instructed",)
        elif backend == "pybullet":
            self.settings = ("instructed", *FACTS)
        self.deterministic = backend == "abstract"
        self.max_envs = None if backend == "abstract" else 1
        self._made: dict[str, Tables] = {}
        self._encoder: FrozenEncoder | None = None

    @cached_property
    def spec(self) -> ProblemSpec:  # type: ignore[override]
        """Names and sizes, which follow from the cookbook in use."""
        plain = self.problem_class.make_spec(self._options["instruction"])
        if self.look == "symbols":
            return plain
        from kitchen_dream.problems.kitchen.pixels import pixels_spec  # loads PyBullet

        return pixels_spec(plain)

    def size(self, split: str) -> int:
        if split not in self.splits:
            raise ValueError(f"unknown split {split!r}; use one of: {', '.join(self.splits)}")
        return len(self._given) if self._given is not None else self._sizes[split]

    def tables(self, split: str, made: Made = lambda kitchens: None) -> Tables:
        """The kitchens of a split as arrays, made when they are first asked for; `made` is told how many there are."""
        count = self.size(split)
        if self._given is not None:
            return self._given
        if split not in self._made:
            workers = min(os.cpu_count() or 1, 4) if count > 64 else 1
            how: dict[str, Any] = {"workers": workers, "family": self.layout, "made": made}
            self._made[split] = load_kitchens(split, count, variant=self.rules.name, **how)
        return self._made[split]

    @property
    def encoder(self) -> FrozenEncoder:
        """What makes features of pictures: fitted on those of the training kitchens, unless one was given before."""
        if self._encoder is None:
            from kitchen_dream.problems.kitchen.look_cache import load_looks  # loads PyBullet

            tables = self.tables("train")
            full, _ = load_looks(tables, "train")
            self._encoder = FrozenEncoder.fit(full[tables.exists].reshape(-1, *full.shape[3:]))
        return self._encoder

    @encoder.setter
    def encoder(self, encoder: FrozenEncoder) -> None:
        self._encoder = encoder

    def prepare(self, splits: tuple[str, ...], report: Report | None = None) -> None:
        """Make the kitchens of some splits, and take their pictures."""
        for split in splits:
            count, made = self.size(split), partial(_told, report, f"{split} kitchens", self.size(split))
            tables = self.tables(split, made)
            made(count)
            if self.look == "picture":
                from kitchen_dream.problems.kitchen.look_cache import load_looks  # loads PyBullet

                load_looks(tables, split, partial(_told, report, f"pictures of {split} kitchens", len(tables)))

    def left_to_make(self, splits: tuple[str, ...]) -> int:
        """Kitchens that are not in the cache."""
        if self._given is not None:
            return 0
        sizes = {split: self.size(split) for split in splits if split not in self._made}
        how: dict[str, Any] = {"family": self.layout, "variant": self.rules.name}
        return sum(size for split, size in sizes.items() if not kept(split, size, **how))

    def plays(self, setting: str) -> bool:
        """Kitchens play all settings that they have, but for those of ids."""
        return setting in self.settings and setting not in OF_IDS

    def spec_in(self, setting: str) -> ProblemSpec:
        return standard_spec(self.spec) if setting == "standard_meta_rl" else self.spec

    def batch(self, split: str, num_envs: int, setting: str = "instructed") -> KitchenProblem:
        """See ProblemFamily. Raises ValueError for a setting that kitchens do not have, and for several in PyBullet."""
        if setting not in self.settings:
            raise ValueError(
                f"setting {setting!r}: these kitchens do not have it; use one of: {', '.join(self.settings)}"
            )
        tables, standard = self.tables(split), setting == "standard_meta_rl"
        budget = self._options["explore_seconds"] or (ATTEMPT_SECONDS if standard else self.rules.explore_seconds)
        options: dict[str, Any] = {
            "dense": self.dense, "instruction": self._options["instruction"], "explore_seconds": budget
        }
        if setting in FACTS:
            options["facts"] = FACTS[setting]
        if self.backend == "pybullet":
            return self._physics(tables, split, num_envs, options)
        if standard:
            return StandardKitchenProblem(tables, split, num_envs, **options)
        if self.look == "picture":
            from kitchen_dream.problems.kitchen.pixels import Looks, PictureKitchenProblem  # loads PyBullet

            return PictureKitchenProblem(tables, split, num_envs, Looks.of(tables, split, self.encoder), **options)
        return self.problem_class(tables, split, num_envs, **options)

    def _physics(self, tables: Tables, split: str, num_envs: int, options: dict[str, Any]) -> KitchenProblem:
        if num_envs != 1:
            raise ValueError(f"backend 'pybullet' has one kitchen at a time, not {num_envs}")
        options |= {"grasp": self._options["grasp"], "exact": self._options["exact"], "gui": self._gui}
        options |= {"kitchens": dict(enumerate(self.kitchens)), "layout": self.layout} | self.robot
        if self.look == "picture":
            from kitchen_dream.problems.kitchen.pixels import Looks, PicturePhysicsKitchenProblem

            looks = Looks.of(tables, split, self.encoder)
            return PicturePhysicsKitchenProblem(tables, split, looks, self.encoder, **options)
        return self.physics_class()(tables, split, **options)

    @classmethod
    def physics_class(cls) -> type[PhysicsKitchenProblem]:
        """The problem in PyBullet."""
        from kitchen_dream.problems.kitchen.physics import PhysicsKitchenProblem  # loads PyBullet

        return PhysicsKitchenProblem

    def trials(
        self, split: str, count: int | None = None, seed: int = 0, executions: int = 1, setting: str = "instructed"
    ) -> TrialSet:
        """One in each of the first `count` kitchens; a dish depends on kitchen and seed, not on `count`."""
        rows = np.arange(min(count or self.size(split), self.size(split)))
        kind = StandardKitchenProblem if setting == "standard_meta_rl" else self.problem_class
        draw = partial(draw_dishes, kind(self.tables(split), split, 1), rows, seed)
        return TrialSet(rows, np.stack([draw(e) for e in range(executions)]), np.full(len(rows), 1 / len(rows)))

    def references(self, split: str, trials: TrialSet) -> References:
        """By trial: the fastest plan with full knowledge, and an executor that knows the households' priors alone."""
        tables = self.tables(split)
        problem = self.problem_class(tables, split, 1, dense=self.dense)
        oracle = [problem.oracle_returns(trials.rows, recipe) for recipe in trials.instructions]
        mine = tables.rows(trials.rows)
        blind = [blind_trials(mine, recipe, self.dense, self.rules) for recipe in trials.instructions]
        returns, success = (np.mean(values, axis=0) for values in zip(*blind, strict=True))
        return References(np.mean(oracle, axis=0), returns, blind_success=success)

    def computed(self, split: str, trials: TrialSet, setting: str = "instructed") -> dict[str, Any]:
        """By trial: what an executor that knows the households' priors makes of other explorations; in standard meta-RL
        what is reached without learning."""
        tables, recipe = self.tables(split).rows(trials.rows), trials.instructions[0]
        if setting == "standard_meta_rl":
            standard = StandardKitchenProblem(tables, split, len(tables), dense=self.dense)
            standard.dish = recipe
            finder = Finder(standard)
            found, _ = finder.execute(*finder.explore())
            return {"scripted exploration and execution": found, "never explored": np.zeros(len(tables))}
        if setting != "instructed":
            return {}
        problem, rng = self.problem_class(tables, split, len(tables)), np.random.default_rng([0, 11])
        drawn = problem.sample_instructions(np.arange(len(tables)), rng)
        chosen = {
            "PEARL-UB": thompson_explorer(problem.episodes.recipes.wanted[drawn], Belief(tables, self.rules), rng),
            "perfect reader of priors after a heuristic exploration": explorers.adaptive_explorer,
            "perfect reader of priors after random exploration": explorers.random_explorer(np.random.default_rng(3)),
        }
        after = partial(returns_after, tables, recipe, dense=self.dense, rules=self.rules)
        return {name: after(explorer) for name, explorer in chosen.items()}

    def explorers(self) -> dict[str, Any]:
        """Others that explore, from who knows the households' priors to chance: they read the map."""
        chosen = {
            "adaptive exploration": explorers.adaptive_explorer,
            "best fixed order": explorers.fixed_order(best_order(self.order_file)),
            "random exploration": explorers.random_explorer(np.random.default_rng([0, 3])),
        }

        def make(explorer: explorers.Explorer, problem: KitchenProblem, rows: np.ndarray) -> Any:
            belief = Belief(problem.tables.rows(rows), problem.rules)
            return lambda observation: explorer(problem.episodes, belief)

        return {name: partial(make, explorer) for name, explorer in chosen.items()}

    def adopt(self, agent: Any) -> None:
        """Where looks give pictures, agent and family share the encoder of features: the agent's, if it has one."""
        if self.look == "picture":
            mean, basis = agent.patch_encoder
            if basis.any():
                self._encoder = FrozenEncoder(mean, basis)
            else:
                agent.patch_encoder = (self.encoder.mean, self.encoder.basis)

    def describe_trial(self, problem: KitchenProblem, exploration: Any) -> dict[str, np.ndarray]:
        """`looks`: units looked into; `vain_looks`: those of them that never hold anything of use."""
        looked = problem.episodes.known.looked
        vain = looked & np.isin(problem.tables.role[problem.episodes.rows], self.vain)
        return {"looks": looked.sum(1), "vain_looks": vain.sum(1)}

    def render(self, problem: Any) -> np.ndarray:
        """A picture (360, 480, 3) uint8: a plan with what was seen, or the room in PyBullet."""
        if self.backend == "pybullet":
            return problem.sim.frame("room", 480, 360)
        return picture(problem)

    @property
    def robot(self) -> dict[str, Any]:
        """The option `robot` of PhysicsKitchenProblem, if it is another than the shipped one."""
        return {"robot": self._options["robot"]} if self._options["robot"] else {}

    def options(self) -> dict[str, Any]:
        """Those that differ from the standard ones. Raises ValueError for given kitchens, which are no plain data."""
        if self._given is not None:
            raise ValueError("given kitchens cannot be kept as options; write them to a file and name it as `layout`")
        known = inspect.signature(type(self)).parameters
        return {name: value for name, value in self._options.items() if name in known and value != known[name].default}

    @classmethod
    def example(cls) -> KitchenFamily:
        return cls(8, validation=4, test=4)


def _told(report: Report | None, what: str, of: int, done: int) -> None:
    if report:
        report(what, done, of)


def _kitchens(given: KitchenLike | Sequence[KitchenLike] | None, rules: RuleSet) -> tuple[Kitchen, ...]:
    several = [] if given is None else [given] if isinstance(given, str | Path | Kitchen) else list(given)
    return tuple(one if isinstance(one, Kitchen) else load_kitchen(one, variant=rules.name) for one in several)

