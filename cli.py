"""Run jazz from a clone: `python cli.py solo`."""

from jazz.cli import main

if __name__ == "__main__":
    main()
