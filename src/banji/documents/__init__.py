"""Papers as PDF: `render(template, data)` with typst, the house style `house.typ`, QR codes.

A template is a `.typ` file next to the code it belongs to. It imports `/banji/documents/house.typ`
and reads its data from there; the shape of the data stands at the top of each template.
"""

from banji.documents.drawing import DocumentError, pictures, render
from banji.documents.fonts import undrawable
from banji.documents.qr import qr_svg

__all__ = ["DocumentError", "pictures", "qr_svg", "render", "undrawable"]
