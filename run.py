"""The command line of Kitchen Dream: `python run.py --help`."""

from kitchen_dream.cli import main

if __name__ == "__main__":
    main()
