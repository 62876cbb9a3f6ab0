"""The command line of Kitchen Dream: `python run.py --help`. Older Pythons read this file too, to be told so."""

import sys

INSTALL = "python3 -m venv .venv && . .venv/bin/activate && pip install -e ."

python = f"{sys.version_info[0]}.{sys.version_info[1]}"
if sys.version_info < (3, 10):  # noqa: UP036
    sys.exit(f"error: Kitchen Dream needs Python 3.10 to 3.13, and this is {python}; see docs/install.md")
try:
    from kitchen_dream.cli import main
except ModuleNotFoundError as missing:
    if missing.name.startswith("kitchen_dream"):
        raise
    activate = "type `. .venv/bin/activate` if Kitchen Dream is installed"
    sys.exit(f"error: this Python {python} has no module {missing.name}; {activate}, and else `{INSTALL}`")

if __name__ == "__main__":
    main()
