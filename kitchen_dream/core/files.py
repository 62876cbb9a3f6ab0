"""Files that are written whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import suppress
from pathlib import Path

WAYS_OUT = {
    errno.ENOSPC: "the disk is full; free some space, or choose another place",
    errno.EDQUOT: "your quota of disk space is used up; free some space, or choose another place",
    errno.EROFS: "the disk is read-only; choose another place",
    errno.EACCES: "you may not write there; choose another place, or change the folder's permissions",
    errno.EPERM: "you may not write there; choose another place, or change the folder's permissions",
    errno.ENOENT: "its folder does not exist; make it first",
    errno.ENOTDIR: "a part of its path is a file, not a folder; choose another place",
    errno.EISDIR: "it is a folder; name a file",
    errno.ENAMETOOLONG: "its name is too long; choose a shorter one",
}
"""What to do about an error of the operating system."""


class WriteError(ValueError):
    """A file that cannot be written. The message is one line that names the file and the way out."""

    @classmethod
    def of(cls, path: Path, error: OSError) -> WriteError:
        """What to tell of an error of the operating system."""
        reason = WAYS_OUT.get(error.errno or 0) or f"{error.strerror or error}; choose another place"
        return cls(f"{path}: cannot be written: {reason}")


class AtomicFile:
    """A temporary file that takes a file's place once it is whole.

    Use it as a context, which gives the temporary path, with the same suffix and in the same folder. The file itself
    appears, or changes, when the context ends without an error. Otherwise nothing is left behind, also after Ctrl-C.
    Every writer has a temporary file of its own: when two processes write the same file, the last one to end wins, and
    its file is whole.

    Args:
        path: the file to write. What it links to is written where it is a link.
        parents: make its folder where it does not exist.

    Raises:
        WriteError: where the place cannot be written; also in the place of any OSError that leaves the context.

    Examples:
        >>> import tempfile
        >>> folder = Path(tempfile.mkdtemp())
        >>> with AtomicFile(folder / "a.txt") as part:
        ...     _ = part.write_text("whole")
        >>> [path.name for path in folder.iterdir()]
        ['a.txt']
    """

    def __init__(self, path: Path, parents: bool = False) -> None:
        self.path = path
        self._target = Path(os.path.realpath(path))
        name = f".{path.name[:100]}.{os.getpid()}-{secrets.token_hex(4)}.part{path.suffix[:20]}"
        self.part = self._target.with_name(name)
        """The temporary file."""
        try:
            if parents:
                self._target.parent.mkdir(parents=True, exist_ok=True)
            if self._target.is_dir():
                raise IsADirectoryError(errno.EISDIR, "is a folder")
            if self._target.exists() and not self._target.is_file():
                raise OSError(errno.EINVAL, "it is a device or a pipe, not a file")
            # Not by `tempfile`, whose files nobody else may read.
            os.close(os.open(self.part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        except OSError as error:
            raise WriteError.of(path, error) from error

    def __enter__(self) -> Path:
        return self.part

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None:
            self.commit()
            return
        self.discard()
        if isinstance(error, OSError):
            raise WriteError.of(self.path, error) from error

    def commit(self) -> None:
        """Put the temporary file in the place of the file. Raises WriteError."""
        try:
            with self.part.open("rb+") as file:
                os.fsync(file.fileno())  # else a power cut may leave an empty file under the final name
            os.replace(self.part, self._target)
        except BaseException as error:
            self.discard()
            if isinstance(error, OSError):
                raise WriteError.of(self.path, error) from error
            raise

    def discard(self) -> None:
        """Remove the temporary file, and leave the file as it was."""
        with suppress(OSError):
            self.part.unlink(missing_ok=True)


def write_atomically(path: Path, data: bytes | str, parents: bool = False) -> None:
    """Write a file so that at any moment the old or the new one is there whole; text is written as UTF-8.

    With `parents`, its folder is made where it does not exist. Raises WriteError."""
    with AtomicFile(path, parents) as part:
        part.write_bytes(data.encode() if isinstance(data, str) else data)
