"""Checks kitchens from seeds: are they valid, and can an oracle cook in them, by the rules and in PyBullet?"""

import time
from dataclasses import asdict, dataclass, field

import numpy as np

from kitchen_dream.kitchens.checks.proof import check
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.kitchens.spec import Kitchen
from kitchen_dream.problems.kitchen.physics import PhysicsKitchenProblem
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.problems.kitchen.v1.physics import PhysicsStepKitchenProblem
from kitchen_dream.rules.planner import plan
from kitchen_dream.rules.ruleset import V0, RuleSet
from kitchen_dream.rules.tables import Tables, tabulate
from kitchen_dream.rules.v1.cooking import clock
from kitchen_dream.rules.v1.planner import proceed
from kitchen_dream.rules.v1.ruleset import V1
from kitchen_dream.sim.robot.grasp import GraspMode

ATTEMPTS = 2
"""Times that the oracle tries a skill that fails."""
PHYSICS = {V0.name: PhysicsKitchenProblem, V1.name: PhysicsStepKitchenProblem}
"""The problem in PyBullet of each variant of the rules."""


@dataclass
class SeedReport:
    """Results for the kitchen of one seed.

    Attributes:
        layout: its layout family.
        generate_ms: milliseconds of processor time to generate it, including the generator's own checks.
        problems: what the checks find, in words.
        offered: number of recipes that can be cooked there before their deadlines.
        cooked: number of these that the oracle finishes in the abstract backend."""

    seed: int
    layout: str
    generate_ms: float
    problems: list[str]
    offered: int
    cooked: int


@dataclass
class CookedDish:
    """One dish that the oracle cooked.

    success: whether it was finished before its deadline. seconds, deadline: robot's seconds used, and allowed. skills:
    number of skills tried. failures: skill and typed reason of each failure. why: of a dish that is not finished:
    ruined, out of time, or not done at the end of the plan."""

    success: bool
    seconds: float
    deadline: float
    skills: int
    failures: list[str] = field(default_factory=list)
    why: str = ""


def try_seed(seed: int) -> SeedReport:
    """Generate and check the kitchen of a seed, and let the oracle cook every recipe offered there, by the rules."""
    began = time.process_time()
    kitchen = generate(seed)
    took = time.process_time() - began
    tables = tabulate([kitchen])
    recipes = offers(tables)
    cooked = [cook(problem_for(tables, recipe), recipe) for recipe in recipes]
    problems = [str(problem) for problem in check(kitchen)]
    finished = sum(dish.success for dish in cooked)
    return SeedReport(seed, kitchen.layout, round(took * 1e3, 2), problems, len(recipes), finished)


def offers(tables: Tables, rules: RuleSet = V0) -> list[int]:
    """Ids of the recipes that can be cooked before their deadlines in the only kitchen of `tables`."""
    return [int(recipe) for recipe in np.flatnonzero(rules.feasible(tables)[0])]


def problem_for(tables: Tables, recipe: int) -> KitchenProblem:
    """The abstract problem of a split that instructs the recipe."""
    return KitchenProblem(tables, split_of(recipe), 1)


def split_of(recipe: int, rules: RuleSet = V0) -> str:
    """A split that instructs the recipe."""
    return "test_recipes" if recipe in rules.book.held_out else "train"


def fastest(tables: Tables, recipe: int, rules: RuleSet) -> list[int]:
    """Actions of the fastest plan in the only kitchen of `tables`; none where there is no plan."""
    if rules is V1:
        return V1.plan(tables, 0, recipe) or []
    found = plan(tables, 0, recipe)
    return found[0] if found else []


def cook(problem: KitchenProblem, recipe: int) -> CookedDish:
    """Cook a recipe as the oracle does: carry out the fastest plan in the problem's first kitchen.

    A skill that fails is tried once more. In PyBullet, skills may fail or take longer than the rules say."""
    rest, over = fastest(problem.tables, recipe, problem.rules), False
    problem.begin(np.zeros(1, int), np.array([recipe]))
    out = CookedDish(False, 0.0, round(float(problem.episodes.limit[0]), 2), 0)
    while rest and not over:
        action = _next(problem, rest)
        for _ in range(ATTEMPTS):
            if over or not problem.episodes.mask[0, action]:
                over = True  # no time is left for it, or the kitchen is not as it should be
                break
            step = problem.step(np.array([action]))
            out.skills += 1
            out.seconds += float(step.seconds[0])
            over = bool(step.terminated[0] or step.truncated[0])
            reason = _failure(problem)
            if reason is None:
                break
            out.failures.append(f"{problem.rules.skills.decode(action).skill}: {reason}")
    out.success = bool(problem.succeeded()[0])
    out.seconds = round(out.seconds, 2)
    out.why = "" if out.success else why_not_done(problem)
    return out


def why_not_done(problem: KitchenProblem) -> str:
    """Why the dish of the problem's only episode is not finished."""
    if problem.episodes.progress.ruined[0]:
        return "ruined"
    return "not done" if problem.episodes.mask[0].sum() > 1 else "out of time"


def _next(problem: KitchenProblem, rest: list[int]) -> int:
    """The next action of a plan, taken off `rest`."""
    if problem.rules is V0:
        return rest.pop(0)
    episodes = problem.episodes
    return proceed(rest, float(clock(episodes.state, episodes.recipes, episodes.recipe).left[0]))


def _failure(problem: KitchenProblem) -> str | None:
    """Why the last skill failed, or None. Skills of the abstract backend never fail."""
    if not isinstance(problem, PhysicsKitchenProblem) or not problem.outcomes:
        return None
    reason = problem.outcomes[-1][1].reason
    return reason.value if reason is not None else None


def physical_trial(seed: int, grasp: GraspMode = "assisted") -> dict:
    """Let the oracle cook a dish, which the seed draws, in the kitchen of a seed in PyBullet.

    Returns plain data. Raises ValueError if no dish can be cooked there in time."""
    return trial_in(generate(seed), seed, grasp)


def trial_in(kitchen: Kitchen, seed: int, grasp: GraspMode = "assisted", rules: RuleSet = V0) -> dict:
    """The same in any kitchen, whose contents are of the rules' cookbook; `seed` draws the dish."""
    tables = tabulate([kitchen], rules.book)
    recipes = offers(tables, rules)
    if not recipes:
        raise ValueError(f"seed {seed}: no dish can be cooked there before its deadline; choose another seed")
    recipe = recipes[int(np.random.default_rng([seed, 97]).integers(len(recipes)))]
    began = time.process_time()
    problem = PHYSICS[rules.name](tables, split_of(recipe, rules), kitchens={0: kitchen}, grasp=grasp)
    try:
        cooked = cook(problem, recipe)
        force = max((outcome.max_force for _, outcome in problem.outcomes), default=0.0)
    finally:
        problem.close()
    cpu = round(time.process_time() - began, 2)
    head = {"seed": seed, "layout": kitchen.layout, "recipe": rules.book.recipes[recipe].name}
    return head | asdict(cooked) | {"max_force": round(force, 1), "cpu_seconds": cpu}
