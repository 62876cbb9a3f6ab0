"""A command on a node of a cluster: it runs in a folder of the node's own, whose files travel.

Neither Ray nor torch is imported here: whoever runs commands has no use for them."""

import fcntl
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import kitchen_dream

PREFIX = "kitchen-dream-command-"
RUN, LOG = "run", "log"
"""In the temporary folder: the folder of the command, and what it prints."""
HERE = "{folder}"
"""Stands in a command for its folder."""
YOUNG = 60.0
"""Seconds for which a folder may be there before its worker holds it."""
Files = dict[str, bytes]
"""Contents by path, relative to the temporary folder."""
_DIES_WITH_US = (
    "import ctypes, os, sys; parent = int(sys.argv[1]); ctypes.CDLL(None).prctl(1, 9)\n"
    "if os.getppid() == parent: os.execv(sys.argv[2], sys.argv[2:])"
)
"""A Python that becomes the command, after asking Linux to kill it when its parent dies (PR_SET_PDEATHSIG, SIGKILL).

A worker of Ray dies with its node. What it started would go on for nobody."""


class RemoteCommand:
    """Runs one command at a time, and tells which files it has changed; those that matter it puts in place whole.

    Raises ValueError where another version of this package is installed than `version`."""

    def __init__(self, version: str):
        if version != kitchen_dream.__version__:
            have = f"has kitchen-dream {kitchen_dream.__version__}, and not {version}"
            raise ValueError(f"{platform.node()} {have}; install the same on every node")
        remove_abandoned()
        self._root, self._held = Path(), -1
        self._told: dict[str, tuple[int, int]] = {}
        self._process: subprocess.Popen | None = None

    def start(
        self, words: list[str], files: Files, environment: dict[str, str], folder: str
    ) -> tuple[Files, int | None]:
        """Begin a command (its first word is Python) in a folder with these files; returns as `poll` does.

        environment: besides the node's own. folder: where it runs, if that is on this node too."""
        self._root = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._held = _hold(self._root)
        (self._root / RUN).mkdir()
        for name, data in files.items():
            path = self._root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        self._changed()  # what came need not go back
        words = [sys.executable, *(word.replace(HERE, str(self._root / RUN)) for word in words[1:])]
        wrapped = [sys.executable, "-S", "-c", _DIES_WITH_US, str(os.getpid()), *words]
        package = str(Path(kitchen_dream.__file__).parents[1])
        paths = os.pathsep.join([package, *filter(None, [os.environ.get("PYTHONPATH")])])
        with (self._root / LOG).open("wb") as log:
            self._process = subprocess.Popen(
                wrapped, env=os.environ | {"PYTHONPATH": paths} | environment, stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, cwd=folder if os.path.isdir(folder) else self._root, start_new_session=True,
            )
        return self.poll(0)

    def poll(self, seconds: float = 0.4) -> tuple[Files, int | None]:
        """Files that are new or changed since the last call, and the exit status if the command ends within seconds."""
        assert self._process is not None
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        status = self._process.returncode  # before the files: once it has ended, these are the last
        return self._changed(), status

    def stop(self) -> tuple[Files, int | None]:
        """Tell the command to save and to end. All files are told once more, in case an answer was not heard."""
        assert self._process is not None
        self._told = {}
        self._process.send_signal(signal.SIGTERM)
        return self.poll(0)

    def close(self) -> None:
        """Remove the temporary folder of a command that has ended."""
        shutil.rmtree(self._root, ignore_errors=True)
        os.close(self._held)
        self._process, self._told = None, {}

    def _changed(self) -> Files:
        files = {}
        for path in sorted(self._root.rglob("*")):
            name = path.relative_to(self._root).as_posix()
            with suppress(FileNotFoundError):  # a temporary file that took its place meanwhile
                if path.name.startswith(".") or not path.is_file():
                    continue
                state = path.stat()
                if self._told.get(name) != (mark := (state.st_mtime_ns, state.st_size)):
                    files[name] = path.read_bytes()
                    self._told[name] = mark
        return files


def remove_abandoned() -> None:
    """Remove temporary folders of workers that were killed: old ones that nobody holds."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime < YOUNG:
                continue
            held = _hold(folder)
            shutil.rmtree(folder, ignore_errors=True)
            os.close(held)


def _hold(folder: Path) -> int:
    """Mark a folder as in use until this process ends. Raises OSError if another process does."""
    handle = os.open(folder / ".held", os.O_CREAT | os.O_RDWR)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise
    return handle
