"""`dishes`: the cookbook as a table, and what can be cooked in a kitchen, as `watch --cook` sees it."""

import re

import pytest

from kitchen_dream.cli import main
from kitchen_dream.core.resources import ASSETS
from kitchen_dream.kitchens.cookbook import cookbook, use_cookbook
from kitchen_dream.kitchens.files.kitchen_files import load_kitchen
from kitchen_dream.media.choice import CannotCookError, choose
from kitchen_dream.problems.kitchen.family import KitchenFamily
from kitchen_dream.problems.kitchen.v1.family import KitchenV1Family

GALLEY = ASSETS / "layouts" / "galley.yaml"


def told(capsys: pytest.CaptureFixture, *arguments: str) -> list[str]:
    main(["dishes", *arguments])
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(("problem", "variant"), [((), "v0"), (("--problem", "kitchen-v1"), "v1")])
def test_all_dishes_with_kind_ingredients_and_whether_they_are_held_out(capsys, problem, variant):
    lines = told(capsys, *problem)
    book = cookbook(variant)
    for number, recipe in enumerate(book.recipes):
        (line,) = [line for line in lines if re.match(rf"{recipe.name}\s", line)]
        held_out = "yes" if number in book.held_out else ""
        assert re.split(r"\s{2,}", line.strip()) == [
            *(recipe.name, recipe.dish, ", ".join(recipe.ingredients)), *filter(None, [held_out])
        ]


@pytest.mark.slow
@pytest.mark.parametrize("kitchen", [("--kitchen", str(GALLEY)), ("--seed", "3")])
@pytest.mark.parametrize("family", [KitchenFamily, KitchenV1Family])
def test_what_it_says_of_a_kitchen_is_what_cook_says(kitchen, family, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    lines, book = told(capsys, *kitchen, "--problem", family.name), family.rules.book
    where = choose("test", 3, family=family).kitchen
    if kitchen[0] == "--kitchen":
        where = load_kitchen(GALLEY, variant=family.rules.name)
    possible = 0
    for recipe in book.recipes:
        (line,) = [line for line in lines if re.match(rf"{recipe.name}\s", line)]
        said = re.split(r"\s{2,}", line.strip())[-1]
        try:
            choose(kitchen=where, cook=recipe.name, family=family)
            possible += 1
            assert said == "yes"
        except CannotCookError as error:
            assert said != "yes" and f"({said})" in str(error)
    assert f"{possible} of {len(book.recipes)} can be cooked here." in lines and 0 < possible < len(book.recipes)


@pytest.mark.parametrize("columns", [20, 40, 80])
def test_it_fits_the_terminal(columns, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = told(capsys, "--kitchen", str(GALLEY))
    assert max(map(len, lines)) <= columns and not any("…" in line for line in lines)
    assert "eggplant soup" in " ".join(lines)


def test_a_cookbook_of_ones_own(capsys, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(
        "groups: {chilled: [milk], dry: [oat, nut]}\nrecipes:\n"
        + "".join(f"  {name}: {{dish: soup, ingredients: [milk, oat]}}\n" for name in ("porridge", "a b", "c d", "e f"))
    )
    try:
        assert any("porridge" in line and "milk, oat" in line for line in told(capsys, "--cookbook", str(path)))
    finally:
        use_cookbook(None)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--seed", "1", "--kitchen", "a.yaml"), "leave one out"),
        (("--seed", "-1"), "not -1"),
        (("--split", "exam"), "unknown split"),
        (("--kitchen", "no/such.yaml"), "no such file"),
    ],
)
def test_mistakes_are_one_line(arguments, words, capsys):
    with pytest.raises(SystemExit) as stop:
        main(["dishes", *arguments])
    error = capsys.readouterr().err.strip()
    assert stop.value.code == 2 and words in error and "\n" not in error
