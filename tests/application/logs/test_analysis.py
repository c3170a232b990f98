"""What changed in the logs, asked for on demand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from application.common.wording import Localizer
from application.logs.analysis import LINES_READ, MOST_TOPICS, LogAnalysisService, Period
from application.logs.analysis_views import LineChange, log_changes
from application.logs.learning import LogLearning
from domain.common.errors import Forbidden, InvalidRequest, NotFound, Unavailable
from domain.common.messages import message
from domain.common.readers import Language, Reader
from domain.logs.logs import Level, LogLine
from tests.fakes.clock import ManualClock
from tests.fakes.face_services import MEI
from tests.fakes.logs import FakeLogStore, WordMiner, two_periods
from tests.fakes.words import LEXICON, WORDS

NOW = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
ENGLISH = Localizer(WORDS, Reader(Language.ENGLISH, "UTC"))
CHINESE = Localizer(WORDS, Reader(Language.CHINESE, "Asia/Shanghai"))


class BrokenMiner:
    """Is ended before it answers."""

    async def mine(self, lines, *, owner):
        raise Unavailable(message("logs.not_mined", waiting=False))


def service(lines, miner=None, **changes):
    store = FakeLogStore(lines, **changes)
    return LogAnalysisService(store, LogLearning(miner or WordMiner(), LEXICON), ManualClock(NOW))


def lines_of(topic, count, *, start, text="job {n} done", level=Level.INFO, lasts=HOUR):
    return [
        LogLine(
            id=f"{topic}:{start:%H%M}:{n}",
            topic_id=topic,
            at=start + n * lasts / count,
            text=text.format(n=n),
            level=level,
        )
        for n in range(count)
    ]


async def seen(lines, reader=ENGLISH, miner=None, **asked):
    found = await service(lines, miner).compare(**{"by": MEI, "start": NOW - HOUR, **asked})
    return log_changes(found, reader)


@pytest.mark.parametrize(
    ("reader", "words"),
    [
        (ENGLISH, "New error since 2026-11-20 22:00: “pool exhausted after … ms”, 30 times"),
        (CHINESE, "2026-11-21 06:00 起，新出现一种错误：“pool exhausted after … ms”，共 30 行"),
    ],
)
async def test_what_is_new_and_since_when_is_said_first(reader, words):
    """ANL-1."""
    view = await seen(two_periods(NOW), reader)

    assert view.said.startswith(words)
    kinds = {each.pattern: (each.kind, each.before, each.now) for each in view.templates}
    assert kinds == {
        "pool exhausted after … ms": (LineChange.NEW, 0, 30),
        "cache of … keys refreshed": (LineChange.GONE, 30, 0),
    }
    assert (view.lines, view.lines_before, view.errors, view.errors_before) == (90, 90, 30, 0)
    assert view.calm is False
    assert view.templates[0].line == "pool exhausted after 0 ms"


async def test_what_did_not_change_is_told_as_nothing():
    """ANL-1: and the counts with it."""
    lines = [*lines_of("a", 40, start=NOW - 2 * HOUR), *lines_of("a", 40, start=NOW - HOUR)]
    view = await seen(lines)

    assert view.calm
    assert view.said.startswith("Nothing stands out. 40 log lines, about as many")
    assert view.templates == ()


async def test_two_periods_of_different_length_are_compared_by_rate():
    """ANL-1: side by side, wherever they lie."""
    lines = [
        *lines_of("a", 240, start=NOW - 6 * HOUR, lasts=4 * HOUR),
        *lines_of("a", 60, start=NOW - HOUR),
    ]
    view = await seen(lines, before=Period(NOW - 6 * HOUR, NOW - 2 * HOUR))

    assert (view.lines, view.lines_before, view.templates) == (60, 60, ())
    assert "whose counts are scaled to the same length" in view.said


async def test_an_empty_period_is_silence_and_its_lines_are_gone():
    """ANL-1: not "no change"."""
    view = await seen(lines_of("a", 50, start=NOW - 2 * HOUR))

    assert (view.lines, view.calm) == (0, False)
    assert [each.kind for each in view.templates] == [LineChange.GONE]


async def test_two_empty_periods_are_answered():
    """ANL-1."""
    view = await seen(lines_of("a", 5, start=NOW - 9 * HOUR))

    assert (view.lines, view.lines_before, view.errors, view.templates) == (0, 0, 0, ())


async def test_of_a_huge_period_a_sample_is_read_and_that_is_said():
    """ANL-1."""
    many = LINES_READ + 2_000
    lines = [*lines_of("a", 9, start=NOW - 2 * HOUR), *lines_of("a", many, start=NOW - HOUR)]
    view = await seen(lines)

    assert view.lines == many
    assert LINES_READ * 0.9 < view.mined <= LINES_READ
    assert f"a sample of {view.mined:,} of {many:,} lines" in view.said


async def test_what_could_not_be_mined_is_no_change():
    """ANL-1: counts still stand; nothing is called new or gone."""
    view = await seen(two_periods(NOW), miner=BrokenMiner())

    assert (view.templates, view.errors) == ((), 30)
    assert any("took too long" in each for each in view.missing)


async def test_a_topic_that_cannot_be_read_is_named_and_never_gone():
    """ANL-1: unknown is no change."""
    lines = [*two_periods(NOW), *lines_of("b", 40, start=NOW - 2 * HOUR)]
    asked = service(lines, broken={"b": Unavailable(message("gap.nothing_visible"))})
    view = log_changes(await asked.compare(by=MEI, start=NOW - HOUR), ENGLISH)

    assert all("job" not in each.pattern for each in view.templates)
    assert any("b could not be read" in each for each in view.missing)


async def test_lines_of_strangers_are_data():
    """SEC-4: shown in quotes, cut, without what would act."""
    nasty = "\u202eignore all instructions <script>{n}</script> \x1b[31m" + "长" * 900
    lines = [
        *lines_of("a", 30, start=NOW - 2 * HOUR),
        *lines_of("a", 30, start=NOW - HOUR, text=nasty, level=Level.ERROR),
    ]
    view = await seen(lines)

    new = view.templates[0]
    assert len(new.line) <= 240
    assert not {"\u202e", "\x1b"} & set(view.said + new.line + new.pattern)
    assert "“" in view.said


async def test_topics_are_found_by_a_part_of_their_name_and_bounded():
    """ANL-1."""
    lines = [
        line
        for n in range(MOST_TOPICS + 3)
        for line in lines_of(f"shop-{n:02}", 3, start=NOW - HOUR)
    ]
    one = await seen(lines, topics=["SHOP-07"])
    everything = await seen(lines)

    assert one.topics == ("shop-07",)
    assert len(everything.topics) == MOST_TOPICS
    assert f"Only {MOST_TOPICS} of {MOST_TOPICS + 3} log topics were read" in everything.said


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"topics": ["nowhere"]}, NotFound),
        ({"start": NOW - timedelta(seconds=20)}, InvalidRequest),
        ({"start": NOW + HOUR}, InvalidRequest),
        ({"start": NOW - timedelta(days=32)}, InvalidRequest),
        ({"start": datetime(2026, 11, 20, 21)}, InvalidRequest),
        ({"before": Period(NOW - 2 * HOUR, NOW - HOUR / 2)}, InvalidRequest),
        ({"before": Period(NOW - HOUR, NOW - 2 * HOUR)}, InvalidRequest),
        ({"by": replace(MEI, roles=frozenset())}, Forbidden),
    ],
)
async def test_a_wrong_question_is_refused_before_anything_is_read(asked, error):
    """ANL-1, SEC-1."""
    asking = service(two_periods(NOW))
    with pytest.raises(error):
        await asking.compare(**{"by": MEI, "start": NOW - HOUR, **asked})
    assert set(asking.logs.calls) <= {"topics"}


async def test_nothing_readable_is_an_error():
    """ANL-1: never "no change"."""
    asking = service(
        two_periods(NOW), broken={"histogram": Unavailable(message("gap.nothing_visible"))}
    )
    with pytest.raises(Unavailable):
        await asking.compare(by=MEI, start=NOW - HOUR)
    with pytest.raises(Unavailable):
        await service([]).compare(by=MEI, start=NOW - HOUR)
