"""Pixels of our own drawings, by a Chromium that reaches nothing (ANL-4)."""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from application.ports.dashboards import no_browser
from application.ports.watches.web import FetchFailed
from domain.common.errors import Unavailable
from domain.common.messages import Called, message
from integrations.browser.chromium import ended, find_chromium, put_away, start

if TYPE_CHECKING:  # an extra
    from playwright.async_api import Page

PAINT_SECONDS = 20.0
_NOWHERE = "http://127.0.0.1:9"
"""The proxy of a browser that needs none: nothing listens on the port that discards."""

SCALE = 2.0
"""Pixels for each unit: sharp on a phone, and some 300 kB for eight charts."""


@dataclass
class ChromiumPainter:
    """Implements `Painter`; one drawing at a time, each in a browser of its own.

    Attributes:
        executable: path of Chromium; empty: the one that is found.
        sandbox: whether Chromium shuts its renderers in; None: unless we are root.
    """

    executable: str = ""
    sandbox: bool | None = None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def png(self, svg: str) -> bytes:
        """Return a drawing as PNG; see `Painter.png`."""
        async with self._turn:
            try:
                chromium = find_chromium(self.executable)
                running = await start(chromium, proxy=_NOWHERE, sandbox=self.sandbox)
            except FetchFailed:
                raise no_browser() from None
            try:
                async with asyncio.timeout(PAINT_SECONDS):
                    page = await running.browser.new_page(
                        java_script_enabled=False, device_scale_factor=SCALE, offline=True
                    )
                    return await _painted(page, svg)
            except TimeoutError:
                raise Unavailable(message("dashboard.not_painted", form=Called("SVG"))) from None
            finally:
                await ended(put_away(running))


async def _painted(page: "Page", svg: str) -> bytes:
    await page.set_content(f'<body style="margin:0">{svg}</body>')
    return await page.locator("svg").first.screenshot(type="png", animations="disabled")
