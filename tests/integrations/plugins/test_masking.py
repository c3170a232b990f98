"""Headers that a plugin repeats are shown to nobody, in whatever it says."""

import asyncio
import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations

from application.ports.assistant.toolboxes import ToolCall
from domain.assistant.conversations import LONGEST_RESULT, Outcome
from domain.plugins.rules import PluginChanges
from integrations.plugins.masking import INSTEAD, MOST_SETS, Mask, Masks
from mcp_client import FaultKind, ServerFault
from mcp_client.sentences import FaultReason, Sentence
from tests.integrations.plugins.conftest import MEI, SECRET

HEADERS = {"Authorization": f"Bearer {SECRET}", "X-Key": "other-key-42"}
READS = ToolAnnotations(read_only_hint=True)


async def call(process, tool, arguments=None):
    return await process.box.call(MEI, ToolCall(f"wiki__{tool}", arguments or {}, "key-1"))


def hides_all(said):
    return SECRET not in said and "other-key-42" not in said and INSTEAD in said


async def test_a_result_that_repeats_our_headers_is_handed_on_without_them(process, wiki):
    """CLD-4, MCC-4."""

    async def whoami() -> str:
        """Say what came."""
        return f"You sent {wiki.seen['authorization']} and {wiki.seen['x-key']}."

    wiki.mcp.add_tool(whoami, annotations=READS)
    await process.add(wiki, headers=HEADERS, trusted=True)
    answer = await call(process, "whoami")

    assert answer.outcome is Outcome.DONE
    assert answer.text == f"You sent {INSTEAD} and {INSTEAD}."


async def test_a_result_that_repeats_the_key_in_our_address_is_handed_on_without_it(process, wiki):
    """CLD-4, MCC-4: as pages of errors do ("Cannot POST /mcp?api_key=…")."""

    async def whereami() -> str:
        """Say where it was asked."""
        return f"POST {wiki.config.url}?api_key=in-address-77&project=checkout-api"

    wiki.mcp.add_tool(whereami, annotations=READS)
    url = f"{wiki.config.url}?api_key=in-address-77&project=checkout-api"
    await process.add(wiki, url=url, trusted=True)
    answer = await call(process, "whereami")

    assert answer.outcome is Outcome.DONE
    assert answer.text == f"POST {wiki.config.url}?api_key={INSTEAD}&project=checkout-api"


async def test_a_result_keeps_the_words_of_headers_that_cannot_be_secret(process, wiki):
    """CLD-4, MCC-4: else a model reads answers about caches and languages full of holes."""

    async def advise() -> str:
        """Say how to ask."""
        return f"Cache-Control: no-cache, and zh-Hans-CN; you sent {wiki.seen['x-key']}."

    wiki.mcp.add_tool(advise, annotations=READS)
    harmless = {"Cache-Control": "no-cache", "Accept-Language": "zh-Hans-CN"}
    await process.add(wiki, headers=HEADERS | harmless, trusted=True)
    answer = await call(process, "advise")

    assert wiki.seen["cache-control"] == "no-cache"
    assert answer.text == f"Cache-Control: no-cache, and zh-Hans-CN; you sent {INSTEAD}."


async def test_structured_content_that_repeats_our_headers_is_handed_on_without_them(process, wiki):
    """CLD-4, MCC-3."""

    async def headers() -> dict[str, dict[str, str]]:
        """Return what came."""
        return {"sent": {**wiki.seen, SECRET: 'as a name, and "quoted"'}}

    wiki.mcp.add_tool(headers, annotations=READS)
    await process.add(wiki, headers=HEADERS | {"X-Odd": 'a "quoted" \\ key'}, trusted=True)
    answer = await call(process, "headers")

    assert answer.outcome is Outcome.DONE
    assert hides_all(answer.text)
    assert 'quoted\\" \\\\ key' not in answer.text
    assert "as a name" in answer.text


async def test_what_went_wrong_is_told_without_our_headers(process, wiki, monkeypatch):
    """CLD-4, MCC-2: what the tool says, and what the connection says."""

    async def refuse() -> str:
        """Refuse."""
        raise ToolError(f"{wiki.seen['authorization']} opens nothing here.")

    wiki.mcp.add_tool(refuse, annotations=READS)
    await process.add(wiki, headers=HEADERS, trusted=True)
    failed = await call(process, "refuse")

    async def broken(*whose, **how):
        raise ServerFault(
            FaultKind.ERROR,
            "wiki",
            Sentence(
                FaultReason.ERROR_ANSWERED,
                server="wiki",
                status=1,
                said=f"{SECRET}, other-key-42.",
            ),
        )

    monkeypatch.setattr(process.client_pool, "call_tool", broken)
    faulty = await call(process, "refuse")

    assert (failed.outcome, faulty.outcome) == (Outcome.FAILED, Outcome.FAILED)
    assert hides_all(failed.text)
    assert hides_all(repr(faulty.text))
    assert "opens nothing here" in failed.text


async def test_tools_describe_themselves_without_our_headers(process, wiki):
    """CLD-4, MCC-4: to the model, to the person, and in what is refused."""

    async def tell(title: str) -> str:
        """Tell."""
        return title

    for name in ("tell", f"tell-{SECRET}"):
        wiki.mcp.add_tool(
            tell, name=name, title=f"For {SECRET}", description=f"Yours: {SECRET}, other-key-42."
        )
    schema = wiki.mcp._tool_manager.get_tool("tell").parameters
    schema["properties"]["title"]["default"] = f"Bearer {SECRET}"
    schema["properties"][SECRET] = {"type": "string"}
    schema["required"] = ["title", SECRET]
    await process.add(wiki, headers=HEADERS, trusted=True)
    offered = {each.alias: each for each in await process.box.tools(MEI)}
    shown = await process.service.tools(by=MEI, name="wiki")
    tried = await process.service.test(by=MEI, name="wiki")
    refused = await call(process, "tell", {"title": "x"})
    unnamed = await process.box.call(MEI, ToolCall(f"wiki__tell-{SECRET}", {"title": "x"}, "k"))

    assert hides_all(repr(offered["wiki__tell"]))
    assert set(offered["wiki__tell"].parameters["properties"]) == {"title", INSTEAD}
    assert SECRET not in repr(offered)
    assert hides_all(repr(shown))
    assert hides_all(repr(tried))
    assert (refused.outcome, unnamed.outcome) == (Outcome.REFUSED, Outcome.REFUSED)
    assert hides_all(repr(refused.text))
    assert wiki.asked["tools/call"] == 0


async def test_what_was_sent_before_a_change_is_still_hidden(process, start, wiki):
    """CLD-4: the answer to a call that left with the old header comes after it was taken back."""
    came = asyncio.Event()

    async def slowly() -> str:
        """Answer late."""
        said = wiki.seen["x-key"]
        came.set()
        await wiki.release.wait()
        return f"You sent {said}."

    wiki.mcp.add_tool(slowly, annotations=READS)
    await process.add(wiki, headers={"X-Key": SECRET}, trusted=True)
    calling = asyncio.create_task(call(process, "slowly"))
    await asyncio.wait_for(came.wait(), 30)
    changes = PluginChanges(headers={"X-Key": "other-key-42"})
    await (await start()).service.change(by=MEI, name="wiki", changes=changes)
    await process.client_pool.get_tools("u_mei")
    wiki.release.set()
    answer = await asyncio.wait_for(calling, 30)

    assert wiki.seen["x-key"] == "other-key-42"
    assert answer.text == f"You sent {INSTEAD}."


async def test_a_long_result_is_cut_so_that_no_half_of_a_header_is_shown(process, wiki):
    """CLD-4, MCC-3."""
    room = LONGEST_RESULT - 100

    async def much(before: int) -> str:
        """Say much."""
        return "x" * before + SECRET + "y" * 40_000

    wiki.mcp.add_tool(much, annotations=READS)
    await process.add(wiki, headers={"X-Key": SECRET}, trusted=True)
    for before in range(room - len(SECRET) - 2, room + 2):
        answer = await call(process, "much", {"before": before})
        shown, _, cut = answer.text.partition("\n")
        assert "hush" not in shown
        assert len(answer.text) <= LONGEST_RESULT
        assert cut.startswith(f"[Cut here: {len(shown)} of ")


@pytest.mark.parametrize(
    "written",
    [
        lambda value: value,
        json.dumps,
        lambda value: json.dumps(json.dumps({"k": value})),
        lambda value: quote(value, safe=""),
        lambda value: value.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;"),
    ],
    ids=["as it is", "json", "json in json", "address", "html"],
)
def test_a_value_is_hidden_however_it_is_escaped(written):
    """CLD-4."""
    value = 'pa"ss\\wo&rd/ 1<2'
    said = f"before {written(value)} after"

    assert "wo" not in Mask([value]).text(said)
    assert INSTEAD in Mask([value]).text(said)


def test_json_keeps_its_shape():
    """CLD-4, MCC-4: numbers, names of a schema and what is nested."""
    deep = last = {}
    for _ in range(100):
        last["in"] = {}
        last = last["in"]
    mask = Mask(["12345678", "properties"])
    masked = mask.json({"properties": {"a": {"maximum": 12345678, "default": "12345678"}}})

    assert masked == {"properties": {"a": {"maximum": 12345678, "default": INSTEAD}}}
    assert len(json.dumps(mask.json(deep))) < 700


def test_only_the_last_sets_of_headers_are_remembered_and_each_plugins_own():
    """CLD-4, SEC-2."""
    masks = Masks()
    for number in range(MOST_SETS + 1):
        masks.sends("u_mei", "wiki", {"X-Key": f"secret-{number}"})
        masks.sends("u_mei", "wiki", {"X-Key": f"secret-{number}"})

    assert masks.of("u_mei", "wiki").text("secret-0 secret-1") == f"secret-0 {INSTEAD}"
    assert masks.of("u_mei", "other").text("secret-1") == "secret-1"
    assert masks.of("u_bo", "wiki").text("secret-1") == "secret-1"


SECRETS = st.text("ab", min_size=8, max_size=12)


@given(
    st.lists(SECRETS, min_size=1, max_size=3),
    st.lists(st.one_of(st.integers(0, 2), st.text("abc", max_size=9)), max_size=30),
    st.integers(0, 80),
)
def test_a_beginning_is_bounded_and_shows_no_secret(secrets, parts, most):
    """CLD-4, SEC-2."""
    text = "".join(
        secrets[each % len(secrets)] if isinstance(each, int) else each for each in parts
    )
    mask = Mask(secrets)
    seen = mask.beginning(text, most)

    assert len(seen) <= most
    assert not mask.hides_in(seen)
    assert len(secrets) > 1 or mask.text(text).startswith(seen)
