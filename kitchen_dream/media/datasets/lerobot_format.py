"""Writes recorded trials as a LeRobot dataset, format v3.0: a file of columns and a video for each episode.

LeRobot itself needs a PyTorch of its own version, so its format is written here, and read back by it in a test."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import numpy as np

from kitchen_dream.media.datasets.about import About
from kitchen_dream.media.datasets.lerobot_stats import Stats, episode_stats, joined_stats, plain
from kitchen_dream.media.datasets.record import STATE, TARGETS, EpisodeRecord, symbol_parts, symbols

VERSION = "v3.0"
CAMERA = "observation.images.head"
CHUNK = 1000
"""Files in a folder at most."""
FILE = "chunk-{chunk_index:03d}/file-{file_index:03d}"
DATA_PATH, VIDEO_PATH = f"data/{FILE}.parquet", "videos/{video_key}/" + FILE + ".mp4"
EPISODES_PATH, TASKS_PATH = "meta/episodes/chunk-000/file-000.parquet", "meta/tasks.parquet"
OWN_PATH = "meta/kitchen_dream.json"
"""What LeRobot has no place for: where the trials come from, and how to play them again."""
PICTURE_EVERY = 10
"""Of the pictures, every so many are looked at for statistics."""


class LeRobotWriter:
    """Writes episode after episode into an empty folder; `finish` makes the dataset whole.

    Raises ValueError where pyarrow is not installed."""

    def __init__(self, folder: Path, about: About) -> None:
        try:
            import pyarrow
            import pyarrow.parquet
        except ImportError as error:
            raise ValueError('--format lerobot: pyarrow is not installed; pip install "kitchen-dream[data]"') from error
        self._arrow, self._parquet = pyarrow, pyarrow.parquet
        self.folder, self.about = folder, about
        self._tasks: dict[str, int] = {}
        self._rows: list[dict[str, Any]] = []
        self._stats: list[Stats] = []
        self._features: dict[str, dict[str, Any]] = {}
        self._own: list[dict[str, Any]] = []
        self._parts: dict[str, list[int]] = {}
        self._total = 0

    def add(self, episode: EpisodeRecord) -> None:
        """Write one episode, which has frames."""
        assert episode.frames is not None
        number, frames = len(self._rows), episode.frames
        length, place = len(frames.steps), {"chunk_index": number // CHUNK, "file_index": number % CHUNK}
        task = self._tasks.setdefault(episode.task, len(self._tasks))
        columns = self._columns(episode, number, task)
        self._features = {CAMERA: self._video_feature(), **{key: _feature(key, col) for key, col in columns.items()}}
        self._write(DATA_PATH.format(**place), columns)
        self._film(VIDEO_PATH.format(video_key=CAMERA, **place), frames.pictures)
        stats = episode_stats(columns, {CAMERA: frames.pictures[::PICTURE_EVERY]})
        self._stats.append(stats)
        self._rows.append({
            "episode_index": number, "tasks": [episode.task], "length": length,
            "data/chunk_index": place["chunk_index"], "data/file_index": place["file_index"],
            "dataset_from_index": self._total, "dataset_to_index": self._total + length,
            f"videos/{CAMERA}/chunk_index": place["chunk_index"], f"videos/{CAMERA}/file_index": place["file_index"],
            f"videos/{CAMERA}/from_timestamp": 0.0, f"videos/{CAMERA}/to_timestamp": length / self.about.rate,
            "meta/episodes/chunk_index": 0, "meta/episodes/file_index": 0,
            **{f"stats/{key}/{name}": value for key, entry in plain(stats).items() for name, value in entry.items()},
        })  # fmt: skip
        told = {"trial": episode.trial, "options": episode.options, "success": episode.success}
        self._own.append(told | {"actions": episode.actions.tolist(), "rewards": episode.rewards.tolist()})
        self._parts, self._total = symbol_parts(episode.observations), self._total + length

    def finish(self) -> None:
        """Write what is told of all episodes together."""
        info = {
            "codebase_version": VERSION, "robot_type": self.about.robot, "total_episodes": len(self._rows),
            "total_frames": self._total, "total_tasks": len(self._tasks), "chunks_size": CHUNK,
            "data_files_size_in_mb": 100, "video_files_size_in_mb": 200, "fps": self.about.rate,
            "splits": {"train": f"0:{len(self._rows)}"}, "data_path": DATA_PATH, "video_path": VIDEO_PATH,
            "features": self._features,
        }  # fmt: skip
        self._json("meta/info.json", info)
        self._json("meta/stats.json", plain(joined_stats(self._stats)))
        own = self.about.plain() | {"symbols": self._parts, "episodes": self._own, "about": self.about.text()}
        self._json(OWN_PATH, own)
        self._save(EPISODES_PATH, self._arrow.Table.from_pylist(self._rows))
        self._save(TASKS_PATH, _task_table(self._arrow, self._tasks))

    def _columns(self, episode: EpisodeRecord, number: int, task: int) -> dict[str, np.ndarray]:
        """The columns of an episode but for pictures: (F,) or (F, n)."""
        frames = episode.frames
        assert frames is not None
        steps, length = frames.steps, len(frames.steps)
        last = np.append(steps[1:] != steps[:-1], True)
        at_end = np.arange(length) == length - 1
        return {
            "observation.state": frames.states,
            "action": frames.targets,
            "phase": np.full(length, int(not episode.exploring)),
            "skill": episode.actions[steps],
            "skill_index": steps.astype(np.int64),
            "skill_worked": episode.worked[steps],
            "symbols": symbols(episode.observations)[steps],
            "next.reward": np.where(last, episode.rewards[steps], 0.0).astype(np.float32),
            "next.done": at_end,
            "next.success": at_end & episode.success,
            "timestamp": (np.arange(length) / self.about.rate).astype(np.float32),
            "frame_index": np.arange(length),
            "episode_index": np.full(length, number),
            "index": self._total + np.arange(length),
            "task_index": np.full(length, task),
        }

    def _video_feature(self) -> dict[str, Any]:
        about = self.about
        info = {
            "video.height": about.height, "video.width": about.width, "video.codec": "h264",
            "video.pix_fmt": "yuv420p", "video.is_depth_map": False, "video.fps": about.rate, "video.channels": 3,
            "has_audio": False,
        }  # fmt: skip
        names = ["height", "width", "channels"]
        return {"dtype": "video", "shape": [about.height, about.width, 3], "names": names, "info": info}

    def _write(self, path: str, columns: dict[str, np.ndarray]) -> None:
        arrow, arrays = self._arrow, {}
        for key, column in columns.items():
            if column.ndim == 1:
                arrays[key] = arrow.array(column)
            else:
                flat = arrow.array(np.ascontiguousarray(column).reshape(-1))
                arrays[key] = arrow.FixedSizeListArray.from_arrays(flat, column.shape[1])
        self._save(path, arrow.table(arrays))

    def _film(self, path: str, pictures: np.ndarray) -> None:
        """A key frame at every second picture: single frames are read at random."""
        target, about = self._placed(path), self.about
        output = ["-crf", "23", "-preset", "veryfast", "-g", "2", "-bf", "0", "-movflags", "+faststart"]
        pipe = imageio_ffmpeg.write_frames(
            str(target), (about.width, about.height), fps=about.rate, codec="libx264", pix_fmt_out="yuv420p",
            macro_block_size=2, quality=None, output_params=output, ffmpeg_log_level="error",
        )
        pipe.send(None)
        for picture in pictures:
            pipe.send(np.ascontiguousarray(picture))
        pipe.close()

    def _save(self, path: str, table: Any) -> None:
        self._parquet.write_table(table, self._placed(path), compression="snappy")

    def _json(self, path: str, data: dict[str, Any]) -> None:
        self._placed(path).write_text(json.dumps(data, indent=1), encoding="utf-8")

    def _placed(self, path: str) -> Path:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        return target


def write_lerobot(trials: Iterable[list[EpisodeRecord]], folder: Path, about: About) -> None:
    """Write a dataset into an empty folder, trial after trial as they come."""
    writer = LeRobotWriter(folder, about)
    for trial in trials:
        for episode in trial:
            writer.add(episode)
    writer.finish()


def _feature(key: str, column: np.ndarray) -> dict[str, Any]:
    names = {"observation.state": list(STATE), "action": list(TARGETS)}.get(key)
    return {"dtype": str(column.dtype), "shape": list(column.shape[1:]) or [1], "names": names}


def _task_table(arrow: Any, tasks: dict[str, int]) -> Any:
    """Tasks as the index of their numbers, as pandas keeps an index in a file."""
    index = "__index_level_0__"
    kinds = {"task_index": ("int64", "int64"), index: ("unicode", "object")}
    columns = [
        {
            "name": None if key == index else key, "field_name": key, "pandas_type": kind, "numpy_type": numpy,
            "metadata": None,
        }
        for key, (kind, numpy) in kinds.items()
    ]
    kept = {"index_columns": [index], "column_indexes": [], "columns": columns, "pandas_version": "2.2.0"}
    table = arrow.table({"task_index": arrow.array(list(tasks.values())), index: arrow.array(list(tasks))})
    return table.replace_schema_metadata({"pandas": json.dumps(kept)})
