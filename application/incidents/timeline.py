"""An incident as a page: its state, its ladder, why, and its story; made from what was kept (M28).

No model takes part, so it says the same each time it is asked, also while none answers.
"""

from collections.abc import Iterator, Sequence

from application.common.wording import Localizer
from application.incidents.words import told_of
from domain.clusters.repairs import Attempt
from domain.common.readers import Language
from domain.common.time_words import in_zone
from domain.events.events import Event
from domain.incidents.events import what_of
from domain.incidents.incidents import Incident
from domain.incidents.words.explaining import (
    Explanation,
    doing_words,
    ended_words,
    rests_on_words,
    skipped_words,
)
from domain.incidents.words.words import ACTIONS, REASONS

_HEADINGS = {
    Language.CHINESE: {
        "state": "状态",
        "opened": "开始",
        "closed": "结束",
        "alerts": "告警次数",
        "alert": "最新告警",
        "asked": "提出人",
        "policy": "策略",
        "called": "已找人",
        "calling": "正在联系人",
        "unreached": "自 {at} 起谁也没联系上",
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
        "asked": "Asked by",
        "policy": "Policy",
        "called": "A person was called",
        "calling": "A person is being called",
        "unreached": "Could not reach anybody since {at}",
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
    reader: Localizer,
) -> list[str]:
    """Return the lines of a Markdown page.

    Args:
        incident: as it stands.
        why: its explanation, in the same language.
        events: what happened, oldest first.
        reader: for whom.
    """
    words = _HEADINGS[reader.language]
    return [
        f"# {reader.text(what_of(incident))}",
        "",
        *_facts(incident, reader),
        "",
        f"## {words['why']}",
        "",
        *(f"- {each}" for each in why.answers.values() if each),
        "",
        f"## {words['tried']}",
        "",
        *(attempt_lines(incident, reader) or [f"- {words['nothing']}"]),
        "",
        f"## {words['passed']}",
        "",
        *(skipped_lines(incident, reader) or [f"- {words['nothing']}"]),
        "",
        f"## {words['story']}",
        "",
        *(story_lines(events, reader) or [f"- {words['nothing']}"]),
    ]


def attempt_lines(incident: Incident, reader: Localizer) -> list[str]:
    """Return each rung tried with what came of it."""
    return [_attempt(each, reader) for each in incident.attempts]


def skipped_lines(incident: Incident, reader: Localizer) -> list[str]:
    """Return each rung passed over with its reason."""
    return [f"- {skipped_words(each, reader.language, reader.text)}" for each in incident.skipped]


def story_lines(events: Sequence[Event], reader: Localizer) -> list[str]:
    """Return what happened, one line each."""
    told = ((each, *told_of(each, reader)) for each in events)
    return [
        f"- {in_zone(event.time, reader.zone)} {title or event.type}"
        f"{f' — {_one_line(text)}' if text else ''}"
        for event, title, text in told
    ]


def _facts(incident: Incident, reader: Localizer) -> Iterator[str]:
    zone, language = reader.zone, reader.language
    words, colon = _HEADINGS[language], _COLON[language]
    yield f"- Id{colon}{incident.id}"
    yield f"- {words['state']}{colon}{doing_words(incident, language, reader.text)}"
    yield f"- {words['opened']}{colon}{in_zone(incident.opened_at, zone)}"
    if incident.closed_at:
        yield f"- {words['closed']}{colon}{in_zone(incident.closed_at, zone)}"
    if incident.request is None:
        yield f"- {words['alerts']}{colon}{incident.occurrences}"
        yield f"- {words['alert']}{colon}{incident.newest.name}"
    else:
        asked = _beside(incident.request.reason, language)
        yield f"- {words['asked']}{colon}{incident.request.by}{asked}"
    yield f"- {words['policy']}{colon}{incident.policy}"
    if incident.unreached_at:
        at = in_zone(incident.unreached_at, zone)
        why = _beside(REASONS[language][incident.calling], language) if incident.calling else ""
        yield f"- {words['unreached'].format(at=at)}{why}"
    elif incident.calling:
        yield f"- {words['calling']}{colon}{REASONS[language][incident.calling]}"
    elif incident.called and incident.called_at:
        reason, at = REASONS[language][incident.called], in_zone(incident.called_at, zone)
        yield f"- {words['called']}{colon}{at}{_beside(reason, language)}"
    if incident.acknowledged_by:
        yield f"- {words['taken']}{colon}{incident.acknowledged_by}"


def _attempt(attempt: Attempt, reader: Localizer) -> str:
    language, words = reader.language, _HEADINGS[reader.language]
    rung = _beside(words["rung"].format(rung=attempt.action.rung), language)
    parts = (
        ended_words(attempt, language),
        rests_on_words(attempt, reader.text),
        words["restored"] if attempt.restored else "",
        words["approved"].format(who=attempt.approved_by) if attempt.approved_by else "",
    )
    stop, space = ("。", "") if language is Language.CHINESE else (".", " ")
    said = space.join(f"{each.rstrip('。.')}{stop}" for each in parts if each)
    begun = in_zone(attempt.started_at, reader.zone)
    action = ACTIONS[language][attempt.action]
    return f"{attempt.number}. {begun} {action}{rung}{_COLON[language]}{said}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _beside(words: str, language: Language) -> str:
    return f"（{words}）" if language is Language.CHINESE else f" ({words})"


_COLON = {Language.CHINESE: "：", Language.ENGLISH: ": "}
