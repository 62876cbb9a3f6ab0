"""The frozen eye of an agent that is shown pictures: kept in its networks, so that a saved policy brings its own."""

from __future__ import annotations

import torch

from kitchen_dream.agents.dream import Dream
from kitchen_dream.problems.kitchen.look_features import LookEye


def eye_of(agent: Dream) -> LookEye | None:
    """The eye that an agent's features are made by, or None if looks give it symbols."""
    glimpse = agent.actor.symbols.glimpse
    return None if glimpse is None else LookEye(glimpse.mean.numpy(), glimpse.basis.numpy())


def give_eye(agent: Dream, eye: LookEye) -> None:
    """Set the eye of all copies of an agent's networks. Raises ValueError for an agent without, or an eye of another size."""
    for nets in (agent.nets, agent.target, agent.actor):
        glimpse = nets.symbols.glimpse
        if glimpse is None or glimpse.basis.shape != eye.basis.shape:
            raise ValueError(f"the agent's networks have no place for an eye of {eye.basis.shape[1]} features of {len(eye.mean)} numbers")
        with torch.no_grad():
            glimpse.mean.copy_(torch.from_numpy(eye.mean))
            glimpse.basis.copy_(torch.from_numpy(eye.basis))
