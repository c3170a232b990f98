"""Pages as they look after their scripts ran, in bounded time and at most a few at once (WEB-5)."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from application.ports.watches.web import FetchFailed, FetchProblem, Page, PageRequest
from domain.common.messages import Called, bare, message
from integrations.browser.chromium import (
    RunningBrowser,
    ended,
    find_chromium,
    no_browser,
    put_away,
    start,
)
from integrations.browser.proxy import REFUSED_HEADER, Admit, GuardedProxy
from integrations.browser.targets import place_of

if TYPE_CHECKING:  # an extra: whoever does not render pages does not have it
    from playwright.async_api import BrowserContext, Response
    from playwright.async_api import Page as Tab

VIEW = {"width": 1280, "height": 800}
LONGEST_SCREENSHOT = 1_000_000
"""Bytes, as the port promises."""

QUIET_SECONDS = 2.0
"""How long a page may go on loading after its load event before it is read as it is."""

IDLE_SECONDS = 120.0
"""Longer than most watches wait between two looks; a start costs 1 to 3 s."""

MOST_RENDERINGS = 200
"""Then a fresh browser is started: long-lived ones grow."""

_NO_PEERS = "for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'WebTransport']) \
try { delete window[name]; } catch {}"


class ChromiumRenderer:
    """Renders pages with a Chromium that is started when first needed; see `Renderer`.

    Args:
        admit: the guard; asked before every connection of every page.
        agent: added to the browser's own name.
        executable: path or name of Chromium; empty looks for the usual names.
        sandbox: whether Chromium shuts its renderers in; None: unless we are root.
        most_pages: rendered at once; more wait inside their own time limit.
        idle_seconds: after this long without a page the browser ends.
    """

    def __init__(
        self,
        admit: Admit,
        *,
        agent: str,
        executable: str = "",
        sandbox: bool | None = None,
        most_pages: int = 2,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._admit = admit
        self._agent = agent
        self._executable = executable
        self._sandbox = sandbox
        self._turns = asyncio.Semaphore(most_pages)
        self._starting = asyncio.Lock()
        self._proxy: GuardedProxy | None = None
        self._address = ""
        self._running: RunningBrowser | None = None
        self._left = 0
        self._open = 0
        self._idle_seconds = idle_seconds
        self._resting: asyncio.Task[None] | None = None

    async def render(self, request: PageRequest) -> Page:
        """Return the page as it looks after its scripts ran.

        The time limit does not count the start of the browser, which only the first page sees.

        Raises:
            FetchFailed: as every fetch; `RENDERING` when the browser or the page fails.
        """
        _check(request)
        await self._admit(*place_of(request.url))  # a refusal is told as one, before any browser
        try:
            async with (
                self._lease() as running,
                asyncio.timeout(request.timeout_seconds),
                self._turns,
            ):
                return await self._rendered(running, request)
        except TimeoutError:
            raise FetchFailed(
                FetchProblem.TIMEOUT,
                f"The page was not ready within {request.timeout_seconds:g} seconds.",
            ) from None

    async def aclose(self) -> None:
        """End the browser and its proxy."""
        async with self._starting:  # whoever holds it may be ending the browser
            if self._resting is not None:
                self._resting.cancel()
            await self._end()
            if self._proxy is not None:
                await self._proxy.close()
                self._proxy = None

    async def _rendered(self, running: RunningBrowser, request: PageRequest) -> Page:
        from playwright.async_api import Error  # noqa: PLC0415 - an extra

        answers: list[Response] = []
        try:
            async with self._tab(running, request) as tab:
                tab.on("response", lambda answer: _note(answer, tab, answers))
                answer = await tab.goto(request.url, wait_until="load", timeout=0)
                _check_answer(answer)
                await _wait(tab, request)
                return await _read(tab, answer, request)
        except Error as error:
            _check_answer(answers[-1] if answers else None)  # an empty error page is no page to it
            raise _failed(str(error)) from None

    @asynccontextmanager
    async def _tab(self, running: RunningBrowser, request: PageRequest) -> AsyncIterator["Tab"]:
        context: BrowserContext | None = None
        try:
            context = await running.browser.new_context(
                user_agent=_name(running.browser.version, self._agent),
                viewport={"width": VIEW["width"], "height": VIEW["height"]},
                service_workers="block",
                accept_downloads=False,
                extra_http_headers=dict(request.headers),
            )
            await context.add_init_script(_NO_PEERS)
            yield await context.new_page()
        finally:
            if context is None or not await ended(context.close()):
                await self._discard(running)

    @asynccontextmanager
    async def _lease(self) -> AsyncIterator[RunningBrowser]:
        """Hold the browser, so that it is not changed for a fresh one meanwhile."""
        async with self._starting:
            running = await self._browser()
            self._open += 1
        try:
            yield running
        finally:
            self._open -= 1
            if not self._open:
                if self._resting is not None:
                    self._resting.cancel()
                self._resting = asyncio.create_task(self._rest())

    async def _rest(self) -> None:
        """End a browser that nobody needs: it holds 200 MB and more."""
        await asyncio.sleep(self._idle_seconds)
        async with self._starting:
            if not self._open:
                await self._end()

    async def _browser(self) -> RunningBrowser:
        """Return the browser, a fresh one when there is none or it is worn out."""
        running = self._running
        worn_out = self._left <= 0 and not self._open
        if running is not None and running.browser.is_connected() and not worn_out:
            self._left -= 1
            return running
        await self._end()
        if self._proxy is None:
            self._proxy = GuardedProxy(self._admit)
            self._address = await self._proxy.open()
        executable = find_chromium(self._executable)
        self._running = await start(executable, proxy=self._address, sandbox=self._sandbox)
        self._left = MOST_RENDERINGS
        return self._running

    async def _discard(self, running: RunningBrowser) -> None:
        """End a browser that does not do as it is told."""
        if self._running is running:
            self._running = None
            await put_away(running)

    async def _end(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            await put_away(running)


def _check(request: PageRequest) -> None:
    if request.credential or any(name.lower() != "accept-language" for name in request.headers):
        raise FetchFailed(
            FetchProblem.RENDERING,
            "a credential or a header for a rendered page",
            detail=message("web.rendering_bare", header=Called("Accept-Language")),
        )


def _note(answer: "Response", tab: "Tab", answers: "list[Response]") -> None:
    if answer.request.is_navigation_request() and answer.frame == tab.main_frame:
        answers.append(answer)


def _check_answer(answer: "Response | None") -> None:
    if answer is None:
        return
    if REFUSED_HEADER in answer.headers:
        if answer.headers[REFUSED_HEADER] == "refused":
            raise FetchFailed(
                FetchProblem.REFUSED_ADDRESS,
                "The page leads to an address that is not fetched.",
                detail=message("web.leads_inside"),
            )
        raise FetchFailed(FetchProblem.CONNECT, "The page's server takes no connection.")
    if answer.status >= 400:
        raise FetchFailed(
            FetchProblem.STATUS,
            f"The server answered with HTTP status {answer.status}.",
            status=answer.status,
        )


async def _wait(tab: "Tab", request: PageRequest) -> None:
    from playwright.async_api import TimeoutError as TooLong  # noqa: PLC0415 - an extra

    if request.wait_for:
        await tab.wait_for_selector(request.wait_for, state="attached", timeout=0)
        return
    with contextlib.suppress(TooLong):
        await tab.wait_for_load_state("networkidle", timeout=QUIET_SECONDS * 1000)


async def _read(tab: "Tab", answer: "Response | None", request: PageRequest) -> Page:
    size = await tab.evaluate("document.documentElement.outerHTML.length")
    if not isinstance(size, int) or size > request.most_bytes:
        raise _too_large(request)
    text = await tab.content()
    if len(text) > request.most_bytes:  # a script may have denied it when the page was asked
        raise _too_large(request)
    return Page(
        url=tab.url,
        status=answer.status if answer else 200,
        text=text,
        media_type="text/html",
        body=text.encode("utf-8", "replace"),
        screenshot=await _picture(tab),
    )


def _too_large(request: PageRequest) -> FetchFailed:
    return FetchFailed(
        FetchProblem.TOO_LARGE,
        f"The rendered page is larger than {request.most_bytes / 1_000_000:g} MB.",
    )


async def _picture(tab: "Tab") -> bytes:
    """Return the screen as PNG; the upper left quarter when that is over the bound."""
    picture = await tab.screenshot(type="png", animations="disabled", timeout=0)
    if len(picture) > LONGEST_SCREENSHOT:
        picture = await tab.screenshot(
            type="png",
            clip={"x": 0, "y": 0, "width": VIEW["width"] / 2, "height": VIEW["height"] / 2},
            timeout=0,
        )
    return picture if len(picture) <= LONGEST_SCREENSHOT else b""


def _failed(said: str) -> FetchFailed:
    first = said.splitlines()[0]
    if "ERR_TUNNEL_CONNECTION_FAILED" in first:
        return FetchFailed(
            FetchProblem.REFUSED_ADDRESS,
            "The page's address, or one that it leads to, is not fetched or takes no connection.",
            detail=message("web.leads_inside"),
        )
    if "ERR_CERT" in first or "ERR_SSL" in first:
        return FetchFailed(FetchProblem.TLS, "The page's certificate is not valid.")
    if "closed" in first or "crashed" in first:
        return no_browser("the browser ended while it showed the page")
    if "selector" in first.lower():
        detail = message("web.wait_for", field=Called("wait_for"))
        return FetchFailed(FetchProblem.RENDERING, bare(detail), detail=detail)
    return FetchFailed(FetchProblem.RENDERING, "The browser could not show the page.")


def _name(version: str, agent: str) -> str:
    major = version.partition(".")[0]
    return (
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
        f"Chrome/{major}.0.0.0 Safari/537.36 {agent}"
    )
