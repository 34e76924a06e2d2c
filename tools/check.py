"""Everything that `make test` checks, one step after the other; stops at the first that fails."""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"
STATIC = {
    "format": ["ruff", "format", "--check", "--quiet", "."],
    "lint": ["ruff", "check", "--quiet", "."],
    "import contracts": ["lint-imports", "--no-cache"],
    "types": ["mypy"],
    "migrations": [
        "python",
        "-W",
        "ignore",
        "-m",
        "django",
        "makemigrations",
        "--check",
        "--dry-run",
        "--settings",
        "isee.config.settings",
    ],
}
TESTS = {
    "spec and unit tests": ["python", "-m", "pytest", "-n", "2", "tests/spec", "tests/unit"],
    "browser journeys": ["python", "-m", "pytest", "tests/journeys"],
}


def main() -> None:
    """Run the steps that the command line names: `static` or `all`."""
    steps = STATIC if sys.argv[1:] == ["static"] else {**STATIC, **TESTS}
    for name, command in steps.items():
        began = time.monotonic()
        print(f"== {name}", flush=True)
        result = subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, check=False)
        print(f"== {name}: {'passed' if result.returncode == 0 else 'FAILED'} in {time.monotonic() - began:.0f} s")
        if result.returncode:
            sys.exit(result.returncode)


if __name__ == "__main__":
    main()
