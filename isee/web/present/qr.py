"""Pictures for phones to scan."""

import base64
from io import BytesIO

import qrcode
from qrcode.image.svg import SvgPathImage


def qr_svg(text: str) -> str:
    """A QR code as the address of an image, drawn here: nothing is asked of anybody else."""
    buffer = BytesIO()
    qrcode.make(text, image_factory=SvgPathImage).save(buffer)
    return f"data:image/svg+xml;base64,{base64.b64encode(buffer.getvalue()).decode()}"
