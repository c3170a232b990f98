"""The page of an incident, for readers of either language."""

import re
from dataclasses import replace

import pytest

from application.common.wording import Localizer
from application.incidents.timeline import attempt_lines, incident_page, story_lines
from application.incidents.words import covers, kill_switch_said, policy_said
from domain.clusters.repairs import ActionKind, Attempt, AttemptState, Mode
from domain.common.messages import Called, Foreign, message
from domain.events.events import EventType
from domain.incidents.controls import KillSwitch, Scope
from domain.incidents.events import IncidentNote, event_of
from domain.incidents.explaining import explain
from domain.incidents.policy.policies import Policy
from tests.fakes.face_incidents import AT, an_incident
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, WORDS

INCIDENT = an_incident()
THEIRS = re.compile(
    r"“[^”]*”|`[^`]*`|payments/checkout-1|built-in|\b[aiuw]_?\w*\d\w*|u_\w+|\d\dT\d\d"
    r"|（策略 checkout）|set_kill_switch|zhiban kill-switch release"
)
"""What others wrote, ids, and what is typed."""

OTHER = {
    IN_CHINESE: re.compile(r"[A-Za-z]{2,}"),
    IN_ENGLISH: re.compile(r"[\u3000-\u9fff\uff00-\uffef]"),
}


@pytest.mark.parametrize("reader", [IN_CHINESE, IN_ENGLISH], ids=["zh", "en"])
def test_a_page_and_its_story_hold_no_word_of_the_other_language(reader):
    """RBK-15, I18-1: why, what was tried, what was skipped, what happened."""
    notes = (
        IncidentNote(EventType.INCIDENT_OPENED, 1, AT, {}),
        IncidentNote(EventType.INCIDENT_DECIDED, 2, AT, {"attempts": "4"}),
        IncidentNote(EventType.INCIDENT_CLOSED, 3, AT, {}),
    )
    events = [event_of(INCIDENT, each) for each in notes]
    localizer = Localizer(WORDS, reader)

    page = incident_page(INCIDENT, explain(INCIDENT, Policy()), events, localizer)
    told = [
        *page,
        *story_lines(events, localizer),
        *map(localizer.text, policy_said(Policy())),
        localizer.text(kill_switch_said(KillSwitch())),
        localizer.text(covers(Scope())),
    ]

    assert len(page) > 20
    for line in told:
        ours = THEIRS.sub("", line).replace(reader.zone, "")
        ours = re.sub(r"Zhiban|GitOps|DaemonSet|Pod", "", ours)
        assert not OTHER[reader].search(ours), line


@pytest.mark.parametrize(
    ("reader", "yes"), [(IN_CHINESE, "由 u_admin 批准"), (IN_ENGLISH, "Approved by")]
)
def test_a_denied_step_names_nobody_who_approved_it(reader, yes):
    """RBK-17: a denial was told as “not approved: no. Approved by u_admin.”"""
    why = message("approval.denied_by", person=Called("u_admin"), why=Foreign("no"))
    denied = Attempt(
        number=1,
        action=ActionKind.RESTART,
        mode=Mode.APPROVE,
        state=AttemptState.NOT_APPROVED,
        started_at=AT,
        because=why,
    )
    (said,) = attempt_lines(replace(INCIDENT, attempts=(denied,)), Localizer(WORDS, reader))
    (approved,) = attempt_lines(
        replace(INCIDENT, attempts=(replace(denied, approved_by="u_admin", because=None),)),
        Localizer(WORDS, reader),
    )

    assert "u_admin" in said
    assert yes not in said
    assert yes in approved
