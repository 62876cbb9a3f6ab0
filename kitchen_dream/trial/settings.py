"""The settings of the one protocol by name, each with one meaning on every problem: what a trial tells."""

from collections.abc import Callable

from kitchen_dream.core.plugins import unknown
from kitchen_dream.problems.base import BatchProblem, ProblemFamily, TrialSet
from kitchen_dream.problems.spec import ProblemSpec
from kitchen_dream.trial.facts import FactsTold
from kitchen_dream.trial.ids import SeveralIds, SharedIds
from kitchen_dream.trial.no_exploration import FirstExecution
from kitchen_dream.trial.standard_meta_rl import StandardMetaRL

SETTINGS = {
    "instructed": "exploration without reward or instruction, then executions with instructions: the paper's",
    "oracle_facts": "the same, and every fact about the problem told: a control in which exploration is not needed",
    "partial_facts": "the same, and each fact told with chance one half, drawn anew for every trial",
    "standard_meta_rl": "no instruction; the goal stays the same in a trial and is inferred from rewards",
    "no_exploration": "the first episode is an execution as well, with an instruction; its rewards are ignored in "
    "training",
    "several_ids": "as instructed; in training each problem has four ids, told apart by a number that says nothing",
    "shared_ids": "as instructed; in training several problems have one id, which leaves every second fact out",
}

PARTIAL = 0.5
"""How likely each fact is told with `partial_facts`."""

_WRAPPERS: dict[str, tuple[Callable[[BatchProblem], BatchProblem], Callable[[ProblemSpec], ProblemSpec]]] = {
    "oracle_facts": (lambda problem: FactsTold(problem, 1.0), FactsTold.spec_of),
    "partial_facts": (lambda problem: FactsTold(problem, PARTIAL), FactsTold.spec_of),
    "standard_meta_rl": (StandardMetaRL, StandardMetaRL.spec_of),
    "no_exploration": (FirstExecution, FirstExecution.spec_of),
    "several_ids": (SeveralIds, SeveralIds.spec_of),
    "shared_ids": (SharedIds, SharedIds.spec_of),
}


def check_setting(family: ProblemFamily, setting: str) -> None:
    """Raise ValueError for a setting that is unknown, or that a family does not have."""
    if setting not in SETTINGS:
        raise ValueError(unknown("setting", setting, list(SETTINGS)))
    if setting not in family.settings:
        raise ValueError(f"setting {setting}: {family.name} does not have it; use one of: {', '.join(family.settings)}")


def make_batch(family: ProblemFamily, split: str, num_envs: int, setting: str) -> BatchProblem:
    """`num_envs` episodes side by side in a setting: played by the family itself, or by a wrapper around it."""
    check_setting(family, setting)
    if family.plays(setting):
        return family.batch(split, num_envs, setting)
    return _WRAPPERS[setting][0](family.batch(split, num_envs))


def spec_in(family: ProblemFamily, setting: str) -> ProblemSpec:
    """The spec of a family's batches in a setting."""
    check_setting(family, setting)
    return family.spec_in(setting) if family.plays(setting) else _WRAPPERS[setting][1](family.spec)


def trials_of(problem: BatchProblem, trials: TrialSet) -> TrialSet:
    """A family's trials as a batch of `make_batch` counts them."""
    return problem.tasks(trials) if isinstance(problem, StandardMetaRL) else trials
