"""`banji db start|stop|status|psql`."""

import argparse
import os
import subprocess
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from banji.site.postgres import cluster
from banji.site.postgres.place import place
from banji.site.postgres.programs import find
from banji.site.postgres.server import resolve


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="banji db", description="The embedded PostgreSQL.")
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("start", help="start it and leave it running")
    actions.add_parser("stop", help="stop it, whoever uses it")
    actions.add_parser("status", help="say whether it runs")
    psql = actions.add_parser("psql", help="enter it as the site's role; further arguments are psql's")
    psql.add_argument("--owner", action="store_true", help="as the owner of the tables")
    chosen, rest = parser.parse_known_args(argv)
    if chosen.action == "psql":
        return _psql(rest, as_owner=chosen.owner)
    if rest:
        parser.error(f"unknown: {' '.join(rest)}")
    if chosen.action == "start":
        cluster.pin()
    elif chosen.action == "stop":
        cluster.stop()
    print(cluster.status())
    return 0 if chosen.action != "status" or cluster.postmaster() or not resolve().embedded else 3


def _psql(arguments: list[str], *, as_owner: bool) -> int:
    server = cluster.ensure_running()
    known = conninfo_to_dict(server.owner_url if as_owner else server.app_url)
    program, environment = Path("psql"), dict(os.environ)
    if server.embedded:
        here = place()
        programs = find(here)
        program, environment = programs.bin / "psql", programs.environment(Path.home())
    # Not on the command line, which every user of the machine can read.
    for name in ("host", "port", "user", "password"):
        if name in known:
            environment[f"PG{name.upper()}"] = str(known[name])
    environment["PGDATABASE"] = str(known["dbname"])
    return subprocess.run([program, *arguments], env=environment, check=False).returncode
