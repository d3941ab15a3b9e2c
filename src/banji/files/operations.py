"""Storing a file, and sweeping what was stored for an act that never came about."""

from __future__ import annotations

import io
from collections.abc import Collection
from datetime import timedelta
from pathlib import PurePath
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from banji.audit.acts import Act, act
from banji.files import vault
from banji.files.errors import NotAccepted
from banji.files.kinds import ACCEPTED, PHOTOS, SUFFIXES, kind_of
from banji.files.models import StoredFile
from banji.files.photos import without_position
from banji.foundation.actors import Actor


def store(
    content: bytes | BinaryIO,
    *,
    name: str,
    by: Actor,
    media_type: str = "",
    accept: Collection[str] = ACCEPTED,
    limit: int = 0,
    this: Act | None = None,
) -> StoredFile:
    """Keep a file: bytes, or an open seekable one (an upload), read in chunks. One content is kept once.

    What it is, is told by its bytes; `media_type` (if given) is what it must be, `accept` what it may be. The bytes
    are durable before the row is written; give `this` to write the row within an act of yours, whose entry should
    then name the file. `limit` is the largest size in bytes where it is not that of every upload. Raises `NotAccepted`
    with the reason.
    """
    file = io.BytesIO(content) if isinstance(content, bytes) else content
    _check_size(file, limit or settings.BANJI_UPLOAD_LIMIT)
    kind = kind_of(file)
    _check_kind(kind, {media_type} if media_type else set(accept))
    if kind in PHOTOS:
        file = without_position(file, kind)
    digest, size = vault.digest_of(file)
    version = vault.keep(file, digest)
    row = StoredFile(
        digest=digest,
        size=size,
        media_type=kind,
        name=_clean_name(name, kind),
        key_version=version,
        stored_by=f"{by.kind}:{by.name}"[:120],
    )
    if this is not None:
        return _written(row, this)
    with act("files.store", by=by) as own:
        stored = _written(row, own)
        own.object_kind, own.object_id = "file", str(stored.pk)
        own.after = {"size": size, "media_type": kind, "digest": digest.hex()}
    return stored


def _written(row: StoredFile, this: Act) -> StoredFile:
    row.stored_at = this.now
    # Of two writers of one content the second waits for the first and then finds its row.
    StoredFile.objects.bulk_create([row], ignore_conflicts=True)
    return StoredFile.objects.get(digest=row.digest)


def _check_size(file: BinaryIO, limit: int) -> None:
    size = file.seek(0, io.SEEK_END)
    if size == 0:
        raise NotAccepted(_("The file is empty."), remedy=_("Choose the right file and send it again."))
    if size > limit:
        raise NotAccepted(
            _("The file has %(size)d MB; at most %(limit)d MB are accepted.")
            % {"size": -(-size // 1_000_000), "limit": limit // 1_000_000},
            remedy=_("Split it, or leave out what is not asked for."),
            code="too_large",
        )


def _check_kind(kind: str, accept: Collection[str]) -> None:
    if kind not in accept:
        names = "、".join(sorted(SUFFIXES[known] for known in accept if known in SUFFIXES))
        raise NotAccepted(
            _("This is not a file of a kind accepted here (%(kinds)s). What it is called does not matter.")
            % {"kinds": names},
            remedy=_("Save it as one of these kinds and send it again."),
            code="kind",
        )


def _clean_name(name: str, kind: str) -> str:
    """The last part of the name, without control characters, ending as its kind does."""
    last = "".join(c for c in PurePath(name.replace("\\", "/")).name if c.isprintable()).strip() or "file"
    stem = last[: -len(suffix)] if (suffix := PurePath(last).suffix) else last
    return f"{stem[:180]}{SUFFIXES[kind]}"


def sweep_orphans(older_than: timedelta = timedelta(days=1)) -> int:
    """Remove files on disk that no row names: an act that was rolled back left them. Returns how many."""
    return sum(1 for _path in vault.sweep(_is_named, older_than=older_than))


def _is_named(digest: bytes) -> bool:
    return StoredFile.objects.filter(digest=digest).exists()
