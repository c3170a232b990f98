"""What a search condition finds, and that it is never guessed at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.tencent.cls.cql import Syntax, parse
from sandbox.tencent.cls.index import OPEN_RULE, read_index
from sandbox.tencent.cls.lines import LogLine
from sandbox.tencent.cls.matching import build_test
from sandbox.tencent.cls.tokens import split_query
from sandbox.tencent.errors import ApiError
from tests.sandbox.tencent.support import refusal

LINES = (
    {"message": "a", "level": "ERROR", "status": "500", "text": "connection timeout to db-1"},
    {"message": "b", "level": "WARN", "status": "404", "text": "timeout of connection"},
    {"message": "c", "level": "INFO", "status": "200", "text": "errorMessage: none", "user": ""},
    {
        "message": "d",
        "level": "INFO",
        "text": '连接超时: path="/var/log/access.log"',
        "user": "bob",
    },
    {"message": "e", "level": "DEBUG", "status": "abc", "text": "192.168.0.1:8080 user_name:bob?"},
)


@pytest.fixture
def lines(load):
    load(*LINES)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "abcde"),
        ("*", "abcde"),
        ("timeout", "ab"),
        ("TIMEOUT", "ab"),
        ("timeout none", "abc"),
        ("timeout OR none", "abc"),
        ("timeout or none", "abc"),
        ("timeout AND connection", "ab"),
        ('"connection timeout"', "a"),
        ("'connection timeout'", "a"),
        ('"timeout connection"', ""),
        ("level:ERROR", "a"),
        ("level:error", "a"),
        ("level:(ERROR OR WARN)", "ab"),
        ("level:(ERROR WARN)", "ab"),
        ("level:(NOT INFO)", "abe"),
        ("NOT level:INFO", "abe"),
        ("NOT NOT level:INFO", "cd"),
        ("not level:INFO and status:>100", "ab"),
        ("level:INFO AND NOT status:200", "d"),
        ("level:INFO OR level:WARN AND status:404", "bcd"),
        ("(level:INFO OR level:WARN) AND status:404", "b"),
        ("status:>404", "a"),
        ("status:>=404", "ab"),
        ("status:<404", "c"),
        ("status:<=404", "bc"),
        ("status:=200", "c"),
        ("status>=404 AND status<500", "b"),
        ("status:>-1.5e3", "abc"),
        ("status:*", "abce"),
        ("NOT status:*", "d"),
        ("user:*", "cd"),
        ('user:""', "c"),
        ("error", "a"),
        ("error*", "ac"),
        ("err?r", "a"),
        ("text:conn*tion", "ab"),
        ('text:"/var/log/acc*.log"', "d"),
        ("超时", "d"),
        ('"连接超时"', "d"),
        ("text:超时 AND level:INFO", "d"),
        ("192.168.0.1", "e"),
        ("text:192.168.0.1\\:8080", "e"),
        ('text:"192.168.0.1:8080"', "e"),
        ("text:user_name\\:bob", "e"),
        ("timeout-none", ""),
        ("db-1", "a"),
        ("to/timeout", "a"),
        ("__FILENAME__:app.log", "abcde"),
        ("__SOURCE__:10.0.0.1", "abcde"),
        ("web-1", "abcde"),
        ("nothing", ""),
    ],
)
async def test_a_condition_finds_what_it_says(lines, found, query, expected):
    """CLD-1."""
    assert "".join(await found(query)) == expected


@pytest.mark.parametrize(
    "query",
    [
        "(",
        ")",
        "(level:INFO",
        "level:",
        "level:()",
        ":INFO",
        "AND",
        "timeout AND",
        "timeout AND OR none",
        "timeout NOT none",
        "NOT",
        '"open',
        "'open",
        'half"way"',
        "end\\",
        '""',
        '"..."  AND "()"',
        "*timeout",
        "?rror",
        'text:"a *b"',
        "lev*l:INFO",
        "status:>abc",
        "status:>",
        "status:>inf",
        "status:>nan",
        "status:=>3",
        "status:!=3",
        "status:[200 TO 300]",
        "-timeout",
        "+timeout AND none",
        "!timeout",
        "a && b",
        "level:level:INFO",
        "level:(status:200)",
        "(" * 60 + "a" + ")" * 60,
        "\ue000",
    ],
)
async def test_what_cannot_be_read_is_a_syntax_error(lines, search, query):
    """CLD-1."""
    assert await refusal(search(query)) == "FailedOperation.SyntaxError"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("timeout AND connection", "ab"),
        ("status:[200 TO 404]", "bc"),
        ("status:{200 TO 404]", "b"),
        ("status:[404 TO *]", "ab"),
        ("level:[* TO *]", "abcde"),
        ('level:"INFO" AND NOT status:"200"', "d"),
    ],
)
async def test_the_old_query_field_is_lucene(lines, found, query, expected):
    """CLD-1."""
    assert "".join(await found(None, Query=query)) == expected


@pytest.mark.parametrize(
    "query",
    [
        "timeout none",
        "timeout and none",
        "/time.*/",
        "timeout~2",
        "timeout^2",
        "-timeout",
        "status:[200]",
        "status:[200 TO 300",
        "status:[a TO b]",
    ],
)
async def test_lucene_that_would_mean_something_else_is_refused(lines, search, query):
    """CLD-1."""
    assert await refusal(search(None, Query=query)) == "FailedOperation.SyntaxError"


async def test_a_field_without_index_cannot_be_searched(cls, cloud, found, topic, load):
    """CLD-1."""
    rule = {
        "KeyValue": {
            "CaseSensitive": True,
            "KeyValues": [{"Key": "level", "Value": {"Type": "text", "Tokenizer": ""}}],
        }
    }
    topic.index = read_index({"Rule": rule}, "")
    load({"message": "a", "level": "ERROR now"}, {"message": "b", "level": "error now"})
    assert await found('level:"ERROR now"') == ["a"]
    assert await found("level:ERROR") == []
    assert await refusal(found("message:a")) == "FailedOperation.SyntaxError"
    assert await refusal(found("a")) == "FailedOperation.SyntaxError"

    full_text = {"FullText": {"CaseSensitive": False, "Tokenizer": " "}}
    topic.index = read_index({"Rule": full_text}, "")
    assert await refusal(found("message:a")) == "FailedOperation.QueryError"


@pytest.mark.parametrize(
    ("flag", "internal", "query", "expected"),
    [
        (0, False, "gold", ""),
        (1, False, "gold", "a"),
        (2, False, "gold", ""),
        (0, False, "web-1", ""),
        (0, True, "web-1", "a"),
        (0, False, "__TAG__.tier:gold", "a"),
    ],
)
async def test_full_text_covers_tags_and_origin_when_the_index_says_so(
    topic, load, found, flag, internal, query, expected
):
    """CLD-1."""
    params = {"Rule": OPEN_RULE, "MetadataFlag": flag, "IncludeInternalFields": internal}
    topic.index = read_index(params, "")
    load({"message": "a", "__TAG__.tier": "gold"})
    assert "".join(await found(query)) == expected


WORDS = st.sampled_from(["alpha", "beta", "gamma", "超时", "404"])
CONDITIONS = st.recursive(
    st.one_of(
        WORDS,
        WORDS.map(lambda word: f"level:{word}"),
        WORDS.map(lambda word: f'"{word}"'),
        st.integers(-9, 999).map(lambda number: f"n:>={number}"),
    ),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(" AND ".join),
        st.tuples(inner, inner).map(" OR ".join),
        inner.map(lambda each: f"({each})"),
        inner.map(lambda each: f"NOT ({each})"),
    ),
    max_leaves=8,
)
INDEX = read_index({"Rule": OPEN_RULE}, "")


def line(fields: dict[str, str]) -> LogLine:
    return LogLine(0, 0, "p", 0, "", "", "", fields)


LOGS = st.dictionaries(
    st.sampled_from(["level", "n", "text"]),
    st.one_of(WORDS, st.integers(-9, 999).map(str), st.text(max_size=20)),
).map(line)


def outcome(text: str, syntax: Syntax) -> str:
    try:
        condition, _ = split_query(text)
        build_test(parse(condition, syntax), INDEX)(line({"level": text}))
    except ApiError as error:
        return error.code
    return "read"


@given(st.text(max_size=80), st.sampled_from(Syntax))
def test_any_text_is_read_or_refused_as_a_syntax_error(text, syntax):
    """CLD-1."""
    assert outcome(text, syntax) in ("read", "FailedOperation.SyntaxError")


SIGNS = [*"()[]{}:\"'\\*?<>=|ab1 ", "AND ", "OR ", "NOT ", "TO "]


@given(st.lists(st.sampled_from(SIGNS)).map("".join), st.sampled_from(Syntax))
def test_any_mixture_of_signs_is_read_or_refused_as_a_syntax_error(text, syntax):
    """CLD-1."""
    assert outcome(text, syntax) in ("read", "FailedOperation.SyntaxError")


@given(CONDITIONS, LOGS)
def test_not_finds_exactly_what_the_condition_does_not(condition, log):
    """CLD-1."""
    plain = build_test(parse(condition), INDEX)(log)
    assert build_test(parse(f"NOT ({condition})"), INDEX)(log) is not plain


@given(CONDITIONS, CONDITIONS, LOGS)
def test_and_or_and_a_blank_mean_what_they_say(one, other, log):
    """CLD-1."""
    first = build_test(parse(one), INDEX)(log)
    second = build_test(parse(other), INDEX)(log)
    assert build_test(parse(f"({one}) AND ({other})"), INDEX)(log) is (first and second)
    assert build_test(parse(f"({one}) OR ({other})"), INDEX)(log) is (first or second)
    assert build_test(parse(f"({one}) ({other})"), INDEX)(log) is (first or second)


@given(st.text(alphabet="abc超时 .,-_/", min_size=1, max_size=30), st.data())
def test_every_word_of_a_line_finds_it(text, data):
    """CLD-1."""
    log = line({"text": text})
    words = INDEX.full_text.words(text)
    if words:
        word = data.draw(st.sampled_from(words))
        for query in (f'"{word}"', f'text:"{word}"', f'"{text}"'):
            assert build_test(parse(query), INDEX)(log)
