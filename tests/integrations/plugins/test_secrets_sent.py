"""What of headers and addresses is a secret, and what everybody may see."""

import base64
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bootstrap.logging import HIDDEN, without_secrets
from domain.plugins.rules import LONGEST_HEADER_VALUE
from integrations.plugins.masking import INSTEAD, Mask
from integrations.plugins.secrets_sent import (
    HARMLESS,
    MOST_PARTS,
    SHORTEST_SECRET,
    keys_in,
    secrets_of,
)


@pytest.mark.parametrize(
    ("headers", "hidden"),
    [
        ({"X-Key": "12345678"}, ["12345678"]),
        ({"X-Key": "1234567"}, []),
        ({"Authorization": "Bearer abcdefgh"}, ["Bearer abcdefgh", "abcdefgh"]),
        ({"X-Auth": "token abcdefgh"}, ["token abcdefgh", "abcdefgh"]),
        ({"X-Team": "platform operations"}, ["platform operations"]),
        ({"Cookie": "session=abcdefgh; theme=dark"}, ["session=abcdefgh; theme=dark", "abcdefgh"]),
        (
            {"Authorization": "Basic " + base64.b64encode(b"mei:hush-hush").decode()},
            [base64.b64encode(b"mei:hush-hush").decode(), "mei:hush-hush", "hush-hush"],
        ),
        ({"Authorization": "Basic not-base64!"}, ["not-base64!"]),
    ],
)
def test_values_and_what_credentials_consist_of_are_secret(headers, hidden):
    """CLD-4."""
    found = set(secrets_of(headers))

    assert set(hidden) <= found
    assert bool(found) is bool(hidden)
    assert not found & {"platform", "operations", "Bearer"}


@pytest.mark.parametrize(
    ("url", "hidden"),
    [
        ("https://w.example/mcp?api_key=abcd-efgh", {"abcd-efgh"}),
        ("https://w.example/mcp?access_token=ab%2Fcdefgh", {"ab%2Fcdefgh", "ab/cdefgh"}),
        ("https://w.example/mcp?x=0123456789abcdef", {"0123456789abcdef"}),
        ("https://w.example/s/0123456789abcdef/mcp", {"0123456789abcdef"}),
        ("https://w.example/mcp?0123456789abcdef", {"0123456789abcdef"}),
        ("https://w.example/v1/weather-of-everywhere?project=checkout-api", set()),
        ("https://w.example/mcp?key=short&keyword=database", set()),
        ("", set()),
    ],
)
def test_keys_in_an_address_are_secret_and_its_names_are_not(url, hidden):
    """CLD-4."""
    assert set(keys_in(url)) == hidden


def test_what_is_looked_for_is_bounded():
    """CLD-4, SEC-2: the longest parts of a header that has very many."""
    cookie = "; ".join(f"a{number}=value-{number:05}" for number in range(200))
    found = list(secrets_of({"Cookie": f"{cookie}; session=a-long-session-key"}))

    assert len(found) == MOST_PARTS + 2
    assert "a-long-session-key" in found


AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 "
    "Safari/537.36 zhiban/1.4 (+https://ops.example.cn/bots)"
)
PUBLIC = [
    ("Accept", "application/json"),
    ("accept", "text/html, application/vnd.github.v3+json; q=0.9, */*"),
    ("Accept-Charset", "utf-8, iso-8859-1;q=0.5"),
    ("Accept-Encoding", "gzip, deflate, br"),
    ("Accept-Language", "zh-Hans-CN,zh;q=0.9,en-US;q=0.8"),
    ("Cache-Control", "max-age=0, stale-while-revalidate=86400"),
    ("Connection", "keep-alive"),
    ("Content-Language", "zh-Hans-CN"),
    ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
    ("Origin", "https://console.example.cn:8443"),
    ("Pragma", "no-cache"),
    ("Referer", "https://console.example.cn/teams/platform-operations/"),
    ("USER-AGENT", AGENT),
]


@pytest.mark.parametrize(("name", "value"), PUBLIC)
def test_headers_that_say_how_a_client_reads_hide_nothing(name, value):
    """CLD-4, MCC-4: their words stand in answers that have nothing to do with them."""
    assert list(secrets_of({name: value})) == []


def test_each_header_that_hides_nothing_is_tested_above():
    """CLD-4: the list grows by somebody's decision only."""
    assert {name.lower() for name, _ in PUBLIC} == HARMLESS


@pytest.mark.parametrize(
    "name",
    ["From", "X-Accept", "Accept-", "Accept-Signature", "Content-Type-Key", "X-User-Agent", "DNT"],
)
def test_a_header_of_any_other_name_is_taken_for_a_secret(name):
    """CLD-4: whoever does not know it hides it."""
    assert set(secrets_of({name: "application/json"})) == {"application/json"}


@given(st.from_regex(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}", fullmatch=True))
def test_no_name_but_those_of_the_list_shows_its_value(name):
    """CLD-4."""
    is_hidden = "text/plain" in set(secrets_of({name: "text/plain"}))

    assert is_hidden is (name.lower() not in HARMLESS)


SHAPED = [
    "ops/1.0 access_token=hush-hush",
    "ops/1.0 (secret_key: 'hush-hush')",
    "ops/1.0 https://oapi.dingtalk.com/robot/send?access_token=hush-hush&sign=hush-hush",
    "ops/1.0 (+https://open.feishu.cn/open-apis/bot/v2/hook/hush-hush)",
    "ops/1.0 https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=hush-hush",
    "ops/1.0 postgresql://zhiban:hush-hush@db.example.cn/zhiban",
    "ops/1.0 Bearer hush-hush-hush",
    "ops/1.0 AKIDhushhushhush",
    "key sk-hush-hush-hush",
    "eyJhdXNoaHVzaA.eyJodXNoIjoxfQ.hush-hush",
]
"""What `bootstrap.logging` hides by its shape, too: one of them must not fall behind the other."""


@pytest.mark.parametrize("name", ["User-Agent", "Accept", "Referer", "Cache-Control"])
@pytest.mark.parametrize("value", SHAPED)
def test_what_has_the_shape_of_a_secret_is_hidden_in_every_header(name, value):
    """CLD-4."""
    said = Mask(secrets_of({name: value})).text(f"You sent {value}")

    assert HIDDEN in without_secrets(value)
    assert "hush" not in said
    assert INSTEAD in said


@pytest.mark.parametrize(
    ("value", "hidden"),
    [
        ("ops/0123456789abcdef", {"0123456789abcdef"}),
        (
            "ops/1.0 (3f2504e0-4f89-11d3-9a0c-0305e82c3301)",
            {"3f2504e0-4f89-11d3-9a0c-0305e82c3301"},
        ),
        ("ops/1.0 wJalrXUtnFEMI/K7MDENG/bPxRfiCYkey", {"wJalrXUtnFEMI/K7MDENG/bPxRfiCYkey"}),
        (
            "Basic " + base64.b64encode(b"mei:hush-hush").decode(),
            {base64.b64encode(b"mei:hush-hush").decode(), "mei:hush-hush", "hush-hush"},
        ),
        ("ops/1.0 https://w.example/?api_key=hush%2Fhush", {"hush%2Fhush", "hush/hush"}),
        ("ops/1.0 https://[broken?password=hush-hush", {"hush-hush"}),
        ("ops/1.0 token=short", set()),
    ],
)
def test_what_may_be_a_key_is_found_in_a_harmless_header(value, hidden):
    """CLD-4: and the words around it stay."""
    found = set(secrets_of({"User-Agent": value}))

    assert hidden <= found
    assert bool(found) is bool(hidden)
    assert "ops/1.0" not in found


@pytest.mark.parametrize("name", ["Referer", "Origin"])
@pytest.mark.parametrize(
    "value",
    [
        "https://mei:hush-hush@console.example.cn/",
        "https://mei@console.example.cn/",
        "https://console.example.cn/?view=board",
        "https://console.example.cn/#view-board",
        "not an address",
        "https://[console.example.cn/",
        "https://mei:hush-hush@[console.example.cn/",
    ],
)
def test_an_address_is_harmless_only_without_all_that_can_carry_a_key(name, value):
    """CLD-4."""
    found = set(secrets_of({name: value}))

    assert value in found
    assert ("hush-hush" in found) is ("hush-hush" in value)


def test_looking_through_the_longest_header_takes_no_time_to_speak_of():
    """CLD-4, SEC-2: no pattern tries again and again, and what comes of it is bounded."""
    for piece in (
        "a",
        "a:",
        "a=",
        "://",
        "bearer ",
        "eyJ",
        "/",
        " ",
        "aB3",
        "token=abcdefgh ",
        "'",
    ):
        value = (piece * LONGEST_HEADER_VALUE)[:LONGEST_HEADER_VALUE]
        before = process_time()
        found = list(secrets_of({"User-Agent": value}))

        assert process_time() - before < 0.5
        assert len(found) <= MOST_PARTS
        assert all(len(each) >= SHORTEST_SECRET for each in found)
