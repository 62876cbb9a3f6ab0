"""Files and folders that one process holds. A lock ends with its process, however that ends."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

HELD = ".held"
"""In a scratch folder: who has it locked is using the folder."""


def hold(path: Path, wait: bool = False) -> int:
    """Lock a file, which is made where there is none, until the handle that this returns is closed.

    Raises BlockingIOError if another process holds it, unless it shall wait; OSError where nothing can be locked."""
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o666)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        os.close(handle)
        raise
    return handle


@contextmanager
def held(path: Path, wait: bool = False) -> Iterator[None]:
    """The same for the length of a block."""
    handle = hold(path, wait)
    try:
        yield
    finally:
        os.close(handle)


class ScratchFolder:
    """A temporary folder. Those of the same prefix whose processes were killed are removed when the next one is made.

    Two processes never take each other's: a folder is locked as soon as it is there, and an empty one is left alone."""

    def __init__(self, prefix: str) -> None:
        for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
            with suppress(OSError):
                if (folder / HELD).exists():
                    with held(folder / HELD):
                        shutil.rmtree(folder, ignore_errors=True)
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=prefix))
            self._handle = hold(self.path / HELD, wait=True)
            if self.path.exists():
                break
            os.close(self._handle)  # taken for an abandoned one in the moment before it was locked

    def remove(self) -> None:
        """Remove it with all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._handle)
