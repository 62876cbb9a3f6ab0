"""PyBullet, imported without the build banner that it prints to standard error on every start."""

import ctypes
import os
import sys


def _import_quietly():
    kept, null = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(null, 2)
        import pybullet
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(null)
    return pybullet


pybullet = _import_quietly()


def give_back_memory() -> None:
    """Return to the system what an ended world has freed.

    glibc keeps it where something that lives on lies above it: after thousands of worlds, that is half as much again
    as is in use."""
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "malloc_trim"):
        libc.malloc_trim(0)


BulletError: type[Exception] = pybullet.error
"""What PyBullet raises."""
