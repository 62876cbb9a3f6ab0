"""What is kept is what was made: whole, of the declared form, and made anew where it is not."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from kitchen_dream.core.cache import ArrayCache, cache_folder, digest

CACHE = ArrayCache("test", 1, {"x": ("float32", ("n", 2)), "y": ("int64", ("n",))})


def arrays(n: int = 3) -> dict[str, np.ndarray]:
    return {"x": np.full((n, 2), 0.5, np.float32), "y": np.arange(n)}


def never():
    raise AssertionError("it should have been found")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("KITCHEN_DREAM_CACHE", str(tmp_path))
    return tmp_path


def test_arrays_come_back_as_they_were(folder):
    made, found = CACHE.get("a", arrays, n=3), CACHE.get("a", never, n=3)
    assert list(folder.rglob("*")) == [folder / "test-v1", folder / "test-v1" / "a.npz"]
    for name, array in made.items():
        np.testing.assert_array_equal(found[name], array)
        assert found[name].dtype == array.dtype


def test_another_version_finds_nothing_of_the_one_before():
    CACHE.get("a", arrays)
    with pytest.raises(AssertionError, match="should have been found"):
        ArrayCache("test", 2, CACHE.forms).get("a", never)


def npz(**content):
    return lambda path: np.savez(path.open("wb"), **content)


DAMAGE = {
    "empty": lambda path: path.write_bytes(b""),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:-40]),
    "flipped": lambda path: path.write_bytes(path.read_bytes()[:60] + b"!!" + path.read_bytes()[62:]),
    "text": lambda path: path.write_text("not an archive"),
    "a pickle": lambda path: path.write_bytes(b"cos\nsystem\n(S'exit 1'\ntR."),
    "objects": npz(x=np.array([None]), y=np.arange(1)),
    "other names": npz(a=np.zeros(3)),
    "one more": npz(**arrays(), z=np.zeros(3)),
    "one less": npz(x=arrays()["x"]),
    "other type": npz(x=np.zeros((3, 2)), y=np.arange(3)),
    "other shape": npz(x=np.zeros((3, 3), np.float32), y=np.arange(3)),
    "other rank": npz(x=np.zeros((3, 2, 1), np.float32), y=np.arange(3)),
    "lengths that differ": npz(x=arrays()["x"], y=np.arange(4)),
    "another length": npz(**arrays(4)),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_damaged_or_foreign_is_made_anew(damage, capsys):
    CACHE.get("a", arrays, n=3)
    DAMAGE[damage](CACHE.path("a"))
    np.testing.assert_array_equal(CACHE.get("a", arrays, n=3)["x"], arrays()["x"])
    told = capsys.readouterr().err.strip().splitlines()
    assert str(CACHE.path("a")) in told[0] and "made anew" in told[0]
    if damage != "a folder":  # which is not replaced by a file, and is told of once more
        assert len(told) == 1
        CACHE.get("a", never, n=3)


def test_a_folder_that_cannot_be_written_is_done_without(folder, monkeypatch, capsys):
    (folder / "file").write_text("")
    monkeypatch.setenv("KITCHEN_DREAM_CACHE", str(folder / "file"))
    assert set(CACHE.get("a", arrays)) == {"x", "y"}
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert str(folder / "file") in line and "KITCHEN_DREAM_CACHE" in line


def test_making_what_was_not_declared_is_an_error(folder):
    with pytest.raises(ValueError, match="x is float64"):
        CACHE.get("a", lambda: {"x": np.zeros((3, 2)), "y": np.arange(3)})
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_processes_that_make_the_same_both_end_well(folder):
    work = (
        "import numpy as np; from kitchen_dream.core.cache import ArrayCache\n"
        "cache = ArrayCache('test', 1, {'x': ('float64', ('n',))})\n"
        "for key in range(20): assert cache.get(str(key), lambda: {'x': np.full(20_000, key, "
        "float)})['x'].sum() == 20_000 * key"
    )
    workers = [subprocess.Popen([sys.executable, "-c", work], stderr=subprocess.PIPE) for _ in range(2)]
    assert [worker.communicate()[1] for worker in workers] == [b""] * 2, "nobody has seen a damaged file"
    assert len(list(folder.rglob("*"))) == 21


def test_digests_tell_contents_apart():
    assert digest(b"ab", b"c") != digest(b"a", b"bc")
    assert digest(np.zeros(2)) != digest(np.ones(2))
    assert digest(None) == digest(None) != digest("None")


def test_the_cache_is_where_the_system_keeps_caches(monkeypatch, tmp_path):
    monkeypatch.delenv("KITCHEN_DREAM_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    if sys.platform == "linux":
        assert cache_folder() == tmp_path / "kitchen-dream"
    assert cache_folder().name in ("kitchen-dream", "Cache")


def test_only_what_is_wanted_is_read():
    CACHE.get("a", arrays)
    assert set(CACHE.get("a", never, only=("y",))) == {"y"}
    assert set(CACHE.get("b", arrays, only=("y",))) == {"y"} and set(CACHE.get("b", never)) == {"x", "y"}


def test_what_two_processes_want_is_made_once(folder):
    code = (
        "import time; from tests_cache import CACHE, arrays\n"
        "def slow():\n    time.sleep(0.5); print('made'); return arrays()\n"
        "CACHE.get('a', slow)"
    )
    (folder / "tests_cache.py").write_text(
        "import numpy as np\nfrom kitchen_dream.core.cache import ArrayCache\n"
        "CACHE = ArrayCache('test', 1, {'y': ('int64', ('n',))})\n"
        "def arrays():\n    return {'y': np.arange(3)}\n"
    )
    workers = [
        subprocess.Popen([sys.executable, "-c", code], cwd=folder, stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    assert "".join(worker.communicate()[0] for worker in workers).count("made") == 1
    assert sorted(path.name for path in folder.rglob("*.*") if path.suffix in (".npz", ".lock")) == ["a.npz"]
