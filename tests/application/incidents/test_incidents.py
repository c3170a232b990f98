"""Incidents, questions and requests, as their service answers them."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from application.approvals.answers import ApprovalLinks, digest_of_token
from application.incidents.incidents import MOST_LISTED, MOST_TOLD, IncidentService
from application.incidents.requests import RepairRequest, Will
from domain.clusters.repairs import ActionKind, Mode
from domain.common.errors import Conflict, Forbidden, InvalidRequest, NotFound, Unavailable
from domain.common.readers import Language
from domain.events.events import EventType
from domain.incidents.approvals.approvals import ApprovalState
from domain.incidents.controls import KillSwitch
from domain.incidents.incidents import IncidentState, RepairName
from domain.incidents.policy.policies import Policy
from domain.people.access import Actor, Role
from domain.people.people import Person
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.events import InMemoryEvents
from tests.fakes.face_incidents import (
    A_PATCH,
    AT,
    CHECKOUT,
    InMemoryApprovals,
    InMemoryControls,
    InMemoryIncidents,
    InMemoryPolicies,
    ObedientIncidents,
    PlainRepairs,
    SmallClusters,
    an_approval,
    an_event,
    an_incident,
)
from tests.fakes.people import InMemoryPeople
from tests.fakes.words import WORDS, foreign, says

VIEWER = Actor("u_viewer", frozenset({Role.VIEWER}))
OPERATOR = Actor("u_operator", frozenset({Role.OPERATOR}))
APPROVER = Actor("u_approver", frozenset({Role.APPROVER}))
ADMIN = Actor("u_admin", frozenset({Role.ADMIN}))
TOKEN = "a secret of 256 bits"


@dataclass
class World:
    clock: ManualClock = field(default_factory=ManualClock)
    events: InMemoryEvents = field(default_factory=InMemoryEvents)
    questions: InMemoryApprovals = field(default_factory=InMemoryApprovals)
    people: InMemoryPeople = field(default_factory=InMemoryPeople)
    controls: InMemoryControls = field(default_factory=InMemoryControls)
    policies: InMemoryPolicies = field(default_factory=InMemoryPolicies)
    repairs: PlainRepairs = field(default_factory=PlainRepairs)
    clusters: SmallClusters = field(default_factory=SmallClusters)

    def __post_init__(self) -> None:
        self.incidents = InMemoryIncidents(self.events)
        self.lives = ObedientIncidents(self.incidents, self.questions, self.clock)
        self.controls.switch = KillSwitch(engaged=False)
        for actor in (VIEWER, OPERATOR, APPROVER, ADMIN):
            self.people.kept[actor.person_id] = Person(
                id=actor.person_id,
                name=actor.person_id,
                language=Language.ENGLISH,
                roles=actor.roles,
                rollback_permission=True,
            )
        self.service = IncidentService(
            self.incidents,
            self.lives,
            self.clusters,
            self.policies,
            self.questions,
            self.lives,
            self.people,
            self.events,
            self.controls,
            self.clock,
            CountingIds(),
            self.repairs,
            WORDS,
        )

    async def keep(self, *incidents) -> None:
        for each in incidents:
            await self.incidents.record(each, [])

    async def ask(self, **changes) -> str:
        """Keep a question with a link of the approver, and return its id."""
        approval = an_approval(**changes)
        await self.questions.keep(approval)
        await self.questions.add_link(
            digest_of_token(TOKEN), approval.id, APPROVER.person_id, until=AT + timedelta(hours=1)
        )
        return approval.id


@pytest.fixture
def world() -> World:
    return World()


async def test_incidents_are_listed_newest_first_in_pages_and_narrowed(world):
    """RBK-15."""
    await world.keep(
        an_incident(1),
        an_incident(2, state=IncidentState.CLOSED),
        an_incident(3, owner=replace(CHECKOUT, namespace="web")),
    )
    first = await world.service.list(by=VIEWER, limit=2)
    second = await world.service.list(by=VIEWER, limit=2, before=first.next_before)
    still_open = await world.service.list(by=VIEWER, open_only=True)
    in_web = await world.service.list(by=VIEWER, namespace="web")
    closed = await world.service.list(by=VIEWER, state="closed", cluster="cls-1")

    assert [each.id for each in (*first.incidents, *second.incidents)] == [
        an_incident(number).id for number in (3, 2, 1)
    ]
    assert (first.next_before, second.next_before) == (an_incident(2).id, "")
    assert len(still_open.incidents) == 2
    assert len(in_web.incidents) == len(closed.incidents) == 1


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": MOST_LISTED + 1}, "limit"),
        ({"state": "broken"}, "state"),
        ({"before": "x"}, "before"),
    ],
)
async def test_a_list_that_cannot_be_is_refused(world, arguments, field):
    """RBK-15."""
    with pytest.raises(InvalidRequest) as refusal:
        await world.service.list(by=VIEWER, **arguments)
    assert refusal.value.field == field


async def test_a_running_incident_is_told_by_its_workflow_and_else_as_it_was_kept(world):
    """RBK-15."""
    kept = an_incident()
    await world.keep(kept)
    world.lives.told[kept.workflow_id] = replace(kept, revision=9, doing=foreign("Verifies."))
    newest = await world.service.get(by=VIEWER, incident_id=kept.id)
    world.lives.error = Unavailable("Temporal does not answer.")
    old = await world.service.get(by=VIEWER, incident_id=kept.id)

    assert newest.doing == foreign("Verifies.")
    assert old == kept


async def test_a_later_incident_of_the_same_workflow_is_not_taken_for_an_earlier_one(world):
    """RBK-11."""
    earlier = an_incident()
    later = replace(an_incident(), id="i_" + "z" * 26, revision=1)
    await world.keep(earlier)
    world.lives.told[earlier.workflow_id] = later

    assert await world.service.get(by=VIEWER, incident_id=earlier.id) == earlier


async def test_an_incident_that_never_was_is_not_found(world):
    """RBK-15."""
    for question in (
        world.service.get(by=VIEWER, incident_id="i_x"),
        world.service.timeline(by=VIEWER, incident_id="i_x"),
        world.service.explain(by=VIEWER, incident_id="i_x"),
        world.service.steer(by=OPERATOR, incident_id="i_x", what="pause", reason="x"),
    ):
        with pytest.raises(NotFound, check=says("No incident “i_x”")):
            await question


async def test_the_timeline_is_a_story_from_the_beginning(world):
    """RBK-15."""
    incident = an_incident()
    await world.keep(incident)
    for number in range(3):
        type_ = EventType.INCIDENT_ATTEMPTED
        await world.events.append(
            an_event(incident, type_, number, f"Part {number}", at=AT + timedelta(minutes=number))
        )
    told = await world.service.timeline(by=VIEWER, incident_id=incident.id, limit=2)

    assert [each.data["title"] for each in told] == ["Part 1", "Part 2"]
    for limit in (0, MOST_TOLD + 1):
        with pytest.raises(InvalidRequest, check=says("limit must be between 1 and 200")):
            await world.service.timeline(by=VIEWER, incident_id=incident.id, limit=limit)


@pytest.mark.parametrize(
    ("what", "state"),
    [
        ("abort", IncidentState.HANDED_OVER),
        ("pause", IncidentState.PAUSED),
        ("resume", IncidentState.REPAIRING),
        ("skip_rung", IncidentState.REPAIRING),
        ("acknowledge", IncidentState.REPAIRING),
        ("examine", IncidentState.REPAIRING),
        ("close", IncidentState.CLOSED),
    ],
)
async def test_an_incident_is_steered_and_answers_how_it_stands_then(world, what, state):
    """RBK-10."""
    incident = an_incident()
    await world.keep(incident)
    steered = await world.service.steer(
        by=OPERATOR, incident_id=incident.id, what=what, reason="why"
    )

    assert (steered.state, steered.revision) == (state, incident.revision + 1)
    assert world.lives.calls == [("steer", incident.workflow_id, what, "u_operator", "why")]


async def test_steering_needs_a_reason_where_the_record_needs_one(world):
    """RBK-10, RBK-13."""
    await world.keep(an_incident())
    incident_id = an_incident().id
    for what in ("resume", "acknowledge", "examine"):
        await world.service.steer(by=OPERATOR, incident_id=incident_id, what=what)
    for what, reason in (("abort", ""), ("close", " "), ("pause", "a\nb"), ("pause", "x" * 301)):
        with pytest.raises(InvalidRequest, check=says("reason must")):
            await world.service.steer(
                by=OPERATOR, incident_id=incident_id, what=what, reason=reason
            )
    with pytest.raises(
        InvalidRequest,
        check=says("what must be abort, pause, resume, skip_rung, acknowledge, examine, or close"),
    ):
        await world.service.steer(by=OPERATOR, incident_id=incident_id, what="explode", reason="x")
    assert len(world.lives.calls) == 3


async def test_a_closed_incident_is_not_steered(world):
    """RBK-10."""
    await world.keep(an_incident(state=IncidentState.CLOSED))
    with pytest.raises(Conflict, check=says("This incident is closed")):
        await world.service.steer(
            by=OPERATOR, incident_id=an_incident().id, what="pause", reason="x"
        )
    with pytest.raises(Conflict, check=says("This incident is closed")):
        await world.service.enable_writes(by=ADMIN, incident_id=an_incident().id)


async def test_what_steering_answers_is_how_it_stands_whatever_is_kept(world):
    """RBK-10: nobody looks again and again for a change to arrive."""
    await world.keep(an_incident())
    world.lives.silent = True
    paused = await world.service.steer(
        by=OPERATOR, incident_id=an_incident().id, what="pause", reason="x"
    )
    assert paused.state is IncidentState.PAUSED


async def test_only_an_admin_lets_an_observing_incident_try_for_real(world):
    """RBK-7."""
    await world.keep(an_incident())
    await world.service.enable_writes(by=ADMIN, incident_id=an_incident().id)
    with pytest.raises(Forbidden):
        await world.service.enable_writes(by=OPERATOR, incident_id=an_incident().id)
    assert world.lives.calls == [("enable_writes", an_incident().workflow_id, "u_admin")]


async def test_an_explanation_uses_the_policy_that_the_incident_began_with(world):
    """RBK-15."""
    begun, now = Policy(name="old", digest="d1" * 32), Policy(name="new", digest="d2" * 32)
    world.policies.policy, world.policies.before = now, {begun.digest: begun}

    for name, found in (
        (f"old {begun.digest}", begun),
        (f"new {now.digest[:12]}", now),
        ("lost d0", now),
        ("", now),
    ):
        assert await world.service._policy_of(an_incident(policy=name)) == found


@pytest.mark.parametrize(
    ("approved", "state"), [(True, ApprovalState.APPROVED), (False, ApprovalState.DENIED)]
)
async def test_a_question_is_answered_once_and_the_same_answer_again_changes_nothing(
    world, approved, state
):
    """RBK-8."""
    approval_id = await world.ask()
    waiting = await world.service.approvals(by=VIEWER)
    for _ in range(2):
        answered = await world.service.answer(
            by=APPROVER, approval_id=approval_id, approved=approved, reason="seen"
        )
        assert (answered.state, answered.answered_by) == (state, "u_approver")
    with pytest.raises(Conflict, check=says("already settled")):
        await world.service.answer(
            by=APPROVER, approval_id=approval_id, approved=not approved, reason="other"
        )
    assert [each.id for each in waiting] == [approval_id]
    assert await world.service.approvals(by=VIEWER) == ()
    assert await world.service.approval(by=VIEWER, approval_id=approval_id) == answered
    assert len(world.lives.calls) == 1


async def test_an_answer_is_bound_to_the_plan_that_was_seen(world):
    """RBK-8."""
    approval_id = await world.ask()
    with pytest.raises(Conflict, check=says("not the one you saw")):
        await world.service.answer(
            by=APPROVER, approval_id=approval_id, approved=True, digest="of another plan"
        )
    same = an_approval().digest
    await world.service.answer(by=APPROVER, approval_id=approval_id, approved=True, digest=same)
    assert len(world.lives.calls) == 1


async def test_nobody_approves_their_own_request_unless_policy_says_so(world):
    """RBK-8."""
    approval_id = await world.ask(requested_by="u_approver")
    with pytest.raises(Forbidden, check=says("somebody else has to approve")):
        await world.service.answer(by=APPROVER, approval_id=approval_id, approved=True)
    denied = await world.service.answer(
        by=APPROVER, approval_id=approval_id, approved=False, reason="no longer needed"
    )
    assert denied.state is ApprovalState.DENIED

    own = await world.ask(number=2, requested_by="u_approver", own_request=True)
    approved = await world.service.answer(by=APPROVER, approval_id=own, approved=True)
    assert approved.state is ApprovalState.APPROVED


async def test_a_question_that_expired_or_was_superseded_is_not_answered(world):
    """RBK-8."""
    superseded = await world.ask(number=1, state=ApprovalState.SUPERSEDED)
    with pytest.raises(Conflict, check=says("void: the target has changed")):
        await world.service.answer(by=APPROVER, approval_id=superseded, approved=True)
    expired = await world.ask(number=2)
    world.clock.move(hours=1)
    with pytest.raises(Conflict, check=says("has expired")):
        await world.service.answer(by=APPROVER, approval_id=expired, approved=True)
    with pytest.raises(NotFound, check=says("No approval “a_x”")):
        await world.service.answer(by=APPROVER, approval_id="a_x", approved=True)
    world.people.kept["u_approver"] = replace(world.people.kept["u_approver"], disabled=True)
    with pytest.raises(
        Forbidden, check=says("Your roles do not include approving; ask an admin for the role")
    ):
        await world.service.answer(by=APPROVER, approval_id=expired, approved=True)
    assert world.lives.calls == []


async def test_a_no_needs_a_reason(world):
    """RBK-13."""
    approval_id = await world.ask()
    with pytest.raises(InvalidRequest, check=says("reason must say why")):
        await world.service.answer(by=APPROVER, approval_id=approval_id, approved=False)


async def test_looking_through_a_link_uses_nothing_up_and_answering_does(world):
    """RBK-8."""
    await world.ask()
    for _ in range(3):
        seen = await world.service.question_behind(TOKEN)
        assert (seen.approval.preview, seen.person.id) == (A_PATCH, "u_approver")
    answered = await world.service.answer_by_link(TOKEN, approved=True)

    assert answered.approval.state is ApprovalState.APPROVED
    assert answered.approval.answered_by == "u_approver"
    with pytest.raises(NotFound, check=says("No page")):
        await world.service.question_behind(TOKEN)
    with pytest.raises(NotFound, check=says("No page")):
        await world.service.answer_by_link(TOKEN, approved=True)
    assert len(world.lives.calls) == 1


async def test_links_that_do_not_open_all_look_alike(world):
    """RBK-8, SEC-3."""
    await world.ask()
    person = world.people.kept["u_approver"]
    refusals = set()
    for changed in (
        replace(person, disabled=True),
        replace(person, roles=frozenset({Role.OPERATOR})),
    ):
        world.people.kept["u_approver"] = changed
        with pytest.raises(NotFound) as refusal:
            await world.service.question_behind(TOKEN)
        refusals.add(str(refusal.value))
    world.people.kept["u_approver"] = person
    world.clock.move(hours=2)
    for token in (TOKEN, "another", ""):
        with pytest.raises(NotFound) as refusal:
            await world.service.answer_by_link(token, approved=True)
        refusals.add(str(refusal.value))
    assert len(refusals) == 1
    assert world.lives.calls == []


async def test_a_link_stays_good_while_temporal_does_not_answer(world):
    """RBK-8."""
    await world.ask()
    world.lives.error = Unavailable("Temporal does not answer.")
    with pytest.raises(Unavailable):
        await world.service.answer_by_link(TOKEN, approved=True)
    world.lives.error = None
    answered = await world.service.answer_by_link(TOKEN, approved=False)
    assert answered.approval.state is ApprovalState.DENIED


async def test_a_link_shows_what_somebody_else_answered_meanwhile(world):
    """RBK-8."""
    approval_id = await world.ask()
    await world.service.answer(by=ADMIN, approval_id=approval_id, approved=False, reason="not now")
    told = await world.service.answer_by_link(TOKEN, approved=True)
    assert (told.approval.state, told.approval.answered_by) == (ApprovalState.DENIED, "u_admin")


async def test_a_link_is_made_for_who_was_asked_while_somebody_waits(world):
    """RBK-8."""
    approval_id = await world.ask()
    links = ApprovalLinks(world.questions, CountingIds())
    token = await links.make(approval_id, "u_approver")
    seen = await world.service.question_behind(token)
    nobody = await links.make(approval_id, "u_viewer")
    unknown = await links.make("a_x", "u_approver")
    await world.service.answer(by=ADMIN, approval_id=approval_id, approved=True)

    assert (len(token), seen.person.id) == (64, "u_approver")
    assert token not in str(world.questions.links)
    assert (nobody, unknown) == ("", "")
    assert await links.make(approval_id, "u_approver") == ""


async def asked(world, action="rollback", **arguments):
    requested = RepairRequest(target=CHECKOUT, action=action, reason="looks broken", **arguments)
    return await world.service.request(by=OPERATOR, requested=requested)


async def test_a_request_says_first_what_it_would_do_and_does_nothing(world):
    """RBK-7, RBK-12."""
    told = await asked(world)

    assert (told.dry_run, told.outcome, told.action) == (True, Will.AT_ONCE, RepairName.ROLLBACK)
    assert told.preview == A_PATCH
    assert (told.why, told.undo) == ("“Revision 42 fails.”", "“Revision 42.”")
    assert "every guard is still checked" in told.will
    assert (told.incident_id, told.workflow_id) == ("", "")
    assert world.lives.calls == []
    assert world.repairs.asked[0].request.dry_run


async def test_a_confirmed_request_starts_the_ladder_at_that_rung(world):
    """RBK-12."""
    preview = await asked(world, key="k")
    world.clock.move(seconds=40)
    done = await asked(world, key="k", dry_run=False, confirm=preview.confirm)
    again = await asked(world, key="k", dry_run=False, confirm=preview.confirm)

    [incident] = world.incidents.kept.values()
    assert done.incident_id == again.incident_id == incident.id
    assert done.workflow_id == incident.workflow_id
    assert incident.request.action is ActionKind.ROLLBACK
    assert not incident.request.only
    assert incident.newest.text == "looks broken"
    assert [each[3] for each in world.lives.calls] == ["k", "k"]


@pytest.mark.parametrize(
    ("action", "arguments", "kind"),
    [
        ("restart", {}, ActionKind.RESTART),
        ("scale", {"replicas": 5}, ActionKind.SCALE_OUT),
    ],
)
async def test_a_restart_or_a_scaling_is_that_and_nothing_more(world, action, arguments, kind):
    """RBK-12."""
    await asked(world, action, dry_run=False, **arguments)
    [incident] = world.incidents.kept.values()
    assert (incident.request.action, incident.request.only) == (kind, True)
    assert incident.request.replicas == arguments.get("replicas", 0)


async def test_a_plan_that_changed_since_it_was_confirmed_is_not_done(world):
    """RBK-8."""
    preview = await asked(world)
    world.repairs.plan = replace(world.repairs.plan, seen="2000")
    with pytest.raises(
        Conflict, check=says("The plan is not the one you confirmed; ask for a new preview")
    ):
        await asked(world, dry_run=False, confirm=preview.confirm)
    assert world.lives.calls == []


async def test_a_token_of_one_person_confirms_nothing_for_another(world):
    """RBK-8, SEC-3."""
    preview = await asked(world)
    with pytest.raises(
        Conflict, check=says("The plan is not the one you confirmed; ask for a new preview")
    ):
        requested = RepairRequest(
            target=CHECKOUT, action="rollback", reason="x", dry_run=False, confirm=preview.confirm
        )
        await world.service.request(by=ADMIN, requested=requested)


@pytest.mark.parametrize(
    ("mode", "engaged", "plan", "outcome", "words"),
    [
        (Mode.APPROVE, False, True, Will.AFTER_APPROVAL, "an approval first"),
        (Mode.OBSERVE, False, True, Will.ONLY_OBSERVED, "“observe only”"),
        (Mode.SUGGEST, False, True, Will.ONLY_OBSERVED, "“suggest only”"),
        (Mode.AUTO, True, True, Will.SWITCHED_OFF, "An admin can release"),
        (Mode.AUTO, False, False, Will.NOTHING, "version rollback: there is no earlier revision"),
    ],
)
async def test_a_request_that_would_not_be_done_says_why_before_and_refuses_after(
    world, mode, engaged, plan, outcome, words
):
    """RBK-6, RBK-7."""
    world.repairs.mode = mode
    world.controls.switch = KillSwitch(engaged=engaged)
    world.repairs.plan = world.repairs.plan if plan else None
    told = await asked(world)
    assert told.outcome is outcome
    assert words in told.will
    if outcome.goes_on:
        assert (await asked(world, dry_run=False)).incident_id
    else:
        with pytest.raises(Conflict, check=says("[Nn]othing|Not done")):
            await asked(world, dry_run=False)
        assert world.lives.calls == []


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"action": "explode"}, "action"),
        ({"action": "restart", "replicas": 2}, "replicas"),
        ({"action": "scale", "replicas": 1_001}, "replicas"),
        ({"action": "scale", "replicas": -1}, "replicas"),
        ({"action": "scale", "revision": 1}, "revision"),
        ({"revision": -1}, "revision"),
        ({"key": "x" * 65}, "key"),
        ({"reason": ""}, "reason"),
        ({"target": replace(CHECKOUT, cluster="a b")}, "cluster"),
        ({"target": replace(CHECKOUT, namespace="../x")}, "namespace"),
        ({"target": replace(CHECKOUT, name="Checkout; rm")}, "name"),
    ],
)
async def test_a_request_that_cannot_be_is_refused_and_nothing_is_asked_of_the_cluster(
    world, arguments, field
):
    """RBK-12."""
    given = {"target": CHECKOUT, "action": "rollback", "reason": "x"} | arguments
    world.clusters.down = True
    with pytest.raises(InvalidRequest) as refusal:
        await world.service.request(by=OPERATOR, requested=RepairRequest(**given))
    assert refusal.value.field == field


async def test_a_workload_that_does_not_exist_is_not_repaired(world):
    """RBK-12."""
    other = replace(CHECKOUT, name="other")
    with pytest.raises(NotFound, check=says("No workload “cls-1/payments/Deployment/other”")):
        await world.service.request(
            by=OPERATOR, requested=RepairRequest(target=other, action="restart", reason="x")
        )


async def test_a_revision_that_is_not_kept_is_refused_instead_of_climbing_on(world):
    """RBK-12: a slip of the finger must not roll back the whole application."""
    with pytest.raises(
        InvalidRequest, check=says("revision must be a revision that the cluster keeps: 42 and 41")
    ):
        await asked(world, revision=99, dry_run=False)
    assert world.repairs.asked == []
    assert world.lives.calls == []


async def test_another_action_than_was_asked_for_is_not_begun_with(world):
    """RBK-12."""
    world.repairs.climbs_to = ActionKind.FULL_ROLLBACK
    told = await asked(world)
    assert (told.outcome, told.preview, told.confirm) == (Will.NOTHING, "", "")
    with pytest.raises(Conflict, check=says("Nothing can be done now")):
        await asked(world, dry_run=False)
    assert world.lives.calls == []


async def test_a_preview_that_could_not_be_made_says_so(world):
    """RBK-7."""
    world.repairs.unread = "the cluster did not answer."
    assert (await asked(world)).preview == "“the cluster did not answer.”"


async def test_what_will_be_is_said_in_the_askers_language(world):
    """RBK-12."""
    world.people.kept["u_operator"] = replace(
        world.people.kept["u_operator"], language=Language.CHINESE
    )
    assert "安全检查" in (await asked(world)).will
    del world.people.kept["u_operator"]
    assert "lacks the permission rollback_permission" in (await asked(world)).will


async def test_a_person_without_the_permission_is_told_before_a_guard_tells_them(world):
    """RBK-6."""
    kept = world.people.kept["u_operator"]
    world.people.kept["u_operator"] = replace(kept, rollback_permission=False)
    assert (await asked(world)).outcome is Will.NOT_PERMITTED
    with pytest.raises(Conflict, check=says("An admin can grant it")):
        await asked(world, dry_run=False)


async def test_the_request_is_kept_by_its_expected_id_when_the_workflow_does_not_answer(world):
    """RBK-12."""
    world.lives.silent = True
    done = await asked(world, dry_run=False)
    [incident] = world.incidents.kept.values()
    assert done.incident_id == incident.id


@pytest.mark.parametrize("actor", [VIEWER, OPERATOR, APPROVER], ids=lambda each: each.person_id)
async def test_only_those_whom_the_table_lets_may_write(world, actor):
    """SEC-3."""
    await world.keep(an_incident())
    approval_id = await world.ask()
    writes = {
        Role.OPERATOR: (
            world.service.steer(by=actor, incident_id=an_incident().id, what="pause", reason="x"),
            world.service.request(
                by=actor, requested=RepairRequest(target=CHECKOUT, action="restart", reason="x")
            ),
        ),
        Role.APPROVER: (world.service.answer(by=actor, approval_id=approval_id, approved=True),),
    }
    for role, questions in writes.items():
        for question in questions:
            if role in actor.roles:
                await question
            else:
                with pytest.raises(Forbidden):
                    await question
