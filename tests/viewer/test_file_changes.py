"""A saved file is a change; a file that is missing for a moment is none."""

import pytest

from kitchen_dream.kitchens.files.kitchen_files import KitchenError
from kitchen_dream.viewer.file_changes import FileChanges


def test_a_file_that_is_gone_for_a_moment_has_not_changed(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("a")
    changed = FileChanges(file)
    assert changed() and not changed()
    file.unlink()
    assert not changed()
    file.write_text("a")
    assert not changed()
    file.write_text("b")
    assert changed() and not changed()


def test_there_must_be_a_file_at_first(tmp_path):
    with pytest.raises(KitchenError, match="no such file"):
        FileChanges(tmp_path / "mine.yaml")
