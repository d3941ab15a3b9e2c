"""`banji`: one command for whoever runs or builds the house. Each line of the table names where it lives."""

import importlib
import sys
from collections.abc import Callable
from typing import NamedTuple

from banji.site import management


class Command(NamedTuple):
    target: str  # "module:function", imported when it is called; takes the arguments, returns the exit code
    help: str
    prepare: Callable[[], None] = management.nothing


COMMANDS = {
    "serve": Command("banji.site.serve:main", "Run the database, the site and the jobs"),
    "migrate": Command("banji.site.management:migrate", "Bring the database up to date, as its owner"),
    "load": Command(
        "banji.register.loading.command:main", "Take over a city's register", management.database
    ),
    "police take": Command(
        "banji.departments.police.command:main",
        "Take in a full or delta file of the police register of record",
        management.database,
    ),
    "db": Command("banji.site.postgres.command:main", "Start, stop or enter the embedded PostgreSQL"),
    "demo": Command("banji.site.demo:main", "Show the main job on an invented city"),
    "divisions": Command(
        "banji.addresses.command:main",
        "Load the city's lists, or name the villages nobody can place",
        management.database,
    ),
    "match": Command("banji.matching.command:main", "Match a list with a register; needs no database"),
    "law lint": Command("banji.law.linter:main", "Refuse a demand or a deadline without a source"),
    "audit verify": Command(
        "banji.audit.verify:main",
        "Prove that no row of the trail or of history was touched",
        management.database,
    ),
    "accounts bootstrap": Command(
        "banji.accounts.command:main", "Create the first security administrator", management.database
    ),
    "files sweep": Command("banji.files.command:main", "Remove files that no row names", management.database),
    "docs": Command(
        "banji.site.docs:main", "Write the reference pages; --check compares only", management.django
    ),
    "translations": Command("banji.web.translations:main", "Compile the translations; --check finds gaps"),
    "django": Command("banji.site.management:django_command", "Any command of Django's, as the site's role"),
}


def main(argv: list[str] | None = None) -> int:
    """Run one command of the table and return its exit code; 2 when it is unknown or has no database."""
    words = sys.argv[1:] if argv is None else argv
    name = next((key for key in (" ".join(words[:2]), " ".join(words[:1])) if key in COMMANDS), None)
    if name is None:
        asked = not words or words[0] in ("-h", "--help", "help")
        print(usage(), file=sys.stdout if asked else sys.stderr)
        return 0 if asked else 2
    return run(COMMANDS[name], words[len(name.split()) :])


def run(command: Command, arguments: list[str]) -> int:
    """Import the command's function, prepare what it stands on and call it."""
    from banji.site.postgres import DatabaseUnavailable

    module, function = command.target.split(":")
    try:
        command.prepare()
        return getattr(importlib.import_module(module), function)(arguments) or 0
    except DatabaseUnavailable as refusal:
        print(refusal, file=sys.stderr)
        return 2


def usage() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  banji {name:<{width}}  {command.help}" for name, command in COMMANDS.items()]
    return "\n".join(["Banji 版籍. Commands:", *lines, "`banji COMMAND --help` says more."])


if __name__ == "__main__":
    sys.exit(main())
