"""The console on a real socket, looked at by a real Chromium."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from integrations.browser.chromium import find_chromium
from tests.faces.api.conftest import *  # noqa: F403 - the same world and server
from tests.faces.console.examples import FurnishedWorld
from tests.fakes.audits import decided
from tests.fakes.edits import edits_of_before
from tests.fakes.face_services import PASSWORD

AXE = (Path(__file__).parent / "vendor/axe-4.14.1.min.js").read_text()
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"phone": (320, 720), "desk": (1280, 900)}


@pytest.fixture
async def world() -> FurnishedWorld:
    """The world of the API's tests with something on each page."""
    world = FurnishedWorld()
    for entry in (*decided(), *edits_of_before(world.clock.now())):
        await world.audit.append(entry)
    return world


@pytest.fixture(scope="session")
async def chromium():
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox"]
        )
        yield browser
        await browser.close()


@dataclass
class Seen:
    """A page in a browser, and what it complained of."""

    page: object
    url: str
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    async def open(self, path):
        await self.page.goto(self.url + path, wait_until="load")
        return self.page

    async def broken(self):
        """What a browser complains of, what is asked of other hosts, what is too wide."""
        found = [*self.complaints, *(f"asked {each}" for each in self.foreign)]
        widths = await self.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        if widths[0] > widths[1]:
            wide = await self.page.evaluate(
                "[...document.querySelectorAll('main *')].filter(e => !e.closest('.diff') && "
                "e.getBoundingClientRect().right > innerWidth + 1)"
                ".map(e => e.outerHTML.slice(0, 120)).slice(0, 3)"
            )
            found.append(f"overflows: {widths} {wide}")
        return found

    async def faults(self):
        """Everything that no page may have: see `docs/extend/console.md`."""
        found = await self.broken()
        await self.page.evaluate(AXE + "\n;0")
        told = await self.page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})"
            ".then(r => r.violations.map(v => v.id + ': ' + v.help + ' ' +"
            " v.nodes.slice(0, 2).map(n => n.html.slice(0, 160)).join(' | ')))",
            WCAG,
        )
        bare = await self.page.evaluate(
            "[...document.querySelectorAll('table')].filter(t => !t.caption || "
            "!t.querySelector('th[scope]')).map(t => 'table without caption or scope')"
        )
        return found + told + bare


@pytest.fixture
def look(chromium, serve):
    """Open a browser of somebody: `async with look(MEI, language=…, theme=…, size=…) as seen`."""

    @asynccontextmanager
    async def opened(who, *, theme="light", size="desk", served=None, script=True, locale="en-US"):
        served = served or serve()
        width, height = SIZES[size]
        context = await chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=theme,
            reduced_motion="reduce",
            java_script_enabled=script,
            locale=locale,
        )
        page = await context.new_page()
        seen = Seen(page, served.url)
        page.on(
            "console",
            lambda said: said.type in ("error", "warning") and seen.complaints.append(said.text),
        )
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.on(
            "request",
            lambda asked: (
                asked.url.startswith((served.url, "data:")) or seen.foreign.append(asked.url)
            ),
        )
        if who is not None:
            body = {"login": who.person_id, "password": PASSWORD}
            signed_in = await context.request.post(f"{served.url}/api/v1/sessions", data=body)
            assert signed_in.status == 201
        try:
            yield seen
        finally:
            await context.close()
            await asyncio.sleep(0)

    return opened
