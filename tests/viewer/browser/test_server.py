"""Where a page is served: addresses, ports, and what is said where that is not possible."""

import socket
import urllib.request

import pytest

pytest.importorskip("viser", reason="the extra web is not installed")

from kitchen_dream.viewer.browser import server as module
from kitchen_dream.viewer.browser.server import LOOPBACK, PORT, address, free_port, open_server


@pytest.fixture
def taken():
    """A port at which something listens."""
    with socket.socket() as other:
        other.bind((LOOPBACK, 0))
        other.listen(1)
        yield other.getsockname()[1]


def test_a_page_is_served_on_this_machine_alone_and_says_where():
    server = open_server("A title")
    try:
        said = address(server)
        assert server.get_host() == LOOPBACK and server.get_port() >= PORT
        assert f"http://{LOOPBACK}:{server.get_port()} " in said and "\n" not in said
        page = urllib.request.urlopen(f"http://{LOOPBACK}:{server.get_port()}").read().decode()
        assert "<html" in page
        assert server.request_share_url() is None, "no viewer can open a tunnel to the internet"
    finally:
        server.stop()
    assert free_port(LOOPBACK, server.get_port()) == server.get_port(), "nothing listens there any more"


def test_opening_and_ending_a_server_says_nothing(capfd):
    open_server("A title").stop()
    assert capfd.readouterr() == ("", "")


def test_a_port_in_use_is_one_line(taken):
    with pytest.raises(ValueError, match=f"--port {taken}: something listens there already; name another"):
        open_server("A title", port=taken)


def test_without_a_port_a_free_one_is_taken(taken, monkeypatch):
    monkeypatch.setattr(module, "PORT", taken)
    assert taken < free_port(LOOPBACK, None) < taken + module.TRIES


@pytest.mark.parametrize("host", ["no.such.host.invalid", "198.51.100.7"])
def test_a_host_that_is_not_here_is_one_line(host):
    with pytest.raises(ValueError, match=f"--host {host}: .*use {LOOPBACK}, or 0.0.0.0 for all") as error:
        free_port(host, None)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_beyond_all_ports_is_one_line(port):
    with pytest.raises(ValueError, match="--port must be 1 to 65535"):
        free_port(LOOPBACK, port)


def test_without_viser_the_extra_is_named(monkeypatch):
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    with pytest.raises(ValueError, match=r'pip install "kitchen-dream\[web\]"'):
        open_server("A title")
