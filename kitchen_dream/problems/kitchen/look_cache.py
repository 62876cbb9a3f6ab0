"""Pictures of all looks of a set of kitchens: taken once in PyBullet, and kept on disk for the next time.

They lie in the folder `looks` of the cache folder (see `problems.kept`). A file holds CHUNK kitchens, compressed. Its name changes
with the kitchens, and with what the pictures of a fixed kitchen look like: changes of renderer, meshes, furniture or camera are
noticed, and changes of comments are none.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np

from kitchen_dream.core.cache import cache_folder, save_arrays
from kitchen_dream.kitchens.contents.sampling import sample_kitchen
from kitchen_dream.kitchens.contents.splits import get_split
from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.kitchens.spec import MAX_UNITS, SLOTS
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.rules.tables import Tables
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.sensing.look_pictures import PATCH, photograph

CHUNK = 50
"""Kitchens in a file: what an interruption costs at most."""

PROBE_SEED = 3
"""The fixed kitchen."""

Report = Callable[[int], None]
"""Is told how many kitchens are done."""

Pictures = tuple[np.ndarray, np.ndarray]
"""What looks show at an episode's start, and of the same units with nothing in them; (N, MAX_UNITS, SLOTS, PATCH, PATCH, 3) uint8."""


def load_looks(tables: Tables, split: str, report: Report | None = None, folder: Path | None = None) -> Pictures:
    """The pictures of all looks into the kitchens of `tables`, which must be the split's own; what is missing is taken first.

    Raises ValueError for kitchens that no seed of the split makes, and for a cache folder that cannot be written.
    """
    folder = cache_folder() / "looks" if folder is None else folder
    if len(tables) and not (tables.seed >= get_split(split).first_seed).all():
        raise ValueError(f"pictures of looks are taken of kitchens that the split {split!r} makes from seeds, not of others")
    parts: list[Pictures] = []
    client: Client | None = None
    try:
        for first in range(0, len(tables), CHUNK):
            part = tables.rows(slice(first, first + CHUNK))
            path = folder / f"{split}-{_fingerprint(part)}-{_appearance()}.npz"
            kept = _read(path)
            if kept is None:
                client = client or Client()
                kept = take(client, part, split, lambda done, first=first: report(first + done) if report else None)
                save_arrays(path, full=kept[0], empty=kept[1])
            parts.append(kept)
            if report:
                report(min(first + CHUNK, len(tables)))
    finally:
        if client is not None:
            client.close()
    full, empty = zip(*parts, strict=True)
    return np.concatenate(full), np.concatenate(empty)


def take(client: Client, tables: Tables, split: str, report: Report) -> Pictures:
    """Pictures of looks into all kitchens of `tables`, in an open world, which is cleared.

    Raises ValueError for kitchens that their seed does not make, such as those of a layout file.
    """
    full = np.zeros((len(tables), MAX_UNITS, SLOTS, PATCH, PATCH, 3), np.uint8)
    empty = np.zeros_like(full)
    for row, seed in enumerate(tables.seed):
        kitchen = sample_kitchen(split, int(seed) - get_split(split).first_seed)
        n = len(kitchen.units)
        held = [item for unit in kitchen.units for item in unit.contents]
        if [NOTHING if item is None else cookbook().ingredient_id(item) for item in held] != tables.contents[row, :n].ravel().tolist():
            raise ValueError(f"kitchen {row} is not the one that its seed makes in the split {split!r}: pictures are taken of those alone")
        full[row, :n], empty[row, :n] = photograph(client, kitchen)
        report(row + 1)
    return full, empty


def _fingerprint(tables: Tables) -> str:
    """Tells sets of kitchens apart by all that their pictures show."""
    digest = hashlib.blake2b(repr(cookbook()).encode(), digest_size=8)
    for array in (tables.seed, tables.kind, tables.position, tables.contents, tables.decoration):
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


@cache
def _appearance() -> str:
    """Tells versions of the pictures apart, by those of the fixed kitchen."""
    with Client() as client:
        pictures = photograph(client, generate(PROBE_SEED))
    return hashlib.blake2b(b"".join(picture.tobytes() for picture in pictures), digest_size=4).hexdigest()


def _read(path: Path) -> Pictures | None:
    """What was kept, or None where nothing is; raises ValueError for a damaged file."""
    if not path.is_file():
        return None
    try:
        with np.load(path, allow_pickle=False) as data:
            return data["full"], data["empty"]
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise ValueError(f"{path}: damaged ({error}); delete it, and its pictures are taken again") from error
