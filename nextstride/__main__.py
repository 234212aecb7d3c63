"""`python -m nextstride`: the command line."""

from nextstride.cli import main

if __name__ == "__main__":
    main()
