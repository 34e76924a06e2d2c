"""`python -m isee` is the same as `isee`."""

from isee.web.commands.main import main

main()
