"""QR codes for pages and for terminals."""

import io

import segno

_QUIET = 4
"""Modules of white around it, which the standard asks for."""


class SegnoQrCodes:
    """The `QrCodes` port on segno."""

    def svg(self, text: str) -> str:
        """Return a drawing that scales, dark on white whatever the page is, and runs nothing."""
        drawn = io.BytesIO()
        _made(text).save(
            drawn, kind="svg", scale=4, border=_QUIET, dark="#000", light="#fff", xmldecl=False
        )
        return drawn.getvalue().decode()

    def blocks(self, text: str) -> str:
        """Return a drawing of block characters, two rows of modules in a line."""
        drawn = io.StringIO()
        _made(text).terminal(drawn, border=_QUIET, compact=True)
        return drawn.getvalue()


def _made(text: str) -> segno.QRCode:
    return segno.make_qr(text, error="m")
