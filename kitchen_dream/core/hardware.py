"""What a figure was measured on."""

import os
import platform
from pathlib import Path


def usable_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def hardware_info(gpu: str = "") -> str:
    """Processor, cores, the GPU's name if one was used, system and Python, in one line."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        lines = info.read_text(encoding="utf-8", errors="replace").splitlines()
        model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), model)
    cores = f"{os.cpu_count()} cores, {gpu or 'no GPU used'}"
    return f"{model}, {cores}, {platform.system()}, Python {platform.python_version()}"
