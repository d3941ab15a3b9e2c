import base64
import json
import multiprocessing
import stat
from pathlib import Path

import pytest

from banji.crypto import KEY_BYTES, PURPOSES, Keyring, KeyringError, UnknownKey


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


def test_a_new_ring_has_a_key_of_its_own_for_each_purpose(path: Path) -> None:
    ring = Keyring.create(path)

    assert ring.purposes() == PURPOSES
    assert len({ring.current(purpose).secret for purpose in PURPOSES}) == len(PURPOSES)
    assert all(len(ring.current(purpose).secret) == KEY_BYTES for purpose in PURPOSES)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_reads_back_what_it_wrote(path: Path) -> None:
    ring = Keyring.create(path)

    assert [Keyring.load(path).current(purpose) for purpose in PURPOSES] == [
        ring.current(purpose) for purpose in PURPOSES
    ]


def test_it_never_overwrites(path: Path) -> None:
    before = Keyring.create(path).current("secrets")

    with pytest.raises(KeyringError, match="already"):
        Keyring.create(path)
    assert Keyring.load(path).current("secrets") == before


def test_rotation_keeps_the_old_versions(path: Path) -> None:
    ring = Keyring.create(path)
    first, others = ring.current("secrets"), ring.current("tokens")

    second = ring.rotate("secrets")

    assert (first.version, second.version) == (1, 2)
    for again in (ring, Keyring.load(path)):
        assert again.versions("secrets") == (1, 2)
        assert again.current("secrets") == second
        assert again.key("secrets", 1) == first
        assert again.current("tokens") == others
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_versions_are_numbers_not_text(path: Path) -> None:
    ring = Keyring.create(path, purposes=["trail"])
    for _ in range(10):
        newest = ring.rotate("trail")

    assert Keyring.load(path).current("trail") == newest
    assert newest.version == 11


def test_a_running_process_finds_a_key_rotated_by_another(path: Path) -> None:
    site = Keyring.create(path)
    rotated = Keyring.load(path).rotate("files")

    assert site.key("files", 2) == rotated
    assert site.current("files") == rotated


def test_a_running_process_finds_a_purpose_added_by_another(path: Path) -> None:
    site = Keyring.create(path, purposes=["secrets"])
    added = Keyring.load(path).rotate("matching")

    assert site.key("matching", 1) == added


def _rotate(path: Path) -> None:
    ring = Keyring.load(path)
    for _ in range(5):
        ring.rotate("trail")


def test_rotations_at_the_same_time_lose_no_key(path: Path) -> None:
    Keyring.create(path)
    spawn = multiprocessing.get_context("spawn")
    with spawn.Pool(2) as pool:
        pool.map(_rotate, [path, path])

    assert Keyring.load(path).versions("trail") == tuple(range(1, 12))


def test_a_new_purpose_begins_with_its_first_rotation(path: Path) -> None:
    ring = Keyring.create(path, purposes=["secrets"])
    with pytest.raises(UnknownKey, match="'matching'"):
        ring.current("matching")

    assert ring.rotate("matching").version == 1
    assert ring.current("matching").version == 1


def test_an_unknown_version_names_those_there_are(path: Path) -> None:
    with pytest.raises(UnknownKey, match=r"no version 7 for 'secrets' \(it has 1\)"):
        Keyring.create(path).key("secrets", 7)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o660, 0o644])
def test_a_file_that_others_can_reach_is_refused(path: Path, mode: int) -> None:
    Keyring.create(path)
    path.chmod(mode)

    with pytest.raises(KeyringError, match="chmod 600"):
        Keyring.load(path)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "not json",
        "[]",
        "{}",
        '{"format": 2, "keys": {}}',
        '{"format": 1}',
        '{"format": 1, "keys": []}',
        '{"format": 1, "keys": {"trail": {"one": ""}}}',
        '{"format": 1, "keys": {"trail": {"1": "?"}}}',
        '{"format": 1, "keys": {"trail": {"1": 5}}}',
        json.dumps({"format": 1, "keys": {"trail": {"1": base64.b64encode(bytes(8)).decode()}}}),
    ],
)
def test_a_damaged_file_is_refused(path: Path, content: str) -> None:
    path.touch(mode=0o600)
    path.write_text(content)

    with pytest.raises(KeyringError, match="damaged"):
        Keyring.load(path)


def test_a_missing_file_or_folder_is_said(path: Path) -> None:
    with pytest.raises(KeyringError, match="cannot be opened"):
        Keyring.load(path)
    with pytest.raises(KeyringError, match="folder"):
        Keyring.create(path / "no" / "such" / "folder")
    with pytest.raises(KeyringError, match="cannot be opened"):
        Keyring.load(path.parent)


def test_no_key_shows_in_a_log(path: Path) -> None:
    ring = Keyring.create(path)
    key = ring.current("secrets")

    assert repr(key) == "Key(version=1)" == f"{key}"
    assert repr(ring) == f"Keyring({str(path)!r})"
