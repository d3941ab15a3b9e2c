"""Where the rule files of this package lie."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent
SOURCES = _HERE / "sources.yaml"
PAPERS = _HERE / "papers.yaml"
FORBIDDEN = _HERE / "forbidden.yaml"
REFUSALS = _HERE / "refusals.yaml"
PROFILES = _HERE / "profiles"


class UnknownRule(ValueError):
    """No such profile or value, or none in force on the day asked for."""


def shipped_profiles() -> tuple[str, ...]:
    """The names of the shipped rule profiles."""
    return tuple(sorted(path.stem for path in PROFILES.glob("*.yaml")))


def profile_path(profile: str) -> Path:
    """The file of a shipped profile. Raises `UnknownRule`."""
    if profile not in shipped_profiles():
        raise UnknownRule(f"no rule profile {profile!r}; there are: {', '.join(shipped_profiles())}")
    return PROFILES / f"{profile}.yaml"


def shipped_files() -> tuple[Path, ...]:
    """Every rule file of this package."""
    return (SOURCES, *(profile_path(profile) for profile in shipped_profiles()), PAPERS, FORBIDDEN, REFUSALS)
