"""`benchmarks/report.py`: the page has all its sections, and names what is missing."""

from pathlib import Path

import pytest
import report

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_of_the_repository_is_what_the_report_writes(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    report.report(page=tmp_path / "results.md")
    assert (tmp_path / "results.md").read_text() == (ROOT / "docs" / "results.md").read_text()


def test_an_empty_folder_gives_a_page_of_missing_figures(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    report.report(results=tmp_path, page=tmp_path / "results.md")
    text = (tmp_path / "results.md").read_text()
    assert text.count("Not measured yet") >= len(report.SECTIONS) and "`python benchmarks/report.py`" in text


def test_a_run_without_results_is_refused(tmp_path):
    with pytest.raises(ValueError, match="folders of finished runs"):
        report.report((tmp_path,), tmp_path / "results", tmp_path / "results.md")
    assert not list(tmp_path.iterdir())
