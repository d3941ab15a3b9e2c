"""No position, device or text leaves with a photo; what it shows stays, the right way up."""

import io

import pytest
from PIL import Image, PngImagePlugin

from banji.files import photos
from banji.files.access import read
from banji.files.errors import NotAccepted
from banji.files.operations import store
from banji.foundation.actors import Actor, ActorKind

CLERK = Actor(ActorKind.OFFICER, "7", "周文静", role="CLERK")
GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F


def photo(format_: str) -> bytes:
    """A picture 40 wide and 20 high, lying on its side, with a position in EXIF, XMP and (PNG) text."""
    picture = Image.new("RGB", (40, 20), "#3060a0")
    exif = picture.getexif()
    exif[ORIENTATION], exif[MAKE] = 6, "SecretPhone"
    exif.get_ifd(GPS).update({1: "N", 2: (30.0, 7.0, 0.0), 3: "E", 4: (104.0, 38.0, 0.0)})
    xmp = b"<x:xmpmeta><exif:GPSLatitude>30,7N</exif:GPSLatitude></x:xmpmeta>"
    more: dict[str, object] = {"exif": exif}
    if format_ == "PNG":
        more["pnginfo"] = PngImagePlugin.PngInfo()
        more["pnginfo"].add_text("Location", "SecretPlace")  # type: ignore[attr-defined]
    else:
        more["xmp"] = xmp
    file = io.BytesIO()
    picture.save(file, format_, **more)
    return file.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_the_picture_stays(format_: str) -> None:
    content = photo(format_)
    with Image.open(io.BytesIO(content)) as before:
        assert before.getexif().get_ifd(GPS)
    kept = read(store(content, name="IMG_1.jpg", by=CLERK), by=CLERK, purpose="查看")
    with Image.open(io.BytesIO(kept)) as after:
        after.load()
        assert not after.getexif()
        assert not {"exif", "xmp", "XML:com.adobe.xmp", "Location"} & after.info.keys()
        assert after.size == (20, 40)
        colour = after.convert("RGB").getpixel((10, 20))
    assert isinstance(colour, tuple)
    assert all(abs(a - b) < 8 for a, b in zip(colour, (0x30, 0x60, 0xA0), strict=True))
    for secret in (b"GPS", b"Secret"):
        assert secret not in kept


def test_a_picture_of_too_many_points_is_refused_before_it_is_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(photos, "MOST_PIXELS", 700)
    with pytest.raises(NotAccepted):
        photos.without_position(io.BytesIO(photo("PNG")), "image/png")
