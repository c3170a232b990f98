from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.briefings.evidence import EvidenceKind, evidence_ids, template_query
from domain.briefings.facts import BriefingFacts, Happening
from domain.common.messages import message
from domain.logs.gaps import Gap, Source
from domain.logs.logs import Level, LogFacts, Template, TemplateTrend, TrendKind
from domain.monitoring.alarms import AlarmRecord, AlarmState, Severity
from domain.monitoring.capacity import CapacityWarning
from tests.fakes.mornings import told

UNTIL = datetime(2026, 3, 2, 23, 40, tzinfo=UTC)
SINCE = UNTIL - timedelta(days=1)
SLOW = Template(
    id="0a1b2c3d4e5f",
    pattern="query took <*> ms on <*>",
    count=12,
    level=Level.WARNING,
    examples=("t:p:1", "t:p:2"),
)
DEAD = Template(
    id="ffeeddccbbaa",
    pattern="connection to <*> refused",
    count=40,
    level=Level.ERROR,
    examples=("t:p:3",),
    line="connection to 10.0.0.7 refused",
)


def facts(**changes):
    logs = LogFacts(
        start=SINCE,
        end=UNTIL,
        total=900,
        errors=40,
        before_total=800,
        top_errors=(DEAD,),
        trends=(
            TemplateTrend(TrendKind.NEW, DEAD, 0, 40),
            TemplateTrend(TrendKind.GREW, SLOW, 1, 12),
        ),
        keywords=(("refused", 4.2),),
    )
    given_ = {"logs": logs, **changes}
    return BriefingFacts(
        person_id="mei",
        local_date=date(2026, 3, 3),
        zone="Asia/Shanghai",
        since=SINCE,
        until=UNTIL,
        **given_,
    )


def test_every_kind_of_fact_has_an_id_with_its_own_prefix():
    """BRF-4, BRF-5."""
    alarm = AlarmRecord(
        id="r1",
        source="cls",
        alarm_id="a1",
        name="5xx",
        severity=Severity.CRITICAL,
        state=AlarmState.FIRING,
        started_at=SINCE,
    )
    full = CapacityWarning(
        metric="DiskUsage",
        target="ins-1",
        value=91.0,
        unit="%",
        limit=100.0,
        days=3.2,
        days_low=2.0,
        days_high=5.0,
        query="QCE/CVM DiskUsage",
    )
    found = evidence_ids(
        facts(
            alarms=(alarm,),
            happenings=(Happening("e1", "task", SINCE, told("Page changed.")),),
            capacity=(full,),
            missing=(Gap(Source.ALARMS),),
        )
    )
    assert list(found) == [
        "log:total", "log:errors", "tpl:ffeeddccbbaa", "line:t:p:3", "tpl:0a1b2c3d4e5f",
        "line:t:p:1", "line:t:p:2", "kw:refused", "alarm:cls:r1", "event:e1",
        "cap:DiskUsage:ins-1", "missing:0",
    ]  # fmt: skip
    assert all(key == one.id and key.startswith(f"{one.kind}:") for key, one in found.items())
    assert found["log:total"].said == message("evidence.lines", n=900, before=800)
    assert found["line:t:p:3"].query == "t:p:3"
    assert (found["log:errors"].start, found["log:errors"].end) == (SINCE, UNTIL)


def test_logs_that_could_not_be_read_are_no_evidence_of_quiet():
    """BRF-5."""
    found = evidence_ids(
        facts(logs=LogFacts(start=SINCE, end=UNTIL, missing=(Gap(Source.LOGS, name="shop"),)))
    )
    assert [one.kind for one in found.values()] == [EvidenceKind.MISSING]


def test_logs_that_were_read_and_are_empty_are_evidence():
    """BRF-5."""
    assert "log:total" in evidence_ids(facts(logs=LogFacts(start=SINCE, end=UNTIL)))


def test_a_template_is_looked_up_by_its_longest_run_of_constant_words():
    """BRF-4."""
    assert template_query("error <*> while reading block <*> from disk") == '"while reading block"'
    assert template_query("[error] mod_jk child in error state <*>") == '"child in error state"'
    assert template_query("pam_unix(sshd:auth): authentication failure; user=<*>") == (
        '"authentication failure"'
    )
    assert template_query("<*> 订单支付失败，用户 <*>") == '"订单支付失败"'
    assert template_query("<*> <*>") == "*"


@given(st.text())
def test_no_pattern_breaks_out_of_its_query(pattern):
    """SEC-3."""
    query = template_query(pattern)
    assert query == "*" or (query.count('"') == 2 and "|" not in query and "\\" not in query)
