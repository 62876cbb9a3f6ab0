"""`curves`: the learning curves of runs on a page in a browser, which grow while the runs train."""

from pathlib import Path
from typing import Annotated

import tyro

from kitchen_dream.commands.front_end import check_address
from kitchen_dream.viewer.browser.server import LOOPBACK, address, open_server

EVERY = 2.0
"""Seconds between two looks at the logs."""


def curves(
    runs: Annotated[tuple[Path, ...], tyro.conf.Positional], host: str = LOOPBACK, port: int | None = None
) -> None:
    """Show the learning curves of runs on a page in a browser (extra `web`), also while they train.

    The score on validation problems over environment steps, with the oracle's (1), that of not exploring, and that of a
    random policy; below it any other column of the logs. Ends with Ctrl-C; see docs/browser.md.

    Args:
        runs: run folders, of one problem.
        host: address to serve the page at; this machine alone without it, 0.0.0.0 for everybody on the network.
        port: of the page; without it the first free one from 8080 on."""
    if not runs:
        raise ValueError("curves: name a run folder, such as runs/map-dream-0")
    check_address(True, host, port)
    from kitchen_dream.viewer.browser.curves import curves_of

    found = curves_of(runs)
    from kitchen_dream.viewer.browser.curves_page import CurvesPage

    server = open_server("Kitchen Dream", host, port)
    page = CurvesPage(server, found)
    print(address(server), flush=True)
    try:
        while True:
            page.update()
            page.wait(EVERY)
    except KeyboardInterrupt:
        print("end: Ctrl-C", flush=True)
    finally:
        page.close()
