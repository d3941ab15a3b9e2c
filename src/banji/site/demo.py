"""`banji demo`: an invented city in an installation of its own, so that it never touches the one of `banji serve`."""

import argparse
import importlib
import os
import socket
import subprocess
import sys

from banji.site import environment, management, postgres
from banji.site.serve import serve


def main(arguments: list[str]) -> int:
    """Make the demo's database, let `banji_demo` tell its story, then serve the site unless DEMO_SERVE=0."""
    parser = argparse.ArgumentParser(prog="banji demo", add_help=False)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=None)
    chosen, story_arguments = parser.parse_known_args(arguments)
    port = chosen.port or _free_port(chosen.host)
    os.environ["BANJI_VAR"] = os.fspath(postgres.var() / "demo")
    os.environ["BANJI_INSTALLATION"] = "demo"
    os.environ.setdefault("BANJI_PUBLIC_URL", f"http://localhost:{port}")
    with postgres.running():
        subprocess.run([sys.executable, "-m", "banji.site.command", "migrate", "-v", "0"], check=True)
        management.django()
        # By name: the demo stands beside the site, not below it.
        told = importlib.import_module("banji_demo.demo").main(story_arguments) or 0
        if told or not environment.is_on("DEMO_SERVE"):
            return int(told)
        return serve(host=chosen.host, port=port)


def _free_port(host: str) -> int:
    """8000, or the next port that nobody has: a demo that ends in an error after its work would be no demo."""
    for port in range(8000, 8100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if probe.connect_ex((host, port)) != 0:
                return port
    raise SystemExit("No port between 8000 and 8099 is free: name one with --port.")
