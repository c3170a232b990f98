"""What people and agents may ask about incidents and their repairs (RBK-7, RBK-8, RBK-15)."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from application.approvals.answers import Answers, LinkedQuestion
from application.incidents.page_links import PagedIncident, PageLinks
from application.incidents.requesting import Requests
from application.incidents.requests import (
    Proposing,
    RepairRequest,
    RequestedRepair,
    check_reason,
)
from application.ports.clock import Clock, Ids
from application.ports.clusters import Clusters
from application.ports.events import EventFilter, Events
from application.ports.incidents.incidents import (
    ApprovalClient,
    Approvals,
    Controls,
    IncidentClient,
    IncidentFilter,
    IncidentOrder,
    Incidents,
    Policies,
)
from application.ports.people import People
from application.ports.rendering import Renderer
from domain.alerts.alerts import AlertSource
from domain.common.errors import Conflict, InvalidRequest, NotFound, TemporaryError
from domain.common.messages import message, one_of
from domain.common.readers import Language
from domain.common.search_terms import asked_terms
from domain.events.events import Event
from domain.incidents.approvals.approvals import Approval
from domain.incidents.explaining import Explanation, explain
from domain.incidents.incidents import Incident, IncidentState, Steering
from domain.incidents.policy.policies import Policy
from domain.incidents.story.searching import LONGEST_SEARCH, MOST_SOUGHT
from domain.monitoring.alarms import Severity
from domain.people.access import Actor, Permission, require
from domain.people.people import Person

MOST_LISTED = 100
MOST_TOLD = 200

_WITHOUT_REASON = (Steering.RESUME, Steering.ACKNOWLEDGE, Steering.EXAMINE)


@dataclass(frozen=True)
class IncidentPage:
    """Incidents, newest first; pass `next_before` as `before`, empty at the end.

    Attributes:
        names: what those who took them over are called, by id.
    """

    incidents: tuple[Incident, ...]
    next_before: str
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class IncidentService:
    """The one door to incidents: every face calls it, none goes around it.

    Attributes:
        questions: where approvals are kept; `asking` reaches their workflows.
        repairs: plans what somebody asks for, without doing it.
    """

    incidents: Incidents
    lives: IncidentClient
    clusters: Clusters
    policies: Policies
    questions: Approvals
    asking: ApprovalClient
    people: People
    events: Events
    controls: Controls
    clock: Clock
    ids: Ids
    repairs: Proposing
    words: Renderer

    async def list(  # noqa: PLR0913 - each by name
        self,
        *,
        by: Actor,
        state: str | None = None,
        cluster: str = "",
        namespace: str = "",
        open_only: bool = False,
        severity: Severity | None = None,
        acknowledged: bool | None = None,
        source: AlertSource | None = None,
        since: datetime | None = None,
        mine: bool = False,
        search: str = "",
        order: IncidentOrder = IncidentOrder.NEWEST,
        before: str = "",
        limit: int = 50,
    ) -> IncidentPage:
        """Return incidents in order, newest opened first unless another is asked for.

        Args:
            by: who asks.
            state: only those in this state.
            cluster: only those of this cluster.
            namespace: only those of this namespace.
            open_only: leave out closed ones.
            severity: only where the newest alert has this one.
            acknowledged: only those that somebody has taken over, or only those that nobody has.
            source: only those whose newest alert is from there.
            since: only those opened then or later.
            mine: only what the asker took over, asked for, or was paged about.
            search: words, or how they begin, of which all must be in what it is about or in what
                its newest alert says.
            order: what comes first.
            before: the `next_before` of the page before.
            limit: how many at most.
        """
        require(by, Permission.READ_INCIDENTS)
        if not 1 <= limit <= MOST_LISTED:
            raise InvalidRequest("limit", message("rule.between", least=1, most=MOST_LISTED))
        if before and not before.startswith("i_"):
            raise InvalidRequest("before", message("rule.cursor"))
        which = IncidentFilter(
            _state(state),
            cluster,
            namespace,
            open_only,
            since=since,
            severity=severity,
            is_taken=acknowledged,
            source=source,
            concerns=by.person_id if mine else "",
            words=_sought(search),
        )
        found = await self.incidents.list(which, before=before, limit=limit + 1, order=order)
        page = found[:limit]
        names = await self.names_of(page)
        return IncidentPage(tuple(page), page[-1].id if len(found) > limit else "", names)

    async def names_of(self, found: Iterable[Incident]) -> dict[str, str]:
        """Return what those who took incidents over are called, by id."""
        takers = {each.acknowledged_by for each in found if each.acknowledged_by}
        return await self.people.names(takers) if takers else {}

    async def get(self, *, by: Actor, incident_id: str) -> Incident:
        """Return an incident as its workflow tells it, or as it was kept last.

        Raises:
            NotFound: there never was one.
        """
        require(by, Permission.READ_INCIDENTS)
        return await self._now(await self._kept(incident_id))

    async def explain(self, *, by: Actor, incident_id: str) -> Explanation:
        """Say why it stands where it stands, from its state alone (RBK-15)."""
        incident = await self.get(by=by, incident_id=incident_id)
        return explain(incident, await self._policy_of(incident))

    async def timeline(self, *, by: Actor, incident_id: str, limit: int = 100) -> tuple[Event, ...]:
        """Return what happened to it, oldest first; the newest `limit` of it."""
        require(by, Permission.READ_INCIDENTS)
        if not 1 <= limit <= MOST_TOLD:
            raise InvalidRequest("limit", message("rule.between", least=1, most=MOST_TOLD))
        kept = await self._kept(incident_id)
        which = EventFilter(subject=kept.id)
        return tuple(reversed(await self.events.latest(which, before=None, limit=limit)))

    async def steer(self, *, by: Actor, incident_id: str, what: str, reason: str = "") -> Incident:
        """Tell a running incident to go another way, at once (RBK-10).

        Args:
            by: who asks.
            incident_id: which.
            what: a `Steering` value.
            reason: for the record; needed by all but `resume`, `acknowledge` and `examine`.

        Raises:
            Conflict: it is closed.
        """
        require(by, Permission.STEER_INCIDENTS)
        steering = _steering(what)
        if reason or steering not in _WITHOUT_REASON:
            reason = check_reason(reason)
        incident = await self._open(incident_id)
        told = await self.lives.steer(
            incident.workflow_id, steering, by=by.person_id, reason=reason
        )
        return await self._told(incident, told)

    async def enable_writes(self, *, by: Actor, incident_id: str) -> Incident:
        """Let an incident that was only observing try for real from where it stands."""
        require(by, Permission.ENABLE_WRITES)
        incident = await self._open(incident_id)
        told = await self.lives.enable_writes(incident.workflow_id, by=by.person_id)
        return await self._told(incident, told)

    async def approvals(self, *, by: Actor) -> tuple[Approval, ...]:
        """Return the questions that wait for somebody's yes or no, oldest first."""
        require(by, Permission.READ_INCIDENTS)
        return await self._answers.waiting()

    async def approval(self, *, by: Actor, approval_id: str) -> Approval:
        """Return one question, answered or not."""
        require(by, Permission.READ_INCIDENTS)
        return await self._answers.question(approval_id)

    async def answer(
        self, *, by: Actor, approval_id: str, approved: bool, reason: str = "", digest: str = ""
    ) -> Approval:
        """Approve or deny exactly the plan of a question; the same answer twice is once.

        Args:
            by: who answers; never taken from what was sent.
            approval_id: which question.
            approved: yes or no.
            reason: for the record; a no needs one.
            digest: of the plan that was seen; anything else is then refused.

        Raises:
            Conflict: it was answered, superseded, has expired, or is about another plan.
            Forbidden: they may not approve, or it is their own request.
        """
        require(by, Permission.APPROVE_REPAIRS)
        if reason or not approved:
            reason = check_reason(reason)
        approval = await self._answers.question(approval_id)
        person = await self._person(by)
        return await self._answers.give(
            approval, approved=approved, by=person, reason=reason, digest=digest, via=by.via
        )

    async def outcome_behind(self, token: str) -> LinkedQuestion:
        """Return what became of the question behind a link that answers no more; see `Answers`."""
        return await self._answers.outcome_behind(token)

    async def question_behind(self, token: str) -> LinkedQuestion:
        """Return the question behind somebody's link, using nothing up.

        Raises:
            NotFound: unknown, used and expired links, and those of people who may not approve
                any more, all look alike.
        """
        return await self._answers.question_behind(token)

    async def answer_by_link(self, token: str, *, approved: bool) -> LinkedQuestion:
        """Answer for the person whose link it is; whatever comes of it, the link opens no more.

        A link is not used up while Temporal does not answer: then it may be used again.

        Raises:
            NotFound: as for `question_behind`.
            Forbidden: it is their own request; the link stays good for a no.
        """
        return await self._answers.answer_by_link(token, approved=approved)

    async def page_behind(self, token: str) -> PagedIncident:
        """Return the incident behind the link of a page, changing nothing.

        Raises:
            NotFound: unknown and expired links, and those of people who are disabled, all look
                alike.
        """
        return await self._page_links.open(token)

    async def acknowledge_by_link(self, token: str) -> PagedIncident:
        """Take an incident over for the person who was paged; a second time changes nothing.

        Raises:
            NotFound: as for `page_behind`.
        """
        return await self._page_links.acknowledge(token)

    async def request(self, *, by: Actor, requested: RepairRequest) -> RequestedRepair:
        """Repair what somebody names, by the same guarded ladder as any incident (RBK-12).

        Raises:
            NotFound: no such workload.
            InvalidRequest: no such revision of it, or another argument breaks a rule.
            Conflict: it would not be done (kill switch, policy, nothing to do), or the plan is
                another than was confirmed.
        """
        require(by, Permission.REQUEST_REPAIRS)
        return await self._requests.take(requested, by=await self._person(by))

    @property
    def _answers(self) -> Answers:
        return Answers(self.questions, self.asking, self.people, self.clock)

    @property
    def _page_links(self) -> PageLinks:
        return PageLinks(
            self.questions, self.incidents, self.lives, self.people, self.events, self.clock
        )

    @property
    def _requests(self) -> Requests:
        return Requests(
            self.lives,
            self.clusters,
            self.policies,
            self.controls,
            self.clock,
            self.ids,
            self.repairs,
            self.words,
        )

    async def _kept(self, incident_id: str) -> Incident:
        incident = await self.incidents.get(incident_id)
        if incident is None:
            raise NotFound("incident", incident_id)
        return incident

    async def _now(self, kept: Incident) -> Incident:
        """Return the incident as its workflow tells it; the kept one when it does not answer."""
        if kept.state is IncidentState.CLOSED:
            return kept
        with suppress(TemporaryError):
            told = await self.lives.ask(kept.workflow_id)
            # One workflow id serves the incidents of a fingerprint one after the other.
            if told is not None and told.id == kept.id and told.revision >= kept.revision:
                return told
        return kept

    async def _open(self, incident_id: str) -> Incident:
        incident = await self._now(await self._kept(incident_id))
        if incident.state is IncidentState.CLOSED:
            raise Conflict(message("incident.closed_already"))
        return incident

    async def _told(self, before: Incident, told: Incident) -> Incident:
        """Return how it stands: one workflow serves the incidents of a fingerprint in turn."""
        return told if told.id == before.id else await self._kept(before.id)

    async def _policy_of(self, incident: Incident) -> Policy:
        """Return the policy it runs with: the start of its digest follows the name."""
        current = await self.policies.current()
        digest = incident.policy.rpartition(" ")[2]
        if not digest or current.digest.startswith(digest):
            return current
        return await self.policies.get(digest) or current

    async def _person(self, by: Actor) -> Person:
        """Return who asks; an operator at the terminal may be nobody that is kept."""
        person = await self.people.get(by.person_id)
        return person or Person(
            id=by.person_id, name=by.person_id, language=Language.ENGLISH, roles=by.roles
        )


def _sought(search: str) -> tuple[str, ...]:
    """Return the words of a search."""
    if len(search) > LONGEST_SEARCH:
        raise InvalidRequest("search", message("rule.most_characters", most=LONGEST_SEARCH))
    words = asked_terms(search, ())
    if search.strip() and not words:
        raise InvalidRequest("search", message("incident.search_without_words"))
    return words[:MOST_SOUGHT]


def _state(word: str | None) -> IncidentState | None:
    if not word:
        return None
    try:
        return IncidentState(word)
    except ValueError:
        raise InvalidRequest("state", one_of(IncidentState)) from None


def _steering(word: str) -> Steering:
    try:
        return Steering(word)
    except ValueError:
        raise InvalidRequest("what", one_of(Steering)) from None
