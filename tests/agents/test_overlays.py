"""Settings come from overlays, merged in one place, and every mistake is one line with its place."""

import pytest

from kitchen_dream.agents.overlays import budget_of, presets, restored, settings_of
from kitchen_dream.agents.registry import find_method, methods
from kitchen_dream.agents.settings import LearnerSettings

SHARED = [name for name in LearnerSettings.model_fields if name not in ("learning_rate", "rewards_in_exploration")]


@pytest.mark.parametrize("overlay", ["", "grids", "kitchen", "sign-room", "sign-room-random"])
def test_all_methods_share_all_but_their_learning_rate(overlay):
    """One protocol: history, masks, discount, targets, averages, budgets."""
    ours = settings_of(find_method("dream"), overlay)
    for name in ("rl2", "varibad", "import", "random", "dream-no-noise"):
        theirs = settings_of(find_method(name), overlay)
        assert {n: getattr(theirs, n) for n in SHARED} == {n: getattr(ours, n) for n in SHARED}, name


def test_later_layers_win():
    dream = find_method("dream")
    assert settings_of(dream, "grids").code_size == 32
    assert settings_of(dream, "grids", preset="paper").code_size == 64
    assert settings_of(dream, "grids", preset="paper", changes=("code_size=8",)).code_size == 8
    assert settings_of(find_method("dream-no-bottleneck"), "kitchen").bottleneck_weight == 0
    assert settings_of(dream, "sign-room-random").id_part == 2
    assert settings_of(dream, "grids", "standard_meta_rl").execution_memory == "set"


def test_the_preset_paper_is_the_papers():
    paper = settings_of(find_method("dream-paper"), "grids")
    assert (paper.memory, paper.execution_memory, paper.td_lambda, paper.step_cost) == ("lstm", "lstm", 0.0, 0.1)
    assert paper.q_loss_into_g and not paper.mask_end and paper.sigma == 0.1 and paper.code_size == 64
    assert "paper" in presets("sign-room") and "paper" not in presets("kitchen")


@pytest.mark.parametrize("name", methods())
def test_settings_are_stored_whole(name):
    method = find_method(name)
    settings = settings_of(method, "grids")
    assert restored(method, settings.model_dump(mode="json")) == settings


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("gama=0.9", "did you mean gamma"),
        ("gamma", "NAME=VALUE"),
        ("gamma=[", "cannot be read"),
        ("gamma=high", "gamma"),
        ("gamma=.nan", "gamma"),
        ("gamma=2", "gamma"),
        ("batch_size=1.5", "batch_size"),
        ("batch_size=0", "batch_size"),
        ("exploration_epsilon=[1, 2]", "exploration_epsilon"),
        ("n_step=3", "takes whole episodes"),
        ("explore_every=2", "explore_every"),
        ("learning_rate=-1", "learning_rate"),
    ],
)
def test_wrong_changes_are_told_in_one_line(change, told):
    with pytest.raises(ValueError, match=told) as error:
        settings_of(find_method("dream"), "grids", changes=(change,))
    assert "\n" not in str(error.value)


def test_numbers_may_be_written_as_people_write_them():
    assert settings_of(find_method("dream"), "grids", changes=("learning_rate=1e-3",)).learning_rate == 1e-3


def test_a_setting_that_does_nothing_for_a_method_is_refused():
    with pytest.raises(ValueError, match=r"unknown setting of rl2 'sigma'"):
        settings_of(find_method("rl2"), "grids", changes=("sigma=0",))
    with pytest.raises(ValueError, match="does nothing"):
        settings_of(find_method("dream"), "kitchen", changes=("deep_g=true",))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("all: {gama: 1}", "section all.*did you mean gamma"),
        ("dreem: {gamma: 1}", "unknown section 'dreem'; did you mean dream"),
        ("all: 3", "table of settings"),
        ("[1, 2]", "sections are wanted"),
        ("all: {", "not YAML"),
        ("extends: nowhere", "cannot be read"),
        ("presets: {mine: {dreem: {}}}", "unknown section"),
    ],
)
def test_wrong_overlays_are_told_with_their_file(text, told, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    with pytest.raises(ValueError, match=told) as error:
        settings_of(find_method("dream"), str(path))
    assert "\n" not in str(error.value) and ("mine.yaml" in str(error.value) or "nowhere" in str(error.value))


def test_an_overlay_of_ones_own_stands_on_the_base(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("all: {gamma: 0.5}\nbudget: {steps: 7}\n")
    assert settings_of(find_method("rl2"), str(path)).gamma == 0.5
    assert budget_of(str(path))["steps"] == 7 and budget_of(str(path))["eval_every"] > 0
