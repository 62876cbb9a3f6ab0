"""Ray, which is optional: a connection to its cluster, and one line for whatever keeps it from being made."""

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kitchen_dream.core.extras import not_installed

ADDRESS = "RAY_ADDRESS"
"""Ray's own variable for the address of a cluster; `ray job submit` sets it."""
OWN_VARIABLES = "KITCHEN_DREAM_"
PATIENCE = 5.0
"""Seconds in which an address has to answer. Ray itself tries for minutes, and then ends the process."""
_GREETING = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes((0, 0, 0, 4, 0, 0, 0, 0, 0))
"""The first bytes of HTTP/2, which Ray's servers speak, and empty settings; a server answers with its own."""
_SETTINGS = 4
"""The kind of frame that is."""


@contextmanager
def cluster(address: str | None = None, cores: int | None = None) -> Iterator[Any]:
    """The module `ray`, connected to the cluster at an address, else to one of this machine alone, begun for the while.

    address: HOST:PORT, or `auto` for the one that this machine is a node of; without it RAY_ADDRESS, if that is set.
    cores: of this machine's own cluster; without it all.

    Raises ValueError, in one line, where Ray is not installed or no cluster answers."""
    try:
        import ray
    except ImportError as error:
        raise ValueError(f"--on ray: {not_installed('ray')}") from error
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is told to anybody unless the user wants it
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")  # what Ray warns of without it
    # Ray's workers give way to all else (15 nicer than it): on a busy machine, trainings would take longer than here.
    os.environ.setdefault("RAY_worker_niceness", "0")
    address = address or os.environ.get(ADDRESS) or "local"
    how: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
    if address == "local":
        how |= {"include_dashboard": False, "num_cpus": cores}
    elif address != "auto":
        check_address(address)
    handler = signal.getsignal(signal.SIGTERM)
    try:
        ray.init(address=address, **how)
    except Exception as error:  # Ray has many kinds
        ray.shutdown()
        reason = " ".join(str(error).split())[:300]
        way_out = "run this on a node of the cluster (ray start), or leave --address out to use this machine alone"
        raise ValueError(f"--on ray: cannot connect to {address} ({reason}); {way_out}") from error
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, handler)  # Ray takes it for its own, which ends the process without a clean-up
    try:
        yield ray
    finally:
        ray.shutdown()


def check_address(address: str) -> None:
    """Raise ValueError, in one line, unless something that can be Ray's head node answers at HOST:PORT."""
    host, _, port = address.rpartition(":")
    if "/" in address or not host or not port.isdecimal() or not 0 < int(port) < 65536:
        way_out = "give HOST:PORT of the cluster's head node, such as 10.0.0.1:6379, or auto"
        raise ValueError(f"--address {address}: is no address; {way_out}")
    way_out = "start the head node there (ray start --head), or leave --address out to use this machine alone"
    try:
        with socket.create_connection((host, int(port)), PATIENCE) as connection:
            connection.settimeout(PATIENCE)
            connection.sendall(_GREETING)
            head = connection.recv(4)
    except OSError as error:
        reason = "no answer" if isinstance(error, TimeoutError) else error.strerror or str(error)
        raise ValueError(f"--address {address}: no Ray cluster answers there ({reason}); {way_out}") from error
    if len(head) < 4 or head[3] != _SETTINGS:
        raise ValueError(f"--address {address}: what answers there is no Ray cluster; {way_out}")


def own_variables() -> dict[str, str]:
    """Variables that go along to every node: the user's cookbook, unit kinds and cache folder."""
    return {name: value for name, value in os.environ.items() if name.startswith(OWN_VARIABLES)}


def lost(error: Exception) -> str:
    """What a user can make something of, in a line, out of an error of Ray's, which fill pages."""
    cause = getattr(error, "cause", None)
    cause = cause if isinstance(cause, Exception) else error
    lines = [line.strip() for line in str(cause).splitlines() if line.strip()]
    return f"{type(cause).__name__}: {lines[-1][:200] if lines else 'no reason given'}"
