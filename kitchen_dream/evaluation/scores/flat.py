"""Exact scores on flat problems: every problem of a split with every instruction, weighted by its chance."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kitchen_dream.agents.policy import RunConfig
from kitchen_dream.agents.sequences.base import SequenceAgent
from kitchen_dream.problems.flat import FLAT_PROBLEMS, FlatProblem
from kitchen_dream.problems.reference import flat_reference
from kitchen_dream.problems.sign_room.rules import SignRoomProblem
from kitchen_dream.trial.agent_trial import execute, explore
from kitchen_dream.trial.settings import with_setting

SIGN_TRIALS = 2160
"""Trials at most that a score in sign rooms is made of."""

PARTS = ("train", "test")
"""The splits that a flat problem names: what is trained on, and what is tested on."""

Score = Callable[[SequenceAgent], dict[str, float]]


def part_scorer(config: RunConfig, part: str) -> Score:
    """The scorer of one of PARTS, or of `validation`, for a run: of its problem, drawn by its seed, in its setting.

    Raises ValueError where a problem has no validation split.
    """
    flat = FLAT_PROBLEMS[config.problem]
    split = {"train": flat.train, "test": flat.test, "validation": flat.validation}[part]
    if not split:
        raise ValueError(f"the problem {config.problem} has no validation split; use one of: {', '.join(PARTS)}")
    return scorer(flat, split, config.seed if flat.drawn else 0, config.setting, config.executions)


def scorer(flat: FlatProblem, split: str, split_seed: int = 0, setting: str = "instructed", executions: int = 1) -> Score:
    """A function that plays all trials of a split greedily: the mean return, and (return - blind) / (oracle - blind).

    Agents are deterministic and so are the grids: this is the expectation itself, without sampling error. Drawn, and always
    the same, are only the instruction of explorations with rewards, the facts told in part, and the instructions of executions
    beyond the first of a trial. The scale is that of the instructed problem in all settings.

    Sign rooms have many starts: every problem and instruction is played from as many of them as SIGN_TRIALS allows (in the published
    room from all), each paired with another start of the exploration. `sign_in_view` is the share of explorations in which a frame told
    the words apart, by a pixel at least: what a policy can know. `sign_read` is the share in which 40 pixels did: what people can read.
    """
    one = flat.kind(split, split_seed=split_seed)
    chance = one.instruction_chances(np.arange(len(one)))
    problems, goals = np.nonzero(chance)
    weight = chance[problems, goals] / chance.sum()
    starts, tasks = None, np.arange(len(weight))
    if isinstance(one, SignRoomProblem):
        starts, times = _starts(one, len(weight), executions)
        problems, goals, weight, tasks = (np.repeat(value, times) for value in (problems, goals, weight / times, tasks))
    grid = flat.kind(split, len(weight), split_seed=split_seed)
    reference = flat_reference(flat.kind, split, split_seed)

    def score(agent: SequenceAgent) -> dict[str, float]:
        problem, rng = with_setting(grid, setting), np.random.default_rng(7)
        rows = tasks if setting == "uninstructed" else problems
        first = np.zeros_like(goals) if setting == "uninstructed" else goals
        instructions = np.stack([first, *(problem.sample_instructions(rows, rng) for _ in range(executions - 1))])
        if starts is not None:
            grid.line_up(starts)
        exploration = explore(problem, agent, rows, rng if agent.config.rewards_in_exploration else None)
        signs = {"sign_in_view": grid.sign_in_view, "sign_read": grid.read} if starts is not None else {}
        shares = {name: float((seen * weight).sum()) for name, seen in signs.items()}
        episodes = execute(problem, agent, rows, instructions, agent.encode(exploration))
        returns, success = (np.mean([getattr(e, name) for e in episodes], axis=0) for name in ("returns", "success"))
        mean = float((returns * weight).sum())
        return {
            "normalized_score": reference.normalized(mean),
            "return_mean": mean,
            "share_of_oracle": mean / reference.oracle,
            "success_rate": float((success * weight).sum()),
            "explore_steps": float((exploration.valid.sum(0) * weight).sum()),
        } | shares

    return score


def _starts(problem: SignRoomProblem, pairs: int, executions: int) -> tuple[list[np.ndarray], int]:
    """Starts (B,) of an exploration and of each execution, the same at every call, and how many there are by problem and instruction."""
    rng, every = np.random.default_rng(11), problem.starts_by_room
    times = max(1, min(every, SIGN_TRIALS // pairs))
    # Distinct starts for each pair, and in every episode others: drawn without replacement.
    return [np.concatenate([rng.permutation(every)[:times] for _ in range(pairs)]) for _ in range(executions + 1)], times
