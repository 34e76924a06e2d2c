"""`python -m isee` is the same as `isee`."""

from isee.web.commands.main import main

if __name__ == "__main__":
    main()
