"""Plays the skills of an exported dataset again, in kitchens built anew, and compares what the robot's map says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kitchen_dream.media.datasets.lerobot_format import DATA_PATH, OWN_PATH
from kitchen_dream.media.datasets.record import symbols
from kitchen_dream.problems.base import EXPLORE
from kitchen_dream.problems.registry import problem_family


@dataclass
class Replay:
    """What came of a replay."""

    episodes: int = 0
    skills: int = 0
    same: int = 0
    """Skills before which the map said the same to the last bit, and which paid the same."""

    @property
    def exact(self) -> bool:
        """Whether all were the same."""
        return self.skills == self.same > 0


def replay(folder: Path) -> Replay:
    """Play all trials of a dataset again. Raises ValueError for a folder that holds none."""
    if (folder / OWN_PATH).is_file():
        pairs = _lerobot(folder)
    elif (folder / "data" / "metadata.json").is_file():
        pairs = _minari(folder)
    else:
        raise ValueError(f"{folder}: holds no dataset that `export` wrote")
    done = Replay()
    for same in pairs:
        done.episodes += 1
        done.skills += len(same)
        done.same += int(sum(same))
    return done


def _lerobot(folder: Path) -> Iterator[list[bool]]:
    import pyarrow.parquet

    own = json.loads((folder / OWN_PATH).read_text(encoding="utf-8"))
    family = problem_family(own["problem"], **own["options"])
    problem: Any = family.batch(own["split"], 1)
    chunk = json.loads((folder / "meta/info.json").read_text(encoding="utf-8"))["chunks_size"]
    for number, told in enumerate(own["episodes"]):
        path = folder / DATA_PATH.format(chunk_index=number // chunk, file_index=number % chunk)
        table = pyarrow.parquet.read_table(path, columns=["skill", "skill_index", "symbols", "next.reward"])
        index = table["skill_index"].to_numpy()
        first = np.flatnonzero(np.append(True, index[1:] != index[:-1]))
        last = np.append(first[1:], len(index)) - 1
        skills, paid = table["skill"].to_numpy()[first], table["next.reward"].to_numpy()[last]
        seen = np.stack([table["symbols"][row].values.to_numpy() for row in first.tolist()])
        options = told["options"]
        asked = problem.instruction_of(options["recipe"]) if "recipe" in options else EXPLORE
        problem.close()
        problem.begin(np.array([options["number"]]), np.array([asked]))
        same = []
        for skill, before, reward in zip(skills, seen, paid, strict=True):
            alike = np.array_equal(symbols(problem.observe())[0], before)
            step = problem.step(np.array([skill]))
            same.append(bool(alike and np.float32(step.reward[0]) == reward))
        yield same
    problem.close()


def _minari(folder: Path) -> Iterator[list[bool]]:
    import minari

    dataset = minari.MinariDataset(folder / "data")
    env = dataset.recover_environment()
    told = dataset.storage.get_episode_metadata(range(dataset.total_episodes))
    for episode, begun in zip(dataset.iterate_episodes(), told, strict=True):
        options = {key: value.item() if hasattr(value, "item") else value for key, value in begun["options"].items()}
        observation, _ = env.reset(seed=begun["seed"], options=options)
        same, over = [], False
        for step, action in enumerate(episode.actions):
            if over:  # sooner than before
                same.append(False)
                continue
            alike = all(np.array_equal(observation[key], value[step]) for key, value in episode.observations.items())
            observation, reward, terminated, truncated, _ = env.step(action)
            over = terminated or truncated
            same.append(alike and reward == episode.rewards[step])
        same[-1] &= all(np.array_equal(observation[key], value[-1]) for key, value in episode.observations.items())
        yield same
    env.close()
