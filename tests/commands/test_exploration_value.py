"""`exploration_value`: it looks at its options first, and leaves the shipped order alone."""

import json

import pytest

from kitchen_dream.cli import main
from kitchen_dream.commands import exploration_value as command
from kitchen_dream.problems.kitchen.references import fixed_order


@pytest.fixture
def searched(tmp_path, monkeypatch):
    """A search that finds the shipped order backwards, and a shipped file that may be overwritten."""
    file = tmp_path / fixed_order.ORDER_FILE
    file.write_bytes((fixed_order.ASSETS / file.name).read_bytes())
    monkeypatch.setattr(fixed_order, "ASSETS", tmp_path)
    monkeypatch.setattr(command, "find_order", lambda seed, problem_class: fixed_order.best_order()[::-1])
    return file


@pytest.mark.slow
def test_a_search_leaves_the_shipped_order_alone(searched, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    before = searched.read_bytes()
    main(["exploration_value", "--kitchens", "20", "--split", "validation", "--search"])
    assert searched.read_bytes() == before and [path.name for path in tmp_path.iterdir()] == [searched.name]
    assert "adaptive" in capsys.readouterr().out


@pytest.mark.slow
def test_the_table_is_saved_on_demand(tmp_path):
    main(["exploration_value", "--kitchens", "20", "--split", "validation", "--json", str(tmp_path / "table.json")])
    rows = json.loads((tmp_path / "table.json").read_text())["rows"]
    assert [row["exploration"] for row in rows] == ["none", "random", "best fixed order", "adaptive", "oracle"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--kitchens", "0"), "--kitchens must be above 0"),
        (("--search", "--split", "nope"), "unknown split"),
        (("--search", "--json", "no/such/table.json"), "does not exist"),
    ],
)
def test_a_mistake_is_one_line_and_changes_nothing(searched, capsys, options, words):
    before = searched.read_bytes()
    with pytest.raises(SystemExit):
        main(["exploration_value", *options])
    text = capsys.readouterr().err.strip()
    assert words in text and "\n" not in text and searched.read_bytes() == before
