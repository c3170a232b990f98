"""Whose rights a turn has: looked up at each step, for they may be taken away meanwhile (MCC-4)."""

from dataclasses import dataclass

from application.common.wording import Localizer, sentences
from application.ports.assistant.conversations import Turn
from application.ports.clock import Clock
from application.ports.people import People, Tokens
from application.ports.rendering import Renderer
from domain.common.errors import Forbidden
from domain.common.messages import Message, message
from domain.common.readers import NOBODY_KNOWN, Reader
from domain.people.access import Actor, Permission, require
from domain.people.people import Person, is_usable


@dataclass(frozen=True)
class TurnRights:
    """Knows whose rights a turn has at this moment."""

    people: People
    tokens: Tokens
    clock: Clock
    words: Renderer

    async def person(self, turn: Turn) -> Person:
        """Return whose turn it is.

        Raises:
            Forbidden: the account is gone or disabled.
        """
        person = await self.people.get(turn.owner)
        if person is None or person.disabled:
            raise Forbidden(message("assistant.account_gone"))
        return person

    async def reader(self, turn: Turn) -> Localizer:
        """Return the words of its person, even of one who may not use it any more."""
        person = await self.people.get(turn.owner)
        return Localizer(self.words, Reader(person.language if person else NOBODY_KNOWN, "UTC"))

    async def text(self, turn: Turn, *said: str | Message) -> str:
        """Return what is kept of a turn: ours in its person's language, others' as they said it."""
        words = (await self.reader(turn)).text
        shown = (words(each) if isinstance(each, Message) else each for each in said)
        return sentences(*shown) if len(said) > 1 else "".join(shown)

    async def actor(self, turn: Turn) -> Actor:
        """Return the person with today's roles, narrowed to what the turn was asked for with.

        Raises:
            Forbidden: the account is gone or disabled, the token is, or the right is missing.
        """
        person = await self.person(turn)
        _, is_token, token_id = turn.via.partition("token:")
        if is_token and not await self._lives(person.id, token_id):
            raise Forbidden(message("assistant.token_gone"))
        scopes = None if turn.scopes is None else frozenset(turn.scopes)
        actor = Actor(person.id, person.roles, scopes, turn.via)
        require(actor, Permission.USE_ASSISTANT)
        return actor

    async def _lives(self, person_id: str, token_id: str) -> bool:
        now = self.clock.now()
        records = await self.tokens.list(person_id)
        return any(each.id == token_id and is_usable(each, now=now) for each in records)
