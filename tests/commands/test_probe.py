"""`probe` on shipped policies, with few kitchens; wrong input leaves nothing behind."""

import json

import pytest

from kitchen_dream.cli import main


@pytest.mark.slow
def test_it_writes_figures_and_pictures(tmp_path):
    main(["probe", "--kitchens", "40", "--out", str(tmp_path / "probes")])
    data = json.loads((tmp_path / "probes" / "probes.json").read_text())
    dream = next(row for row in data["probes"] if row["code"].endswith("DREAM"))
    assert dream["contents"] > 0.9, "what DREAM has seen can be read from its code"
    assert {row["grid"] for row in data["grids"]} == {"map", "bus"}
    assert all(row["unexplained after DREAM"] < 0.3 < row["unexplained after random"] for row in data["grids"])
    pictures = {path.name for path in (tmp_path / "probes").glob("*.png")}
    assert pictures == {f"probe-{n}.png" for n in ("rewards", "looks", "map", "bus")}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--kitchens", "0"], "--kitchens"),
        (["--grids", "nowhere"], "nowhere"),
        (["--policy", "nowhere"], "nowhere"),
        (["--kitchens", "9", "--seed", "9"], "--seed"),
    ],
)
def test_mistakes_take_one_line_and_leave_nothing(words, told, tmp_path, capsys):
    with pytest.raises(SystemExit) as stop:
        main(["probe", *words, "--out", str(tmp_path / "probes")])
    assert stop.value.code == 2
    error = capsys.readouterr().err.strip()
    assert told in error and len(error.splitlines()) == 1
    assert not list(tmp_path.iterdir())
