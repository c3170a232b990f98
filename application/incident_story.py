"""An incident as a page: its state, its ladder, why, and its story; made from what was kept (M28).

No model takes part, so it says the same each time it is asked, also while none answers.
"""

from collections.abc import Iterator, Sequence

from application.incident_words import told_of
from domain.events import Event
from domain.explaining import Explanation, because_words, skip_words
from domain.incident_events import what_of
from domain.incident_words import ACTIONS, ENDS
from domain.incidents import Incident
from domain.people import Language
from domain.repairs import Attempt
from domain.time_words import in_zone

_HEADINGS = {
    Language.CHINESE: {
        "state": "状态",
        "opened": "开始",
        "closed": "结束",
        "alerts": "告警次数",
        "alert": "最新告警",
        "policy": "策略",
        "called": "已找人",
        "taken": "接手人",
        "why": "为什么",
        "tried": "试过的台阶",
        "passed": "跳过的台阶",
        "story": "经过",
        "nothing": "无",
        "restored": "已恢复到之前的状态。",
        "rung": "第 {rung} 级",
        "approved": "由 {who} 批准。",
    },
    Language.ENGLISH: {
        "state": "State",
        "opened": "Opened",
        "closed": "Closed",
        "alerts": "Alerts",
        "alert": "Newest alert",
        "policy": "Policy",
        "called": "A person was called",
        "taken": "Taken over by",
        "why": "Why",
        "tried": "Rungs tried",
        "passed": "Rungs passed over",
        "story": "What happened",
        "nothing": "none",
        "restored": "What was before was put back.",
        "rung": "rung {rung}",
        "approved": "Approved by {who}.",
    },
}


def incident_page(
    incident: Incident,
    why: Explanation,
    events: Sequence[Event],
    *,
    zone: str,
    language: Language,
) -> list[str]:
    """Return the lines of a Markdown page.

    Args:
        incident: as it stands.
        why: its explanation, in the same language.
        events: what happened, oldest first.
        zone: of the times.
        language: of everything that is not quoted.
    """
    words = _HEADINGS[language]
    return [
        f"# {what_of(incident, language)}",
        "",
        *_facts(incident, zone, language),
        "",
        f"## {words['why']}",
        "",
        *(f"- {each}" for each in why.answers.values() if each),
        "",
        f"## {words['tried']}",
        "",
        *(attempt_lines(incident, zone, language) or [f"- {words['nothing']}"]),
        "",
        f"## {words['passed']}",
        "",
        *(skipped_lines(incident, language) or [f"- {words['nothing']}"]),
        "",
        f"## {words['story']}",
        "",
        *(story_lines(events, zone, language) or [f"- {words['nothing']}"]),
    ]


def attempt_lines(incident: Incident, zone: str, language: Language) -> list[str]:
    """Return each rung tried with what came of it."""
    return [_attempt(each, zone, language) for each in incident.attempts]


def skipped_lines(incident: Incident, language: Language) -> list[str]:
    """Return each rung passed over with its reason."""
    return [
        f"- {ACTIONS[language][each.action]}: {skip_words(each.reason, language)}"
        f"{f' ({each.detail})' if each.detail else ''}"
        for each in incident.skipped
    ]


def story_lines(events: Sequence[Event], zone: str, language: Language) -> list[str]:
    """Return what happened, one line each."""
    told = ((each, *told_of(each, language)) for each in events)
    return [
        f"- {in_zone(event.time, zone)} {title or event.type}{f': {text}' if text else ''}"
        for event, title, text in told
    ]


def _facts(incident: Incident, zone: str, language: Language) -> Iterator[str]:
    words = _HEADINGS[language]
    ends = ENDS[language]
    ending = f", {ends.get(incident.ending, incident.ending)}" if incident.ending else ""
    yield f"- Id: {incident.id}"
    yield f"- {words['state']}: {incident.state}{ending}. {incident.doing}".rstrip()
    yield f"- {words['opened']}: {in_zone(incident.opened_at, zone)}"
    if incident.closed_at:
        yield f"- {words['closed']}: {in_zone(incident.closed_at, zone)}"
    yield f"- {words['alerts']}: {incident.occurrences}"
    yield f"- {words['alert']}: {incident.newest.name}"
    yield f"- {words['policy']}: {incident.policy}"
    if incident.called and incident.called_at:
        yield f"- {words['called']}: {in_zone(incident.called_at, zone)} ({incident.called})"
    if incident.acknowledged_by:
        yield f"- {words['taken']}: {incident.acknowledged_by}"


def _attempt(attempt: Attempt, zone: str, language: Language) -> str:
    words, ends = _HEADINGS[language], ENDS[language]
    rung = words["rung"].format(rung=attempt.action.rung)
    stopped = ", ".join(each for each in attempt.guards if not each.endswith(":passed"))
    parts = (
        because_words(attempt.because, language),
        f"({stopped})" if stopped else "",
        words["restored"] if attempt.restored else "",
        words["approved"].format(who=attempt.approved_by) if attempt.approved_by else "",
    )
    said = " ".join(each for each in parts if each)
    begun = in_zone(attempt.started_at, zone)
    state = ends.get(attempt.state, attempt.state)
    return (
        f"{attempt.number}. {begun} {ACTIONS[language][attempt.action]} ({rung}): {state}. {said}"
    )
