"""Other ways to match, each a script in an environment of its own, `var/peers`, made from `requirements.lock`."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ENVIRONMENT = Path("var/peers")
PEERS = {"Splink 5": HERE / "splink_usual.py", "rule ladder": HERE / "rule_ladder.py"}
PYTHON = ENVIRONMENT / "bin" / "python"

HOW = f"""The peers' environment could not be made. It takes a Python with venv and a package index:
    python3 -m venv {ENVIRONMENT}
    {PYTHON} -m pip install --require-hashes -r {HERE / "requirements.lock"}"""


def ready() -> bool:
    """Make the environment unless it is there as the lock says. False, and how to, when it cannot be made."""
    lock = (HERE / "requirements.lock").read_text(encoding="utf-8")
    done = ENVIRONMENT / "lock"
    if done.exists() and done.read_text(encoding="utf-8") == lock:
        return True
    install = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--require-hashes",
        "-r",
        HERE / "requirements.lock",
    ]
    try:
        subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], check=True)
        subprocess.run(install, check=True)
    except (subprocess.CalledProcessError, OSError) as e:
        print(f"{HOW}\n({e})", file=sys.stderr)
        return False
    done.write_text(lock, encoding="utf-8")
    return True
