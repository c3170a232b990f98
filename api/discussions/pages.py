"""Pages about the bus of discussions: read, search, say, mark, close (BUS-1 … BUS-4)."""

import re
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Query, Request, Response

from api.bodies import MaybeReasonIn
from api.console.forms import Form
from api.console.lists import PAGE_SIZE, Filter, ListState, choices_of, read_list
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from api.discussions.message_bodies import MessageIn, ReplyIn
from api.discussions.routes import DiscussionId, MessageId
from api.pages import visible
from api.strict import Cursor
from application.discussions.discussions import FURTHEST
from application.discussions.messages import closed_message, sent_message
from application.discussions.views import Said
from domain.common.messages import Message, message
from domain.discussions.discussions import DiscussionStatus, SourceType
from domain.discussions.rules import LONGEST_KEYWORD
from domain.people.access import Permission

pages = Pages("/discussions")

LIVE = "discussion"
MOST_MESSAGES = 100
"""Messages of one page, the newest."""

MOST_SHOWN = 2_000
"""Characters of a message among others; the whole of it has a page."""

MOST_PROJECTS = 200
"""Of which one can be chosen to speak for."""

_HERE = f"{ROOT}/discussions"
_INCIDENT = re.compile(r"incident/(i_[a-z2-7]{26})")
_KIND_OF_STATUS = {DiscussionStatus.OPEN: "run", DiscussionStatus.CLOSED: "off"}
_KIND_OF_SOURCE = {
    SourceType.REAL: "good",
    SourceType.INFERRED: "warn",
    SourceType.UNVERIFIABLE: "off",
}
_FILTERS = (
    Filter("keyword", message("bus_page.search")),
    Filter("status", message("head.state"), choices_of(DiscussionStatus)),
)


@pages.get(needs=Permission.READ_DISCUSSIONS)
async def discussions_page(visit: Here, request: Request) -> Response:
    """List discussions, the newest update first; with words, the messages that answer them."""
    state = read_list(request, visit.told, _FILTERS)
    if state["keyword"]:
        return await _found(visit, state)
    listed = await visit.services.discussions.list(
        by=visit.by, status=state["status"], limit=PAGE_SIZE, after=state.after
    )
    return await visit.page(
        "discussions/list.html",
        section="discussions",
        live=LIVE,
        state=state,
        heads=listed.heads,
        next=listed.next_after,
        broken=listed.broken,
        kind_of_status=_KIND_OF_STATUS,
    )


async def _found(visit: Visit, state: ListState) -> Response:
    """Search; a place that is none begins at the best."""
    offset = min(int(state.after), FURTHEST) if re.fullmatch(r"\d{1,9}", state.after) else 0
    found = await visit.services.discussions.search(
        by=visit.by, keyword=state["keyword"][:LONGEST_KEYWORD], limit=PAGE_SIZE, offset=offset
    )
    after = offset + len(found.best)
    return await visit.page(
        "discussions/found.html",
        section="discussions",
        live=LIVE,
        state=state,
        found=found.best,
        total=found.total,
        next=str(after) if found.best and after < found.total else "",
        broken=found.broken,
        most_shown=MOST_SHOWN,
        kind_of_source=_KIND_OF_SOURCE,
    )


@pages.get("/new", needs=Permission.SEND_DISCUSSIONS)
async def ask_for_message(visit: Here) -> Response:
    """Ask what is to be said, under which topic and for whom."""
    return await _asked_for_message(visit, Form())


@pages.post("/new", needs=Permission.SEND_DISCUSSIONS)
async def send_by_page(visit: Here) -> Response:
    """Say something in the open discussion of a topic, or open one."""

    async def act(body: MessageIn) -> Response:
        said = await visit.services.discussions.send(
            by=visit.by, topic=body.topic, saying=body.saying
        )
        return _sent(visit, said)

    async def show(form: Form) -> Response:
        return await _asked_for_message(visit, form)

    return await visit.submit(MessageIn, act, show=show, to=_HERE, values=_message_of, anew=True)


@pages.get("/{discussion_id}/reply", needs=Permission.SEND_DISCUSSIONS)
async def ask_for_reply(
    visit: Here, discussion_id: DiscussionId, to: Annotated[str, Query(max_length=80)] = ""
) -> Response:
    """Ask what is to be said, and for whom."""
    return await _asked_for_message(visit, Form(values={"reply_to": to}), discussion_id)


@pages.post("/{discussion_id}/reply", needs=Permission.SEND_DISCUSSIONS)
async def reply_by_page(visit: Here, discussion_id: DiscussionId) -> Response:
    """Say something in a discussion."""

    async def act(body: ReplyIn) -> Message:
        said = await visit.services.discussions.reply(
            by=visit.by, discussion_id=discussion_id, saying=body.saying
        )
        return sent_message(said)

    async def show(form: Form) -> Response:
        return await _asked_for_message(visit, form, discussion_id)

    return await visit.submit(
        ReplyIn, act, show=show, to=f"{_at(discussion_id)}#newest", values=_reply_of
    )


def _reply_of(form: Form) -> Mapping[str, Any]:
    said = {name: form.values.get(name, "") for name in ("from_id", "content", "reply_to", "key")}
    tags = re.split("[,，]", form.values.get("tags", ""))
    return {**said, "tags": [each.strip() for each in tags if each.strip()]}


def _message_of(form: Form) -> Mapping[str, Any]:
    return {**_reply_of(form), "topic": form.values.get("topic", "").strip()}


def _sent(visit: Visit, said: Said) -> Response:
    return visit.done(_at(said.sent.discussion.id), sent_message(said), anew=True)


async def _asked_for_message(visit: Visit, form: Form, discussion_id: str = "") -> Response:
    service = visit.services.discussions
    projects = list(await service.projects(by=visit.by))[:MOST_PROJECTS]
    topic = ""
    if discussion_id:
        page = await service.read(by=visit.by, discussion_id=discussion_id, limit=1)
        topic = page.discussion.topic
    mine = [each for each, person in service.speakers.items() if person == visit.by.person_id]
    if mine and "from_id" not in form.values:
        form.values["from_id"] = mine[0]
    # What was refused was not sent: said anew, it has a key of its own.
    key = form.values.get("key", "") if form.status >= 500 else ""
    return await visit.page(
        "discussions/say.html",
        section="discussions",
        status=form.status,
        form=form,
        topic=topic,
        is_reply=bool(discussion_id),
        projects=[
            ("", visit.text(message("bus_page.choose"))),
            *((each.id, visible(f"{each.name} ({each.id})")) for each in projects),
        ],
        key=key or visit.services.incident_story.ids.new(),
        action=visit.request.url.path,
        back=_at(discussion_id) if discussion_id else _HERE,
    )


@pages.get("/{discussion_id}", needs=Permission.READ_DISCUSSIONS)
async def discussion_page(
    visit: Here, discussion_id: DiscussionId, before: Annotated[Cursor, Query()] = 0
) -> Response:
    """Show what was said, oldest first, with how far each sender is proven."""
    page = await visit.services.discussions.read(
        by=visit.by, discussion_id=discussion_id, before=before or None, limit=MOST_MESSAGES
    )
    incident = _INCIDENT.fullmatch(page.discussion.topic)
    return await visit.page(
        "discussions/one.html",
        section="discussions",
        live=LIVE,
        discussion=page.discussion,
        total=page.total,
        older=page.first,
        is_newest=page.first + len(page.discussion.messages) >= page.total,
        incident=incident[1] if incident and visit.may(Permission.READ_INCIDENTS) else "",
        most_shown=MOST_SHOWN,
        kind_of_status=_KIND_OF_STATUS,
        kind_of_source=_KIND_OF_SOURCE,
        base=_at(discussion_id),
    )


@pages.get("/{discussion_id}/messages/{message_id}", needs=Permission.READ_DISCUSSIONS)
async def message_page(visit: Here, discussion_id: DiscussionId, message_id: MessageId) -> Response:
    """Show one message with all of its content."""
    found = await visit.services.discussions.message(
        by=visit.by, discussion_id=discussion_id, message_id=message_id
    )
    return await visit.page(
        "discussions/message.html",
        section="discussions",
        message=found,
        kind_of_source=_KIND_OF_SOURCE,
        back=_at(discussion_id),
    )


@pages.get("/{discussion_id}/annotate", needs=Permission.ANNOTATE_DISCUSSIONS)
async def ask_to_annotate(visit: Here, discussion_id: DiscussionId) -> Response:
    """Say what would be marked, and why."""
    return await _asked_to_annotate(visit, discussion_id, Form())


@pages.post("/{discussion_id}/annotate", needs=Permission.ANNOTATE_DISCUSSIONS)
async def annotate_by_page(visit: Here, discussion_id: DiscussionId) -> Response:
    """Mark as inferred what came too fast or was an automatic reply."""

    async def act(_body: MaybeReasonIn) -> Message:
        done = await visit.services.discussions.annotate(by=visit.by, discussion_id=discussion_id)
        return message("bus.marked", changed=done.updated)

    async def show(form: Form) -> Response:
        return await _asked_to_annotate(visit, discussion_id, form)

    return await visit.submit(MaybeReasonIn, act, show=show, to=_at(discussion_id))


async def _asked_to_annotate(visit: Visit, discussion_id: str, form: Form) -> Response:
    found, anomalies = await visit.services.discussions.anomalies(
        by=visit.by, discussion_id=discussion_id
    )
    count = message("bus.anomalies", count=len(anomalies), messages=len(found.messages))
    title, means = message("bus_page.annotate"), message("bus_page.annotate_means")
    return await _asked(visit, discussion_id, title, means, form, found.topic, count)


@pages.get("/{discussion_id}/close", needs=Permission.SEND_DISCUSSIONS)
async def ask_to_close(visit: Here, discussion_id: DiscussionId) -> Response:
    """Say what closing means."""
    return await _asked_to_close(visit, discussion_id, Form())


@pages.post("/{discussion_id}/close", needs=Permission.SEND_DISCUSSIONS)
async def close_by_page(visit: Here, discussion_id: DiscussionId) -> Response:
    """End a discussion; closing it again changes nothing."""

    async def act(_body: MaybeReasonIn) -> Message:
        done = await visit.services.discussions.close(by=visit.by, discussion_id=discussion_id)
        return closed_message(done)

    async def show(form: Form) -> Response:
        return await _asked_to_close(visit, discussion_id, form)

    return await visit.submit(MaybeReasonIn, act, show=show, to=_at(discussion_id))


async def _asked_to_close(visit: Visit, discussion_id: str, form: Form) -> Response:
    page = await visit.services.discussions.read(by=visit.by, discussion_id=discussion_id, limit=1)
    title, means = message("bus_page.close"), message("bus_page.close_means")
    return await _asked(visit, discussion_id, title, means, form, page.discussion.topic)


async def _asked(  # noqa: PLR0913, PLR0917 - what a question may hold
    visit: Visit,
    discussion_id: str,
    title: Message,
    means: Message,
    form: Form,
    topic: str,
    note: Message | None = None,
) -> Response:
    return await visit.page(
        "discussions/ask.html",
        section="discussions",
        status=form.status,
        title=visit.text(title),
        means=visit.text(means),
        topic=topic,
        note=visit.text(note),
        form=form,
        action=visit.request.url.path,
        back=_at(discussion_id),
    )


def _at(discussion_id: str) -> str:
    return f"{_HERE}/{discussion_id}"
