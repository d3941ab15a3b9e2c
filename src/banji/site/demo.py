"""`banji demo`: an invented city in an installation of its own, so that it never touches the one of `banji serve`."""

import argparse
import importlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from banji.site import environment, management, postgres
from banji.site.lifeline import die_with_parent
from banji.site.serve import serve


def main(arguments: list[str]) -> int:
    """Make the demo's database, let `banji_demo` tell its story, then serve the site unless DEMO_SERVE=0."""
    parser = argparse.ArgumentParser(prog="banji demo", add_help=False)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=None)
    chosen, story_arguments = parser.parse_known_args(arguments)
    port = chosen.port or _free_port(chosen.host)
    hrss = _free_port("127.0.0.1", first=8100)
    os.environ["BANJI_VAR"] = os.fspath(postgres.var() / "demo")
    os.environ["BANJI_INSTALLATION"] = "demo"
    os.environ.setdefault("BANJI_PUBLIC_URL", f"http://localhost:{port}")
    with postgres.running(), _outside_world(hrss):
        subprocess.run([sys.executable, "-m", "banji.site.command", "migrate", "-v", "0"], check=True)
        management.django()
        # By name: the demo stands beside the site, not below it.
        told = importlib.import_module("banji_demo.demo").main(
            [*story_arguments, "--hrss", f"http://127.0.0.1:{hrss}/"]
        )
        if told or not environment.is_on("DEMO_SERVE"):
            return int(told)
        return serve(host=chosen.host, port=port)


@contextmanager
def _outside_world(port: int) -> Iterator[None]:
    """The simulated systems of departments, as long as the demo runs."""
    folder = postgres.var() / "outside"
    process = subprocess.Popen(
        [sys.executable, "-m", "banji_demo.outside", folder, str(port)],
        preexec_fn=die_with_parent,  # noqa: PLW1509 - one system call, whose address is known
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _free_port(host: str, first: int = 8000) -> int:
    """The first port that nobody has: a demo that ends in an error after its work would be no demo."""
    for port in range(first, first + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if probe.connect_ex((host, port)) != 0:
                return port
    raise SystemExit(f"No port between {first} and {first + 99} is free: name one with --port.")
