"""Serves a page to any number of browsers. It is bound to this machine alone unless told otherwise."""

from __future__ import annotations

import contextlib
import io
import logging
import socket
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from viser import ViserServer

LOOPBACK = "127.0.0.1"
PORT = 8080
"""The first port that is tried where none is named."""
TRIES = 100
AMBIENT = 1.2
"""Light from everywhere, so that dark fronts are no black holes."""
PANEL_WIDTH = 360
"""Pixels; every viewer can change it."""


def require_viser() -> None:
    """Raise ValueError, in one line, where the extra `web` is not installed."""
    if find_spec("viser") is None:
        raise ValueError('a browser needs viser, which is not installed: pip install "kitchen-dream[web]"')


def free_port(host: str, port: int | None) -> int:
    """The port to serve on: the one named, or the first free one from PORT on.

    Raises ValueError, in one line, for a host that is not this machine's, and for a port that is in use."""
    if port is not None:
        if not 1 <= port <= 65535:
            raise ValueError(f"--port must be 1 to 65535, got {port}")
        if (why := _taken(host, port)) is not None:
            raise ValueError(f"--port {port}: {why}; name another, or leave it out to take a free one")
        return port
    for candidate in range(PORT, PORT + TRIES):
        if _taken(host, candidate) is None:
            return candidate
    raise ValueError(f"no port from {PORT} to {PORT + TRIES - 1} is free; name one with --port")


def open_server(title: str, host: str = LOOPBACK, port: int | None = None) -> ViserServer:
    """Begin to serve. host: "0.0.0.0" lets other machines see it, and anybody who sees it can steer it.

    Raises ValueError, in one line, where that is not possible."""
    require_viser()
    chosen = free_port(host, port)
    import viser

    class Server(viser.ViserServer):
        """Leaves out what would reach beyond this machine."""

        def request_share_url(self, verbose: bool = True) -> str | None:
            """Any viewer could open a tunnel to the internet by this."""
            return None

        def stop(self) -> None:
            with contextlib.redirect_stdout(io.StringIO()):
                super().stop()

    logging.getLogger("websockets.server").setLevel(logging.CRITICAL)  # who hangs up early is nobody's concern here
    with contextlib.redirect_stdout(io.StringIO()):  # it prints a box; `address` is one line
        server = Server(host=host, port=chosen, label=title, verbose=False)
    server.gui.configure_theme(dark_mode=True, show_logo=False, show_share_button=False, control_width="medium")
    server.gui.main_panel.dock_right()
    server.gui.main_panel.set_width(PANEL_WIDTH)
    server.scene.configure_default_lights(cast_shadow=False)
    server.scene.add_light_ambient("/ambient", intensity=AMBIENT)
    return server


def address(server: ViserServer) -> str:
    """Where to look, in one line."""
    host = server.get_host()
    seen = {"0.0.0.0": socket.gethostname(), "::": socket.gethostname()}.get(host, host)
    return f"open http://{f'[{seen}]' if ':' in seen else seen}:{server.get_port()} in a browser; Ctrl-C ends"


def _taken(host: str, port: int) -> str | None:
    """Why one cannot listen there, or None. Raises ValueError for a host at which one can listen on no port."""
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise ValueError(f"--host {host}: {error.strerror or error}; use {LOOPBACK}, or 0.0.0.0 for all") from None
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((where[0], 0))
        except OSError:
            raise ValueError(f"--host {host}: no address of this machine; use {LOOPBACK}, or 0.0.0.0 for all") from None
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(where)
            probe.listen(1)
        except PermissionError:
            return "only an administrator may listen there"
        except OSError:
            return "something listens there already"
    return None
