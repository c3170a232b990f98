"""When a failing look is told by itself, when for all, and when not at all (ALR-12)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.events.events import EventType
from domain.tasks.tasks import Finding, TaskType
from domain.watches.metrics.sources import HttpJson, Prometheus, TencentMonitor, watched
from domain.watches.outages import Circumstances, Outage, Reader, may_be_together, together
from domain.watches.watches import Check, SourceFault, WatchMemory
from tests.fakes.thresholds import SOURCE, START
from tests.fakes.watching import a_task
from tests.fakes.words import foreign, read, saying

MINUTE = timedelta(minutes=1)
NOW = START + 10 * MINUTE
PROM = watched(Prometheus("http://prom.example:9090", "up"))
CONFIG = {"source": SOURCE, "threshold": 1}


def watch(number, name):
    return a_task(number, type=TaskType.THRESHOLD_WATCH, name=name, config=CONFIG)


MINE, THEIRS = watch(1, "mine"), watch(2, "theirs")
BLIND = WatchMemory(
    checks=9, failures=3, failing_told=True, source=PROM.key, failed_since=NOW - 2 * MINUTE
)
SEES = WatchMemory(checks=9, source=PROM.key, last_success_at=NOW - MINUTE)
FAILING = Finding(EventType.TASK_FAILING, saying("mine fails"))
RECOVERED = Finding(EventType.TASK_RECOVERED, saying("mine works"))
TOLD = Outage(
    id="o1", owner="u_mei", source=PROM.key, since=NOW - 9 * MINUTE, told_at=NOW - 8 * MINUTE
)


def failed(*findings, **fields):
    given = {"problem": foreign("no answer"), "source": PROM, "fault": SourceFault.SILENT}
    return Check(**{"memory": BLIND, "findings": findings, **given, **fields})


def told(check, *, kept=None, others=(), before=BLIND):
    found = Circumstances(
        task=MINE,
        before=before,
        kept=kept,
        others=[Reader(THEIRS, each) for each in others],
        at=NOW,
    )
    return together(check, found)


def test_a_watch_that_shares_its_source_with_nobody_is_told_by_itself():
    """ALR-12, TSK-5."""
    assert told(failed(FAILING)) == (failed(FAILING), None)


def test_a_watch_that_fails_while_another_sees_is_told_by_itself():
    """ALR-12: its query is too slow, say; the source answers."""
    assert told(failed(FAILING), others=[SEES]) == (failed(FAILING), None)


@pytest.mark.parametrize("memory", [BLIND, replace(SEES, last_success_at=NOW - 5 * MINUTE)])
def test_a_source_that_answers_none_of_its_watches_is_told_for_all(memory):
    """ALR-12: one that has not looked since speaks neither for it nor against it."""
    check, change = told(failed(FAILING), others=[memory])

    [news] = check.findings
    title, text = read(news.told).title, read(news.told).text
    assert "prom.example:9090 cannot be read: 2 watches are blind" in title
    assert "mine" in text
    assert ("theirs" in text) is (memory.failures > 0)
    assert ("1 more watch reads it" in text) is (memory.failures == 0)
    assert news.notify
    assert news.data["fault"] == "silent"
    assert change.seen is None
    assert check.memory.outage == change.outage.id == news.data["outage"]
    assert change.outage.since == NOW - 2 * MINUTE


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (SourceFault.SILENT, "whether it is running"),
        (SourceFault.CREDENTIALS, "credential"),
        (SourceFault.THROTTLED, "intervals"),
    ],
)
def test_each_fault_says_what_to_do(fault, words):
    """ALR-12, ALR-9."""
    check, _ = told(failed(FAILING, fault=fault), others=[BLIND])
    text = read(check.findings[0].told).text
    assert words in text.partition("What to do")[2] or words in text


def test_what_was_told_is_not_told_again_but_kept_on_record():
    """ALR-12: for whoever fails later too."""
    check, change = told(failed(FAILING), kept=TOLD, others=[replace(BLIND, outage="o1")])

    assert change is None
    assert [(each.type, each.notify) for each in check.findings] == [(FAILING.type, False)]
    assert check.memory.outage == "o1"


@pytest.mark.parametrize(
    "others",
    [
        [replace(SEES, last_success_at=NOW - 2 * MINUTE)],
        [replace(BLIND, outage="o1"), replace(SEES, last_success_at=NOW - 2 * MINUTE)],
    ],
)
def test_an_outage_that_a_watch_disproves_silences_nobody(others):
    """ALR-12: nobody is blind by it any more, or one has had an answer since it was told."""
    check, _ = told(failed(FAILING), kept=TOLD, others=others)
    assert [each.notify for each in check.findings] == [True]


def test_an_outage_that_outlived_its_watches_gives_way_to_the_next():
    """ALR-12: all that it was told with were deleted before the source came back."""
    check, change = told(failed(FAILING), kept=TOLD, others=[BLIND])
    assert [each.notify for each in check.findings] == [True]
    assert change.seen == TOLD


def test_the_first_answer_is_told_for_all_and_later_ones_not_at_all():
    """ALR-12."""
    before = replace(BLIND, outage="o1")
    works = Check(memory=SEES, findings=(RECOVERED,), source=PROM)
    check, change = told(works, kept=TOLD, others=[before], before=before)

    [news] = check.findings
    assert "answers again after" in read(news.told).title
    assert "2 watches look again" in read(news.told).title
    assert change.outage == replace(TOLD, ended_at=NOW)
    later, nothing = told(works, kept=change.outage, others=[SEES], before=before)
    assert nothing is None
    assert [each.notify for each in later.findings] == [False]
    assert later.memory.outage == ""


@pytest.mark.parametrize(
    ("check", "kept"),
    [
        (failed(), replace(TOLD, ended_at=NOW - MINUTE)),
        (failed(), replace(TOLD, id="o2")),
        (failed(fault=None), TOLD),
        (failed(source=None, fault=None), TOLD),
    ],
)
def test_a_watch_that_fails_beyond_the_outage_is_counted_and_told_anew(check, kept):
    """ALR-12: the source answers others again, or this one's query is refused."""
    before = replace(BLIND, outage="o1")
    after, change = told(replace(check, memory=before), kept=kept, before=before)
    assert change is None
    memory = after.memory
    assert (memory.outage, memory.failures, memory.failing_told) == ("", 1, False)


def test_a_quiet_look_asks_for_nothing():
    """PRF-1: nothing is read for a watch that has nothing to tell."""
    assert not may_be_together(SEES, Check(memory=SEES, source=PROM))
    assert not may_be_together(BLIND, failed())


def test_sources_are_the_same_where_one_server_answers_for_both():
    """ALR-12: whatever is asked of it; not with another credential, which may have expired."""
    same = [
        Prometheus("http://prom.example:9090", "up"),
        Prometheus("http://prom.example:9090/", "node_load1"),
        HttpJson("http://prom.example:9090/api/x?y=1", "z"),
    ]
    assert {watched(each).key for each in same} == {PROM.key}
    others = [
        Prometheus("http://prom.example:9090", "up", "team"),
        Prometheus("https://prom.example:9090", "up"),
        Prometheus("http://prom.example:9090/tenant", "up"),
    ]
    assert len({watched(each).key for each in [same[0], *others]}) == 4
    cpu = TencentMonitor("QCE/CVM", "CPUUsage", (("InstanceId", "ins-1"),), region="ap-guangzhou")
    disk = TencentMonitor("QCE/CBS", "DiskUsage", (("diskId", "d-1"),), region="ap-guangzhou")
    assert watched(cpu) == watched(disk)
    assert watched(cpu).place == "monitor.tencentcloudapi.com (ap-guangzhou)"
