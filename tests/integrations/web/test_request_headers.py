import pytest

from application.ports.watches.web import FetchProblem, PageRequest
from domain.common.errors import Misconfigured
from integrations.web.credentials import Credential, Credentials
from tests.fakes.fetching import failure, fetching
from tests.fakes.pages import Names, said, site
from tests.fakes.words import says, shown


def vault(*hosts):
    return Credentials([Credential("wiki", "Authorization", "Bearer hunter2", hosts)])


async def test_a_credential_goes_to_its_own_host_and_port_only():
    """WEB-6, SEC-2."""
    async with (
        site(said(b"x")) as own,
        site(said(b"x")) as other,
        fetching(credentials=vault(f"127.0.0.1:{own.port}")) as fetcher,
    ):
        await fetcher.fetch(PageRequest(url=own.url(), credential="wiki"))
        await fetcher.fetch(PageRequest(url=other.url(), credential="wiki"))

    assert own.asked[0].headers["authorization"] == "Bearer hunter2"
    assert "authorization" not in other.asked[0].headers


async def test_secrets_do_not_follow_a_redirect_to_another_host():
    """WEB-6, SEC-2: not even to a host that the credential is also for."""
    names = Names(other=[["127.0.0.1"]])
    async with site(said(b"x")) as other:
        lead = said(b"", f"Location: http://other:{other.port}/", status="302 Found")
        async with site(lead) as web:
            hosts = (f"127.0.0.1:{web.port}", f"other:{other.port}")
            async with fetching(names=names, credentials=vault(*hosts)) as fetcher:
                headers = {"X-Key": "k", "Accept-Language": "zh"}
                await fetcher.fetch(PageRequest(url=web.url(), credential="wiki", headers=headers))

    assert web.asked[0].headers["authorization"] == "Bearer hunter2"
    assert web.asked[0].headers["x-key"] == "k"
    assert {"authorization", "x-key"}.isdisjoint(other.asked[0].headers)
    assert other.asked[0].headers["accept-language"] == "zh"


async def test_an_unknown_credential_is_named_and_nothing_is_asked():
    """WEB-6."""
    async with site(said(b"x")) as web, fetching() as fetcher:
        failed = await failure(fetcher, web.url(), credential="wiki")

    assert "'wiki'" in str(failed)
    assert web.asked == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "inside"},
        {"Cookie": "a=b"},
        {"X": "a\r\nHost: b"},
        {"Connection": "x"},
        {"a b": "c"},
    ],
)
async def test_a_task_cannot_set_headers_that_decide_about_the_connection(headers):
    """WEB-6."""
    async with site(said(b"x")) as web, fetching() as fetcher:
        failed = await failure(fetcher, web.url(), headers=headers)

    assert failed.problem is FetchProblem.BAD_URL
    assert web.asked == []


@pytest.mark.parametrize(
    ("header", "value", "host"),
    [("bad header", "v", "a"), ("X", "two\nlines", "a"), ("X", "v", "a b"), ("X", "v", "")],
)
def test_a_credential_that_cannot_be_used_is_named_without_its_value(header, value, host):
    """SEC-2."""
    with pytest.raises(Misconfigured, check=says("'wiki'")) as wrong:
        Credentials([Credential("wiki", header, value, (host,))])

    assert "two" not in str(wrong.value)


async def test_a_cookie_that_one_answer_sets_is_not_sent_with_the_next_request():
    """WEB-1: one person's watch must not carry what another's was given."""
    async with site(said(b"x", "Set-Cookie: who=me")) as web, fetching() as fetcher:
        await fetcher.fetch(PageRequest(url=web.url()))
        await fetcher.fetch(PageRequest(url=web.url()))

    assert "cookie" not in web.asked[1].headers


async def test_rendering_without_a_browser_says_what_to_install():
    """WEB-5."""
    async with fetching() as fetcher:
        failed = await failure(fetcher, "http://127.0.0.1:9/", render=True)

    assert failed.problem is FetchProblem.RENDERING
    assert "zhiban[browser]" in shown(failed.detail)
