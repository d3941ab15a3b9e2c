"""The key file: several versions of a key for each purpose, readable by its owner only.

    {"format": 1, "keys": {"secrets": {"1": "<base64 of 32 bytes>", "2": "…"}, "tokens": {"1": "…"}}}

New rows use the highest version; older versions stay so that old rows still open. Nothing here removes a key.
"""

import base64
import binascii
import fcntl
import json
import os
import secrets
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Self

from banji.crypto.errors import KeyringError, UnknownKey

# numbers at rest; blind indexes; the audit chain; papers and photos; matching snapshots
PURPOSES = ("secrets", "tokens", "trail", "files", "matching")

KEY_BYTES = 32
_FORMAT = 1

type Versions = Mapping[str, Mapping[int, bytes]]


class Key(NamedTuple):
    """A key and the version to write beside what it seals."""

    version: int
    secret: bytes

    def __repr__(self) -> str:  # a key must not end up in a log or a traceback
        return f"Key(version={self.version})"


class Keyring:
    """The keys of one installation. Get one by `Keyring.load(path)` or `Keyring.create(path)`.

    After a rotation elsewhere a running process goes on sealing with the version it knows until it meets a
    newer one or is started again; nothing becomes unreadable by that.
    """

    def __init__(self, path: Path, keys: Versions) -> None:
        self.path = path
        self._keys = keys

    def __repr__(self) -> str:
        return f"Keyring({str(self.path)!r})"

    @classmethod
    def create(cls, path: str | Path, *, purposes: Iterable[str] = PURPOSES) -> Self:
        """Write a new file with one fresh key for each purpose. Never overwrites: lost keys are lost data."""
        path = Path(path)
        keys = {purpose: {1: secrets.token_bytes(KEY_BYTES)} for purpose in purposes}
        with _locked(path):
            if path.exists():
                raise KeyringError(
                    f"There is a key file at {path} already; a new one would make its data unreadable."
                )
            _write(path, keys)
        return cls(path, keys)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read the file. Refused when it is missing, readable or writable by others, or not in our format."""
        path = Path(path)
        return cls(path, _read(path))

    def purposes(self) -> tuple[str, ...]:
        return tuple(self._keys)

    def versions(self, purpose: str) -> tuple[int, ...]:
        """All versions of a purpose, oldest first."""
        if purpose not in self._keys:
            raise UnknownKey(
                f"The key file {self.path} has no key for '{purpose}'. Add one by rotating that purpose,"
                " or restore the file that belongs to this database."
            )
        return tuple(sorted(self._keys[purpose]))

    def current(self, purpose: str) -> Key:
        """The key for new data: the newest version."""
        version = self.versions(purpose)[-1]
        return Key(version, self._keys[purpose][version])

    def key(self, purpose: str, version: int) -> Key:
        """The key old data was sealed with. A version not seen yet is looked for in the file once more,
        because another process may have rotated since."""
        if version not in self._keys.get(purpose, {}):
            self._keys = _read(self.path)
        if version not in self.versions(purpose):
            raise UnknownKey(
                f"The key file {self.path} has no version {version} for '{purpose}'"
                f" (it has {', '.join(map(str, self.versions(purpose)))}). Restore the file from its backup."
            )
        return Key(version, self._keys[purpose][version])

    def rotate(self, purpose: str) -> Key:
        """Add a fresh key as the next version (the first one for a new purpose) and return it.

        The file is replaced in one step under a lock, so that neither a crash nor a second rotation loses a
        key.
        """
        with _locked(self.path):
            keys = {name: dict(versions) for name, versions in _read(self.path).items()}
            versions = keys.setdefault(purpose, {})
            key = Key(max(versions, default=0) + 1, secrets.token_bytes(KEY_BYTES))
            versions[key.version] = key.secret
            _write(self.path, keys)
        self._keys = keys
        return key


def _read(path: Path) -> Versions:
    try:
        file = path.open(encoding="utf-8")
    except OSError as e:
        raise KeyringError(f"The key file {path} cannot be opened: {e.strerror}.") from e
    with file:
        # the mode of the file opened, not of what its name means a moment later
        _check_mode(path, os.fstat(file.fileno()))
        try:
            return _parse(json.load(file))
        except (ValueError, TypeError, KeyError, AttributeError) as e:
            raise KeyringError(
                f"The key file {path} is damaged or of another format. Restore it from its backup."
            ) from e


def _check_mode(path: Path, status: os.stat_result) -> None:
    mode = stat.S_IMODE(status.st_mode)
    if mode & 0o077:
        raise KeyringError(
            f"The key file {path} has mode {mode:04o}: others can reach it."
            f" Run `chmod 600 {path}`, and rotate the keys if somebody may have read them."
        )


def _parse(document: object) -> Versions:
    if not isinstance(document, dict) or document["format"] != _FORMAT:
        raise ValueError("format")
    return {
        purpose: {int(version): _decode(text) for version, text in versions.items()}
        for purpose, versions in document["keys"].items()
        if versions
    }


def _decode(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error as e:
        raise ValueError("base64") from e
    if len(key) != KEY_BYTES:
        raise ValueError("length")
    return key


def _write(path: Path, keys: Versions) -> None:
    document = {
        "format": _FORMAT,
        "keys": {
            purpose: {str(version): base64.b64encode(key).decode() for version, key in versions.items()}
            for purpose, versions in keys.items()
        },
    }
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(document, file, indent=1)
        file.flush()
        os.fsync(descriptor)
    new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One writer at a time. The lock is on the folder: the file itself is replaced by the write."""
    try:
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as e:
        raise KeyringError(
            f"The folder {path.parent} for the key file cannot be opened: {e.strerror}."
        ) from e
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
