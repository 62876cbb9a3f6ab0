"""Tells whether a kitchen file was saved anew."""

from pathlib import Path

from kitchen_dream.kitchens.files.kitchen_files import load_family


class FileChanges:
    """Called again and again, tells whether a file has changed since the last call; the first call tells that it has.

    A file that is gone for a moment has not changed: editors write a new file and rename it.

    Raises KitchenError: there is no such file at first."""

    def __init__(self, file: Path) -> None:
        if not file.is_file():
            load_family(file)  # raises the error that says why
        self._file = file
        self._content: bytes | None = None

    def __call__(self) -> bool:
        try:
            content = self._file.read_bytes()
        except FileNotFoundError:
            return False
        changed = content != self._content
        self._content = content
        return changed
