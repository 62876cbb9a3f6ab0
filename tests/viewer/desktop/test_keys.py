"""Keys and mouse of the window as PyBullet tells them, without a window."""

from kitchen_dream.viewer.desktop.keys import DOWN, RELEASED, TRIGGERED, KeyReader, MouseReader, key_name


def test_a_tap_between_two_pictures_is_told_though_pybullet_lost_its_beginning():
    reader = KeyReader()
    assert reader.presses({ord("n"): RELEASED}) == ["n"]
    assert reader.presses({}) == []
    assert reader.presses({ord("n"): TRIGGERED | RELEASED}) == ["n"]
    assert reader.presses({ord("n"): DOWN}) == ["n"]  # `triggered` was lost, the key is still held


def test_a_held_key_is_told_once():
    reader = KeyReader()
    states = [DOWN | TRIGGERED, DOWN, DOWN, DOWN, RELEASED]
    assert [reader.presses({ord("q"): state}) for state in states] == [["q"], [], [], [], []]
    assert reader.presses({ord("q"): DOWN | TRIGGERED}) == ["q"]


def test_two_taps_in_a_row_are_two():
    reader = KeyReader()
    assert reader.presses({ord("+"): DOWN | TRIGGERED}) == ["+"]
    assert reader.presses({ord("+"): TRIGGERED | RELEASED}) == ["+"]  # up and down again since the last look


def test_keys_have_names():
    assert [key_name(code) for code in (32, 65309, 65295, ord("="), ord("N"), -1, 65306)] == [
        "space",
        "enter",
        "left",
        "=",
        "n",
        "",
        "",
    ]


def test_shift_says_nothing_itself():
    assert KeyReader().presses({65306: DOWN | TRIGGERED, ord("="): DOWN | TRIGGERED}) == ["="]


def test_clicks_and_drags():
    mouse = MouseReader()
    assert mouse.clicks([(1, 5.0, 6.0, -1, 0)]) == []  # moving is no click
    assert mouse.clicks([(2, 5.0, 6.0, 0, RELEASED)]) == [(5.0, 6.0, True)]
    assert mouse.clicks([(2, 5.0, 6.0, 0, DOWN | TRIGGERED)]) == [(5.0, 6.0, True)]
    assert mouse.clicks([(1, 9.0, 6.0, -1, 0), (2, 9.0, 6.0, 0, RELEASED)]) == [(9.0, 6.0, False)]
    assert mouse.clicks([(1, 11.0, 6.0, -1, 0)]) == []
    assert mouse.clicks([(2, 5.0, 6.0, 2, DOWN | TRIGGERED)]) == []  # another button


def test_a_drag_between_two_looks_ends_where_the_mouse_is():
    assert MouseReader().clicks([(1, 400.0, 6.0, -1, 0), (2, 100.0, 6.0, 0, TRIGGERED | RELEASED)]) == [
        (100.0, 6.0, True),
        (400.0, 6.0, False),
    ]
