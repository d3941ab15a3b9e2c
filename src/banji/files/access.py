"""Reading a stored file: always for a purpose, and always a line of the trail.

Whether one may is decided by the room whose paper it is: there is no page that opens a file by its number alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote
from uuid import UUID

from django.http import StreamingHttpResponse

from banji.audit.acts import act
from banji.files import vault
from banji.files.models import StoredFile
from banji.foundation.actors import Actor


def read(
    stored: StoredFile, *, by: Actor, purpose: str, case_no: str = "", persons: Iterable[UUID] = ()
) -> bytes:
    """The whole content. Raises `Damaged` when the bytes on disk are not those that were stored."""
    return b"".join(read_chunks(stored, by=by, purpose=purpose, case_no=case_no, persons=persons))


def read_chunks(
    stored: StoredFile, *, by: Actor, purpose: str, case_no: str = "", persons: Iterable[UUID] = ()
) -> Iterator[bytes]:
    """The content in chunks of a megabyte; the reading is recorded before the first of them."""
    with act("files.read", by=by, object_=("file", stored.pk), purpose=purpose, case_no=case_no) as this:
        this.about(*persons)
    return vault.chunks(bytes(stored.digest))


def download(
    stored: StoredFile, *, by: Actor, purpose: str, case_no: str = "", persons: Iterable[UUID] = ()
) -> StreamingHttpResponse:
    """An answer that saves the file and never shows it: a browser neither opens it here nor guesses what it is."""
    content = read_chunks(stored, by=by, purpose=purpose, case_no=case_no, persons=persons)
    answer = StreamingHttpResponse(content, content_type=stored.media_type)
    answer.headers["Content-Length"] = str(stored.size)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(stored.name)}"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store, private"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
