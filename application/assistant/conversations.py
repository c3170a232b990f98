"""Conversations with the assistant: say, read, answer, stop (MCC-4)."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field

from application.assistant.mending import TurnMending
from application.assistant.speaking import speaking_key
from application.ports.assistant.conversations import (
    Begun,
    Bounds,
    ConversationClient,
    Conversations,
    Turn,
)
from application.ports.clock import Clock, Ids
from application.ports.people import People
from application.ports.progress import Progress
from application.ports.rendering import Renderer
from domain.assistant.conversations import (
    Conversation,
    Step,
    StepKind,
    TurnLimits,
    checked_saying,
    title_of,
)
from domain.common.errors import Conflict, InvalidRequest, Misconfigured, NotFound, ZhibanError
from domain.common.messages import Called, message
from domain.events.events import Event, EventType
from domain.people.access import Actor, Permission, require

MOST_LISTED = 100
MOST_READ = 500
"""Steps of one answer; who wants more asks again."""

LONGEST_KEY = 200

BETWEEN_LOOKS = 0.25
"""Seconds between two looks at a turn that is followed."""

LOOKS_PER_ROUND = 80
"""After so many looks without news it is asked whether the turn runs at all: every 20 s."""

LOOKS_AT_END = 40
"""Looks until a deletion gives up waiting for the turn's end: 10 s."""

_ID = re.compile(r"c_[0-9a-f]{32}")


@dataclass(frozen=True)
class Speaking:
    """All that the model has said so far of its next step; it is kept when it is complete."""

    turn: int
    text: str


@dataclass(frozen=True)
class ConversationService:
    """The one door to conversations; everybody sees their own, and nobody another's.

    Attributes:
        words: of all languages; what is kept of a turn is in the person's.
        configured: whether there is a language model to talk to.
        limits: what one turn may cost.
        bounds: how many there may be.
    """

    conversations: Conversations
    lives: ConversationClient
    people: People
    progress: Progress
    clock: Clock
    ids: Ids
    words: Renderer
    configured: bool = True
    limits: TurnLimits = field(default_factory=TurnLimits)
    bounds: Bounds = field(default_factory=Bounds)

    async def say(self, *, by: Actor, text: str, conversation: str = "", key: str = "") -> Begun:
        """Say something and have it answered; the answer is read with `steps` or `follow`.

        Args:
            by: who says it; its roles are read again at every call, its scopes stay.
            text: 1 to 8,000 characters.
            conversation: which one goes on; empty: a new one.
            key: the caller's name for this saying; the same one begins one turn only.

        Raises:
            InvalidRequest: text or key break a rule.
            Misconfigured: there is no language model; says which settings.
            NotFound: there is no such conversation of theirs.
            Conflict: a turn is not over, or a bound is reached; says which.
        """
        require(by, Permission.USE_ASSISTANT)
        said = checked_saying(text)
        _check_key(key)
        self._check_model()
        if conversation:
            await self._mending.mended(await self._mine(by, conversation))
        begun = await self._begun(self._turn(by, conversation, key), said, opens=not conversation)
        newest = begun.turn.number == begun.conversation.turn
        if newest and not begun.conversation.state.is_over:
            await self._start(begun)
        return begun

    async def check(self, *, by: Actor) -> None:
        """Raise what `say` would raise whatever is said, before anybody thinks about what."""
        require(by, Permission.USE_ASSISTANT)
        self._check_model()

    def _check_model(self) -> None:
        if not self.configured:
            raise Misconfigured(
                message(
                    "assistant.no_model",
                    key=Called("ZHIBAN_LLM_API_KEY"),
                    address=Called("ZHIBAN_LLM_BASE_URL"),
                    model=Called("ZHIBAN_LLM_MODEL"),
                    budget=Called("ZHIBAN_LLM_DAILY_TOKENS"),
                )
            )

    async def get(self, *, by: Actor, conversation_id: str) -> Conversation:
        """Return one conversation; a turn that nothing keeps going is ended first."""
        require(by, Permission.USE_ASSISTANT)
        return await self._mending.as_it_stands(await self._mine(by, conversation_id))

    async def steps(
        self, *, by: Actor, conversation_id: str, after: int = 0, limit: int = 100
    ) -> list[Step]:
        """Return up to `limit` (1 to 500) steps with number > `after`, oldest first.

        A turn that nothing keeps going is ended first.
        """
        require(by, Permission.USE_ASSISTANT)
        _check_limit(limit, MOST_READ)
        await self._mending.as_it_stands(await self._mine(by, conversation_id))
        return await self.conversations.steps(conversation_id, after=max(after, 0), limit=limit)

    async def newest(self, *, by: Actor, conversation_id: str, limit: int = 100) -> list[Step]:
        """Return the newest `limit` (1 to 500) steps, oldest first; a dead turn is ended first."""
        require(by, Permission.USE_ASSISTANT)
        _check_limit(limit, MOST_READ)
        await self._mending.as_it_stands(await self._mine(by, conversation_id))
        return await self.conversations.newest(conversation_id, limit=limit)

    async def speaking(self, *, by: Actor, conversation_id: str) -> str:
        """Return what the model has said so far of its next step; empty: nothing, or it is over."""
        require(by, Permission.USE_ASSISTANT)
        now = await self._mine(by, conversation_id)
        if now.state.is_over:
            return ""
        return await self.progress.get(speaking_key(conversation_id, now.turn)) or ""

    async def follow(
        self, *, by: Actor, conversation_id: str, after: int = 0
    ) -> AsyncIterator[Step | Speaking]:
        """Yield steps with number > `after` as they come, and the model's unfinished words.

        Ends with the end of the newest turn, or when the conversation is deleted.
        """
        require(by, Permission.USE_ASSISTANT)
        await self._mine(by, conversation_id)
        heard, looks = "", 0
        while (now := await self.conversations.get(conversation_id)) is not None:
            found = await self.conversations.steps(conversation_id, after=after, limit=MOST_READ)
            for step in found:
                after = step.number
                yield step
            if found:
                heard, looks = "", 0
                continue
            if now.state.is_over:
                return
            text = await self.progress.get(speaking_key(conversation_id, now.turn)) or ""
            if text not in ("", heard):
                yield Speaking(now.turn, text)
            heard, looks = text, looks + 1
            if looks % LOOKS_PER_ROUND == 0:
                with suppress(ZhibanError):  # Temporal may be away; the turn goes on after it
                    await self._mending.mended(now)
            await asyncio.sleep(BETWEEN_LOOKS)

    async def answer(self, *, by: Actor, conversation_id: str, digest: str, agreed: bool) -> None:
        """Say yes or no to the open question; the same answer again is once.

        Raises:
            Conflict: this question is not open.
        """
        require(by, Permission.USE_ASSISTANT)
        now = await self._mine(by, conversation_id)
        if now.state.is_over:
            raise Conflict(message("assistant.questions_over"))
        await self.lives.answer(await self._mending.newest(now), digest, agreed=agreed)

    async def stop(self, *, by: Actor, conversation_id: str) -> Conversation:
        """End the running turn; what has begun to change something is finished first."""
        require(by, Permission.USE_ASSISTANT)
        now = await self._mine(by, conversation_id)
        if not now.state.is_over and not await self.lives.stop(await self._mending.newest(now)):
            now = await self._mending.mended(now)
        return now

    async def delete(self, *, by: Actor, conversation_id: str) -> None:
        """Stop it and remove all its words.

        Raises:
            Conflict: what has begun takes longer to finish; try again.
        """
        now = await self.stop(by=by, conversation_id=conversation_id)
        for _ in range(LOOKS_AT_END):
            if now.state.is_over:
                break
            await asyncio.sleep(BETWEEN_LOOKS)
            now = await self._mine(by, conversation_id)
        else:
            raise Conflict(message("assistant.finishing"))
        name = f"conversation/{now.id}/deleted"
        event = self._event(EventType.CONVERSATION_DELETED, now.owner, by.via, name, now.id)
        await self.conversations.delete(now.id, event)
        await self.progress.clear(speaking_key(now.id, now.turn))

    def _turn(self, by: Actor, conversation: str, key: str) -> Turn:
        scopes = None if by.scopes is None else tuple(sorted(by.scopes))
        name = conversation or f"c_{self.ids.new()}"
        return Turn(
            conversation=name,
            number=0,
            owner=by.person_id,
            key=key,
            scopes=scopes,
            via=by.via,
            begun_at=self.clock.now(),
        )

    async def _begun(self, turn: Turn, said: str, *, opens: bool) -> Begun:
        """Begin; turns in the way that nothing keeps going any more are ended first."""
        step = Step(
            conversation=turn.conversation,
            number=0,
            turn=0,
            kind=StepKind.PERSON,
            at=turn.begun_at,
            text=said,
        )
        event = self._event(EventType.CONVERSATION_SAID, turn.owner, turn.via)

        async def begin() -> Begun:
            return await self.conversations.begin(
                turn, step, title=title_of(said) if opens else "", event=event, bounds=self.bounds
            )

        try:
            return await begin()
        except Conflict:
            if not await self._mending.mended_all(turn.owner):
                raise
        return await begin()

    async def _start(self, begun: Begun) -> None:
        if not begun.is_new:
            return await self._mending.take_up(begun, self.limits)
        try:
            return await self.lives.start(begun.turn, self.limits)
        except ZhibanError:
            # Who gave no key cannot take it up again: they would say it anew, and mean it once.
            if not begun.turn.key:
                with suppress(ZhibanError):
                    await self._mending.break_off(begun.turn)
            raise

    async def _mine(self, by: Actor, conversation_id: str) -> Conversation:
        found = None
        if _ID.fullmatch(conversation_id):
            found = await self.conversations.get(conversation_id)
        if found is None or found.owner != by.person_id:
            raise NotFound("conversation", conversation_id)
        return found

    @property
    def _mending(self) -> TurnMending:
        return TurnMending(self.conversations, self.lives, self.people, self.clock, self.words)

    def _event(
        self, type_: EventType, owner: str, via: str, name: str = "", subject: str = ""
    ) -> Event:
        now = self.clock.now()
        return Event(
            id=name,
            type=type_,
            source="/conversations",
            subject=subject,
            time=now,
            owner=owner,
            data={"via": via},
        )

    async def list(self, *, by: Actor, before: str = "", limit: int = 20) -> list[Conversation]:
        """Return conversations, the newest change first; turns that died are ended before.

        Args:
            by: whose.
            before: the last id of the page before.
            limit: 1 to 100.
        """
        require(by, Permission.USE_ASSISTANT)
        _check_limit(limit, MOST_LISTED)
        await self._mending.mended_all(by.person_id)  # before: what is ended changes its place
        return await self.conversations.list(by.person_id, before=before, limit=limit)


def _check_key(key: str) -> None:
    if len(key) > LONGEST_KEY or not key.isascii() or (key and not key.isprintable()):
        raise InvalidRequest("key", message("rule.one_ascii_line", most=LONGEST_KEY))


def _check_limit(limit: int, most: int) -> None:
    if not 1 <= limit <= most:
        raise InvalidRequest("limit", message("rule.between", least=1, most=most))
