"""QR codes as inline SVG: no file, no outside service."""

import io

import segno


def qr_svg(text: str, *, scale: int = 4, border: int = 2) -> str:
    """An SVG element with the QR code of `text` (error level M: survives a fold and a stamp's edge)."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", scale=scale, border=border, xmldecl=False, nl=False, light="#fff"
    )
    return out.getvalue().decode()
