"""A command on a node of a cluster: it runs in a folder of the node's own, whose files travel.

Neither Ray nor torch is imported here: whoever runs commands has no use for them."""

import os
import platform
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import kitchen_dream
from kitchen_dream.core.children import bound
from kitchen_dream.core.locks import ScratchFolder

PREFIX = "kitchen-dream-command-"
RUN, LOG = "run", "log"
"""In the temporary folder: the folder of the command, and what it prints."""
HERE = "{folder}"
"""Stands in a command for its folder."""
Files = dict[str, bytes]
"""Contents by path, relative to the temporary folder."""


class RemoteCommand:
    """Runs one command at a time, and tells which files it has changed; those that matter it puts in place whole.

    Raises ValueError where another version of this package is installed than `version`."""

    def __init__(self, version: str):
        if version != kitchen_dream.__version__:
            have = f"has kitchen-dream {kitchen_dream.__version__}, and not {version}"
            raise ValueError(f"{platform.node()} {have}; install the same on every node")
        self._scratch: ScratchFolder | None = None
        self._told: dict[str, tuple[int, int]] = {}
        self._process: subprocess.Popen | None = None

    def start(
        self, words: list[str], files: Files, environment: dict[str, str], folder: str
    ) -> tuple[Files, int | None]:
        """Begin a command (its first word is Python) in a folder with these files; returns as `poll` does.

        environment: besides the node's own. folder: where it runs, if that is on this node too."""
        self._scratch = ScratchFolder(PREFIX)
        (self._root / RUN).mkdir()
        for name, data in files.items():
            path = self._root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        self._changed()  # what came need not go back
        words = [sys.executable, *(word.replace(HERE, str(self._root / RUN)) for word in words[1:])]
        wrapped = bound(words)  # a worker of Ray dies with its node: what it started would go on for nobody
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

    @property
    def _root(self) -> Path:
        assert self._scratch is not None
        return self._scratch.path

    def close(self) -> None:
        """Remove the temporary folder of a command that has ended."""
        assert self._scratch is not None
        self._scratch.remove()
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
