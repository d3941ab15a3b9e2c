"""The bytes on disk: encrypted in chunks under the name of their keyed digest, so that 100 MB pass through one MB.

file    = "BJF1" | key version (4 bytes) | chunk …
chunk   = length (4 bytes) | sealed bytes, bound to the digest, its place and whether it is the last
digest  = mac(size | mac(chunk 0) | mac(chunk 1) | …), under the key of the blind indexes: it never rotates
"""

from __future__ import annotations

import fcntl
import os
import secrets
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from banji.crypto import CannotDecrypt
from banji.files.errors import Damaged
from banji.foundation.keys import crypto, keyring

CHUNK = 1 << 20
_MAGIC = b"BJF1"
_HEAD = struct.Struct(">4sI")
_LENGTH = struct.Struct(">I")
_TEMPORARY = ".new-"


def path_of(digest: bytes) -> Path:
    name = digest.hex()
    return Path(settings.BANJI_FILES) / name[:2] / name


def digest_of(file: BinaryIO) -> tuple[bytes, int]:
    """Keyed digest and size of a seekable file's content."""
    mac = crypto().keyed(keyring().current("tokens").secret)
    size, leaves = 0, []
    file.seek(0)
    while chunk := file.read(CHUNK):
        size += len(chunk)
        leaves.append(mac(b"file chunk" + chunk))
    return mac(b"file" + size.to_bytes(8) + b"".join(leaves)), size


def keep(file: BinaryIO, digest: bytes) -> int:
    """Put the content on disk unless it is there. On return it is durable. Gives the version of its key."""
    path = path_of(digest)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _locked(path.parent):
        if path.exists():
            os.utime(path)  # a sweep that is looking at an orphan of this content must let it live
            return _key_version(path)
    key = keyring().current("files")
    temporary = path.with_name(f"{_TEMPORARY}{secrets.token_hex(8)}")
    try:
        _write(temporary, file, digest, key.version, key.secret)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(path.parent)
    return key.version


def _write(path: Path, file: BinaryIO, digest: bytes, version: int, key: bytes) -> None:
    seal = crypto().encrypt
    file.seek(0)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as sealed:
        sealed.write(_HEAD.pack(_MAGIC, version))
        chunk, place = file.read(CHUNK), 0
        while chunk:
            following = file.read(CHUNK)
            body = seal(chunk, key=key, aad=_bound_to(digest, place, last=not following))
            sealed.write(_LENGTH.pack(len(body)) + body)
            chunk, place = following, place + 1
        sealed.flush()
        os.fsync(sealed.fileno())


def chunks(digest: bytes) -> Iterator[bytes]:
    """The content, chunk by chunk. Raises `Damaged` when it is missing, changed or cut off."""
    try:
        with path_of(digest).open("rb") as sealed:
            magic, version = _HEAD.unpack(sealed.read(_HEAD.size))
            if magic != _MAGIC:
                raise Damaged(f"{path_of(digest)} is not one of our files")
            yield from _opened(sealed, digest, keyring().key("files", version).secret)
    except FileNotFoundError as error:
        raise Damaged(f"{path_of(digest)} is missing: restore it from a backup") from error
    except (CannotDecrypt, struct.error) as error:
        raise Damaged(f"{path_of(digest)} was changed or cut off: restore it from a backup") from error


def _opened(sealed: BinaryIO, digest: bytes, key: bytes) -> Iterator[bytes]:
    head, place = sealed.read(_LENGTH.size), 0
    while True:
        body = sealed.read(_LENGTH.unpack(head)[0])
        head = sealed.read(_LENGTH.size)
        yield crypto().decrypt(body, key=key, aad=_bound_to(digest, place, last=not head))
        if not head:
            return
        place += 1


def sweep(is_named: Callable[[bytes], bool], *, older_than: timedelta) -> Iterator[Path]:
    """Remove, and yield, every file that nobody names and nobody has touched for so long."""
    for path in sorted(Path(settings.BANJI_FILES).glob("??/*")):
        with _locked(path.parent):
            if not path.exists() or time.time() - path.stat().st_mtime < older_than.total_seconds():
                continue
            if path.name.startswith(_TEMPORARY) or not is_named(bytes.fromhex(path.name)):
                path.unlink()
                yield path


def _bound_to(digest: bytes, place: int, *, last: bool) -> bytes:
    return b"files.chunk" + digest + place.to_bytes(4) + bytes([last])


def _key_version(path: Path) -> int:
    with path.open("rb") as sealed:
        return int(_HEAD.unpack(sealed.read(_HEAD.size))[1])


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
