import asyncio
import sys

import pytest

from application.ports.watches.web import FetchFailed, FetchProblem, PageRequest
from integrations.browser.chromium import find_chromium
from integrations.browser.renderer import ChromiumRenderer
from integrations.web.fetcher import GuardedFetcher
from integrations.web.guard import Guard
from integrations.web.politeness import Politeness
from tests.fakes.pages import Names, Refusals, said, site

WRITES = b"""<html><title>t</title><body><p id=a>before</p><script>
setTimeout(() => { document.getElementById('a').textContent = '\xe5\x80\xbc\xe7\x8f\xad after';
  const late = document.createElement('b'); late.id = 'late'; document.body.append(late); }, 150);
</script></body></html>"""
DENIES_ITS_SIZE = b"""<html><p></p><script>
Object.defineProperty(document, 'documentElement', {value: {outerHTML: ''}});
document.querySelector('p').textContent = 'x'.repeat(5000);
</script></html>"""
HANGS = b"<html><body><script>while (true) {}</script></body></html>"


class World:
    """A web server that is allowed, one that is not, and a browser between."""

    def __init__(self):
        self.answers = {}
        self.refusals = Refusals()

    def answer(self, asked):
        return self.answers.get(asked.path.partition("?")[0], said(b"", status="404 Not Found"))


@pytest.fixture(scope="module")
async def world():
    world = World()
    async with site(world.answer) as web, site(said(b"secret")) as inside:
        names = Names(inside_example=[["127.0.0.1"]])
        guard = Guard([f"127.0.0.1:{web.port}"], resolve=names, on_refused=world.refusals)
        renderer = ChromiumRenderer(guard.admit, agent="Zhiban/0.1")
        politeness = Politeness(at_once=10, per_second=1e6)
        world.fetcher = GuardedFetcher(guard, politeness, agent="Zhiban/0.1", renderer=renderer)
        world.web, world.inside, world.renderer = web, inside, renderer
        yield world
        await asyncio.wait_for(renderer.aclose(), 30)
        await world.fetcher.aclose()


async def render(world, path, body, **more):
    world.answers[path] = said(body)
    request = PageRequest(
        url=world.web.url(path), **{"render": True, "timeout_seconds": 20.0, **more}
    )
    return await asyncio.wait_for(world.fetcher.fetch(request), 40)


@pytest.mark.slow
async def test_a_page_is_read_after_its_script_wrote_it(world):
    """WEB-5."""
    page = await render(world, "/writes", WRITES, wait_for="#late")

    assert "值班 after" in page.text
    assert (page.status, page.media_type, page.url) == (200, "text/html", world.web.url("/writes"))
    assert page.body == page.text.encode()
    assert page.screenshot.startswith(b"\x89PNG")
    assert len(page.screenshot) <= 1_000_000
    agent = world.web.asked[-1].headers["user-agent"]
    assert "Chrome/" in agent
    assert agent.endswith("Zhiban/0.1")
    assert "Headless" not in agent


@pytest.mark.slow
async def test_nothing_that_a_page_asks_for_reaches_a_forbidden_port(world):
    """WEB-5, WEB-6: not by any of the ways in which a page can ask."""
    place = f"127.0.0.1:{world.inside.port}"
    before = len(world.refusals.all)
    page = await render(
        world,
        "/curious",
        f"""<html><body><img src="http://{place}/img"><iframe src="http://{place}/frame"></iframe>
<link rel=stylesheet href="http://inside.example:{world.inside.port}/css">
<iframe src="file:///etc/hostname"></iframe><p id=a></p><script>
const ask = [fetch('http://{place}/fetch', {{mode: 'no-cors'}}).then(() => 'in', () => 'out'),
  fetch('http://localhost:{world.inside.port}/x', {{mode: 'no-cors'}})
    .then(() => 'in', () => 'out'),
  new Promise(done => {{ const s = new WebSocket('ws://{place}/ws');
    s.onopen = () => done('in'); s.onerror = () => done('out'); }})];
navigator.sendBeacon('http://{place}/beacon', 'x');
Promise.all(ask).then(all => {{ const b = document.createElement('b'); b.id = 'done';
  b.textContent = all + ' ' + typeof RTCPeerConnection; document.body.append(b); }});
</script></body></html>""".encode(),
        wait_for="#done",
    )

    assert world.inside.connections == 0
    assert "secret" not in page.text
    assert "undefined</b>" in page.text
    assert len(world.refusals.all) - before >= 4


@pytest.mark.slow
async def test_a_page_that_never_ends_is_given_up_and_the_next_is_rendered(world):
    """WEB-5, REL-2."""
    with pytest.raises(FetchFailed) as failed:
        await render(world, "/hangs", HANGS, timeout_seconds=1.0)

    assert failed.value.problem is FetchProblem.TIMEOUT
    assert "fine" in (await render(world, "/fine", b"<p>fine</p>", wait_for="p")).text


@pytest.mark.slow
async def test_a_redirect_or_script_that_leads_inside_shows_nothing_of_it(world):
    """WEB-6."""
    place = f"http://127.0.0.1:{world.inside.port}/"
    world.answers["/lead"] = said(b"", f"Location: {place}", status="302 Found")
    request = PageRequest(url=world.web.url("/lead"), render=True)

    with pytest.raises(FetchFailed) as failed:
        await asyncio.wait_for(world.fetcher.fetch(request), 40)

    assert failed.value.problem is FetchProblem.REFUSED_ADDRESS
    assert world.inside.connections == 0


@pytest.mark.slow
async def test_statuses_sizes_and_wrong_selectors_are_told(world):
    """WEB-5."""
    big = b"<p>" + b"x" * 5000 + b"</p>"
    with pytest.raises(FetchFailed) as large:
        await render(world, "/big", big, wait_for="p", most_bytes=1000)
    with pytest.raises(FetchFailed) as missing:
        await world.fetcher.fetch(PageRequest(url=world.web.url("/gone"), render=True))
    with pytest.raises(FetchFailed) as wrong:
        await render(world, "/fine", b"<p>fine</p>", wait_for="p[")
    with pytest.raises(FetchFailed) as never:
        await render(world, "/fine", b"<p>fine</p>", wait_for="#no", timeout_seconds=1.0)

    with pytest.raises(FetchFailed) as denied:
        await render(world, "/denies", DENIES_ITS_SIZE, wait_for="p", most_bytes=2000)

    assert large.value.problem is FetchProblem.TOO_LARGE
    assert denied.value.problem is FetchProblem.TOO_LARGE
    assert (missing.value.problem, missing.value.status) == (FetchProblem.STATUS, 404)
    assert wrong.value.problem is FetchProblem.RENDERING
    assert never.value.problem is FetchProblem.TIMEOUT


async def test_a_forbidden_address_is_refused_before_any_browser_starts():
    """WEB-6."""
    renderer = ChromiumRenderer(Guard().admit, agent="x")

    with pytest.raises(FetchFailed) as failed:
        await renderer.render(PageRequest(url="http://127.0.0.1:9999/", render=True))

    assert failed.value.problem is FetchProblem.REFUSED_ADDRESS
    assert renderer._running is None


@pytest.mark.parametrize("more", [{"credential": "wiki"}, {"headers": {"X-Key": "k"}}])
async def test_secrets_are_not_given_to_a_browser(more):
    """WEB-5, SEC-2."""
    renderer = ChromiumRenderer(Guard(["127.0.0.1"]).admit, agent="x")

    with pytest.raises(FetchFailed, match="a credential or a header for a rendered page"):
        await renderer.render(PageRequest(url="http://127.0.0.1:9999/", render=True, **more))


async def test_a_machine_without_playwright_says_what_to_install(monkeypatch):
    """WEB-5."""
    monkeypatch.setitem(sys.modules, "playwright.async_api", None)
    renderer = ChromiumRenderer(Guard(["127.0.0.1"]).admit, agent="x")

    with pytest.raises(FetchFailed, match=r"zhiban\[browser\]") as failed:
        await renderer.render(PageRequest(url="http://127.0.0.1:9999/", render=True))
    await renderer.aclose()

    assert failed.value.problem is FetchProblem.RENDERING


async def test_a_browser_that_does_not_start_is_said_and_leaves_nothing_behind():
    """WEB-5, REL-2."""
    renderer = ChromiumRenderer(Guard(["127.0.0.1"]).admit, agent="x", executable="/bin/false")

    with pytest.raises(FetchFailed, match="Chromium does not start") as failed:
        await renderer.render(PageRequest(url="http://127.0.0.1:9999/", render=True))
    await renderer.aclose()

    assert failed.value.problem is FetchProblem.RENDERING


@pytest.mark.slow
async def test_a_browser_that_nobody_needs_ends_and_comes_back(world):
    """WEB-5, REL-1."""
    world.renderer._idle_seconds = 0.0
    await render(world, "/fine", b"<p>fine</p>", wait_for="p")
    await asyncio.wait_for(asyncio.shield(world.renderer._resting), 20)
    ended = world.renderer._running is None
    world.renderer._idle_seconds = 120.0

    assert ended
    assert "fine" in (await render(world, "/fine", b"<p>fine</p>", wait_for="p")).text


def test_a_machine_without_chromium_says_what_to_install():
    """WEB-5."""
    with pytest.raises(FetchFailed, match="apt-get install chromium"):
        find_chromium("no-such-browser")
