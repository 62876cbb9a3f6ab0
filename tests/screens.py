"""A virtual screen for tests."""

from __future__ import annotations

import pytest
from virtual_display import NoVirtualScreen, VirtualScreen


def open_screen(width: int = 1280, height: int = 720) -> VirtualScreen:
    """A virtual screen; where none can be made, the test is skipped with the reason."""
    try:
        return VirtualScreen(width, height)
    except NoVirtualScreen as why:
        pytest.skip(str(why))
