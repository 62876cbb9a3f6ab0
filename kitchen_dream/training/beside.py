"""A process that plays the next trials while this one learns from those before: two cores at work on one run.

Weights go there when a round begins, trials come back when it is over; in between neither hears of the other. A round
that is played here, before the updates, is the same to the bit. Trials are tens of megabytes, which would take long by
a pipe: their arrays are written into memory that both processes have."""

import contextlib
import mmap
import multiprocessing as mp
import os
import pickle
import signal
import time
from multiprocessing.connection import Connection

import torch

from kitchen_dream.training.player import Player, Round

MOST_FILES = 1024
"""More than this process has open when it begins."""
ROOM = 2**29
"""Bytes of the memory that both have, of which what is written to is taken up; what does not fit goes by the pipe."""


ALIGNED = 64
"""Bytes that arrays begin at a multiple of, as numpy's own do."""


class Beside:
    """A player in a process of its own; it ends with this one, however this one ends."""

    def __init__(self, player: Player):
        self._agent = player.agent
        context = mp.get_context("fork")  # problems, which are large and only read, are there at once
        self._line, other = context.Pipe()
        self._room = mmap.mmap(-1, ROOM)
        self._process = context.Process(target=_serve, args=(player, other, self._room), daemon=True)
        self._process.start()
        other.close()

    def begin(self, number: int) -> None:
        """Begin a round with the weights that act now."""
        weights = {name: value.numpy(force=True) for name, value in self._agent.policy_state().items()}
        self._tell((number, self._agent.updates, weights))

    def result(self) -> tuple[Round, float]:
        """The round that was begun, and the processor's seconds that it took. Raises what went wrong there."""
        try:
            told = self._line.recv()
        except (EOFError, ConnectionError):
            told = self._gone()
        if isinstance(told, Exception):
            raise told
        words, parts, seconds = told
        with memoryview(self._room) as room:
            return pickle.loads(words, buffers=[bytearray(room[slice(*part)]) for part in parts]), seconds

    def close(self) -> None:
        """End the process."""
        self._line.close()
        self._process.join()

    def _tell(self, what: object) -> None:
        try:
            self._line.send(what)
        except ConnectionError:
            raise self._gone() from None

    def _gone(self) -> ChildProcessError:
        self._process.join(5)
        what = f"the process that plays trials was ended (status {self._process.exitcode})"
        return ChildProcessError(f"{what}; go on with --resume, or use --cores 1")


def _serve(player: Player, line: Connection, room: mmap.mmap) -> None:
    # Their end of the line, so that an end of the other process is heard of; and the run folder's lock, so that it is
    # free at once then.
    os.closerange(3, line.fileno())
    os.closerange(line.fileno() + 1, MOST_FILES)
    for number in (signal.SIGINT, signal.SIGTERM):  # the one who learns decides when this ends
        signal.signal(number, signal.SIG_IGN)
    torch.set_num_threads(1)
    with contextlib.suppress(EOFError, ConnectionError):
        while True:
            number, player.agent.updates, weights = line.recv()
            began = time.process_time()
            try:
                player.agent.load_policy_state({name: torch.from_numpy(value) for name, value in weights.items()})
                line.send((*_packed(player.play(number), room), time.process_time() - began))
            except Exception as error:  # whatever a problem or a method of somebody's own does
                line.send(error)
    os._exit(0)


def _packed(played: Round, room: mmap.mmap) -> tuple[bytes, list[tuple[int, int]]]:
    """A round without its arrays, and from where to where these stand in the memory that both have."""
    parts: list[tuple[int, int]] = []

    def apart(buffer: pickle.PickleBuffer) -> bool:
        data = buffer.raw()
        begin = -(-parts[-1][1] // ALIGNED) * ALIGNED if parts else 0
        if begin + data.nbytes > ROOM:
            return True  # by the pipe
        room[begin : begin + data.nbytes] = data
        parts.append((begin, begin + data.nbytes))
        return False

    return pickle.dumps(played, protocol=5, buffer_callback=apart), parts
