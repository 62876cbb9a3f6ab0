"""`evaluate`: the shipped map policy stands for all that need no physics."""

from __future__ import annotations

import json

import pytest

from kitchen_dream.cli import main
from kitchen_dream.kitchens.cookbook import use_cookbook


@pytest.mark.slow
def test_scores_are_told_and_written(tmp_path, capsys):
    main(["evaluate", "--problem", "map", "--json", str(tmp_path / "scores.json")])
    told = json.loads((tmp_path / "scores.json").read_text())
    assert (told["problem"], told["agent"], told["policy"], told["split"]) == ("map", "dream", "shipped", "test")
    assert told["normalized_score"] > 0.9 and told["trials"] > 0
    said = capsys.readouterr().out
    assert f"{told['normalized_score']:.3f}" in said and "of the way from blind to the oracle." in said
    assert "normalized_score" not in said and "{}" not in said


def test_another_cookbook_than_the_policys_is_named(tmp_path, capsys):
    """An ingredient of one's own passed `check`, and then a policy failed with a size mismatch."""
    path = tmp_path / "mine.yaml"
    names = ("porridge", "muesli", "milk rice", "oat soup")
    recipes = "".join(f"  {name}: {{dish: soup, ingredients: [milk, oat]}}\n" for name in names)
    path.write_text("groups: {chilled: [milk], dry: [oat, nut]}\nrecipes:\n" + recipes)
    try:
        with pytest.raises(SystemExit) as stop:
            main(["evaluate", "--cookbook", str(path), "--trials", "2"])
    finally:
        use_cookbook(None)
    error = capsys.readouterr().err.strip()
    assert stop.value.code == 2 and "\n" not in error
    assert "the policy was not trained with oat, nut: train one with this cookbook (train --cookbook FILE)" in error


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--problem", "map", "--split", "test_layouts"), "use one of: train"),
        (("--problem", "map", "--option", "kitchens=4"), "kitchens"),
        (("--problem", "map", "--explorers"), "has no other explorers"),
        (("--problem", "map", "--json", "no/such/scores.json"), "make it first"),
        (("--problem", "cave"), "no policy for cave is shipped"),
        (("--policy", "no/such/folder"), "give a run folder"),
        (("--trials", "0"), "--trials must be above 0"),
        (("--split", "exam"), "test_layouts"),
        (("--backend", "moon"), "abstract, pybullet"),
        (("--option", "grasp=teeth"), "assisted"),
    ],
)
def test_a_mistake_takes_one_line(capsys, options, words):
    with pytest.raises(SystemExit) as stop:
        main(["evaluate", "--trials", "2", *options])
    error = capsys.readouterr().err.strip()
    assert stop.value.code == 2 and words in error and "\n" not in error
