"""Processes that end with the one that started them, however that ends."""

import os
import signal
import sys

_ASK = (
    "import ctypes, os, sys; parent, number = map(int, sys.argv[1:3]); ctypes.CDLL(None).prctl(1, number)\n"
    "if os.getppid() == parent: os.execv(sys.argv[3], sys.argv[3:])"
)
"""A Python that becomes the command, after asking Linux for a signal when its parent dies (PR_SET_PDEATHSIG)."""


def bound(words: list[str], number: int = signal.SIGKILL) -> list[str]:
    """A command line (its first word is an absolute path) that gets this signal when this process ends. On Linux;
    elsewhere it is returned as it is."""
    if sys.platform != "linux":
        return words
    return [sys.executable, "-S", "-c", _ASK, str(os.getpid()), str(int(number)), *words]
