"""The state machine of a trial that is shown: what window and page have in common, with a front end that is neither."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from one_look import OneLook

from kitchen_dream.media.captions import Caption
from kitchen_dream.media.choice import choose
from kitchen_dream.media.style import Banner
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.viewer.front_end import Event, FrontEnd, Moment
from kitchen_dream.viewer.options import Option
from kitchen_dream.viewer.show import Show, dishes_of
from kitchen_dream.viewer.signals import NextKitchen, WindowClosed

OPTIONS = tuple(Option(number, key, f"drawer {key}", 3.0, key != "c") for number, key in enumerate("abc"))


class Front(FrontEnd):
    """Tells what it is told to tell, and remembers what it was to show."""

    def __init__(self, *batches: tuple[Event, ...]) -> None:
        self.batches = list(batches)
        """Events of the calls to come; none after these."""
        self.moments: list[Moment] = []
        self.calls: list[str] = []
        self.unwatched = 0
        """Calls of `watched` for which nobody looks."""

    def begin(self, body):
        self.calls.append("begin")

    def copy(self):
        self.calls.append("copy")

    def events(self):
        return self.batches.pop(0) if self.batches else ()

    def watched(self):
        self.unwatched -= 1
        return self.unwatched < 0

    def draw(self, moment):
        self.moments.append(moment)

    def look_at(self, station):
        self.calls.append("look_at")

    def draw_path(self, points):
        self.calls.append(f"path {len(points) > 0}")

    def label_units(self, opened):
        self.calls.append(f"labels {opened}")

    def close(self):
        self.calls.append("close")


def key(name: str) -> Event:
    return Event("key", name)


def a_show(*batches: tuple[Event, ...]) -> tuple[Show, Front, list[str]]:
    """A show in the middle of an exploration."""
    front, said = Front(*batches), []
    show = Show(front, {}, say=said.append)
    caption = Caption(True, "Exploring, no reward", 0.0, 34.0, "")
    problem = SimpleNamespace(episodes=SimpleNamespace(state=SimpleNamespace(open_unit=np.array([NOTHING]))))
    show.narrator = SimpleNamespace(end=lambda: None, number=0, problem=problem, caption=lambda: caption)
    return show, front, said


def test_a_person_is_asked_and_what_cannot_be_done_is_not_taken():
    show, front, said = a_show((key("c"),), (key("x"), key("b")))
    assert show.ask("Where?", OPTIONS) == 1
    assert said == ["your turn, exploring: a b"] and front.calls == ["copy", "path False", f"labels {NOTHING}"]
    assert front.moments[0].question == "Where?" and front.moments[0].options == OPTIONS
    show.refresh()
    assert front.moments[-1].question == "" and not any(option.possible for option in front.moments[-1].options)


def test_of_two_viewers_who_choose_at_once_the_first_counts():
    show, front, said = a_show((key("b"), key("a")))
    assert show.ask("Where?", OPTIONS) == 1
    front.batches = [(key("a"),)]  # and who comes when the choice is made changes nothing
    show.refresh()
    assert show.picked == 1 and len(said) == 1


def test_two_viewers_who_both_pause_are_counted_in_turn():
    show, front, said = a_show((Event("click", "space"), Event("click", "space")), (key("space"),))
    show.refresh()
    assert not show.controls.paused
    show.refresh()
    assert show.controls.paused and said == ["paused", "goes on", "paused"] and front.moments[-1].controls.paused


@pytest.mark.parametrize(("pressed", "signal"), [("n", NextKitchen), ("q", WindowClosed)])
def test_leaving_ends_whatever_waits(pressed, signal):
    with pytest.raises(signal):
        a_show((key(pressed),))[0].ask("Where?", OPTIONS)
    show, front, _ = a_show((), (Event("click", pressed),))
    with pytest.raises(signal):
        show.stay(Banner("Ready"))
    assert front.moments[-1].banner == Banner("Ready")


@pytest.mark.physics
@pytest.mark.slow
def test_a_trial_waits_for_somebody_who_looks_and_takes_the_dish_that_is_chosen():
    choice, front, said = choose("test", 0), Front(), []
    show = Show(front, {}, 16.0, said.append)
    before: list[int] = []
    front.unwatched = 5
    watched = front.watched

    def counted() -> bool:
        looks = watched()
        before.extend([] if looks else [front.calls.count("copy")])
        return looks

    front.watched = counted
    another = next(name for name in dishes_of(choice) if name != dish_of(choice))
    front.batches = [(), (Event("click", f"typed:{another[:3]}"),), (Event("click", f"dish:{another}"),)]
    told = show.trial(choice, OneLook(), linger=0.0)
    assert set(before) == {1} and front.calls.count("copy") > 2, "the first frame waits, the others do not"
    assert [end.dish for end in told] == [another] and "next dish: " + another in said
    assert front.calls[0] == "begin" and "look_at" in front.calls and "path True" in front.calls
    assert front.moments[-1].banner is not None and front.moments[-1].caption.title == f"Executing: cook {another}"
    show.close()
    assert front.calls[-1] == "close"


def dish_of(choice) -> str:
    from kitchen_dream.kitchens.cookbook import cookbook

    return cookbook().recipes[choice.recipe].name
