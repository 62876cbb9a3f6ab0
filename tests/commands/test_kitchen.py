"""The kitchen commands, called as functions: what they print, write and refuse."""

import numpy as np
import pytest
from PIL import Image

from kitchen_dream.commands import kitchen as commands
from kitchen_dream.core.resources import ASSETS
from kitchen_dream.kitchens.checks.proof import Defect
from kitchen_dream.kitchens.files.kitchen_files import load_family, load_kitchen
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.kitchens.spec import LAYOUT_FAMILIES
from kitchen_dream.media import kitchen_picture
from kitchen_dream.media.plan import draw_plan
from kitchen_dream.simcheck import kitchen_proof

EXAMPLE = ASSETS / "layouts" / "island.yaml"


def test_sample_writes_what_generate_makes(tmp_path, capsys):
    commands.sample(seed=5, layout="galley", out=tmp_path / "k.yaml")
    assert load_kitchen(tmp_path / "k.yaml") == generate(5, ["galley"])
    assert "galley 5" in capsys.readouterr().out


def test_sample_prints_a_file(tmp_path, capsys):
    commands.sample(seed=6)
    (tmp_path / "k.yaml").write_text(capsys.readouterr().out)
    assert load_kitchen(tmp_path / "k.yaml") == generate(6)


@pytest.mark.parametrize(
    ("arguments", "said"), [({"layout": "cave"}, "--layout 'cave' is unknown"), ({"seed": -3}, "number from 0")]
)
def test_sample_refuses(arguments, said):
    with pytest.raises(ValueError, match=said):
        commands.sample(**arguments)


@pytest.mark.parametrize("like", ["starter", *LAYOUT_FAMILIES])
def test_new_writes_a_kitchen_in_the_relative_form(like, tmp_path, capsys):
    file = tmp_path / "deep" / "mine.yaml"
    commands.new(file, like=like)
    family = load_family(file)
    assert family.relative and family.kitchen().layout == (like if like in LAYOUT_FAMILIES else "one_wall")
    assert "kitchen show" in capsys.readouterr().out


def test_new_leaves_what_exists_alone(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("mine")
    with pytest.raises(ValueError, match=r"mine\.yaml: the file exists and is left as it is"):
        commands.new(file)
    assert file.read_text() == "mine" and len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("name", "like", "said"), [("mine.txt", "starter", "ends? in .yaml"), ("mine.yaml", "cave", "'cave' is no example")]
)
def test_new_refuses(name, like, said, tmp_path):
    with pytest.raises(ValueError, match=said):
        commands.new(tmp_path / name, like=like)
    assert not list(tmp_path.iterdir())


def test_check_says_yes(capsys):
    commands.check((EXAMPLE,), quick=True)
    assert "one can cook in it" in capsys.readouterr().out


def test_check_draws_several_of_a_family(capsys):
    commands.check((ASSETS / "layouts" / "l_shape.yaml",), quick=True)
    assert f"and in {kitchen_proof.DRAWS - 1} others drawn from it" in capsys.readouterr().out


def test_check_rehearses(monkeypatch, capsys):
    """What the robot tries in vain is told with the line where a person wrote it."""
    lines = EXAMPLE.read_text().splitlines()
    stove = 1 + next(i for i, line in enumerate(lines) if "- stove" in line)
    seen = []

    def rehearse(kitchen, *, every_slot, on_progress, rules):
        seen.append(every_slot)
        on_progress(1, 2)
        return [
            Defect("units[1] 'drawer 1'", "the robot does not open it: no stance", "move"),
            Defect("stove", "no way", "turn"),
        ]

    monkeypatch.setattr("kitchen_dream.sim.feasibility_check.check_feasibility", rehearse)
    with pytest.raises(SystemExit):
        commands.check((EXAMPLE,), every_slot=True)
    drawer, pot = capsys.readouterr().out.splitlines()
    assert drawer.endswith(
        f"pieces[0].row[1] (line {stove - 1}) 'drawer 1': the robot does not open it: no stance; move"
    )
    assert pot.endswith(f"pieces[0].row[2] (line {stove}) (the stove): no way; turn") and seen == [True]


def test_check_rehearses_with_the_robot_that_is_named(monkeypatch, capsys):
    seen = []
    monkeypatch.setattr(
        "kitchen_dream.sim.feasibility_check.check_feasibility", lambda kitchen, **how: seen.append(how["robot"]) or []
    )
    commands.check((EXAMPLE,), robot="panda_slim")
    assert [robot.facts.name for robot in seen] == ["panda_slim"] and "panda_slim took" in capsys.readouterr().out
    with pytest.raises(ValueError, match="robot 'walker' is not found"):
        commands.check((EXAMPLE,), robot="walker")
    with pytest.raises(ValueError, match="--quick: nobody rehearses"):
        commands.check((EXAMPLE,), robot="panda_slim", quick=True)


def test_kitchens_of_v1_are_sampled_checked_and_rehearsed(tmp_path, monkeypatch, capsys):
    """With the vessels and buttons of its own rules."""
    file = tmp_path / "k.yaml"
    commands.sample(seed=6, out=file, problem="kitchen-v1")
    assert load_kitchen(file, variant="v1") == generate(6, variant="v1")
    seen = []
    rehearse = "kitchen_dream.sim.feasibility_check.check_feasibility"
    monkeypatch.setattr(rehearse, lambda kitchen, **how: seen.append(how["rules"].name) or [])
    commands.check((file,), problem="kitchen-v1")
    assert seen == ["v1"] and "took from every unit into pot, pan, tray and bowl" in capsys.readouterr().out
    commands.check((EXAMPLE,))
    assert seen == ["v1", "v0"] and "took from every unit into pot and bowl" in capsys.readouterr().out


def test_check_counts_deadlines(monkeypatch, capsys):
    """A kitchen in which every dish comes too late is no kitchen to cook in."""
    none = lambda rules, tables: np.zeros((len(tables), 40), bool)  # noqa: E731
    monkeypatch.setattr("kitchen_dream.rules.ruleset.RuleSet.feasible", none)
    with pytest.raises(SystemExit):
        commands.check((EXAMPLE,), quick=True)
    assert "no dish can be cooked before its deadline; bring food" in capsys.readouterr().out


def test_check_tells_every_problem_and_exits_with_1(tmp_path, capsys):
    bad = tmp_path / "bad.yaml"
    bad.write_text(EXAMPLE.read_text().replace("- pantry", "- cave", 1).replace("gap: 2.05", "gap: far", 1))
    with pytest.raises(SystemExit) as exit_:
        commands.check((bad, EXAMPLE), quick=True)
    assert exit_.value.code == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3 and "'cave'" in "".join(lines) and "'far'" in "".join(lines) and "one can cook" in lines[2]


@pytest.mark.slow
def test_the_plan_shows_the_kitchen():
    kitchen = load_kitchen(EXAMPLE)
    picture = draw_plan(kitchen, 600)
    assert picture.dtype == np.uint8 and picture.shape[1:] == (600, 3)
    moved = kitchen.model_copy(update={"bowl": kitchen.bowl.model_copy(update={"x": kitchen.bowl.x + 0.3})})
    assert (draw_plan(moved, 600) != picture).any()
    assert (draw_plan(kitchen, 600) == picture).all()


@pytest.mark.slow
def test_show_draws_both_views(tmp_path, monkeypatch, capsys):
    """The perspective view itself is tested with the physics."""
    views = lambda kitchen, width, height, book: [np.full((height, width, 3), 77, np.uint8)]  # noqa: E731
    monkeypatch.setattr(kitchen_picture, "perspectives", views)
    commands.show(EXAMPLE, out=tmp_path / "k.png")
    picture = np.asarray(Image.open(tmp_path / "k.png"))
    plan = draw_plan(load_kitchen(EXAMPLE), picture.shape[1])
    assert (picture[: len(plan)] == plan).all() and (picture[len(plan) :] == 77).all() and len(picture) > len(plan)


@pytest.mark.parametrize("arguments", [{}, {"seed": 3, "out": EXAMPLE}])
def test_show_refuses(arguments):
    with pytest.raises(ValueError, match=r"either a file or --seed|a picture ends in \.png"):
        commands.show(**arguments)
