"""PyBullet's window, in a process of its own: whatever becomes of it, this process goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import Pipe
from typing import Any, NoReturn

from kitchen_dream.sim.engine.screen import missing_screen
from kitchen_dream.sim.engine.window_process import PATIENCE

UNANSWERED = frozenset((
    "resetBasePositionAndOrientation", "resetBaseVelocity", "resetJointState", "resetJointStatesMultiDof",
    "setJointMotorControl2", "setJointMotorControlArray", "stepSimulation", "performCollisionDetection",
    "changeDynamics", "changeVisualShape", "changeTexture", "changeConstraint", "setCollisionFilterGroupMask",
    "setCollisionFilterPair", "enableJointForceTorqueSensor", "setGravity", "setTimeStep", "setPhysicsEngineParameter",
    "configureDebugVisualizer", "resetDebugVisualizerCamera", "resetSimulation", "removeBody", "removeConstraint",
    "title",
))  # fmt: skip
"""Commands whose result is nothing: they are sent, and not waited for."""
COUNTED = frozenset((
    "computeViewMatrix", "computeViewMatrixFromYawPitchRoll", "computeProjectionMatrix", "computeProjectionMatrixFOV",
    "multiplyTransforms", "invertTransform", "getMatrixFromQuaternion", "getQuaternionFromEuler",
    "getEulerFromQuaternion", "getDifferenceQuaternion",
))  # fmt: skip
"""Functions that need no world: they are carried out here."""
TOGETHER = 256
"""Most commands in a message."""
OPENING = 120.0
"""Seconds in which a window must be open."""
WAY_OUT = "run without a window (--headless) instead"
CLOSED = "the window was closed"
_OPEN: set[WindowProcess] = set()
"""Those whose end has not been told yet."""


class WindowClosed(RuntimeError):
    """The window was closed, by its user, with its screen, or with its process."""


class NoDisplay(RuntimeError):
    """The window was asked for, but there is no screen to open it on."""


@contextmanager
def ending_with_window() -> Iterator[None]:
    """In this context WindowClosed is raised as soon as the process of a window has ended, whatever is computed then.

    Elsewhere the next command raises it. For the main thread of programs that have nothing to do without the window."""

    def look(number: int, frame: object) -> None:
        if ended := [window for window in _OPEN if not window.alive()]:
            _OPEN.difference_update(ended)
            raise WindowClosed(CLOSED)

    if not hasattr(signal, "SIGCHLD"):  # Windows
        yield
        return
    before = signal.signal(signal.SIGCHLD, look)
    try:
        yield
    finally:
        signal.signal(signal.SIGCHLD, before)


class WindowProcess:
    """A process that opens a window and carries out commands there.

    Args:
        size: width and height in pixels.

    Attributes:
        changed: whether something was sent that may change the picture; to be set back by who draws it.

    Raises:
        NoDisplay: no window can be opened.
        WindowClosed: it was closed meanwhile; and by every command once it is closed."""

    def __init__(self, size: tuple[int, int]) -> None:
        if why := missing_screen():
            raise NoDisplay(f"{why}; {WAY_OUT}")
        self._pipe, theirs = Pipe()
        self.changed = True
        self._owner = os.getpid()
        self._waiting: list[tuple[str, tuple, dict[str, Any]]] = []
        paths = os.pathsep.join(path for path in sys.path if path)
        numbers = (theirs.fileno(), self._owner, *size)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kitchen_dream.sim.engine.window_process", *map(str, numbers)],
            pass_fds=[theirs.fileno()], env=os.environ | {"PYTHONPATH": paths},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,  # ctrl-C in the terminal is for this process, which then ends the other
        )  # fmt: skip
        theirs.close()
        if why := self._answer(OPENING):
            self.close()
            raise NoDisplay(f"{why}; {WAY_OUT}")
        _OPEN.add(self)

    @property
    def number(self) -> int:
        """Of the process."""
        return self._process.pid

    def alive(self) -> bool:
        """Whether the window is open."""
        return self._process.poll() is None

    def call(self, name: str, *arguments: Any, **options: Any) -> Any:
        """Carry out a function of PyBullet there, or `title` with the window's title. Returns the result if it has one.

        Raises what the function raises; for one that is not waited for, the next one that is."""
        waited = name not in UNANSWERED
        self._waiting.append((name, arguments, options))
        self.changed |= not waited
        if not waited:
            if len(self._waiting) >= TOGETHER:
                self.flush()
            return None
        self._send(True)
        result, failure = self._answer(PATIENCE + 5)
        if failure is not None:
            raise failure
        return result

    def flush(self) -> None:
        """Send what has not been sent yet."""
        if self._waiting:
            self._send(False)

    def close(self) -> None:
        """End the process. Calling it again does nothing."""
        if os.getpid() == self._owner:  # a copy made by fork leaves it alone
            _OPEN.discard(self)
            self._pipe.close()
            self._process.kill()
            self._process.wait()

    def _send(self, waited: bool) -> None:
        commands, self._waiting = self._waiting, []
        try:
            self._pipe.send((waited, commands))
        except OSError:
            self._lost()

    def _answer(self, seconds: float) -> Any:
        try:
            if self._pipe.poll(seconds):
                return self._pipe.recv()
        except (OSError, EOFError):
            pass
        except BaseException:  # half an answer, after ctrl-C
            self.close()
            raise
        self._lost()

    def _lost(self) -> NoReturn:
        self.close()
        raise WindowClosed(CLOSED)
