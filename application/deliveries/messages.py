"""What a delivery carries: a briefing, or what an event has to say."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

from application.approvals.answers import ApprovalLinks
from application.approvals.values import EditValues
from application.briefings.shares import TOKEN_LENGTH, ShareService
from application.common.wording import worded_event
from application.deliveries.feedback import SUBJECT
from application.incidents.page_forms import page_for
from application.ports.briefings import Briefings
from application.ports.events import Events
from application.ports.rendering import Renderer
from domain.briefings.briefings import Briefing
from domain.briefings.summaries import must_lead
from domain.cluster_edits.told import with_changes
from domain.common import messages
from domain.common.errors import NotFound
from domain.common.messages import Called, Gist, message
from domain.common.readers import Language, Reader
from domain.deliveries.channels import PERSONAL
from domain.deliveries.deliveries import ChannelKind, Message
from domain.deliveries.event_messages import LINK_LINES, message_of, with_link, with_note
from domain.events.events import Event, EventType
from domain.incidents.page_texts import MOST_PHONE_LINES
from domain.tasks.events import source_of
from domain.voice.codes import CODE_DIGITS

_ANSWER = message("delivery.answer")
"""What the link at a question is called."""

_JUDGE = message("delivery.judge")
"""What the link at mails is called that can wait: whether it was of use."""

_ACKNOWLEDGE = message("delivery.acknowledge")
"""What the link at a page of an incident is called."""

_OPEN = message("delivery.open")
"""What the link at a page or a question is called where many read it: they sign in."""

_TASK = message("delivery.task")
"""What the link at a message of a task is called."""

_COLON = message("delivery.colon")
"""What stands between a label and its address in plain text."""

PAGE_LINKS_OPEN = timedelta(days=30)
"""How long the link of a page may open at most; it ends a day after its incident does. That of a
task opens as long."""

_MARK = message("delivery.sandbox")
_WHOLE = message("delivery.whole")
"""What the link to the whole of it is called."""

_CODE_PLACE = "#" * CODE_DIGITS
_NO_CODE = "-" * CODE_DIGITS
"""Where a code will stand, and what stands there when it has come too late."""

_PLACE = "0" * TOKEN_LENGTH
"""Stands in for a token that is not made yet; as long as one."""


@dataclass(frozen=True)
class Recipient:
    """Who reads a message, where, and on which wall clock.

    Attributes:
        zone: of that clock; empty: times stay UTC, and say so.
    """

    person_id: str
    language: Language
    channel: ChannelKind
    zone: str = ""


class LinkOf(Protocol):
    """Turns a share token into an address that a person can open."""

    def __call__(self, token: str) -> str:
        """Return the absolute URL."""


class CodeFor(Protocol):
    """Tells a one-time code of somebody's as their message leaves."""

    async def __call__(self, owner: str, request_id: str) -> str:
        """Return it; empty: it is of no use any more."""


class MessagePages(Protocol):
    """Makes a page for mail programs of Markdown."""

    def html_of(self, *, title: str, markdown: str) -> str:
        """Return HTML that runs nothing and fetches nothing."""


@dataclass(frozen=True)
class Messages:
    """Composes messages; `sandbox` marks every one of them.

    Attributes:
        link_of: of a share; `question_of` of a question that somebody is asked, and of the page of
            an incident; `task_of` of a task; `judge_of` of a message that can be judged.
        code_for: the code of a robot's request, which is put in as its message leaves.
        values: what edits change, for those who are asked about one; None keeps fingerprints.
        console: address of the console, to which group chats lead; empty: they lead nowhere.
    """

    briefings: Briefings
    events: Events
    shares: ShareService
    questions: ApprovalLinks
    pages: MessagePages
    link_of: LinkOf
    question_of: LinkOf
    task_of: LinkOf
    judge_of: LinkOf
    words: Renderer
    code_for: CodeFor
    sandbox: bool
    values: EditValues | None = None
    console: str = ""

    async def draft(
        self,
        *,
        key: str,
        event_id: str,
        briefing_id: str,
        to: Recipient,
        note: messages.Message | None = None,
    ) -> Message:
        """Return the message as long as it will be; a link in it stands in for the real one.

        The link's text decides into how many parts a message is cut, and a link is only made
        when the message may leave.

        Args:
            key: the delivery's.
            event_id: what it tells of, when it is not a briefing.
            briefing_id: empty when it is not a briefing.
            to: who reads it.
            note: what is said below what an event says.

        Raises:
            NotFound: the briefing or event is gone.
        """
        reader = Reader(to.language, to.zone or "UTC")
        if briefing_id:
            briefing = self._judged(await self._briefing(key, briefing_id, reader), to, reader)
            return self._marked(briefing, reader)
        told = await self._with_values(await self._event(event_id), to)
        event = self._worded(told, to, reader)
        message = message_of(event, key=key, language=to.language, sandbox=self.sandbox)
        if _is_page(told) and to.channel is ChannelKind.SMS:
            return self._marked(self._brief(event, message, reader), reader)
        if note is not None:
            message = with_note(message, self.words.text(note, reader))
        if _has_code(event, to):
            said = messages.message("robot.code_is", code=Called(_CODE_PLACE))
            message = with_note(message, self.words.text(said, reader))
        if _can_be_judged(told):
            message = self._judged(message, to, reader)
        message = self._linked(message, event, to, reader)
        html = self.pages.html_of(title=message.title, markdown=message.markdown)
        return self._marked(replace(message, html=html), reader)

    async def sealed(
        self, draft: Message, *, event_id: str, briefing_id: str, to: Recipient
    ) -> Message:
        """Return the message with links that open; one that carries none is ready as it is."""
        if briefing_id:
            owner = briefing_id.partition("/")[0]
            made = await self.shares.create_for_push(briefing_id, owner=owner)
            whole = replace(draft, link=self.link_of(made.token))
            until = made.share.created_at + PAGE_LINKS_OPEN
            return await self._with_judging(whole, to, until)
        event = await self._event(event_id)
        draft = await self._with_judging(draft, to, event.time + PAGE_LINKS_OPEN)
        if _has_code(event, to):
            code = await self.code_for(to.person_id, str(event.data.get("request", "")))
            return _put(draft, _CODE_PLACE, code or _NO_CODE)
        label = _label_of(event, to)
        if label is None or (to.channel is ChannelKind.SMS and _is_page(event)):
            return draft
        if label in (_ACKNOWLEDGE, _TASK):
            until = event.time + PAGE_LINKS_OPEN
            token = await self.questions.lead_to(event.subject or "", to.person_id, until=until)
        else:
            asked = event.data.get("approval") or event.data.get("edit") or ""
            token = await self.questions.make(str(asked), to.person_id)
        # A question that nobody waits for any more keeps a link that does not open.
        place_of = self._place_of(label)
        return _put(draft, place_of(_PLACE), place_of(token or _PLACE))

    def _worded(self, event: Event, to: Recipient, reader: Reader) -> Event:
        """Return the event in its reader's words; a page as a phone shows it, whole in a mail."""
        if not _is_page(event):
            return worded_event(event, self.words, reader)
        if to.channel is ChannelKind.MAIL:
            return page_for(event, self.words, reader, most=None)
        most = MOST_PHONE_LINES - (LINK_LINES if self._opens(event, to) else 0)
        return page_for(event, self.words, reader, most=most)

    def _linked(self, draft: Message, event: Event, to: Recipient, reader: Reader) -> Message:
        """Return the message with the link at which its reader answers, or opens it."""
        if opens := self._opens(event, to):
            return self._with_link(draft, opens, _OPEN, reader)
        label = _label_of(event, to)
        if label is None:
            return draft
        return self._with_link(draft, self._place_of(label)(_PLACE), label, reader)

    def _opens(self, event: Event, to: Recipient) -> str:
        """Return where those who read a page or a question in a group's chat open it, signed in.

        Two taps: the link, and the button there. Empty: the message has a link of its own, or none.
        """
        if not self.console or to.channel in PERSONAL or event.type not in _LABELS:
            return ""
        if event.type == EventType.INCIDENT_CALLED:
            return f"{self.console}/incidents/{event.subject}"
        return f"{self.console}/approvals/{event.data.get('approval') or event.data.get('edit')}"

    async def _with_values(self, event: Event, to: Recipient) -> Event:
        """Return the event of an edit that waits as who is asked reads it: with its values.

        A group's chat is read by others, too: there fingerprints stay.
        """
        is_asked = event.type == EventType.CLUSTER_EDIT_WAITING and to.channel in PERSONAL
        if self.values is None or not is_asked:
            return event
        shown = await self.values.of(event.subject or "")
        return event if shown is None else with_changes(event, shown.changes)

    def _judged(self, draft: Message, to: Recipient, reader: Reader) -> Message:
        """Return a mail with a link at which its reader says whether it was of use."""
        if to.channel is not ChannelKind.MAIL:
            return draft
        place, label = self.judge_of(_PLACE), self.words.text(_JUDGE, reader)
        html = draft.html.replace("</body>", f'<p><a href="{place}">{label}</a></p></body>')
        ended = replace(draft, markdown=draft.markdown.rstrip(), text=draft.text.rstrip())
        return replace(self._with_link(ended, place, _JUDGE, reader), html=html)

    def _with_link(
        self, draft: Message, link: str, label: messages.Message, reader: Reader
    ) -> Message:
        said, colon = (self.words.text(each, reader) for each in (label, _COLON))
        return with_link(draft, link, said, colon)

    async def _with_judging(self, draft: Message, to: Recipient, until: datetime) -> Message:
        """Return the message with the link to judge it, if there is a place for one."""
        place = self.judge_of(_PLACE)
        if place not in draft.text:
            return draft
        subject = f"{SUBJECT}{draft.key}"
        token = await self.questions.lead_to(subject, to.person_id, until=until)
        return _put(draft, place, self.judge_of(token))

    def _place_of(self, label: messages.Message) -> LinkOf:
        return self.task_of if label is _TASK else self.question_of

    def _brief(self, page: Event, draft: Message, reader: Reader) -> Message:
        """Return a page as one part that arrives; whoever is woken opens the rest elsewhere."""
        brief = messages.message_of(page.data.get("brief"))
        said = self.words.text(brief, reader) if brief is not None else draft.title
        return replace(draft, title="", text=said, markdown=said)

    def _marked(self, draft: Message, reader: Reader) -> Message:
        """Return the message with what channels write around it, in its reader's language."""
        mark, label = (self.words.text(each, reader) for each in (_MARK, _WHOLE))
        return replace(draft, mark=mark if draft.sandbox else "", link_label=label)

    async def _event(self, event_id: str) -> Event:
        event = await self.events.get(event_id)
        if event is None:
            raise NotFound("event", event_id)
        return event

    async def _briefing(self, key: str, briefing_id: str, reader: Reader) -> Message:
        briefing = await self.briefings.get(briefing_id)
        if briefing is None:
            raise NotFound("briefing", briefing_id)
        return Message(
            key=key,
            title=briefing.title,
            markdown=briefing.markdown,
            text=briefing.text,
            html=briefing.html,
            link=self.link_of(_PLACE),
            sandbox=self.sandbox,
            subject=self._subject(briefing, reader),
        )

    def _subject(self, briefing: Briefing, reader: Reader) -> str:
        """Return what a person must do and the worst of it; empty when there is nothing."""
        must = must_lead(messages.message_of(briefing.summary.get("headline")))
        if must is None:
            return ""
        n, lead = must
        said = message(
            "briefing.subject", n=n, lead=Gist(lead, _MOST_LEAD), day=Called(briefing.day[5:])
        )
        zone = briefing.facts.get("zone")
        reader = Reader(briefing.language, zone if isinstance(zone, str) else reader.zone)
        return self.words.text(said, reader, today=date.fromisoformat(briefing.day))


_MOST_LEAD = 44
"""Columns of the worst item in a subject: its first clauses, as phones show them."""

_LABELS = {
    EventType.APPROVAL_ASKED: _ANSWER,
    EventType.CLUSTER_EDIT_WAITING: _ANSWER,
    EventType.INCIDENT_CALLED: _ACKNOWLEDGE,
}


def _is_page(event: Event) -> bool:
    """Say whether it wakes somebody: what one phone shows must do then."""
    return event.type == EventType.INCIDENT_CALLED and "brief" in event.data


def _can_be_judged(event: Event) -> bool:
    """Say whether it can wait and nobody waits for an answer: what a task tells."""
    return event.source.startswith(source_of(""))


def _has_code(event: Event, to: Recipient) -> bool:
    """Say whether a message carries a one-time code; a group's chat never gets one."""
    return event.type == EventType.ROBOT_ASKED and to.channel in PERSONAL


def _label_of(event: Event, to: Recipient) -> messages.Message | None:
    """Return what the link of a message is called; None: it has none.

    Whoever opens it answers as the person it was sent to: a group's chat never gets one.
    """
    if to.channel not in PERSONAL:
        return None
    # A text message has no room for the link of what can wait.
    if event.source.startswith(source_of("")) and to.channel is not ChannelKind.SMS:
        return _TASK
    return next((label for kind, label in _LABELS.items() if kind == event.type), None)


def _put(draft: Message, place: str, link: str) -> Message:
    """Put the real link where its place is kept."""
    return replace(
        draft,
        markdown=draft.markdown.replace(place, link),
        text=draft.text.replace(place, link),
        html=draft.html.replace(place, link),
    )
