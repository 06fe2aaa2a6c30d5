# SPDX-License-Identifier: MIT
"""Puts the SDKs of one language in place, under the build folder, or says why that cannot be."""
import dataclasses
import hashlib
import pathlib
import re
import shutil
import subprocess
import sys

SOURCES = pathlib.Path(__file__).resolve().parent
EXAMPLES = SOURCES.parent.parent / "examples" / "bedrock-passthrough"
NODE_MAJOR = 20
INSTALL_SECONDS = 150


class Unavailable(Exception):
    """Why a language's SDKs cannot be had here; its cases are skipped."""


@dataclasses.dataclass(frozen=True)
class Toolkit:
    """How to run a language's cases and its example program."""

    cases: list[str]
    answers: list[str]  # the cases for what the proxy answers itself
    example: list[str]


def python_toolkit(work: pathlib.Path) -> Toolkit:
    """Runs in a virtual environment with the pinned SDKs."""
    venv = work / "venv"
    requirements = SOURCES / "python" / "requirements.txt"
    if fresh(venv, requirements):
        interpreter = str(venv / "bin" / "python")
        _install([sys.executable, "-m", "venv", "--clear", str(venv)], work)
        _install(
            [interpreter, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
             "--retries", "1", "-r", str(requirements)], work)  # fmt: skip
        mark(venv, requirements)
    interpreter = str(venv / "bin" / "python")
    return Toolkit(
        [interpreter, str(SOURCES / "python" / "cases.py")],
        [interpreter, str(SOURCES / "python" / "answers.py")],
        [interpreter, str(EXAMPLES / "python.py")],
    )


def node_toolkit(work: pathlib.Path) -> Toolkit:
    """Runs copies beside the pinned SDKs, where imports find them."""
    _install_modules(work, SOURCES / "node")
    for name in ("reports.mjs", "cases.mjs", "answers.mjs"):
        shutil.copy(SOURCES / "node" / name, work)
    shutil.copy(EXAMPLES / "node.mjs", work)
    return Toolkit(*(["node", str(work / f"{name}.mjs")] for name in ("cases", "answers", "node")))


def har_validator(work: pathlib.Path) -> list[str]:
    """The program that judges a HAR document."""
    _install_modules(work, SOURCES / "har")
    shutil.copy(SOURCES / "har" / "validate.mjs", work)
    return ["node", str(work / "validate.mjs")]


def _install_modules(work: pathlib.Path, sources: pathlib.Path) -> None:
    """Installs what the lock file in `sources` names."""
    if not shutil.which("node") or not shutil.which("npm"):
        raise Unavailable(f"Node {NODE_MAJOR} or newer with npm is not installed")
    version = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout.strip()
    if int(re.match(r"v(\d+)", version).group(1)) < NODE_MAJOR:
        raise Unavailable(f"the SDKs need Node {NODE_MAJOR} or newer, this is {version}")
    lock = sources / "package-lock.json"
    if not fresh(work / "node_modules", lock):
        return
    for name in ("package.json", "package-lock.json"):
        shutil.copy(sources / name, work)
    _install(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error",
              "--fetch-retries=1"], work)  # fmt: skip
    mark(work / "node_modules", lock)


def fresh(folder: pathlib.Path, pins: pathlib.Path) -> bool:
    """True if `folder` was not yet installed from these `pins`."""
    stamp = folder / ".pins"
    return not stamp.exists() or stamp.read_text() != _digest(pins)


def mark(folder: pathlib.Path, pins: pathlib.Path) -> None:
    (folder / ".pins").write_text(_digest(pins))


def _digest(file: pathlib.Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _install(command: list[str], work: pathlib.Path) -> None:
    try:
        done = subprocess.run(
            command, cwd=work, capture_output=True, text=True, timeout=INSTALL_SECONDS
        )
    except subprocess.TimeoutExpired:
        raise Unavailable(f"{command[0]} did not finish in {INSTALL_SECONDS} s") from None
    if done.returncode != 0:
        lines = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()
        # What went wrong on the way says more than what could not be done in the end.
        cause = next((s for s in lines if "Retrying" in s or "npm error code" in s), lines[-1])
        name = pathlib.Path(command[0]).name
        raise Unavailable(f"{name} could not install the SDKs: {cause[:300]}")
