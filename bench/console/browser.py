"""What a person's browser sees: a first visit on a slow line, and news of others."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from integrations.browser.chromium import find_chromium

SLOW_LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
"""Milliseconds and bytes a second: what browsers call "slow 4G"."""

SLOWER_PROCESSOR = 4
LONGEST_NEWS = 15_000
"""Milliseconds."""


@dataclass(frozen=True)
class FirstVisit:
    """A page that was never opened before.

    Attributes:
        kilobytes: of everything that was loaded, as it travelled.
        requests: that were sent.
        paint_seconds: from the click to the first words; the line and the processor are slow.
    """

    kilobytes: float
    requests: int
    paint_seconds: float


@dataclass(frozen=True)
class _SignedIn:
    """A browser of somebody."""

    context: BrowserContext
    csrf: str


async def first_visit(url: str, login: str, password: str, path: str) -> FirstVisit:
    """Open a page with nothing kept from before."""
    async with _browser() as browser, _somebody(browser, url, login, password) as visitor:
        page = await visitor.context.new_page()
        wire = await visitor.context.new_cdp_session(page)
        await wire.send("Network.enable")
        await wire.send("Network.emulateNetworkConditions", SLOW_LINE)
        await wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_PROCESSOR})
        sizes: list[float] = []
        wire.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
        await page.goto(url + path, wait_until="load")
        paint = await page.evaluate(
            "performance.getEntriesByName('first-contentful-paint')[0].startTime"
        )
        return FirstVisit(round(sum(sizes) / 1000, 1), len(sizes), round(paint / 1000, 2))


async def news(
    url: str, two: tuple[str, str], password: str, incident: str, *, rounds: int
) -> list[float]:
    """Return the seconds from one person's note to its words on the other's open page."""
    found = []
    async with (
        _browser() as browser,
        _somebody(browser, url, two[0], password) as writer,
        _somebody(browser, url, two[1], password) as reader,
    ):
        page = await reader.context.new_page()
        await page.goto(f"{url}/console/incidents/{incident}", wait_until="load")
        await _is_live(page)
        for number in range(rounds):
            words = f"a note of the bench {number}"
            began = time.perf_counter()
            await _note(writer, url, incident, words)
            await page.get_by_text(words).first.wait_for(timeout=LONGEST_NEWS)
            found.append(time.perf_counter() - began)
    return found


async def _is_live(page: Page) -> None:
    """Wait until its stream is open: what comes before is read anew, not told."""
    await page.wait_for_load_state("load")
    await asyncio.sleep(1)


async def _note(writer: _SignedIn, url: str, incident: str, words: str) -> None:
    written = await writer.context.request.post(
        f"{url}/api/v1/incidents/{incident}/notes",
        data={"text": words},
        headers={"X-CSRF-Token": writer.csrf},
    )
    if not written.ok:
        raise RuntimeError(await written.text())


@asynccontextmanager
async def _browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox"]
        )
        yield browser
        await browser.close()


@asynccontextmanager
async def _somebody(
    browser: Browser, url: str, login: str, password: str
) -> AsyncIterator[_SignedIn]:
    context = await browser.new_context(viewport={"width": 390, "height": 844})
    body = {"login": login, "password": password}
    signed_in = await context.request.post(f"{url}/api/v1/sessions", data=body)
    if not signed_in.ok:
        raise RuntimeError(await signed_in.text())
    yield _SignedIn(context, (await signed_in.json())["csrf_token"])
    await context.close()
