"""`python -m draftgenie`, and what the installed command calls."""

from draftgenie.cli.main import main

if __name__ == "__main__":
    main()
