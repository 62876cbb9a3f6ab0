"""Files that are written whole or not at all."""

from __future__ import annotations

import errno
import fcntl
import glob
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
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
        self._handle = -1
        try:
            if parents:
                self._target.parent.mkdir(parents=True, exist_ok=True)
            if self._target.is_dir():
                raise IsADirectoryError(errno.EISDIR, "is a folder")
            if self._target.exists() and not self._target.is_file():
                raise OSError(errno.EINVAL, "it is a device or a pipe, not a file")
            self._remove_abandoned()
            while not self._locked():
                name = f".{path.name[:100]}.{secrets.token_hex(6)}.part{path.suffix[:20]}"
                self.part = self._target.with_name(name)
                """The temporary file."""
                # Not by `tempfile`, whose files nobody else may read.
                self._handle = os.open(self.part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o666)
        except OSError as error:
            raise WriteError.of(path, error) from error

    def _locked(self) -> bool:
        """Whether the temporary file is there and locked, so that it is not taken for an abandoned one."""
        if self._handle < 0:
            return False
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            locked = self.part.exists()
        except BlockingIOError:
            locked = False
        except OSError:  # no locks there, so that nobody takes it for an abandoned one either
            return True
        if locked:
            return True
        os.close(self._handle)  # somebody takes it away, or has, as it was not locked yet
        self._handle = -1
        return False

    def _remove_abandoned(self) -> None:
        """Remove temporary files of this file whose writers were killed: nobody holds their lock."""
        for part in self._target.parent.glob(f".{glob.escape(self.path.name[:100])}.*.part*"):
            with suppress(OSError), part.open("rb+") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                part.unlink()

    def __enter__(self) -> Path:
        return self.part

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None:
            self.commit()
            return
        self.discard()
        if isinstance(error, OSError):
            raise WriteError.of(self.path, error) from error

    def sync(self) -> None:
        """Have the temporary file on the disk: else a power cut may leave an empty one under the final name."""
        with self.part.open("rb+") as file:
            os.fsync(file.fileno())

    def commit(self) -> None:
        """Put the temporary file in the place of the file. Raises WriteError."""
        try:
            self.sync()
            os.replace(self.part, self._target)
            self._release()
        except BaseException as error:
            self.discard()
            if isinstance(error, OSError):
                raise WriteError.of(self.path, error) from error
            raise

    def discard(self) -> None:
        """Remove the temporary file, and leave the file as it was."""
        with suppress(OSError):
            self.part.unlink(missing_ok=True)
        self._release()

    def _release(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def write_atomically(path: Path, data: bytes | str, parents: bool = False) -> None:
    """Write a file so that at any moment the old or the new one is there whole; text is written as UTF-8.

    With `parents`, its folder is made where it does not exist. Raises WriteError."""
    with AtomicFile(path, parents) as part:
        part.write_bytes(data.encode() if isinstance(data, str) else data)


def write_together(files: Mapping[Path, bytes | str]) -> None:
    """Write files that belong together: none changes unless all can be written, and all change in one moment.

    Raises WriteError."""
    with ExitStack() as stack:
        parts = []
        for path, data in files.items():
            parts.append(file := AtomicFile(path))
            stack.callback(file.discard)
            try:
                file.part.write_bytes(data.encode() if isinstance(data, str) else data)
                file.sync()
            except OSError as error:
                raise WriteError.of(path, error) from error
        for file in parts:
            file.commit()


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A temporary folder beside `path`, which takes its name when the context ends without an error.

    Otherwise nothing is left behind, but after a SIGKILL, whose leavings the next call for the same path removes.

    Raises WriteError: `path` exists, or its place cannot be written; also in the place of an OSError in the context.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with whole_folder(folder / "a") as part:
    ...     _ = (part / "file").write_text("whole")
    >>> [str(found.relative_to(folder)) for found in folder.rglob("*")]
    ['a', 'a/file']
    """
    check_new_folder(path)
    for left in path.parent.glob(f".{path.name}.*.part"):
        owner = left.name[len(path.name) + 2 :].partition("-")[0]
        if owner.isdecimal() and not _runs(int(owner)):
            shutil.rmtree(left, ignore_errors=True)
    part = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.part")
    try:
        part.mkdir()
        yield part
        check_new_folder(path)
        os.rename(part, path)
    except OSError as error:
        raise WriteError.of(path, error) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def check_new_folder(path: Path) -> None:
    """Raise WriteError if `path` exists, or its folder does not."""
    if path.exists() or path.is_symlink():
        raise WriteError(f"{path}: exists already; choose another name, or remove it first")
    if not path.parent.is_dir():
        raise WriteError.of(path, FileNotFoundError(errno.ENOENT, "no folder"))


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
