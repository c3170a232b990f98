"""Temporal's own Web UI, in a real browser, shows payloads in clear to whom it may."""

import json
import re
import socket
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from playwright.async_api import async_playwright, expect
from pydantic import SecretBytes
from temporalio.testing import WorkflowEnvironment

from bootstrap.configuration.own import EncryptionKey, TemporalSettings
from bootstrap.configuration.settings import Settings
from bootstrap.temporal.client import connect, install_runtime
from bootstrap.temporal.codec import WireCodec
from bootstrap.temporal.encryption import EncryptionCodec
from integrations.browser.chromium import find_chromium
from tests.fakes.face_services import ADMIN, MEI, PASSWORD
from tests.temporal_servers import SERVER, STARTUP

pytestmark = [pytest.mark.temporal, pytest.mark.slow, pytest.mark.timeout(240)]

KEYS = (EncryptionKey(id="k", secret=SecretBytes(bytes(32))),)
CODEC_KEY = "for-the-web-ui-of-this-run"
SAYS = "Daily briefing of u_mei"
UNREAD = "Codec Server could not connect"
PATIENCE = 60_000
"""Milliseconds; a cold browser on a busy machine takes its time."""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@asynccontextmanager
async def web_ui(port, codec):
    """A real server with its Web UI and a workflow whose summary is encrypted; gives its page."""
    install_runtime()
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=SERVER,
        dev_server_startup_timeout=STARTUP,
        dev_server_log_level="error",
        ui=True,
        ui_port=port,
        dev_server_extra_args=["--ui-codec-endpoint", codec, "--ui-disable-news-fetch"],
    ) as environment:
        address = environment.client.service_client.config.target_host
        settings = Settings(temporal=TemporalSettings(address=address), encryption_keys=KEYS)
        handle = await (await connect(settings)).start_workflow(
            "Nobody",
            id="briefing",
            task_queue="nobody",
            static_summary=SAYS,
            execution_timeout=timedelta(minutes=5),
        )
        run = handle.first_execution_run_id
        yield f"http://127.0.0.1:{port}/namespaces/default/workflows/briefing/{run}/history"


@asynccontextmanager
async def browser_of(who, api):
    """A browser in which somebody, or nobody, has signed in to us."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox"]
        )
        context = await browser.new_context()
        if who is not None:
            body = {"login": who.person_id, "password": PASSWORD}
            signed_in = await context.request.post(f"{api}/api/v1/sessions", data=body)
            assert signed_in.status == 201
        yield await context.new_page()
        await browser.close()


async def with_cookies(route):
    """Tell the page to send cookies to the codec, as TEMPORAL_CODEC_INCLUDE_CREDENTIALS does."""
    answer = await route.fetch()
    told = await answer.json()
    told["Codec"]["IncludeCredentials"] = True
    await route.fulfill(response=answer, body=json.dumps(told))


async def look(page, address):
    """Open a workflow's page; return the status of the first answer of the codec."""
    async with page.expect_response(
        lambda answer: "/codec/" in answer.url and answer.request.method == "POST",
        timeout=PATIENCE,
    ) as answered:
        await page.goto(address)
    return (await answered.value).status


@pytest.fixture
async def api(serve):
    """The API, and the port from which its Web UI must come."""
    port = free_port()
    served = serve(
        codec=WireCodec(EncryptionCodec(KEYS)),
        codec_origin=f"http://127.0.0.1:{port}",
        codec_key=CODEC_KEY,
    )
    return served.url, port


async def test_the_web_ui_shows_payloads_to_admins_who_are_signed_in(api):
    """SEC-1, OPS-8: with cookies, as in the compose installation."""
    url, port = api
    seen = {}
    async with web_ui(port, f"{url}/codec") as address:
        for who in (ADMIN, MEI, None):
            async with browser_of(who, url) as page:
                await page.route(re.compile("/api/v1/settings"), with_cookies)
                status = await look(page, address)
                said = SAYS if status == 200 else UNREAD
                shown = page.get_by_text(said).and_(page.locator("p:visible, span:visible"))
                await expect(shown.first).to_be_visible(timeout=PATIENCE)
                seen[who] = status, await page.get_by_text(SAYS).count() > 0

    assert seen == {ADMIN: (200, True), MEI: (403, False), None: (401, False)}


async def test_the_web_ui_of_one_machine_needs_nothing_but_its_address(api):
    """SEC-1, OPS-1: the server that `zhiban up` starts sends no cookies."""
    url, port = api
    async with web_ui(port, f"{url}/codec/{CODEC_KEY}") as address, browser_of(None, url) as page:
        assert await look(page, address) == 200
        await expect(page.get_by_text(SAYS).first).to_be_visible(timeout=PATIENCE)
