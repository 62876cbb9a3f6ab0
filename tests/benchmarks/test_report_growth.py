"""The report's section on growth: ratios to the first row, and a word on who else was there."""

import json

from report_sections.growth import CURVES, growth


def test_what_was_not_measured_is_named(tmp_path):
    assert growth(tmp_path)[-1] == "Not measured yet: `python benchmarks/growth.py`."


def test_figures_come_with_their_ratio_to_the_first(tmp_path):
    rows = [{"trainings": 1, "updates/s": 20.0}, {"trainings": 2, "updates/s": 38.0}]
    curves = {
        "side_by_side": {"load_before": 0.1, "rows": [{"side by side": 64, "steps/s": 10}]},
        "workers": {"load_before": 7.5, "rows": rows},
    }
    (tmp_path / "growth.json").write_text(json.dumps({"machine": "A machine", "cores": 2} | curves))
    text = "\n".join(growth(tmp_path))
    assert "| 2 | 38.0 (x1.90) |" in text and "| 1 | 20.0 (x1.00) |" in text and "A machine" in text
    assert "0.1 on 2 cores; nothing else ran" in text and "7.5 on 2 cores; other programs were running" in text
    assert "Not measured yet: `python benchmarks/growth.py --curves units`." in text and CURVES["units"] in text


def test_ratios_are_printed():
    from growth import ratios

    assert ratios([{"n": 2, "s": 4.0}, {"n": 4, "s": 2.0}])[1] == "  n 4 (x2.00), s 2.0 (x0.50)"
