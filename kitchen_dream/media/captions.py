"""What is going on in a trial, in words: for the pictures of a film and for the lines in the window."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.spec import Kitchen
from kitchen_dream.problems.kitchen.physics import PhysicsKitchenProblem
from kitchen_dream.problems.spec import Observation
from kitchen_dream.rules.knowledge import Knowledge
from kitchen_dream.rules.skills import STOP, action_names, decode
from kitchen_dream.rules.state import BOWL_STATION, NOTHING, STOVE_STATION
from kitchen_dream.sim.engine.client import TIME_STEP
from kitchen_dream.trial.protocol import Learner

BURNER_WORDS = ("", "works", "broken")


@dataclass(frozen=True)
class Seen:
    """A unit that has been looked into, and what was seen there."""

    unit: str
    items: tuple[str, ...]
    here: bool
    """The robot looks into it right now, or has it open."""


@dataclass(frozen=True)
class Need:
    """One line of the recipe: what, and whether it is `missing`, `in hand` or `done`."""

    what: str
    status: str


@dataclass(frozen=True)
class Caption:
    """All that is told about one moment of a trial."""

    exploring: bool
    title: str
    elapsed: float
    limit: float
    skill: str
    seen: tuple[Seen, ...] = ()
    unseen: int = 0
    """Units that have not been looked into."""
    facts: tuple[str, ...] = ()
    """What else is known: burners, the note."""
    needs: tuple[Need, ...] = ()
    failure: str | None = None
    """What went wrong with the skill before this one."""
    wanted: tuple[str, ...] = field(default=())
    """Ingredients of the dish that is asked for."""


def skill_words(action: int, kitchen: Kitchen, contents: np.ndarray | None = None, held: int = NOTHING) -> str:
    """A skill in words; `contents` (SLOTS,) are the ids in the open unit and `held` that in the hand.

    Examples:
        >>> from kitchen_dream.kitchens.layout.generator import generate
        >>> skill_words(18, generate(0), held=cookbook().ingredient_id("tomato"))
        'put tomato into pot'
    """
    call, names = decode(action), cookbook().ingredients
    thing = names[held] if held != NOTHING else "nothing"
    if call.skill == "look":
        return f"look into {kitchen.units[call.argument].name}" if call.argument < len(kitchen.units) else "look at nothing"
    if call.skill == "take":
        item = NOTHING if contents is None else int(contents[call.argument])
        return f"take {names[item]}" if item != NOTHING else f"take from slot {call.argument + 1}"
    if call.skill in ("put_pot", "put_bowl"):
        return f"put {thing} into {'pot' if call.skill == 'put_pot' else 'bowl'}"
    return f"press burner {call.argument + 1}" if call.skill == "press" else action_names()[action].replace("_", " ")


def skill_station(action: int, here: int) -> int:
    """The station where a skill is carried out, `here` for those that stay."""
    skill = decode(action)
    places = {"look": skill.argument, "put_pot": STOVE_STATION, "press": STOVE_STATION, "put_bowl": BOWL_STATION}
    return places.get(skill.skill, here)


class Narrator:
    """Stands between a trial and its learner, and knows at every moment what is done and what has been seen.

    Give it to `run_trial` in the learner's place, and its `begin` as well. `on_skill` is called with an action before it is carried
    out, and `on_episode` with the number of an episode before it begins (the state is still that of the episode before).
    """

    def __init__(self, problem: PhysicsKitchenProblem, learner: Learner, kitchen: Kitchen) -> None:
        self.problem, self.learner, self.kitchen = problem, learner, kitchen
        self.explored: Knowledge | None = None
        """The map at the end of exploration."""
        self.action = STOP
        self.skill = ""
        self.number = 0
        self._first_step = 0
        self._running = False

    def begin(self, number: int) -> None:
        """An episode is about to begin."""
        known = self.problem.episodes.known
        self._running = False
        self.on_episode(number)
        if number == 1:
            self.explored = Knowledge(**{name: value.copy() for name, value in vars(known).items()})
        self.number = number
        self.action, self.skill = STOP, ""

    def explore(self, observation: Observation, epsilon: float = 0.0) -> np.ndarray:
        """The learner's choice, told."""
        return self._tell(self.learner.explore(observation, epsilon))

    def execute(self, observation: Observation, z: np.ndarray, epsilon: float = 0.0) -> np.ndarray:
        """The learner's choice, told."""
        return self._tell(self.learner.execute(observation, z, epsilon))

    def encode_trajectory(self, last: Observation) -> np.ndarray:
        """The learner's encoding."""
        return self.learner.encode_trajectory(last)

    def on_skill(self, action: int) -> None:
        """Called before a skill; to be replaced."""

    def on_episode(self, number: int) -> None:
        """Called before an episode; to be replaced."""

    def end(self) -> None:
        """The trial is over: the clock stands still."""
        self._running, self.skill = False, ""

    def _tell(self, actions: np.ndarray) -> np.ndarray:
        state = self.problem.episodes.state
        self.action = int(actions[0])
        contents = state.contents[0, max(int(state.open_unit[0]), 0)]
        self.skill = skill_words(self.action, self.kitchen, contents, int(state.held[0]))
        self._running = False
        self.on_skill(self.action)
        self._running = True
        self._first_step = self.problem.sim.client.steps if self.problem.sim else 0
        return actions

    def station(self) -> int:
        """The station of the skill that is carried out."""
        return skill_station(self.action, int(self.problem.episodes.state.station[0]))

    def caption(self) -> Caption:
        """This moment in words."""
        episodes, book = self.problem.episodes, cookbook()
        exploring = self.number == 0
        elapsed = float(episodes.elapsed[0])
        if self._running and self.problem.sim is not None:
            elapsed += (self.problem.sim.client.steps - self._first_step) * TIME_STEP
        known = episodes.known
        looked, items, burner, note = known.looked[0], known.seen[0], known.burner[0], known.note[0]
        if self.explored is not None and not exploring:
            items = np.where(looked[:, None], items, self.explored.seen[0])
            looked = looked | self.explored.looked[0]
            burner = np.where(burner != 0, burner, self.explored.burner[0])
            note = np.where(note != NOTHING, note, self.explored.note[0])
        call, opened = decode(self.action), int(episodes.state.open_unit[0])
        here = call.argument if call.skill == "look" else opened
        seen = tuple(
            Seen(unit.name, tuple(book.ingredients[i] for i in np.flatnonzero(items[u])), u == here)
            for u, unit in enumerate(self.kitchen.units)
            if looked[u]
        )
        facts = [f"burner {b + 1} {BURNER_WORDS[state]}" for b, state in enumerate(burner) if state]
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
            needs=() if recipe is None else self._needs(),
            failure=self._failure(),
            wanted=() if recipe is None else recipe.ingredients,
        )

    def _needs(self) -> tuple[Need, ...]:
        state, book = self.problem.episodes.state, cookbook()
        recipe = book.recipes[int(self.problem.episodes.recipe[0])]
        vessel = (state.pot if recipe.dish == "soup" else state.bowl)[0]
        needs = []
        for name in recipe.ingredients:
            item = book.ingredient_id(name)
            needs.append(Need(name, "done" if item in vessel else "in hand" if item == state.held[0] else "missing"))
        if recipe.dish == "soup":
            needs.append(Need("burner on", "done" if state.lit[0].any() else "missing"))
        return tuple(needs)

    def _failure(self) -> str | None:
        if not self.problem.outcomes:
            return None
        action, outcome = self.problem.outcomes[-1]
        if outcome.success or outcome.reason is None:
            return None
        what = decode(action).skill.removesuffix("_pot").removesuffix("_bowl").replace("_", " ")
        return f"{what} failed: {outcome.reason.value.replace('_', ' ')}"
