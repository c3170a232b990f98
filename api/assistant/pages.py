"""Pages about the assistant: ask, see what it does, agree or not, stop it, delete it (MCC-4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Path, Query, Request, Response

from api.assistant.bodies import SayingIn, WordIn
from api.assistant.routes import ConversationId
from api.bodies import MaybeReasonIn
from api.console.forms import Form
from api.console.lists import PAGE_SIZE, read_list
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from api.strict import Cursor
from application.common.wording import refusal
from domain.assistant.conversations import Outcome, Step, StepKind, TurnState
from domain.assistant.reading import open_question
from domain.common.errors import Misconfigured, NotFound
from domain.common.messages import Message, message
from domain.people.access import Permission

pages = Pages("/assistant")

LIVE = "conversation"
MOST_STEPS = 200
"""Steps of one page, the newest: some ten turns."""

MOST_SHOWN = 2_000
"""Characters of a result beside the steps; the whole of it has a page."""

_HERE = f"{ROOT}/assistant"
_YES_OR_NO = {"yes": True, "no": False}
KIND_OF_STATE = {
    TurnState.THINKING: "run",
    TurnState.CALLING: "run",
    TurnState.ASKING: "wait",
    TurnState.DONE: "good",
    TurnState.STOPPED: "off",
    TurnState.LIMITED: "warn",
    TurnState.FAILED: "bad",
}
_KIND_OF_OUTCOME = {
    Outcome.DONE: "good",
    Outcome.FAILED: "bad",
    Outcome.REFUSED: "warn",
    Outcome.DECLINED: "off",
    Outcome.UNAVAILABLE: "warn",
    Outcome.UNCERTAIN: "warn",
    Outcome.ASKS: "wait",
}
_OUTCOMES = {
    Outcome.DONE: message("talk.outcome_done"),
    Outcome.FAILED: message("talk.outcome_failed"),
    Outcome.REFUSED: message("talk.outcome_refused"),
    Outcome.DECLINED: message("talk.outcome_declined"),
    Outcome.UNAVAILABLE: message("talk.outcome_unavailable"),
    Outcome.UNCERTAIN: message("talk.outcome_uncertain"),
    Outcome.ASKS: message("talk.outcome_asks"),
}

_OF_TURN = {StepKind.PERSON: "said", StepKind.END: "end"}
_OF_CALL = {StepKind.QUESTION: "question", StepKind.WORD: "word", StepKind.RESULT: "result"}


@dataclass
class _Part:
    """One thing in a turn: words of the assistant, or a call with all that belongs to it."""

    step: Step
    question: Step | None = None
    word: Step | None = None
    result: Step | None = None


@dataclass
class _Shown:
    """One turn as a page shows it."""

    number: int
    said: Step | None = None
    parts: list[_Part] = field(default_factory=list)
    end: Step | None = None


def _turns(steps: Sequence[Step]) -> list[_Shown]:
    """Return steps as turns, oldest first; what belongs to one call stands together."""
    turns: dict[int, _Shown] = {}
    calls: dict[str, _Part] = {}
    for step in steps:
        turn = turns.setdefault(step.turn, _Shown(step.turn))
        call = calls.get(step.call_id)
        if step.kind in _OF_TURN:
            setattr(turn, _OF_TURN[step.kind], step)
        elif step.kind in _OF_CALL and call:
            setattr(call, _OF_CALL[step.kind], step)
        elif step.text.strip() or step.kind is not StepKind.ASSISTANT:
            # A model that calls something mostly says nothing beside it.
            turn.parts.append(_Part(step))
        if step.kind is StepKind.CALL:
            calls[step.call_id] = turn.parts[-1]
    return list(turns.values())


@pages.get(needs=Permission.USE_ASSISTANT)
async def conversations_page(visit: Here, request: Request) -> Response:
    """List conversations, the newest change first, with a form to begin another."""
    return await _listed(visit, request, Form())


@pages.post(needs=Permission.USE_ASSISTANT)
async def ask_by_page(visit: Here, request: Request) -> Response:
    """Begin a conversation and lead to it."""

    async def show(form: Form) -> Response:
        return await _listed(visit, request, form)

    return await _say(visit, "", show)


async def _listed(visit: Visit, request: Request, form: Form) -> Response:
    state = read_list(request, visit.told, ())
    found = await visit.services.conversations.list(
        by=visit.by, before=state.after, limit=PAGE_SIZE
    )
    return await visit.page(
        "assistant/list.html",
        section="assistant",
        live=LIVE,
        status=form.status,
        state=state,
        conversations=found,
        next=found[-1].id if len(found) == PAGE_SIZE else "",
        kind_of_state=KIND_OF_STATE,
        **await _asking(visit, form),
    )


async def _asking(visit: Visit, form: Form) -> dict[str, Any]:
    """Return what the form needs: a key of its own, so that pressing twice asks once."""
    missing = ""
    try:
        await visit.services.conversations.check(by=visit.by)
    except Misconfigured as error:
        missing = refusal(error, visit.told.words, visit.told.reader)
    # Only what may have begun is taken up again by its key; what was refused is said anew.
    key = form.values.get("key", "") if form.status >= 500 else ""
    key = key or visit.services.conversations.ids.new()
    return {"form": form, "missing": missing, "key": key, "action": visit.request.url.path}


async def _say(visit: Visit, conversation_id: str, show: Any) -> Response:  # noqa: ANN401 - as `submit` takes it
    key = (await visit.form()).values.get("key", "")

    def values(form: Form) -> Mapping[str, Any]:
        return {"text": form.values.get("text", "").strip(), "conversation_id": conversation_id}

    async def act(body: SayingIn) -> Response:
        begun = await visit.services.conversations.say(
            by=visit.by, text=body.text, conversation=conversation_id, key=key
        )
        return visit.done(f"{_at(begun.turn.conversation)}#newest")

    return await visit.submit(SayingIn, act, show=show, to=_HERE, values=values)


@pages.get("/{conversation_id}", needs=Permission.USE_ASSISTANT)
async def conversation_page(
    visit: Here, conversation_id: ConversationId, before: Annotated[Cursor, Query()] = 0
) -> Response:
    """Show what was said, called and asked, while it happens; older steps by `before`."""
    return await _shown(visit, conversation_id, Form(), before)


@pages.post("/{conversation_id}", needs=Permission.USE_ASSISTANT)
async def go_on_by_page(visit: Here, conversation_id: ConversationId) -> Response:
    """Say something more."""

    async def show(form: Form) -> Response:
        return await _shown(visit, conversation_id, form)

    return await _say(visit, conversation_id, show)


async def _shown(visit: Visit, conversation_id: str, form: Form, before: int = 0) -> Response:
    service, by = visit.services.conversations, visit.by
    if before > 0:
        after = max(before - 1 - MOST_STEPS, 0)
        steps = await service.steps(
            by=by, conversation_id=conversation_id, after=after, limit=min(before, MOST_STEPS + 1)
        )
        steps = [each for each in steps if each.number < before]
    else:
        steps = await service.newest(by=by, conversation_id=conversation_id, limit=MOST_STEPS)
    # The conversation last: its state is never older than the steps that are shown.
    speaking = await service.speaking(by=by, conversation_id=conversation_id)
    now = await service.get(by=by, conversation_id=conversation_id)
    question = open_question([each for each in steps if each.turn == now.turn])
    return await visit.page(
        "assistant/one.html",
        section="assistant",
        live=LIVE,
        status=form.status,
        conversation=now,
        turns=_turns(steps),
        older=steps[0].number if steps and steps[0].number > 1 else 0,
        is_newest=before <= 0,
        question=question if question and not now.state.is_over else None,
        speaking=speaking,
        most_shown=MOST_SHOWN,
        kind_of_state=KIND_OF_STATE,
        kind_of_outcome=_KIND_OF_OUTCOME,
        outcomes={each: visit.text(told) for each, told in _OUTCOMES.items()},
        base=_at(conversation_id),
        **await _asking(visit, form),
    )


@pages.get("/{conversation_id}/steps/{number}", needs=Permission.USE_ASSISTANT)
async def step_page(
    visit: Here, conversation_id: ConversationId, number: Annotated[int, Path(ge=1, le=10**9)]
) -> Response:
    """Show one step with all of its text."""
    found = await visit.services.conversations.steps(
        by=visit.by, conversation_id=conversation_id, after=number - 1, limit=1
    )
    if not found or found[0].number != number:
        raise NotFound("page", str(number))
    return await visit.page(
        "assistant/step.html", section="assistant", step=found[0], back=_at(conversation_id)
    )


@pages.get("/{conversation_id}/answer", needs=Permission.USE_ASSISTANT)
async def open_question_page(visit: Here, conversation_id: ConversationId) -> Response:
    """Show the open question alone."""
    return await _asked_back(visit, conversation_id, Form())


@pages.post("/{conversation_id}/answer", needs=Permission.USE_ASSISTANT)
async def answer_by_page(visit: Here, conversation_id: ConversationId) -> Response:
    """Agree to exactly what was shown, or do not; once."""

    def values(form: Form) -> Mapping[str, Any]:
        word = form.values.get("agreed", "")
        agreed = {"agreed": _YES_OR_NO[word]} if word in _YES_OR_NO else {}
        return {"question_id": form.values.get("question_id", ""), **agreed}

    async def act(body: WordIn) -> Message:
        await visit.services.conversations.answer(
            by=visit.by,
            conversation_id=conversation_id,
            digest=body.question_id,
            agreed=body.agreed,
        )
        return message("talk.heard")

    async def show(form: Form) -> Response:
        return await _asked_back(visit, conversation_id, form)

    return await visit.submit(
        WordIn, act, show=show, to=f"{_at(conversation_id)}#newest", values=values
    )


async def _asked_back(visit: Visit, conversation_id: str, form: Form) -> Response:
    service = visit.services.conversations
    steps = await service.newest(by=visit.by, conversation_id=conversation_id, limit=MOST_STEPS)
    now = await service.get(by=visit.by, conversation_id=conversation_id)
    question = open_question([each for each in steps if each.turn == now.turn])
    return await visit.page(
        "assistant/answer.html",
        section="assistant",
        status=form.status,
        form=form,
        question=question if question and not now.state.is_over else None,
        action=visit.request.url.path,
        back=_at(conversation_id),
    )


@dataclass(frozen=True)
class _Act:
    """What can be done with a conversation, and how its question is put."""

    title: Message
    means: Message


_ACTS = {
    "stop": _Act(message("talk_page.stop"), message("talk_page.stop_means")),
    "delete": _Act(message("talk_page.delete"), message("talk_page.delete_means")),
}

ActName = Annotated[str, Path(pattern="^(stop|delete)$")]


@pages.get("/{conversation_id}/do/{step}", needs=Permission.USE_ASSISTANT)
async def ask_before(visit: Here, conversation_id: ConversationId, step: ActName) -> Response:
    """Say what stopping or deleting does, before it is done."""
    return await _asked(visit, conversation_id, _ACTS[step], Form())


@pages.post("/{conversation_id}/do/{step}", needs=Permission.USE_ASSISTANT)
async def stop_or_delete(visit: Here, conversation_id: ConversationId, step: ActName) -> Response:
    """End the running turn, or remove a conversation with all its words."""
    service = visit.services.conversations

    async def act(_body: MaybeReasonIn) -> Message:
        if step == "delete":
            await service.delete(by=visit.by, conversation_id=conversation_id)
            return message("ask.done", step=_ACTS[step].title)
        await service.stop(by=visit.by, conversation_id=conversation_id)
        return message("talk_page.stopping")

    async def show(form: Form) -> Response:
        return await _asked(visit, conversation_id, _ACTS[step], form)

    is_gone = step == "delete"
    to = _HERE if is_gone else _at(conversation_id)
    return await visit.submit(MaybeReasonIn, act, show=show, to=to, anew=is_gone)


async def _asked(visit: Visit, conversation_id: str, act: _Act, form: Form) -> Response:
    return await visit.page(
        "assistant/ask.html",
        section="assistant",
        status=form.status,
        conversation=await visit.services.conversations.get(
            by=visit.by, conversation_id=conversation_id
        ),
        title=visit.text(act.title),
        means=visit.text(act.means),
        form=form,
        action=visit.request.url.path,
        back=_at(conversation_id),
    )


def _at(conversation_id: str) -> str:
    return f"{_HERE}/{conversation_id}"
