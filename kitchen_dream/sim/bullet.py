"""PyBullet, imported without the build banner that it prints to standard error on every start."""

from __future__ import annotations

import os


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

BulletError: type[Exception] = pybullet.error
"""What PyBullet raises, for instance when its window has been closed."""
