"""The `banji` command's table."""

import importlib
import subprocess
import sys

import pytest

from banji.site import command, postgres


def test_help_names_each_command_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--help"]) == 0
    lines = capsys.readouterr().out.splitlines()
    for name, each in command.COMMANDS.items():
        assert sum(line.startswith(f"  banji {name} ") and line.endswith(each.help) for line in lines) == 1


@pytest.mark.parametrize("words", [["nonsense"], ["law"], ["law", "nonsense"], ["audit"]])
def test_an_unknown_command_is_refused_with_the_list(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(words) == 2
    assert "banji serve" in capsys.readouterr().err


@pytest.mark.parametrize("name", command.COMMANDS)
def test_each_command_leads_to_a_function(name: str) -> None:
    module, function = command.COMMANDS[name].target.split(":")
    assert callable(getattr(importlib.import_module(module), function))


def test_a_missing_database_is_a_sentence_not_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> None:
        raise postgres.DatabaseUnavailable("No PostgreSQL runs here.")

    assert command.run(command.Command("banji.site.command:main", "", refuse), []) == 2
    assert capsys.readouterr().err == "No PostgreSQL runs here.\n"


def test_the_owner_is_needed_to_migrate(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@db/city")
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    assert command.main(["migrate"]) == 2
    assert "DATABASE_OWNER_URL" in capsys.readouterr().err


def test_help_needs_no_django() -> None:
    code = "import sys; from banji.site.command import main; main([]); sys.exit('django' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
