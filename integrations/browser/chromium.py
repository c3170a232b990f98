"""Starting Chromium so that it keeps to itself (WEB-5)."""

import asyncio
import os
import shutil
from collections.abc import Awaitable
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from application.ports.watches.web import FetchFailed, FetchProblem
from domain.common.messages import message

if TYPE_CHECKING:  # an extra: whoever does not render pages does not have it
    from playwright.async_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
START_SECONDS = 30.0
"""A cold start takes 1 to 3 s; thirty leave room for a machine that starts everything at once."""

END_SECONDS = 5.0
"""For putting something away; what takes longer is left to the end of the browser."""

_ARGUMENTS = (
    # Nothing may be looked up or connected to past the proxy.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--dns-prefetch-disable",
    "--no-pings",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    # Bounds: 256 MB of script memory for a page, no shared memory that containers keep small.
    "--js-flags=--max-old-space-size=256",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--mute-audio",
)


def find_chromium(executable: str = "") -> str:
    """Return the browser's path.

    Raises:
        FetchFailed: `RENDERING` when there is none.
    """
    found = next(
        (path for path in map(shutil.which, (executable,) if executable else NAMES) if path), None
    )
    if found is None:
        raise no_browser("no Chromium was found; install it (Debian: apt-get install chromium)")
    return found


def no_browser(why: str) -> FetchFailed:
    """Return the error for a machine that cannot render."""
    return FetchFailed(
        FetchProblem.RENDERING,
        f"Pages cannot be rendered here: {why}.",
        detail=message("web.browser_failed"),
    )


@dataclass(frozen=True)
class RunningBrowser:
    """A browser with what must be put away after it."""

    playwright: "Playwright"
    browser: "Browser"
    home: TemporaryDirectory[str]


async def start(executable: str, *, proxy: str, sandbox: bool | None) -> RunningBrowser:
    """Start a headless browser whose only network is the proxy.

    Chromium's own sandbox needs user namespaces and refuses to work for root. So for root it is
    off, which is why a worker that renders should not be root: then a page that breaks out of the
    renderer is still inside it. It gets none of our environment, in which secrets may be.

    Args:
        executable: path of Chromium.
        proxy: address of the guarded proxy.
        sandbox: whether Chromium shuts its renderers in; None: unless we are root.

    Raises:
        FetchFailed: `RENDERING` when playwright is not installed or the browser does not start.
    """
    try:
        from playwright.async_api import Error, async_playwright  # noqa: PLC0415 - an extra
    except ImportError:
        raise no_browser("install zhiban[browser]") from None
    home = TemporaryDirectory(prefix="zhiban-browser-", ignore_cleanup_errors=True)
    manager, running = async_playwright(), None
    try:
        async with asyncio.timeout(START_SECONDS):
            playwright = await manager.start()
            shut_in = os.geteuid() != 0 if sandbox is None else sandbox
            browser = await _launch(playwright, executable, proxy, home.name, sandbox=shut_in)
        running = RunningBrowser(playwright, browser, home)
    except Error as error:
        first = str(error).splitlines()[0][:200].rstrip(".")
        raise no_browser(f"Chromium does not start ({first})") from None
    except TimeoutError:
        raise no_browser(f"Chromium did not start within {START_SECONDS:g} seconds") from None
    finally:
        if running is None:
            await ended(manager.__aexit__())
            home.cleanup()
    return running


async def _launch(
    playwright: "Playwright", executable: str, proxy: str, home: str, *, sandbox: bool
) -> "Browser":
    return await playwright.chromium.launch(
        executable_path=executable,
        headless=True,
        chromium_sandbox=sandbox,
        # Without the bypass, Chromium goes past a proxy to everything on loopback.
        proxy={"server": proxy, "bypass": "<-loopback>"},
        args=list(_ARGUMENTS),
        env={"HOME": home, "PATH": os.defpath, "LANG": "C.UTF-8"},
        timeout=START_SECONDS * 1000,
        handle_sigint=False,
        handle_sigterm=False,
        handle_sighup=False,
    )


async def put_away(running: RunningBrowser) -> None:
    """End a browser and the program that drives it; never waits long."""
    await ended(running.browser.close())
    await ended(running.playwright.stop())
    running.home.cleanup()


async def ended(ending: Awaitable[None]) -> bool:
    """Wait a bounded time for an end; says whether it came.

    In a task of its own: also who was cancelled must not leave a browser behind.
    """
    task = asyncio.ensure_future(ending)
    done, _ = await asyncio.wait({task}, timeout=END_SECONDS)
    if not done:
        task.cancel()
        return False
    return task.exception() is None
