"""Arrays that would take long to make again, kept on disk.

They lie in the user's cache folder, or in KITCHEN_DREAM_CACHE where that is set:
`<folder>/<kind>-v<version>/<key>.npz`. Whoever changes what arrays of a kind hold raises the kind's version; golden
tests notice where that was forgotten. Deleting the folder loses nothing."""

import hashlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from platformdirs import user_cache_path

from kitchen_dream.core.files import AtomicFile, WriteError
from kitchen_dream.core.locks import hold

Arrays = Mapping[str, np.ndarray]

Form = tuple[str, tuple[int | str, ...]]
"""Data type and shape of an array. A length that is a name is free, but the same wherever the name stands again."""


def cache_folder() -> Path:
    """Where this project keeps what it would take long to make again."""
    own = os.environ.get("KITCHEN_DREAM_CACHE")
    return Path(own) if own else user_cache_path("kitchen-dream")


def digest(*parts: object) -> str:
    """A short name for what arrays are made from: hashes bytes and arrays as they are, all else by its `repr`."""
    out = hashlib.blake2b(digest_size=8)
    for part in parts:
        data = (
            part.tobytes() if isinstance(part, np.ndarray) else part if isinstance(part, bytes) else repr(part).encode()
        )
        out.update(len(data).to_bytes(8, "little") + data)
    return out.hexdigest()


MARKS = "marks"
"""Beside the arrays of a file: a digest of each, in the order of their forms, by which a file of others is known."""


@dataclass(frozen=True)
class ArrayCache:
    """Arrays of one kind.

    Of processes that miss the same arrays, one makes them while the others wait; each finds whole files only."""

    kind: str
    """Its folder's name."""
    version: int
    """To be raised with every change of what the arrays hold for the same key."""
    forms: Mapping[str, Form]
    """Names of the arrays, with their types and shapes."""

    def path(self, key: str) -> Path:
        """Where the arrays of this key are kept."""
        return cache_folder() / f"{self.kind}-v{self.version}" / f"{key}.npz"

    def get(
        self, key: str, make: Callable[[], Arrays], only: tuple[str, ...] | None = None, **lengths: int
    ) -> Arrays:
        """The arrays of this key: from disk if they are there and have the declared form, else from `make`, and kept.

        only: names of the arrays that are wanted; the others are not read.

        A damaged or foreign file is made anew, and a cache that cannot be written is done without; one line on standard
        error says so. `lengths` are lengths of named dimensions that are known before. Raises ValueError where `make`
        breaks the form."""
        path = self.path(key)
        wanted = tuple(self.forms) if only is None else only
        if (found := self._found(path, wanted, lengths)) is not None:
            return found
        with _alone(path):
            if (found := self._found(path, wanted, lengths, quiet=True)) is not None:
                return found
            made = self._made(path, make, lengths)
            return {name: made[name] for name in wanted}

    def _found(
        self, path: Path, wanted: tuple[str, ...], lengths: Mapping[str, int], quiet: bool = False
    ) -> Arrays | None:
        if not path.exists():
            return None
        try:
            return self._read(path, wanted, lengths)
        except Exception as error:  # a file that anybody may have damaged in any way
            reason = f"{type(error).__name__}: {error}".splitlines()[0]
            if not quiet:
                print(f"{path}: cannot be used, and is made anew ({reason[:200]})", file=sys.stderr)
            return None

    def _made(self, path: Path, make: Callable[[], Arrays], lengths: Mapping[str, int]) -> Arrays:
        arrays = make()
        check_form(arrays, self.forms, lengths)
        try:
            with AtomicFile(path, parents=True) as part, part.open("wb") as file:
                marks = np.array([self._mark(path, name, arrays[name]) for name in self.forms])
                np.savez_compressed(file, **arrays, **{MARKS: marks})  # type: ignore[arg-type]  # numpy's own option is one of the names
        except WriteError as error:
            print(f"{error}; KITCHEN_DREAM_CACHE names another cache folder", file=sys.stderr)
        return arrays

    def _read(self, path: Path, wanted: tuple[str, ...], lengths: Mapping[str, int]) -> Arrays:
        with np.load(path, allow_pickle=False) as data:
            if set(data.files) != {*self.forms, MARKS}:
                raise ValueError(f"it holds {', '.join(data.files)[:60] or 'nothing'}")
            arrays = {name: data[name] for name in wanted}
            marks = dict(zip(self.forms, data[MARKS].tolist(), strict=True))
        check_form(arrays, {name: self.forms[name] for name in wanted}, lengths)
        for name, array in arrays.items():
            if marks[name] != self._mark(path, name, array):
                raise ValueError(f"{name} is not what was kept")
        return arrays

    def _mark(self, path: Path, name: str, array: np.ndarray) -> str:
        return digest(self.kind, self.version, path.stem, name, array.shape, array)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Wait until no other process makes this file; where nothing can be written, nobody waits for anybody."""
    lock = path.with_suffix(".lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = hold(lock, wait=True)
    except OSError:
        yield
        return
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
        os.close(handle)


def check_form(arrays: Arrays, forms: Mapping[str, Form], lengths: Mapping[str, int]) -> None:
    """Raise ValueError unless arrays have these names, types and shapes; `lengths`: of named dimensions."""
    if set(arrays) != set(forms):
        raise ValueError(f"arrays are {sorted(arrays)}, not {sorted(forms)}")
    known = dict(lengths)
    for name, (dtype, shape) in forms.items():
        array = arrays[name]
        fits = array.dtype == np.dtype(dtype) and array.ndim == len(shape)
        for length, wanted in zip(array.shape, shape, strict=False):
            fits = fits and length == (known.setdefault(wanted, length) if isinstance(wanted, str) else wanted)
        if not fits:
            raise ValueError(f"{name} is {array.dtype} {array.shape}, not {dtype} {shape}")
