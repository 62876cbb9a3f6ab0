"""Writes recorded trials as a Minari dataset: an episode of the environment of its kitchens for each of them.

Every Minari episode carries the seed and the options with which `reset` of its environment begins the same one."""

from __future__ import annotations

import os
import re
import shutil
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from unittest import mock

import gymnasium as gym
import numpy as np

from kitchen_dream.media.datasets.about import About
from kitchen_dream.media.datasets.record import EpisodeRecord
from kitchen_dream.problems import register_environments

SEED = 0
"""With which `reset` begins an episode; nothing in it is left to chance."""
WITH_VERSION = re.compile(r"[\w-]+-v\d+")


def dataset_id(name: str) -> str:
    """Minari's id of a dataset whose folder has this name. Raises ValueError for a name that it cannot have.

    >>> dataset_id("kitchen"), dataset_id("kitchen-v3")
    ('kitchen-v0', 'kitchen-v3')
    """
    full = name if re.search(r"-v\d+$", name) else f"{name}-v0"
    if not WITH_VERSION.fullmatch(full):
        raise ValueError(f"--to {name}: Minari takes names of letters, digits, _ and -; choose another")
    return full


def environment(about: About) -> gym.Env:
    """The environment in which the trials were played, with their kitchens."""
    register_environments()
    kind = "KitchenPhysics" if about.backend == "pybullet" else "Kitchen"
    name = f"KitchenDream/{kind}-{'v1' if about.problem == 'kitchen-v1' else 'v0'}"
    options = {key: value for key, value in about.options.items() if key not in ("validation", "test", "backend")}
    return gym.make(name, split=about.split, **{**options, "kitchens": about.kitchens})


def write_minari(trials: Iterable[list[EpisodeRecord]], folder: Path, about: About) -> None:
    """Write a dataset into an empty folder. Raises ValueError where Minari is not installed."""
    try:
        import h5py  # noqa: F401
        import minari
        from minari.data_collector import EpisodeBuffer
    except ImportError as error:
        what = f"--format minari: {error.name} is not installed"
        raise ValueError(f'{what}; pip install "kitchen-dream[data]"') from error
    env, name = environment(about), dataset_id(about.name)
    episodes = [episode for trial in trials for episode in trial]
    buffers = [
        EpisodeBuffer(
            id=number, seed=SEED, options=episode.options,
            observations={key: np.asarray(value) for key, value in episode.observations.items()},
            actions=list(episode.actions), rewards=episode.rewards.tolist(),
            terminations=episode.terminated.tolist(), truncations=episode.truncated.tolist(),
            infos={
                "seconds": np.concatenate([[0.0], episode.seconds]),
                "worked": np.concatenate([[True], episode.worked]),
            },
        )
        for number, episode in enumerate(episodes)
    ]
    with mock.patch.dict(os.environ, {"MINARI_DATASETS_PATH": str(folder.resolve())}), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # Minari asks for an author, whom only the user could name
        dataset = minari.create_dataset_from_buffers(
            name, buffers, env, algorithm_name=about.policy, description=about.text(),
            requirements=[f"kitchen-dream=={about.version}"], jpeg_encoding=False,
        )
        dataset.storage.update_episode_metadata([metadata(episode) for episode in episodes])
    env.close()
    for path in (folder / name).iterdir():
        shutil.move(path, folder / path.name)
    (folder / name).rmdir()


def metadata(episode: EpisodeRecord) -> dict[str, Any]:
    """What is told of an episode as a whole."""
    told = {"trial": episode.trial, "kitchen": episode.row, "phase": int(not episode.exploring)}
    return told | {"task": episode.task, "success": episode.success}
