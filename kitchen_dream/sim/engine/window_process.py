"""The process of one window: `python -m kitchen_dream.sim.engine.window_process PIPE PARENT WIDTH HEIGHT`.

Opens PyBullet's window and carries out commands that come by a pipe (file descriptor PIPE); see `window.WindowProcess`.
It ends at once with its screen, its window, its pipe or its parent process, whichever is first."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

from kitchen_dream.sim.engine.bullet import pybullet
from kitchen_dream.sim.engine.x11 import Titles, end_with_screen

PATIENCE = 30
"""Seconds after which commands that do not return end the process: the window's own thread is gone."""
IDLE = 1.0
"""Seconds between two looks at whether the parent still lives; its end is mostly told by the pipe at once."""


def serve(pipe: Connection, parent: int, size: tuple[int, int]) -> None:
    """Open a window of `size` (width, height) and carry out commands until the pipe ends.

    The first answer is "", or why there is no window. Then each message is (whether an answer is waited for, commands),
    a command its name, arguments and options; the answer is the last one's result and the first error since the last
    answer, or None. The command `title` is this process's own."""
    titles = Titles()
    end_with_screen(errors=False)  # PyBullet opens its window by trial and error
    client = pybullet.connect(pybullet.GUI, options=f"--width={size[0]} --height={size[1]}")
    end_with_screen(errors=True)
    pipe.send("" if client >= 0 else "PyBullet could not open a window")
    failure: Exception | None = None
    while os.getppid() == parent and pybullet.isConnected(client):
        if not pipe.poll(IDLE):
            continue
        waited, commands = pipe.recv()
        signal.alarm(PATIENCE)  # the system's own end of a process: no Python runs while a command does
        result = None
        for name, arguments, options in commands:
            try:
                function: Callable[..., Any] = titles.write
                if name != "title":
                    function = partial(getattr(pybullet, name), physicsClientId=client)
                result = function(*arguments, **options)
            except Exception as error:  # told with the next answer
                failure = failure or error
        signal.alarm(0)
        if waited:
            pipe.send((result, failure))
            failure = None


if __name__ == "__main__":
    number, above, *shape = map(int, sys.argv[1:])
    try:
        serve(Connection(number), above, (shape[0], shape[1]))
    finally:
        os._exit(0)  # without PyBullet's and Python's own ends, which wait for threads
