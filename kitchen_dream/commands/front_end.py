"""Where `watch` and `play` show a trial: in a window on the desktop, or on a page in a browser."""

from collections.abc import Callable

from kitchen_dream.sim.engine.screen import missing_screen
from kitchen_dream.viewer.browser.server import LOOPBACK, address, free_port, open_server, require_viser
from kitchen_dream.viewer.front_end import FrontEnd


def check_front_end(browser: bool, host: str | None, port: int | None, way_out: str) -> None:
    """Raise ValueError, in one line, where nothing can be shown: better now than after the kitchen was built.

    way_out: what to do without a screen, but for looking in a browser."""
    check_address(browser, host, port)
    if not browser and (why := missing_screen()):
        raise ValueError(f"{why}; look at it in a browser instead (--browser), or {way_out}")


def check_address(browser: bool, host: str | None, port: int | None) -> None:
    """Raise ValueError, in one line, for a page that cannot be served, or for its address without --browser."""
    if browser:
        require_viser()
        free_port(host or LOOPBACK, port)
    elif host is not None or port is not None:
        raise ValueError("--host and --port are those of a page; add --browser, or leave them out")


def open_front_end(browser: bool, host: str | None, port: int | None, say: Callable[[str], None]) -> FrontEnd:
    """Open the window, or begin to serve the page and say where."""
    if not browser:
        from kitchen_dream.viewer.desktop.window import DesktopWindow

        return DesktopWindow()
    from kitchen_dream.viewer.browser.trial_page import TrialPage

    server = open_server("Kitchen Dream", host or LOOPBACK, port)
    say(address(server))
    return TrialPage(server, say)
