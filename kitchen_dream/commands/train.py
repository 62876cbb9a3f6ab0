"""`train`: from nothing to a robot chef, with a table and a video at the end."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import tyro

from kitchen_dream.agents.policy import RunConfig, settings_of
from kitchen_dream.agents.registry import KITCHEN_METHODS, changed
from kitchen_dream.commands.options import PROBLEMS, one_of, positive
from kitchen_dream.commands.train_flat import CLOCKS, run_name, train_flat
from kitchen_dream.commands.train_kitchen import LOOKS, check_pictures, train_kitchen
from kitchen_dream.trial.settings import KITCHEN_SETTINGS, SETTINGS


def train(
    problem: str = "kitchen",
    agent: str = "dream",
    seed: int = 0,
    out: Path | None = None,
    minutes: float = RunConfig.minutes,
    resume: bool = False,
    kitchens: int = RunConfig.kitchens,
    layout: Path | None = None,
    sparse: bool = False,
    instruction: Annotated[str, tyro.conf.arg(metavar="{ingredients,name}")] = "ingredients",
    video: bool = True,
    setting: Annotated[str, tyro.conf.arg(metavar="{instructed,told,part-told,uninstructed,no-exploration}")] = "instructed",
    executions: int = 1,
    look: Annotated[str, tyro.conf.arg(metavar="{symbols,picture}")] = "symbols",
    clock: Annotated[str, tyro.conf.arg(metavar="{wall,cpu}")] = "wall",
    change: tuple[str, ...] = (),
) -> None:
    """Train a method (by default DREAM) on random kitchens, compare it on held-out ones, and film one trial in PyBullet.

    With --problem map, bus, cooking or cooking-fair: train on a published grid problem instead.

    Args:
        problem: what to train on: kitchen, or a grid: map, bus, cooking, cooking-fair.
        agent: the method: dream, rl2, varibad, import, random and others; see `python run.py benchmark --help`.
        seed: seed of networks, episodes and order.
        out: run folder; without it runs/PROBLEM-AGENT-SEED.
        minutes: wall time for training, without making kitchens and the final table.
        resume: go on from the run folder's last checkpoint, with its settings.
        kitchens: number of training kitchens.
        layout: train on kitchens of this layout file (YAML) instead of random layouts; the run folder keeps a copy.
        sparse: reward the finished dish only, and not the steps on the way.
        instruction: ask for dishes by their ingredients or by their name.
        video: film a trial at the end.
        setting: what a trial tells; instructed: the article's protocol; told: every fact about the problem, so that exploration
            is not needed; part-told: half of the facts; uninstructed: standard meta-RL, goals are inferred from rewards;
            no-exploration: the first execution explores, its rewards are ignored (grids and sign rooms).
        executions: grids: executions of a trial.
        look: kitchens: what a look into a unit shows, the names of what lies there, or the head camera's picture (with --no-video).
            Taking the pictures comes on top, once.
        clock: what minutes are counted by; cpu time is fair to runs that share a machine.
        change: settings of the agent to change, such as gamma=0.95.
    """
    one_of("problem", problem, PROBLEMS)
    one_of("clock", clock, tuple(CLOCKS))
    one_of("setting", setting, tuple(SETTINGS))
    one_of("look", look, LOOKS)
    positive("executions", executions)
    positive("minutes", minutes)
    if problem != "kitchen":
        if layout is not None:
            raise ValueError("--layout: layouts are kitchens; leave --problem out")
        if look != "symbols":
            raise ValueError("--look: looks are taken in kitchens; leave --problem out")
        train_flat(problem, agent, seed, out, minutes, resume, setting, executions, clock, change)
        return
    one_of("agent", agent, tuple(KITCHEN_METHODS))
    one_of("setting", setting, KITCHEN_SETTINGS)
    if setting == "uninstructed" and (sparse or video):
        raise ValueError("--setting uninstructed: goals are inferred from dense rewards, and are not filmed; add --no-video, no --sparse")
    if look == "picture":
        check_pictures(agent, setting, layout, video)
    settings = changed(settings_of(problem, agent), change)
    one_of("instruction", instruction, ("ingredients", "name"))
    positive("kitchens", kitchens)
    if executions != 1:
        raise ValueError("--executions: kitchens are trained on one execution a trial; leave it out")
    name = run_name(problem, agent, setting, 1, seed) if look == "symbols" else run_name("kitchen-picture", agent, setting, 1, seed)
    config = RunConfig(problem, agent, seed, kitchens, minutes, not sparse, instruction, settings, setting, look=look)
    train_kitchen(config, out or Path("runs") / name, resume, clock, layout, video)
