"""Short trainings whose weights can be compared."""

from __future__ import annotations

import hashlib
from pathlib import Path

from guests.small_rooms import Features
from playing import agent_for, small_kitchens, small_map

from kitchen_dream.training.collector import Collector
from kitchen_dream.training.policies import WEIGHTS, load_tensors

ROOT = Path(__file__).resolve().parents[1]


def hash_of(folder: Path) -> str:
    """Of a policy's weights; the notes beside them tell how long it took."""
    weights, _ = load_tensors(folder / WEIGHTS)
    return hashlib.sha256(b"".join(value.numpy().tobytes() for _, value in sorted(weights.items()))).hexdigest()


def weights_of(agent) -> str:
    parts = (value.numpy().tobytes() for _, value in sorted(agent.training_state().items()))
    return hashlib.sha256(b"".join(parts)).hexdigest()


def make(kind: str, name: str, tables):
    """A small agent and its collector; a replay so small that its ring comes round."""
    if kind == "sign-room-features":
        problem = Features().batch("train", 16)
    else:
        problem = small_map() if kind == "map" else small_kitchens(tables)
    overlay = "sign-room" if kind == "sign-room-features" else ""
    small = (f"replay_size={200 if kind == 'kitchen' else 40}", "updates_per_round=4")
    small += ("n_step_updates=12",) if kind == "kitchen" else ()  # returns get shorter within the run
    small += ("explore_restart=6",) if name == "dream" else ()
    agent = agent_for(problem, name, *small, overlay=overlay)
    return agent, Collector(agent, problem, 1, 0)


def score(agent) -> dict[str, float]:
    return {"normalized_score": 0.0}
