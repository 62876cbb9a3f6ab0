"""Where networks and replays live: the processor, or a graphics card."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from kitchen_dream.agents.agent import Agent

DEVICES = ("auto", "cpu", "cuda")


@contextmanager
def on_device(agent: Agent, name: str) -> Iterator[None]:
    """Learn and act on a device, by its name: `auto` is a card where torch sees one and the method can use it.

    Raises ValueError, in one line, for an unknown device, without a card, and where its memory is too small."""
    device = find_device(name)
    try:
        agent.to(device)
    except ValueError:
        if name != "auto":
            raise
    try:
        yield
    except torch.OutOfMemoryError as error:
        what = f"--device {name}: the card has too little memory for this run ({str(error).split('. ')[0]})"
        raise ValueError(f"{what}; lower replay_size or batch_size with --set, or use --device cpu") from error


def find_device(name: str) -> torch.device:
    """The device of a name. Raises ValueError, in one line, for an unknown one and for a card that is not there."""
    if name not in DEVICES:
        raise ValueError(f"--device {name!r} is unknown; use one of: {', '.join(DEVICES)}")
    there = torch.cuda.is_available()
    if name == "cuda" and not there:
        why = "torch sees no graphics card" if torch.version.cuda else "this torch was built without CUDA"
        raise ValueError(f"--device cuda: {why}; leave it out, or install torch for your card")
    return torch.device("cuda" if there and name != "cpu" else "cpu")


def card(device: torch.device) -> str:
    """The name of a graphics card; "" of the processor."""
    return torch.cuda.get_device_name(device) if device.type == "cuda" else ""
