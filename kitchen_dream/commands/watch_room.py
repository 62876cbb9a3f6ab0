"""`watch` for sign rooms: a film of a trial under each word. There is no window: a trial takes 40 steps."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from kitchen_dream.agents.policy import RunConfig, load_policy
from kitchen_dream.commands.options import one_of, writable
from kitchen_dream.evaluation.scores.flat import PARTS
from kitchen_dream.media.sign_film import write_film
from kitchen_dream.media.sign_trial import sign_trials
from kitchen_dream.problems.sign_room.rules import SIGN_ROOMS
from kitchen_dream.sim.sign_room.layout import KINDS


def watch_room(folder: Path, config: RunConfig, seed: int, video: Path | None, split: str) -> None:
    """Write the film of a run folder's policy and say how it went; see `commands.watch.watch` for the arguments."""
    one_of("split", split, PARTS)
    if seed < 0:
        raise ValueError(f"--seed must be 0 or above, got {seed}")
    target = video or Path("sign-room.mp4")
    writable("video", target, ".mp4", ".gif")
    agent, _, _ = load_policy(folder, config.problem)
    if config.setting != "instructed" or agent.config.rewards_in_exploration:
        raise ValueError(f"{folder}: the policy is told more than the instructions of executions; only trials as published are filmed")
    trials = sign_trials(agent, SIGN_ROOMS[config.problem](split, len(KINDS)), seed)
    write_film(trials, target)
    for trial in trials:
        Console().print(f"{target}: {trial.line()}", highlight=False, soft_wrap=True)
