"""What would take long to make again, kept on disk: the folder, and files that nobody ever sees half of.

The folder is KITCHEN_DREAM_CACHE if that is set, else kitchen-dream in XDG_CACHE_HOME or ~/.cache.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import numpy as np


def cache_folder() -> Path:
    """Where this project keeps what it would take long to make again."""
    if own := os.environ.get("KITCHEN_DREAM_CACHE"):
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kitchen-dream"


def save_arrays(path: Path, **arrays: np.ndarray) -> None:
    """Write a compressed file, whole or not at all. Raises ValueError where its folder cannot be made or written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}.", suffix=".part.npz")
    except OSError as error:
        raise ValueError(f"{path.parent}: pictures cannot be kept there ({error}); set KITCHEN_DREAM_CACHE to another folder") from error
    os.close(handle)
    try:
        np.savez_compressed(part, **arrays)
        os.chmod(part, 0o644)
        os.replace(part, path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
