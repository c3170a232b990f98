"""What an analysis answers, and that it is never guessed at."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tencentcloud.cls.v20201016 import models

from sandbox.tencent.cls.index import read_index
from sandbox.tencent.cls.sql import analyse
from sandbox.tencent.cls.sql_nodes import read_nodes
from sandbox.tencent.cls.state import NewLine
from sandbox.tencent.errors import ApiError
from tests.sandbox.tencent.support import START, refusal

LINES = (
    {"level": "ERROR", "status": "500", "ms": "12.5", "path": "/a"},
    {"level": "INFO", "status": "200", "ms": "2.5", "path": "/a"},
    {"level": "INFO", "status": "200", "ms": "3.0", "path": "/b"},
    {"level": "WARN", "status": "404", "path": "/b's"},
)


@pytest.fixture
def rows(load, search):
    load(*LINES, every_ms=1_800_000)

    async def ask(sql: str, condition: str = "*") -> list[dict]:
        reply = await search(f"{condition} | {sql}", UseNewAnalysis=True)
        assert reply.Analysis
        assert reply.Results is None
        return [json.loads(record) for record in reply.AnalysisRecords]

    return ask


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT count(*) AS n", [{"n": 4}]),
        ("select COUNT(*) n", [{"n": 4}]),
        ("SELECT count(*)", [{"_col0": 4}]),
        ("SELECT count(*) AS n FROM log", [{"n": 4}]),
        (
            "SELECT level, count(*) AS n GROUP BY level ORDER BY n DESC, level",
            [{"level": "INFO", "n": 2}, {"level": "ERROR", "n": 1}, {"level": "WARN", "n": 1}],
        ),
        (
            "SELECT lower(level) AS l, count(*) AS n GROUP BY l ORDER BY l LIMIT 1",
            [{"l": "error", "n": 1}],
        ),
        (
            "SELECT path, count(*) AS n GROUP BY 1 ORDER BY 1 LIMIT 2",
            [{"path": "/a", "n": 2}, {"path": "/b", "n": 1}],
        ),
        ("SELECT count_if(status >= 400) AS bad", [{"bad": 2}]),
        ("SELECT count_if(level = 'none') AS bad", [{"bad": 0}]),
        ("SELECT avg(ms) AS a, max(ms) b, min(status) c", [{"a": 6.0, "b": 12.5, "c": 200}]),
        ("SELECT sum(status) AS s WHERE level IN ('INFO', 'WARN')", [{"s": 804}]),
        ("SELECT count(DISTINCT path) AS p, approx_distinct(level) l", [{"p": 3, "l": 3}]),
        (
            "SELECT level WHERE path = '/b''s' OR status BETWEEN 500 AND 599 ORDER BY level",
            [{"level": "ERROR"}, {"level": "WARN"}],
        ),
        ("SELECT DISTINCT level ORDER BY level LIMIT 1", [{"level": "ERROR"}]),
        (
            "SELECT level, count(*) AS n GROUP BY level HAVING n > 1",
            [{"level": "INFO", "n": 2}],
        ),
        (
            "SELECT level, ms ORDER BY ms DESC LIMIT 4",
            [
                {"level": "ERROR", "ms": 12.5},
                {"level": "INFO", "ms": 3.0},
                {"level": "INFO", "ms": 2.5},
                {"level": "WARN", "ms": None},
            ],
        ),
        (
            ("SELECT histogram(__TIMESTAMP__, INTERVAL 1 HOUR) AS t, count(*) AS n"
            " GROUP BY t ORDER BY t"),
            [{"t": "2026-01-01 08:00:00.000", "n": 2}, {"t": "2026-01-01 09:00:00.000", "n": 2}],
        ),
        (
            ("SELECT histogram(cast(__TIMESTAMP__ as timestamp), interval 1 day) AS d, count(*) n"
            " GROUP BY d"),
            [{"d": "2026-01-01 00:00:00.000", "n": 4}],
        ),
        ("SELECT max(n) AS m FROM (SELECT count(*) AS n GROUP BY level)", [{"m": 2}]),
        (
            ("SELECT count(*) AS n WHERE \"level\" IN (SELECT level GROUP BY level HAVING"
            " count(*) > 1)"),
            [{"n": 2}],
        ),
        (
            "SELECT round(100.0 * count_if(status >= 400) / count(*), 1) AS rate",
            [{"rate": 50.0}],
        ),
        (
            ("SELECT CASE WHEN status >= 500 THEN 'bad' ELSE 'fine' END AS s, count(*) AS n"
            " GROUP BY s ORDER BY s"),
            [{"s": "bad", "n": 1}, {"s": "fine", "n": 3}],
        ),
        ("SELECT if(count(*) > 3, 'many', 'few') AS x", [{"x": "many"}]),
        ("SELECT concat(level, ':', path) AS c WHERE level = 'ERROR'", [{"c": "ERROR:/a"}]),
        ("SELECT cast('7' AS bigint) + 1 AS x LIMIT 1", [{"x": 8}]),
        ("SELECT count(*) AS n WHERE path LIKE '/A%'", [{"n": 0}]),
        ("SELECT count(*) AS n WHERE regexp_like(path, '^/b')", [{"n": 2}]),
        ("SELECT count(*) AS n WHERE ms IS NULL", [{"n": 1}]),
        ("SELECT min(__TIMESTAMP__) AS t", [{"t": START}]),
        ("SELECT __FILENAME__, count(*) AS n GROUP BY __FILENAME__",
         [{"__FILENAME__": "/var/log/app.log", "n": 4}]),
    ],
)  # fmt: skip
async def test_an_analysis_answers_what_was_asked(rows, sql, expected):
    """CLD-1."""
    assert await rows(sql) == expected


async def test_an_analysis_counts_only_what_the_condition_finds(rows):
    """CLD-1."""
    assert await rows("SELECT count(*) AS n", "level:INFO") == [{"n": 2}]
    assert await rows("SELECT count(*) AS n", 'path:"x|y" OR level:WARN') == [{"n": 1}]


async def test_all_columns_can_be_asked_for(rows):
    """CLD-1."""
    (row,) = await rows("SELECT * WHERE level = 'ERROR'")
    assert row["status"] == 500
    assert row["__SOURCE__"] == "10.0.0.1"
    assert row["__TIMESTAMP__"] == START


async def test_columns_have_types_in_the_new_form(rows, search):
    """CLD-1."""
    reply = await search(
        "* | SELECT histogram(__TIMESTAMP__, INTERVAL 1 DAY) AS t, level, count(*) AS n, avg(ms) a"
        " GROUP BY t, level",
        UseNewAnalysis=True,
    )
    types = [(column.Name, column.Type) for column in reply.Columns]
    assert types == [("t", "timestamp"), ("level", "varchar"), ("n", "bigint"), ("a", "double")]
    assert (reply.ColNames, reply.AnalysisResults) == (None, None)


async def test_the_old_form_gives_names_and_texts(rows, search):
    """CLD-1."""
    reply = await search("* | SELECT level, count(*) AS n, max(ms) m GROUP BY level ORDER BY level")
    assert reply.ColNames == ["level", "n", "m"]
    first = {item.Key: item.Value for item in reply.AnalysisResults[0].Data}
    last = {item.Key: item.Value for item in reply.AnalysisResults[-1].Data}
    assert first == {"level": "ERROR", "n": "1", "m": "12.5"}
    assert last["m"] == "null"
    assert (reply.AnalysisRecords, reply.Columns) == (None, None)


async def test_a_hundred_rows_are_given_unless_a_limit_says_otherwise(load, search):
    """CLD-1."""
    load(*({"n": str(number)} for number in range(150)))
    for sql, rows in (("SELECT n", 100), ("SELECT n LIMIT 150", 150), ("SELECT n LIMIT 3", 3)):
        reply = await search(f"* | {sql}", UseNewAnalysis=True)
        assert len(reply.AnalysisRecords) == rows


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "count(*)",
        "SELECT",
        "SELECT level,",
        "SELECT ,level",
        "SELECT moon",
        'SELECT "moon"',
        "SELECT level, count(*)",
        "SELECT level, count(*) GROUP BY status",
        "SELECT * GROUP BY level",
        "SELECT count(*) ORDER BY level",
        "SELECT level GROUP BY level HAVING status > 3",
        "SELECT count(*) AS n GROUP level",
        "SELECT level LIMIT 1 WHERE status > 3",
        "SELECT level WHERE",
        "SELECT level WHERE status > 3 WHERE status > 4",
        "SELECT level LIMIT x",
        "SELECT level LIMIT 1, 2",
        "SELECT level OFFSET 1",
        "SELECT level; DROP TABLE log",
        "SELECT level -- all of it\nGROUP BY level",
        "SELECT level FROM users",
        "SELECT level FROM log, log",
        "SELECT level UNION SELECT path",
        "WITH x AS (SELECT 1) SELECT 1",
        "DELETE FROM log",
        "SELECT load_extension('x')",
        "SELECT randomblob(9)",
        "SELECT time_series(__TIMESTAMP__, '5m', '%H', '0')",
        "SELECT compare(count(*), 86400)",
        "SELECT level + 1",
        "SELECT 1 - level",
        "SELECT count_if(level > 3) AS n",
        "SELECT count_if(3 = level) AS n",
        "SELECT round(status, 1, 2)",
        "SELECT count(level, path)",
        "SELECT cast(level AS blob)",
        "SELECT cast(level)",
        "SELECT cast()",
        "SELECT histogram()",
        "SELECT count()",
        "SELECT count(*) AS",
        "SELECT level BY",
        "SELECT histogram(__TIMESTAMP__, INTERVAL 0 HOUR)",
        "SELECT histogram(__TIMESTAMP__, INTERVAL 1 MONTH)",
        "SELECT histogram(__TIMESTAMP__, 60)",
        "SELECT INTERVAL 1 HOUR",
        "SELECT level AS a, path AS a",
        "SELECT (level",
        "SELECT level)",
        "SELECT ()",
        "SELECT level WHERE (level, path) = 1",
        "SELECT 'open",
        "SELECT level WHERE level ~ 'x'",
        "SELECT count_if(DISTINCT status > 3)",
        "SELECT 3abc",
        "SELECT " + "(" * 60 + "1" + ")" * 60,
    ],
)
async def test_what_cannot_be_answered_is_a_syntax_error(rows, sql):
    """CLD-1."""
    assert await refusal(rows(sql)) == "FailedOperation.SyntaxError"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT sum(level) AS s",
        "SELECT cast(level AS bigint) AS s",
        "SELECT cast(level AS double) AS s",
        "SELECT cast(level AS timestamp) AS s",
        "SELECT count(*) AS n WHERE regexp_like(path, '(')",
    ],
)
async def test_a_value_that_does_not_convert_is_a_query_error(rows, sql):
    """CLD-1."""
    assert await refusal(rows(sql)) == "FailedOperation.QueryError"


async def test_declared_types_count_more_than_the_values(cloud, topic, load, search):
    """CLD-1."""
    pairs = [
        {"Key": "code", "Value": {"Type": "text"}},
        {"Key": "n", "Value": {"Type": "long"}},
        {"Key": "x", "Value": {"Type": "double"}},
    ]
    topic.index = read_index({"Rule": {"KeyValue": {"KeyValues": pairs}}}, "")
    load({"code": "007", "n": "1", "x": "2"}, {"code": "8", "n": "many", "x": "2.5"})
    reply = await search("* | SELECT max(code) c, sum(n) n, sum(x) x", UseNewAnalysis=True)
    assert json.loads(reply.AnalysisRecords[0]) == {"c": "8", "n": 1, "x": 4.5}
    assert await refusal(search("* | SELECT sum(code) AS s")) == "FailedOperation.QueryError"


async def test_several_topics_are_analysed_together(cloud, cls, load, search, topic):
    """CLD-1."""
    load({"level": "A"})
    other = cloud.add_topic("other")
    cloud.load_lines(other, [NewLine(START, {"level": "B"})])
    topics = []
    for each in (topic, other):
        info = models.MultiTopicSearchInformation()
        info.TopicId = each.topic_id
        topics.append(info)
    reply = await search(
        "* | SELECT level ORDER BY level", TopicId=None, Topics=topics, UseNewAnalysis=True
    )
    assert [json.loads(row)["level"] for row in reply.AnalysisRecords] == ["A", "B"]


def outcome(sql: str) -> str:
    try:
        analyse(sql, [], {"level"}, {})
    except ApiError as error:
        return error.code
    return "answered"


NAMED = ("answered", "FailedOperation.SyntaxError", "FailedOperation.QueryError")


@given(st.text(max_size=60))
def test_any_text_is_answered_or_refused_by_name(text):
    """CLD-1."""
    for sql in (text, f"SELECT {text}", f"SELECT level WHERE {text}"):
        assert outcome(sql) in NAMED


WORDS = [
    *("SELECT", "level", "status", "count(*)", "(", ")", ",", "AS", "n", "FROM", "log", "WHERE"),
    *("GROUP", "BY", "ORDER", "HAVING", "LIMIT", "1", "'x'", "=", ">", "+", "*", "AND", "NOT"),
    *("cast(level AS bigint)", "histogram(", "INTERVAL", "HOUR", "DESC", "DISTINCT", "count_if("),
    *("IN", "LIKE", "IS", "NULL", "CASE", "WHEN", "THEN", "END", "cast", "max(", "min("),
]


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
def test_any_mixture_of_words_is_answered_or_refused_by_name(text):
    """CLD-1."""
    assert outcome(f"SELECT {text}") in NAMED


@given(st.text(max_size=40))
def test_a_text_literal_means_itself(text):
    """CLD-1."""
    literal = text.replace("\0", "").replace("'", "''")
    if not all(character.isprintable() for character in literal):
        return
    assert read_nodes(f"'{literal}'")
    analysis = analyse(f"SELECT '{literal}' AS t", [], set(), {})
    assert [column.name for column in analysis.columns] == ["t"]
