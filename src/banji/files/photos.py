"""A photo shows what it shows, and nothing of where it was taken: position, device and texts are left out."""

from __future__ import annotations

import io
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from banji.files.errors import NotAccepted
from banji.files.kinds import JPEG, PNG, WEBP

MOST_PIXELS = 60_000_000
_FORMATS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}


def without_position(file: BinaryIO, media_type: str) -> io.BytesIO:
    """The picture alone, the right way up, saved anew. Raises `NotAccepted` when it is damaged or too large."""
    try:
        with Image.open(file, formats=[_FORMATS[media_type]]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise NotAccepted(
                    _("The picture has more than %(millions)d million points.")
                    % {"millions": MOST_PIXELS // 1_000_000},
                    remedy=_("Take it again with a smaller size."),
                )
            upright = ImageOps.exif_transpose(image)
            # EXIF, XMP, texts and colour profiles all hang on `info`; some of them are saved again by default.
            upright.info.clear()
            clean = io.BytesIO()
            upright.save(clean, _FORMATS[media_type], **({"quality": 90} if media_type != PNG else {}))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise NotAccepted(
            _("The picture is damaged and cannot be opened."),
            remedy=_("Take or save it again."),
            code="damaged_picture",
        ) from error
    clean.seek(0)
    return clean
