"""The results page's sections on the simulator: random seeds, the head camera, and robustness."""

from __future__ import annotations

import json
from pathlib import Path

from kitchen_dream.evaluation.scores.tables import markdown_table


def simulator_sections(results: Path) -> list[str]:
    """Lines of all three; what has not been measured is named as missing."""
    return [*_seeds(results), "", *_camera(results), "", *_robustness(results)]


def _read(path: Path) -> dict | None:
    return json.loads(path.read_text()) if path.is_file() else None


def _missing(command: str) -> list[str]:
    return [f"Not measured yet: `{command}`."]


def _seeds(results: Path) -> list[str]:
    lines = ["## Random seeds", ""]
    command, data = "python benchmarks/seeds.py", _read(results / "seeds.json")
    if data is None:
        lines += _missing(command)
    else:
        lines += [
            f"`{command}`: the kitchens of seeds 0 to {data['seeds'] - 1} ({data['machine']}). Each is generated in milliseconds of",
            "processor time, checked, and cooked in by the oracle in the abstract body: every dish that can be done before its deadline.",
            "",
            markdown_table(
                [
                    {
                        "seeds": data["seeds"],
                        "ms, median": data["generate_ms_median"],
                        "ms, largest": data["generate_ms_max"],
                        "over 50 ms": data["over_50_ms"],
                        "failing the checks": data["failing_the_checks"],
                        "dishes offered": data["dishes_offered"],
                        "dishes cooked": data["dishes_cooked"],
                        "offering none": data["without_any_offer"],
                    }
                ]
            ),
        ]
    for grasp, name in (("assisted", "seeds-physics.json"), ("physical", "seeds-physics-physical.json")):
        data = _read(results / name)
        command = "python benchmarks/seeds.py --physics" + (f" --grasp {grasp}" if grasp != "assisted" else "")
        if data is None:
            if grasp == "assisted":  # the other grasp is for who asks
                lines += ["", *_missing(command)]
            continue
        why = "; ".join(f"seed {row['seed']}: {', '.join(row['failures']) or 'out of time'}" for row in data["not_cooked"])
        lines += [
            "",
            f"`{command}`: the same in PyBullet, {data['trials']} of these seeds, a dish each, {data['grasp']} grasp. The oracle carries",
            f"out the fastest plan and tries a skill that failed once more. Finished before the deadline: {data['cooked']} of",
            f"{data['trials']}, {data['rate']}; {data['skills_failed']} of {data['skills']} skills failed; {data['cpu_seconds_mean']} s of",
            f"processor time a trial. Not finished: {why or 'none'}.",
        ]
    return lines


def _camera(results: Path) -> list[str]:
    lines, command, data = ["## The head camera", ""], "python benchmarks/camera.py", _read(results / "camera.json")
    if data is None:
        return lines + _missing(command)
    places, looked, unseen = data["places"], data["ingredients_looked_at"], data["ingredients_without_a_pixel"]
    return [
        *lines,
        f"`{command}`: {data['kitchens']} kitchens, {places} places, colours and depth at {data['size']} on one core ({data['machine']}).",
        "At each place the best of four rounds counts, as other programs were running. "
        f"After a look {looked - unseen} of {looked} ingredients have pixels of their own; see [camera.md](camera.md).",
        "",
        markdown_table(
            [
                {
                    "frames/s, mean": data["frames_per_second_mean"],
                    "median place": data["frames_per_second_median"],
                    "slowest kitchen": data["frames_per_second_slowest_kitchen"],
                    "slowest place": data["frames_per_second_slowest_place"],
                }
            ]
        ),
        markdown_table(data["kinds"]),
    ]


def _robustness(results: Path) -> list[str]:
    lines, command, data = ["## Robustness of the simulator", ""], "python benchmarks/robustness.py", _read(results / "robustness.json")
    if data is None:
        return lines + _missing(command)
    return [
        *lines,
        f"`{command}` ({data['machine']}). A reset follows a disturbance, sometimes a whole skill. Growth is the largest memory in use at",
        f"any time by that after a warm-up. {data['histories']} histories of {data['episodes_each']} episodes each ran in three processes,",
        "all at the same time; digests are of all positions and velocities at 60 moments a second, outcomes and pictures.",
        "",
        markdown_table(
            [
                {"what": "resets", "measured": data["resets"]},
                {"what": "reset, ms: median / 99 % / largest", "measured": _three(data, "reset_ms_median", "reset_ms_p99", "reset_ms_max")},
                {
                    "what": "memory, MB: after warm-up / largest / at the end",
                    "measured": _three(data, "megabytes_after_warm_up", "megabytes_largest", "megabytes_at_end"),
                },
                {"what": "growth over the resets", "measured": f"{data['growth_percent']} %"},
                {"what": f"growth over {data['builds']} kitchens built in one world", "measured": f"{data['build_growth_percent']} %"},
                {"what": "histories that differ between processes", "measured": data["differing_between_processes"]},
                {"what": "episodes that differ after an exact restore", "measured": data["differing_after_an_exact_restore"]},
            ]
        ),
    ]


def _three(data: dict, *keys: str) -> str:
    return " / ".join(str(data[key]) for key in keys)
