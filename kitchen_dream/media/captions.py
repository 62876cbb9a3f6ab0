"""Describes a running trial in words, for films and for the window."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from kitchen_dream.kitchens.spec import Kitchen
from kitchen_dream.media.recipe_lines import RecipeLine, heat_facts, recipe_lines
from kitchen_dream.problems.kitchen.physics import PhysicsKitchenProblem
from kitchen_dream.problems.spec import Observation
from kitchen_dream.rules.knowledge import Knowledge
from kitchen_dream.rules.planner import plan
from kitchen_dream.rules.ruleset import V0, RuleSet
from kitchen_dream.rules.state import BOWL_STATION, NOTHING, STOVE_STATION
from kitchen_dream.rules.v1.cooking import StepTable
from kitchen_dream.sim.engine.client import TIME_STEP
from kitchen_dream.trial.protocol import TrialPolicy
from kitchen_dream.trial.rollout import Policy, Rollout

BURNER_WORDS = ("", "works", "broken")
TOOL_PLACES = {"pot": "on the hob", "pan": "on the hob", "tray": "into the oven", "bowl": "on the worktop"}


@dataclass(frozen=True)
class SeenUnit:
    """A unit that has been looked into, and the ingredients that were seen there."""

    unit: str
    items: tuple[str, ...]
    here: bool
    """Whether the robot looks into it right now, or has it open."""


@dataclass(frozen=True)
class Caption:
    """The texts for one moment of a trial. Seconds are the robot's."""

    exploring: bool
    title: str
    elapsed: float
    limit: float
    skill: str
    seen: tuple[SeenUnit, ...] = ()
    unseen: int = 0
    """Number of units that have not been looked into."""
    facts: tuple[str, ...] = ()
    """What else the robot knows: burners, the note."""
    needs: tuple[RecipeLine, ...] = ()
    failure: str | None = None
    """Why the skill before this one failed."""
    wanted: tuple[str, ...] = ()
    """Ingredients of the instructed dish."""

    def least(self, seen: Sequence[SeenUnit]) -> int:
        """Which of the units to leave out first: the earliest, but for the open one and those with food of the dish."""
        spared = (unit.here or set(unit.items) & set(self.wanted) for unit in seen)
        return next((number for number, kept in enumerate(spared) if not kept), 0)

    def line(self) -> str:
        """Phase, clock and skill in one line."""
        return f"{self.title}, {self.elapsed:.0f} s of {self.limit:.0f} s: {self.skill}"


def describe_skill(
    action: int, kitchen: Kitchen, contents: np.ndarray | None = None, held: int = NOTHING, rules: RuleSet = V0
) -> str:
    """Describe an action in words.

    kitchen: gives the units their names. contents: (SLOTS,) ids of what lies in the open unit, or None if no unit is
    open. held: id of what is in the gripper, or NOTHING. rules: whose action it is.

    Examples:
        >>> from kitchen_dream.kitchens.layout.generator import generate
        >>> describe_skill(18, generate(0), held=V0.book.ingredient_id("tomato"))
        'put tomato into pot'
    """
    call, names = rules.skills.decode(action), rules.book.symbols
    thing = names[held] if held != NOTHING else "nothing"
    if call.skill == "look":
        there = call.argument < len(kitchen.units)
        return f"look into {kitchen.units[call.argument].name}" if there else "look at nothing"
    if call.skill == "take":
        item = NOTHING if contents is None else int(contents[call.argument])
        return f"take {names[item]}" if item != NOTHING else f"take from slot {call.argument + 1}"
    if call.skill.startswith("put_"):
        vessel = call.skill.removeprefix("put_")
        if thing in rules.book.tools:
            return f"put the {thing} {TOOL_PLACES[thing]}"
        return f"put {thing} {'onto' if vessel == 'tray' else 'into'} {vessel}"
    if call.skill == "oven":
        return "press the oven's button"
    name = rules.skills.names()[action].replace("_", " ")
    return f"press burner {call.argument + 1}" if call.skill == "press" else name


def skill_station(action: int, here: int, rules: RuleSet = V0) -> int:
    """The station at which an action is carried out; `here` for actions that need no driving."""
    skill = rules.skills.decode(action)
    if skill.skill == "look":
        return skill.argument
    if skill.skill == "put_bowl":
        return BOWL_STATION
    return STOVE_STATION if skill.skill in ("put_pot", "put_pan", "put_tray", "press", "oven") else here


class Narrator(TrialPolicy):
    """Wraps the policy of a trial, and describes at every moment what is done and what has been seen.

    Two callbacks may be replaced: `on_skill(action)` is called before a skill is carried out, and `on_episode(number)`
    before an episode begins, while the state is still that of the episode before.

    problem: the trial in PyBullet, batch size 1. policy: chooses the actions. kitchen: gives the units their names.
    stops: whether an execution ends as soon as even the fastest way would miss the deadline."""

    def __init__(
        self, problem: PhysicsKitchenProblem, policy: TrialPolicy, kitchen: Kitchen, stops: bool = False
    ) -> None:
        self.problem, self.policy, self.kitchen, self.stops = problem, policy, kitchen, stops
        self.late = ""
        """Why the execution was stopped, in words; empty where it was not."""
        self.explored: Knowledge | None = None
        """The map memory at the end of the exploration."""
        self.rules = problem.rules
        self.action = self.rules.stop
        self.skill = ""
        self.number = -1
        """0 in the exploration, then the number of the execution."""
        self.chosen: list[list[tuple[int, int]]] = []
        """For each episode its actions so far, each with the number of the problem's outcomes before it."""
        self.dish = -1
        """The recipe of the first execution."""
        self.on_skill: Callable[[int], None] = lambda action: None
        self.on_episode: Callable[[int], None] = lambda number: None
        self._first_step = 0
        self._running = False

    def explorer(self) -> Policy:
        self._begin()
        return _Announced(self.policy.explorer(), self)

    def executor(self) -> Policy:
        self._begin()
        return _Announced(self.policy.executor(), self)

    def end_exploration(self, exploration: Rollout) -> None:
        self.policy.end_exploration(exploration)

    def end_execution(self, execution: Rollout) -> None:
        self.policy.end_execution(execution)

    def end(self) -> None:
        """Stop the clock: the trial is over, or waits for a person."""
        self._running, self.skill = False, ""

    def announce(self, action: int) -> None:
        state = self.problem.episodes.state
        self.action = action
        self.chosen[-1].append((action, len(self.problem.outcomes)))
        if self.number == 1:
            self.dish = int(self.problem.episodes.recipe[0])
        contents = state.contents[0, max(int(state.open_unit[0]), 0)]
        self.skill = describe_skill(self.action, self.kitchen, contents, int(state.held[0]), self.rules)
        if self.late:
            self.skill = f"stop: {self.late}"
        self._running = False
        self.on_skill(self.action)
        self._running = True
        self._first_step = self.problem.sim.client.steps if self.problem.sim else 0

    def _begin(self) -> None:
        known = self.problem.episodes.known
        self._running = False
        self.on_episode(self.number + 1)
        if self.number == 0:
            self.explored = Knowledge(**{name: value.copy() for name, value in vars(known).items()})
        self.number += 1
        self.chosen.append([])
        self.action, self.skill, self.late = self.rules.stop, "", ""

    def too_late(self) -> str:
        """Why the dish can no longer be finished by the rules, with full knowledge; empty where it can, and where the
        rules have no plan but from the start."""
        episodes = self.problem.episodes
        if isinstance(episodes.recipes, StepTable):
            return ""
        recipe, row = int(episodes.recipe[0]), int(episodes.rows[0])
        left = float(episodes.limit[0] - episodes.elapsed[0])
        if plan(self.problem.tables, row, recipe, episodes.state, left) is not None:
            return ""
        missing = [need.what for need in recipe_lines(episodes, self.rules.book) if need.status != "done"]
        return f"too late for the {missing[0].removesuffix(' on')}" if missing else "the dish is spoilt"

    def station(self) -> int:
        return skill_station(self.action, int(self.problem.episodes.state.station[0]), self.rules)

    def caption(self) -> Caption:
        """Describe this moment."""
        episodes, book = self.problem.episodes, self.rules.book
        exploring = self.number == 0
        elapsed = float(episodes.elapsed[0]) + self._since
        known = episodes.known
        looked, items, burner, note = known.looked[0], known.seen[0], known.burner[0], known.note[0]
        if self.explored is not None and not exploring:
            items = np.where(looked[:, None], items, self.explored.seen[0])
            looked = looked | self.explored.looked[0]
            burner = np.where(burner != 0, burner, self.explored.burner[0])
            note = np.where(note != NOTHING, note, self.explored.note[0])
        call, opened = self.rules.skills.decode(self.action), int(episodes.state.open_unit[0])
        here = call.argument if call.skill == "look" else opened
        seen = tuple(
            SeenUnit(unit.name, tuple(book.symbols[i] for i in np.flatnonzero(items[u])), u == here)
            for u, unit in enumerate(self.kitchen.units)
            if looked[u]
        )
        facts = [f"burner {b + 1} {BURNER_WORDS[state]}" for b, state in enumerate(burner) if state]
        if not exploring and isinstance(episodes.recipes, StepTable):
            facts += heat_facts(episodes, self._since)
        facts += [f"note: {book.groups[g]} in {self.kitchen.units[u].name}" for g, u in enumerate(note) if u != NOTHING]
        recipe = None if exploring else book.recipes[int(episodes.recipe[0])]
        return Caption(
            exploring=exploring,
            title="Exploring, no reward" if recipe is None else f"Executing: cook {recipe.name}",
            elapsed=elapsed,
            limit=float(episodes.limit[0]),
            skill=self.skill,
            seen=seen,
            unseen=len(self.kitchen.units) - len(seen),
            facts=tuple(facts),
            needs=() if recipe is None else recipe_lines(episodes, book, self._since),
            failure=self._failure(),
            wanted=() if recipe is None else (*recipe.ingredients, *book.tools),
        )

    @property
    def _since(self) -> float:
        """Seconds since the skill began that is carried out; 0 where none is."""
        if not self._running or self.problem.sim is None:
            return 0.0
        return (self.problem.sim.client.steps - self._first_step) * TIME_STEP

    def _failure(self) -> str | None:
        if not self.problem.outcomes:
            return None
        action, outcome = self.problem.outcomes[-1]
        if outcome.success or outcome.reason is None:
            return None
        what = self.rules.skills.decode(action).skill
        what = "put" if what.startswith("put_") else what.replace("_", " ")
        return f"{what} failed: {outcome.reason.value.replace('_', ' ')}"


class _Announced(Policy):
    def __init__(self, inner: Policy, narrator: Narrator) -> None:
        self._inner, self._narrator = inner, narrator

    def __call__(self, observation: Observation) -> tuple[np.ndarray, np.ndarray]:
        narrator = self._narrator
        if narrator.stops and narrator.number > 0 and (late := narrator.too_late()):
            narrator.late = late
            narrator.announce(narrator.rules.stop)
            return np.array([narrator.rules.stop]), np.ones(1, bool)
        actions, greedy = self._inner(observation)
        narrator.announce(int(actions[0]))
        return actions, greedy

    def observe_reward(self, reward: np.ndarray) -> None:
        self._inner.observe_reward(reward)
