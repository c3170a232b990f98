"""Pixels of our own drawings."""

import struct

import pytest

from domain.common.errors import Unavailable
from integrations.browser.painter import ChromiumPainter

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="80">'
    '<rect width="120" height="80"/><image href="http://127.0.0.1:1/x.png"/></svg>'
)


async def test_a_drawing_is_painted_sharply_without_a_network():
    """ANL-4, WEB-6: two pixels for each unit."""
    png = await ChromiumPainter().png(DRAWING)
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24]) == (240, 160)


async def test_without_a_browser_it_says_so():
    """ANL-4."""
    with pytest.raises(Unavailable, match="no_browser"):
        await ChromiumPainter("/none/chromium").png(DRAWING)
