"""Makes the virtual environment from a hashed lock, and adds Debian packages that the tests need.

Runs before anything is installed: standard library only.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)


def say(sentence: str) -> None:
    print(sentence, flush=True)


def install(venv: Path, lock: Path) -> Path:
    """The environment's python, with everything in `lock`; nothing is done when the lock was installed before."""
    python = venv / "bin" / "python"
    stamp = venv / f"{lock.name}.sha256"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    if python.exists() and stamp.exists() and stamp.read_text() == digest:
        return python
    if sys.version_info < OLDEST:
        raise SystemExit(f"Vigía needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    if not python.exists():
        say(f"1/2  Making the Python environment {venv} …")
        made = subprocess.run([sys.executable, "-m", "venv", venv], check=False)
        if made.returncode:
            raise SystemExit("Python cannot make an environment here: apt-get install python3-venv, then again.")
    say(f"2/2  Installing what {lock.name} lists (once; one to three minutes) …")
    fetch(python, lock)
    stamp.write_text(digest)
    return python


def fetch(python: Path, lock: Path) -> None:
    """Lets pip install the lock, counting aloud; what pip said is shown only when it fails."""
    total = lock.read_text(encoding="utf-8").count("==")
    command = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar=off"]
    said: list[str] = []
    with subprocess.Popen(
        [*command, "--require-hashes", "--requirement", lock],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as pip:
        assert pip.stdout  # it was asked for
        found = 0
        for line in pip.stdout:
            said.append(line)
            if line.startswith(("Collecting", "Processing", "Requirement already")):
                found += 1
                if not found % 15:
                    say(f"     {found} of {total} …")
            elif line.startswith("Installing collected"):
                say("     unpacking …")
    if pip.returncode:
        say("".join(said[-20:]))
        raise SystemExit(f"{lock.name} could not be installed; pip says why above. Nothing was started.")


def add_packages(wanted: Sequence[str]) -> None:
    """Debian packages, each named `command=package`; installs those whose command is absent.

    A service that Debian starts with such a package is left alone: the tests start their own, on ports of their own.
    """
    pairs = [pair.split("=") for pair in wanted]
    missing = sorted(package for command, package in pairs if not shutil.which(command))
    if not missing:
        return
    apt = shutil.which("apt-get")
    root = os.geteuid() == 0
    sudo = not root and shutil.which("sudo") and not subprocess.run(["sudo", "-n", "true"], check=False).returncode
    if not apt or not (root or sudo):
        raise SystemExit(f"Missing for the tests: sudo apt-get install {' '.join(missing)}")
    say(f"Installing the Debian packages {', '.join(missing)} …")
    prefix = [] if root else ["sudo", "-n"]
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
    for step in (["update", "-qq"], ["install", "-qq", "--yes", "--no-install-recommends", *missing]):
        if subprocess.run([*prefix, *environment, apt, *step], stdin=subprocess.DEVNULL, check=False).returncode:
            raise SystemExit(f"apt-get failed; run it by hand: sudo apt-get install {' '.join(missing)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--venv", type=Path, default=HERE / ".venv")
    parser.add_argument("--lock", type=Path, default=HERE / "requirements.lock")
    parser.add_argument("--debian", nargs="*", default=[], metavar="COMMAND=PACKAGE")
    arguments = parser.parse_args()
    add_packages(arguments.debian)
    install(arguments.venv, arguments.lock)


if __name__ == "__main__":
    main()
