"""The settings of the one protocol by name: what a trial tells, and what it keeps back."""

from __future__ import annotations

from kitchen_dream.problems.grids.rules import GridProblem
from kitchen_dream.problems.spec import ProblemSpec
from kitchen_dream.trial.first_execution import FirstExecution
from kitchen_dream.trial.rollout import BatchProblem
from kitchen_dream.trial.told import Told, told_spec
from kitchen_dream.trial.uninstructed import Uninstructed, uninstructed_spec

PART = 0.5
"""Share of the facts that `part-told` tells."""

SETTINGS = {
    "instructed": "exploration without reward or instruction, then executions with instructions: the article's",
    "told": "the same, and every fact about the problem told: a control in which exploration is not needed",
    "part-told": "the same, and half of the facts told, drawn anew for every trial",
    "uninstructed": "standard meta-RL: no instruction; the goal stays the same in a trial and is inferred from rewards",
    "no-exploration": "the first episode is an execution as well, with an instruction; its rewards are ignored, and it explores",
}


KITCHEN_SETTINGS = tuple(name for name in SETTINGS if name != "no-exploration")
"""Settings that kitchens have: their explorations and executions play by different rules and clocks."""

TOLD = {"instructed": 0.0, "told": 1.0, "part-told": PART}
"""Share of the facts told, for settings of kitchens."""


def with_setting(problem: GridProblem, setting: str, seed: int = 0) -> BatchProblem:
    """A batch of flat episodes in a setting; `seed` draws what is told. Raises KeyError for an unknown one."""
    return {
        "instructed": lambda: problem,
        "told": lambda: Told(problem, 1.0, seed),
        "part-told": lambda: Told(problem, PART, seed),
        "uninstructed": lambda: Uninstructed(problem),
        "no-exploration": lambda: FirstExecution(problem, seed),
    }[setting]()


def setting_spec(spec: ProblemSpec, setting: str) -> ProblemSpec:
    """Sizes of a flat problem in a setting."""
    change = {"told": told_spec, "part-told": told_spec, "uninstructed": uninstructed_spec}
    return change[setting](spec) if setting in change else spec
