"""`exploration_value`: it looks at its options first, and changes the shipped order only when it is asked to."""

import json

import pytest

from kitchen_dream.cli import main
from kitchen_dream.commands import exploration_value as command
from kitchen_dream.problems.kitchen.references import fixed_order


@pytest.fixture
def searched(tmp_path, monkeypatch):
    """A search that finds the shipped order backwards, and a shipped file that may be overwritten."""
    file = tmp_path / "fixed_order.json"
    file.write_bytes(fixed_order.FILE.read_bytes())
    monkeypatch.setattr(fixed_order, "FILE", file)
    monkeypatch.setattr(command, "find_order", lambda seed: fixed_order.best_order()[::-1])
    return file


@pytest.mark.slow
def test_nothing_is_written_unless_asked(searched, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    before = searched.read_bytes()
    main(["exploration_value", "--kitchens", "20", "--split", "validation", "--search"])
    assert searched.read_bytes() == before and [path.name for path in tmp_path.iterdir()] == [searched.name]
    assert "adaptive" in capsys.readouterr().out


@pytest.mark.slow
def test_the_order_and_the_table_are_saved_on_demand(searched, tmp_path):
    order = fixed_order.best_order()
    options = ["--search", "--save-order", "--json", str(tmp_path / "table.json")]
    main(["exploration_value", "--kitchens", "20", "--split", "validation", *options])
    assert fixed_order.best_order() == order[::-1]
    rows = json.loads((tmp_path / "table.json").read_text())["rows"]
    assert [row["exploration"] for row in rows] == ["none", "random", "best fixed order", "adaptive", "oracle"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--kitchens", "0"), "--kitchens must be above 0"),
        (("--search", "--save-order", "--split", "nope"), "unknown split"),
        (("--save-order",), "needs --search"),
        (("--search", "--save-order", "--json", "no/such/table.json"), "does not exist"),
    ],
)
def test_a_mistake_is_one_line_and_changes_nothing(searched, capsys, options, words):
    before = searched.read_bytes()
    with pytest.raises(SystemExit):
        main(["exploration_value", *options])
    text = capsys.readouterr().err.strip()
    assert words in text and "\n" not in text and searched.read_bytes() == before
