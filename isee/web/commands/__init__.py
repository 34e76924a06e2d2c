"""The `isee` command line: progress on stderr, `--json` for machines, exit codes that mean something."""
