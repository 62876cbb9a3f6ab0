"""The readers of files that the fuzz test feeds, each with whole files to damage and what must hold for what it takes.

A reader raises ValueError or OSError for a file that it refuses, and Nonsense where it took what it should not have."""

from __future__ import annotations

import io
import random
import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import redirect_stderr
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import torch

import kitchen_dream as kd
from fuzzing.mutations import json_bytes, npz_bytes, safetensors_bytes, text_bytes, yaml_bytes
from kitchen_dream.agents.overlays import budget_of, settings_of
from kitchen_dream.agents.registry import find_method
from kitchen_dream.core.resources import ASSETS
from kitchen_dream.evaluation.benchmark.results import SCORES, read_curve, read_result
from kitchen_dream.evaluation.experiment import RESULT
from kitchen_dream.kitchens.checks.proof import check
from kitchen_dream.kitchens.cookbook import MOST_GROUPS, RECIPES, read_cookbook
from kitchen_dream.kitchens.files.kitchen_files import dump_kitchen, load_kitchen
from kitchen_dream.problems.kitchen import kitchen_set
from kitchen_dream.rules.tables import tabulate
from kitchen_dream.training.checkpoint import CHECKPOINT, load_checkpoint
from kitchen_dream.training.collector import Collector
from kitchen_dream.training.duration import steps_done
from kitchen_dream.training.log import METRICS
from kitchen_dream.training.policies import WEIGHTS, load_policy
from kitchen_dream.training.run_config import CONFIG, RunConfig, load_config, run_of
from kitchen_dream.trial.settings import make_batch

SMALL = ("num_envs=8", "batch_size=4", "hidden=8", "explore_hidden=8", "code_size=4", "replay_size=64")
"""Settings of the run whose files are damaged."""


_scratch = tempfile.TemporaryDirectory(prefix="kitchen_dream_fuzz_")


class Nonsense(Exception):
    """A reader took what it should have refused."""


@dataclass(frozen=True)
class Reader:
    """Something that reads files, and how these are made and damaged."""

    name: str
    share: int
    """Of 100 inputs."""
    whole: Callable[[], tuple[bytes, ...]]
    """Files that are right, to be damaged."""
    damage: Callable[[bytes, random.Random], bytes]
    read: Callable[[Path, bytes], None]
    """Reads the damaged file, in a scratch folder of its own."""


def hold(true: bool, what: str) -> None:
    """Raise Nonsense unless something is true of what was taken."""
    if not true:
        raise Nonsense(what)


def finite(*arrays: np.ndarray | torch.Tensor) -> bool:
    """Whether all numbers are."""
    return all(bool(np.isfinite(np.asarray(array)).all()) for array in arrays)


@cache
def run_folder() -> Path:
    """A small finished run of DREAM on the map, made once."""
    folder = Path(_scratch.name) / "run"
    kd.train("map", steps=600, eval_every=200, trials=2, out=folder, cores=1, changes=SMALL)
    return folder


def of_run(name: str) -> Callable[[], tuple[bytes, ...]]:
    """A file of the small run."""
    return lambda: ((run_folder() / name).read_bytes(),)


def beside(folder: Path, name: str, data: bytes) -> Path:
    """A copy of the small run in which one file is damaged."""
    run = folder / "copy"
    if not run.is_dir():
        shutil.copytree(run_folder(), run, ignore=shutil.ignore_patterns("tensorboard"))
    for other in (CONFIG, WEIGHTS, CHECKPOINT, METRICS, RESULT):
        shutil.copyfile(run_folder() / other, run / other)
    (run / name).write_bytes(data)
    return run


# ---- files of kitchens ----------------------------------------------------------------------------------------------


def layout(folder: Path, data: bytes) -> None:
    """What is taken has no defect, comes back from its own file, and has finite times."""
    path = folder / "kitchen.yaml"
    path.write_bytes(data)
    kitchen = load_kitchen(path)
    hold(check(kitchen) == [], "a kitchen with defects")
    path.write_text(dump_kitchen(kitchen), encoding="utf-8")
    hold(load_kitchen(path) == kitchen, "it does not come back")
    tables = tabulate([kitchen])
    hold(finite(tables.position, tables.travel, tables.open_look, tables.take), "times that are not finite")


def cookbook(folder: Path, data: bytes) -> None:
    """What is taken has enough recipes of known ingredients, and nothing stands in it twice."""
    path = folder / "cookbook.yaml"
    path.write_bytes(data)
    book = read_cookbook(path)
    names = [recipe.name for recipe in book.recipes]
    hold(len(set(names)) == len(names) >= RECIPES and len(set(book.ingredients)) == len(book.ingredients), "names")
    hold(2 <= len(book.groups) <= MOST_GROUPS and len(book.held_out) < len(names), "groups")
    hold(all(set(recipe.ingredients) <= set(book.ingredients) for recipe in book.recipes), "unknown ingredients")
    hold(all(isinstance(name, str) and name.strip() for name in (*names, *book.ingredients, *book.groups)), "no names")


def overlay(folder: Path, data: bytes) -> None:
    """What is taken are settings that come back from what a run keeps of them."""
    path = folder / f"{hash(data)}.yaml"  # overlays are read once
    path.write_bytes(data)
    method = find_method("dream")
    settings = settings_of(method, str(path))
    hold(type(settings)(**settings.model_dump()) == settings, "settings that do not come back")
    hold(all(value >= 1 for value in budget_of(str(path)).values()), "a budget below 1")


# ---- files of runs --------------------------------------------------------------------------------------------------


def config(folder: Path, data: bytes) -> None:
    """What is taken makes a run with an agent, and comes back."""
    run_at = beside(folder, CONFIG, data)
    told = load_config(run_at)
    hold(RunConfig(**told.model_dump()) == told, "it does not come back")
    run = run_of(told, run_at)
    hold(run.num_envs >= 1, "no trials side by side")


def weights(folder: Path, data: bytes) -> None:
    """What is taken acts, with finite weights."""
    loaded = load_policy(beside(folder, WEIGHTS, data))
    hold(finite(*loaded.agent.policy_state().values()), "weights that are not finite")
    hold(loaded.agent.updates >= 0, "fewer than no updates")
    hold(finite(loaded.play(count=1).returns), "returns that are not finite")


def checkpoint(folder: Path, data: bytes) -> None:
    """What is taken goes on: a round of trials and an update."""
    run_at = beside(folder, CHECKPOINT, data)
    run = run_of(load_config(run_at), run_at)
    problem = make_batch(run.family, "train", run.num_envs, "instructed")
    agent = run.make_agent(len(problem))
    collector = Collector(agent, problem, 1, 0)
    progress = load_checkpoint(run_at, agent, collector)
    hold(progress.steps >= 0 and progress.updates >= 0 and finite(np.array(progress.wall_seconds)), "its progress")
    hold(all(value.is_floating_point() <= finite(value) for value in agent.training_state().values()), "not finite")
    collector.collect()
    agent.update()


def metrics(folder: Path, data: bytes) -> None:
    """What is taken are finite numbers."""
    run_at = beside(folder, METRICS, data)
    hold(steps_done(run_at) >= 0, "fewer than no steps")
    steps, scores = read_curve(run_at / METRICS)
    hold(len(steps) == len(scores) > 0 and finite(steps, scores) and steps.min() >= 0, "a curve that is none")


def result(folder: Path, data: bytes) -> None:
    """What is taken has finite scores."""
    told = read_result(beside(folder, RESULT, data) / RESULT)
    values = [told["scores"][split][name] for split in ("train", "test") for name in SCORES]
    hold(finite(np.array([float(value) for value in values])) and told["steps"] >= 0, "scores that are none")


# ---- caches ---------------------------------------------------------------------------------------------------------


@cache
def kept_kitchens() -> tuple[str, bytes, dict[str, np.ndarray]]:
    """Name, file and arrays of a cache of kitchens."""
    tables = kitchen_set.load_kitchens("train", 8)
    path = kitchen_set.CACHE.path(kitchen_set._key("train", 8, 0, None, "v0"))
    return path.stem, path.read_bytes(), tables.arrays()


def cache_file(folder: Path, data: bytes) -> None:
    """Whatever lies there, what comes out is what was made."""
    key, _, arrays = kept_kitchens()
    path = kitchen_set.CACHE.path(key)
    path.write_bytes(data)
    told = io.StringIO()
    with redirect_stderr(told):
        found = kitchen_set.CACHE.get(key, lambda: arrays, kitchens=8)
    hold(all(np.array_equal(found[name], array) for name, array in arrays.items()), "other arrays than were made")
    if told.getvalue():
        raise ValueError(told.getvalue().strip())


def whole_layouts() -> tuple[bytes, ...]:
    """The examples that ship, one of them with all places in metres."""
    paths = [*sorted((ASSETS / "layouts").glob("*.yaml")), ASSETS / "starter.yaml"]
    return (*(path.read_bytes() for path in paths), dump_kitchen(load_kitchen(paths[0])).encode())


def whole_overlays() -> tuple[bytes, ...]:
    """Overlays that ship."""
    folder = Path(sys.modules[settings_of.__module__].__file__ or "").parent / "configs"
    return tuple(path.read_bytes() for path in sorted(folder.glob("*.yaml")))


READERS = (
    Reader("layout", 25, whole_layouts, yaml_bytes, layout),
    Reader("cookbook", 10, lambda: ((ASSETS / "cookbook.yaml").read_bytes(),), yaml_bytes, cookbook),
    Reader("overlay", 5, whole_overlays, yaml_bytes, overlay),
    Reader("config", 12, of_run(CONFIG), yaml_bytes, config),
    Reader("weights", 7, of_run(WEIGHTS), safetensors_bytes, weights),
    Reader("checkpoint", 5, of_run(CHECKPOINT), safetensors_bytes, checkpoint),
    Reader("metrics", 4, of_run(METRICS), text_bytes, metrics),
    Reader("result", 6, of_run(RESULT), json_bytes, result),
    Reader("cache", 6, lambda: (kept_kitchens()[1],), npz_bytes, cache_file),
)
