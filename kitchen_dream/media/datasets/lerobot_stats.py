"""Statistics of a LeRobot dataset: of each episode, and of all together as LeRobot puts them together."""

from __future__ import annotations

from typing import Any

import numpy as np

QUANTILES = {"q01": 0.01, "q10": 0.1, "q50": 0.5, "q90": 0.9, "q99": 0.99}
Stats = dict[str, dict[str, np.ndarray]]
"""By feature and name; of pictures (3, 1, 1), from 0 to 1."""


def episode_stats(columns: dict[str, np.ndarray], pictures: dict[str, np.ndarray]) -> Stats:
    """Of the columns (F,) or (F, n) of one episode, and of some of its pictures (k, height, width, 3) uint8."""
    stats = {key: _stats(np.asarray(column, np.float64).reshape(len(column), -1)) for key, column in columns.items()}
    for key, shown in pictures.items():
        channels = _stats(shown.reshape(-1, 3) / 255.0)
        stats[key] = {name: value.reshape(3, 1, 1) for name, value in channels.items() if name != "count"}
        stats[key]["count"] = np.array([len(shown)])
    return stats


def joined_stats(parts: list[Stats]) -> Stats:
    """Of all episodes: exact, but for quantiles, which are means weighted by length, as LeRobot has them."""
    out: Stats = {}
    for key in parts[0]:
        mine = [part[key] for part in parts]
        count = np.array([float(entry["count"][0]) for entry in mine])
        weights = count / count.sum()
        averaged = {name: _weighted([entry[name] for entry in mine], weights) for name in ("mean", *QUANTILES)}
        spread = [entry["std"] ** 2 + (entry["mean"] - averaged["mean"]) ** 2 for entry in mine]
        out[key] = averaged | {
            "min": np.min([entry["min"] for entry in mine], axis=0),
            "max": np.max([entry["max"] for entry in mine], axis=0),
            "std": np.sqrt(_weighted(spread, weights)),
            "count": np.array([int(count.sum())]),
        }
    return out


def plain(stats: Stats) -> dict[str, dict[str, Any]]:
    """The same as lists."""
    return {key: {name: value.tolist() for name, value in entry.items()} for key, entry in stats.items()}


def _stats(values: np.ndarray) -> dict[str, np.ndarray]:
    quantiles = np.quantile(values, list(QUANTILES.values()), axis=0)
    basic = {"min": values.min(0), "max": values.max(0), "mean": values.mean(0), "std": values.std(0)}
    return basic | {"count": np.array([len(values)])} | dict(zip(QUANTILES, quantiles, strict=True))


def _weighted(values: list[np.ndarray], weights: np.ndarray) -> np.ndarray:
    return np.tensordot(weights, np.array(values), 1)
