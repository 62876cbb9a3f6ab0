"""A checkpoint: all that a run goes on from, in one file that is there whole or not at all.

It holds weights, the optimiser, the generators, the trials in the replay as actions (see `collector`), and the log. So
N steps, a kill at any moment, a resume and N more steps give the weights of 2N steps, bit for bit, on one machine."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from kitchen_dream.agents.agent import Agent, DivergedError
from kitchen_dream.core.cache import digest
from kitchen_dream.core.files import WriteError
from kitchen_dream.core.locks import held
from kitchen_dream.training.collector import Collector
from kitchen_dream.training.policies import load_tensors, tensor_bytes
from kitchen_dream.training.run_config import PolicyError

CHECKPOINT = "checkpoint.safetensors"


@dataclass
class Progress:
    """How far a run has come."""

    steps: int = 0
    """Environment steps, of explorations and executions."""
    updates: int = 0
    wall_seconds: float = 0.0
    """Of training, without evaluation, over all parts of the run."""
    cpu_seconds: float = 0.0
    """The same on the processor."""
    rows: list[dict[str, float]] = field(default_factory=list)
    """The log: a row for each evaluation."""
    sums: dict[str, tuple[float, int]] = field(default_factory=dict)
    """Losses since the last row: sums and numbers."""

    @property
    def scores(self) -> dict[str, float]:
        """The last row of the log."""
        return self.rows[-1] if self.rows else {}


def checkpoint_bytes(agent: Agent, collector: Collector, progress: Progress) -> bytes:
    """The checkpoint of a run, for the file CHECKPOINT. Raises DivergedError for weights that are not finite."""
    notes, arrays = collector.state()
    tensors = {f"agent.{name}": tensor for name, tensor in agent.training_state().items()}
    for name, tensor in tensors.items():
        if tensor.is_floating_point() and not torch.isfinite(tensor).all():
            what = f"learning diverged before update {agent.updates}: {name.removeprefix('agent.')} is not finite"
            raise DivergedError(f"{what}; lower learning_rate or max_grad_norm")
    tensors |= {f"trials.{name}": torch.from_numpy(array.copy()) for name, array in arrays.items()}
    told = {"progress": asdict(progress), "collector": notes, "problems": agent.problems}
    return tensor_bytes(tensors, told | {"mark": _mark(tensors, told)})


def _mark(tensors: dict[str, Tensor], notes: dict[str, Any]) -> str:
    """A digest of all that a checkpoint holds, by which a damaged one is known."""
    parts = ((name, tensor.dtype, tensor.shape, tensor.numpy(force=True)) for name, tensor in sorted(tensors.items()))
    return digest(json.dumps(notes), *chain.from_iterable(parts))


def load_checkpoint(folder: Path, agent: Agent, collector: Collector) -> Progress:
    """Set an agent and its collector to where a run was left. Raises PolicyError for a wrong file."""
    path = folder / CHECKPOINT
    if not path.is_file():
        raise PolicyError(f"--resume: {folder} has no checkpoint ({CHECKPOINT}); leave --resume out to begin anew")
    tensors, notes = load_tensors(path)
    parts: dict[str, dict] = {"agent": {}, "trials": {}}
    for name, tensor in tensors.items():
        part, _, rest = name.partition(".")
        parts.setdefault(part, {})[rest] = tensor
    try:
        if _mark(tensors, {name: told for name, told in notes.items() if name != "mark"}) != notes["mark"]:
            raise ValueError("it is not what was saved")
        progress = Progress(**notes["progress"])
        agent.load_training_state(parts["agent"], int(progress.updates))
        collector.restore(notes["collector"], {name: tensor.numpy() for name, tensor in parts["trials"].items()})
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        why = str(error)[:300]
        raise PolicyError(f"{path}: damaged or of another run ({why}); begin anew in another folder") from error
    progress.sums = {name: (total, count) for name, (total, count) in progress.sums.items()}
    return progress


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a run folder, so that no second run writes into it. Raises ValueError if another process has it, WriteError
    where it cannot be made."""
    with ExitStack() as stack:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            stack.enter_context(held(folder / ".lock"))
        except BlockingIOError as error:
            way_out = "wait for it, or name another with --out"
            raise ValueError(f"{folder}: another training runs in this folder; {way_out}") from error
        except OSError as error:
            raise WriteError.of(folder, error) from error
        yield
