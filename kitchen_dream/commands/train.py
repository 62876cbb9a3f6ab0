"""`train`: a method learns on a problem; scores on all splits, and a film of a trial, at the end."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import tyro
from rich.console import Console

from kitchen_dream.agents.device import card, find_device
from kitchen_dream.commands.bars import Bars
from kitchen_dream.commands.options import positive, problem_options
from kitchen_dream.core.hardware import usable_cores
from kitchen_dream.evaluation.experiment import Listener, budget_for, resumed, run_experiment
from kitchen_dream.evaluation.scores.words import print_scores
from kitchen_dream.problems.registry import problem_family
from kitchen_dream.training.checkpoint import CHECKPOINT
from kitchen_dream.training.checkpoint import Progress as Done
from kitchen_dream.training.duration import estimate, steps_done
from kitchen_dream.training.loop import Budget, Stopped
from kitchen_dream.training.policies import load_policy
from kitchen_dream.training.run_config import Run, new_run, policy_folder, run_name
from kitchen_dream.training.trackers.tracker import find_tracker


def train(
    problem: str | None = None,
    agent: str | None = None,
    seed: int | None = None,
    steps: int | None = None,
    minutes: float | None = None,
    out: Path | None = None,
    resume: bool = False,
    start_from: Annotated[Path | None, tyro.conf.arg(name="from")] = None,
    preset: str | None = None,
    setting: str | None = None,
    executions: int | None = None,
    option: tuple[str, ...] = (),
    layout: Path | None = None,
    kitchens: int | None = None,
    changes: Annotated[tuple[str, ...], tyro.conf.arg(name="set")] = (),
    eval_every: int | None = None,
    trials: int | None = None,
    device: str = "cpu",
    cores: int | None = None,
    track: str = "tensorboard",
    video: bool = True,
) -> None:
    """Train a method (by default DREAM) on a problem (by default random kitchens), score it on all splits, and film one
    trial.

    The run folder holds config.yaml (all settings), policy.safetensors, checkpoint.safetensors, metrics.csv,
    TensorBoard's curves (see --track) and, at the end, result.json. A run is its configuration, its seed and its number
    of steps: stopping and resuming changes nothing. The first line says about how long everything will take, by a look
    at how fast this machine is now; what the bar shows to be left is measured on the way.

    Args:
        problem: kitchen, map, bus, cooking, cooking-fair, sign-room and its variants, or a family of your own:
            package.module:Family.
        agent: dream, rl2, varibad, import, first-explore (each but dream also with -rewards), random, scripted, an
            ablation of DREAM such as dream-no-bottleneck, or a method of your own: package.module:Class.
        seed: seed of networks, episodes and order; 0 without it.
        steps: environment steps of the training; without it the problem's own budget. With --resume: until so many in
            all.
        minutes: stop early after so much wall time, saved and ready for --resume.
        out: run folder; without it runs/PROBLEM-AGENT-SEED.
        resume: go on from the run folder's last checkpoint, with everything that the run was begun with.
        start_from: begin with the weights of a policy (a run folder or a shipped one) instead of fresh ones.
        preset: an overlay of settings, such as paper.
        setting: what a trial tells: instructed (the paper's), oracle_facts, partial_facts, standard_meta_rl,
            no_exploration, several_ids, shared_ids.
        executions: executions of a trial; 1 without it.
        option: options of the problem's family, such as dense=false or look=picture.
        layout: train on kitchens of this layout file (YAML); the same as --option layout=FILE.
        kitchens: number of training kitchens; the same as --option kitchens=N.
        changes: settings of the method to change, such as gamma=0.95.
        eval_every: environment steps between evaluations on validation problems.
        trials: trials of every score, at most; without it as many as the problem scores by.
        device: where it learns: cpu, cuda (a graphics card), or auto (a card if there is one). Equal seeds give equal
            numbers to the bit on a processor alone.
        cores: 2 plays trials beside learning, 1 in turn; without it as many as there are. What is learnt is the same.
        track: where curves and scores go besides: tensorboard (events in the run folder), wandb (Weights & Biases), or
            trackio (a database on this machine); the latter two are the extra track.
        video: film a trial at the end."""
    for name, value in (("steps", steps), ("minutes", minutes), ("executions", executions), ("trials", trials)):
        positive(name, value)
    positive("eval-every", eval_every)
    positive("cores", cores)
    find_tracker(track)
    options = problem_options(option, layout=None if layout is None else str(layout), kitchens=kitchens)
    asked: dict[str, Any] = {"problem": problem, "agent": agent, "seed": seed, "preset": preset, "setting": setting}
    asked |= {"executions": executions}
    if resume:
        folder = out or Path("runs") / f"{problem or 'kitchen'}-{agent or 'dream'}-{seed or 0}"
        run = resumed(folder)
        _refuse_other(run, asked, options, changes, start_from)
    else:
        given = {name: value for name, value in asked.items() if value is not None and name not in ("problem", "agent")}
        run = new_run(problem or "kitchen", agent or "dream", options=options, changes=changes, **given)
        folder = out or Path("runs") / run_name(run.config)
    budget = budget_for(run.family, steps, eval_every, minutes)
    console = Console()
    config = run.config
    what = f"training {config.agent} on {config.problem}, seed {config.seed}, {budget.steps:,} steps"
    where = f" on {found}" if (found := card(find_device(device))) else ""
    done, cores = steps_done(folder) if resume else 0, cores or usable_cores()
    expected = estimate(run, budget, done, find_device(device).type, video, cores)
    time = f"{expected} in all" if expected else "for how long shows after the first rounds"
    console.print(f"{what}, {time}, into {folder}{where}", highlight=False)
    if hint := _shipped_plays(run, resume, start_from):
        console.print(hint, highlight=False, markup=False)
    try:
        with Bars(console) as bars:
            how: dict[str, Any] = {"resume": resume, "start_from": start_from, "trials": trials}
            how |= {"device": device, "cores": cores, "track": track, "listener": _listener(bars)}
            result = run_experiment(run, folder, budget, **how)
    except Stopped as stopped:
        console.print(str(stopped), highlight=False)
        raise SystemExit(stopped.status) from None
    except KeyboardInterrupt:
        begun = (folder / CHECKPOINT).exists()
        told = "go on with --resume" if begun else "nothing was saved yet; the same command begins anew"
        raise SystemExit(f"stopped; {told}") from None
    rows = [{"split": split} | scores for split, scores in result.scores.items()]
    title = f"{config.agent} on {config.problem} after {result.progress.steps:,} steps"
    print_scores(console, title, rows, [f"On test: {result.in_words}"])
    if video:
        from kitchen_dream.media.trial_film import film_policy

        target = folder / "trial.mp4"
        try:
            with console.status("filming a trial"):
                film_policy(load_policy(folder), target)
            console.print(f"a trial: {target}", highlight=False)
        except ValueError as error:  # trained and saved it is all the same
            console.print(f"no film: {error}", highlight=False, markup=False)


def _shipped_plays(run: Run, resume: bool, start_from: Path | None) -> str:
    """What is worth to know before one trains on a layout of one's own; "" if that is not what is done."""
    layout = run.config.options.get("layout")
    if not layout or resume or start_from is not None or run.config.agent != "dream":
        return ""
    where = os.path.relpath(policy_folder(None, run.config.problem))
    scored = f"python run.py evaluate --layout {layout} --trials 100"
    return f"The shipped policy plays there untrained: `{scored}` scores it; `--from {where}` goes on from it."


def _refuse_other(
    run: Run, asked: dict[str, Any], options: dict[str, Any], changes: tuple[str, ...], start_from: Path | None
) -> None:
    """Raise ValueError for what a command line asks for otherwise than the run that it resumes."""
    have = run.config.model_dump()
    for name, value in asked.items():
        if value is not None and value != have[name]:
            begun = "none" if have[name] == "" else have[name]
            raise ValueError(f"--{name} {value}: the run to be resumed has {begun}; leave --{name} out")
    for name, value in options.items():
        # An option that says what is usual is none, and is not kept.
        if problem_family(run.config.problem, **(have["options"] | {name: value})).options() != have["options"]:
            began = have["options"].get(name, "the usual one")
            raise ValueError(f"--option {name}={value}: the run to be resumed has {began}; leave it out")
    for change in changes:
        raise ValueError(f"--set {change}: a run that is resumed keeps its settings; leave it out")
    if start_from is not None:
        raise ValueError(f"--from {start_from}: a run that is resumed has its weights already; leave it out")


def _listener(bars: Bars) -> Listener:
    """Shows what is being made before, then the training."""

    def training(done: Done, budget: Budget) -> None:
        score = done.scores.get("normalized_score")
        told = "-" if score is None else f"{score:.3f}"
        bars.show("training", done.steps, budget.steps, f"{done.steps:,} steps, validation {told}")

    return Listener(bars.show, training)
