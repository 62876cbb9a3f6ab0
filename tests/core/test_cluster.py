"""Addresses at which no Ray cluster answers: none of these needs Ray."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kitchen_dream.core import cluster


@contextmanager
def server(answer: bytes | None) -> Iterator[str]:
    """The address of one that answers a single connection, or never says anything."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            connection.recv(1000)
            connection.sendall(answer or b"")
            connection.close()

        if answer is not None:
            threading.Thread(target=serve, daemon=True).start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"


@pytest.mark.parametrize(
    "address", ["nonsense", "head:", "head:port", ":6379", "head:0", "head:99999", "ray://head:10001", "http://h:80"]
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(ValueError, match=re.escape(f"--address {address}: is no address; give HOST:PORT")):
        cluster.check_address(address)


def test_an_address_where_nobody_listens_is_told():
    with server(None) as address:
        pass
    with pytest.raises(ValueError, match=rf"--address {address}: no Ray cluster answers there \(Connection refused\)"):
        cluster.check_address(address)


def test_a_server_that_keeps_silent_is_told(monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 0.2)
    with server(None) as address, pytest.raises(ValueError, match=r"no Ray cluster answers there \(no answer\)"):
        cluster.check_address(address)


@pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"", b"SS"])
def test_a_server_of_another_kind_is_told(answer):
    with server(answer) as address, pytest.raises(ValueError, match="what answers there is no Ray cluster"):
        cluster.check_address(address)


def test_one_that_speaks_its_protocol_passes():
    with server(bytes((0, 0, 6, 4, 0, 0, 0, 0, 0))) as address:
        cluster.check_address(address)
