"""Puts every case to a model and hears which calls it wants; none of them is made (MCP-4)."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from application.common.wording import Localizer
from application.ports.assistant.chat_models import (
    ChatFinish,
    ChatMessage,
    ChatModel,
    ChatPrompt,
    OfferedFunction,
    Role,
)
from application.ports.models import ModelTooSlow
from application.ports.rendering import Renderer
from domain.common.errors import TooManyRequests, Unavailable
from domain.common.messages import Called, message
from domain.common.readers import Language, Reader
from domain.evaluations.cases import Case
from domain.evaluations.figures import Trial
from domain.evaluations.judging import Chosen

MOST_REPETITIONS = 20
MOST_AT_ONCE = 16
"""Calls of the model at the same time: vendors limit requests a minute."""

TRIES = 3
BETWEEN_TRIES = 5.0
"""Seconds, doubled each time: a busy model is asked again before it counts as failed."""

NOW = "2026-03-03 10:00 (Tuesday)"
"""What the model is told the time is, so that two runs are asked the same."""


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """What is asked of whom.

    Attributes:
        model: whom.
        tools: what it may choose from.
        words: of what it is told.
        zone: IANA name of the time zone that it is told.
        pause: seconds before a busy model is asked again.
    """

    model: ChatModel
    tools: Sequence[OfferedFunction]
    words: Renderer
    zone: str = "Asia/Shanghai"
    pause: float = BETWEEN_TRIES

    async def run(
        self,
        cases: Sequence[Case],
        *,
        repeat: int = 1,
        at_once: int = 4,
        told: Callable[[int, int], None],
    ) -> list[Trial]:
        """Put each case `repeat` times; returns in the order of the cases.

        Args:
            cases: what to ask.
            repeat: how often each is asked, 1 to MOST_REPETITIONS.
            at_once: how many are asked at the same time, 1 to MOST_AT_ONCE.
            told: is given how many of how many are done.

        Raises:
            Misconfigured: the model refused the key, its name or the address.
            Rejected: it refuses such requests for good.
        """
        places = asyncio.Semaphore(at_once)
        wanted = [(case, number) for case in cases for number in range(1, repeat + 1)]
        done = 0

        async def one(case: Case, repetition: int) -> Trial:
            nonlocal done
            async with places:
                trial = await self._trial(case, repetition)
            done += 1
            told(done, len(wanted))
            return trial

        async with asyncio.TaskGroup() as group:
            running = [group.create_task(one(*each)) for each in wanted]
        return [each.result() for each in running]

    async def _trial(self, case: Case, repetition: int) -> Trial:
        failed = ""
        for number in range(TRIES):
            if number:
                await asyncio.sleep(self.pause * 2 ** (number - 1))
            try:
                reply = await self.model.reply(self._prompt(case))
            except (ModelTooSlow, Unavailable, TooManyRequests) as error:
                failed = type(error).__name__
                continue
            if reply.finish is ChatFinish.UNREADABLE:
                failed = reply.finish.value
                continue
            chosen = tuple(Chosen(each.alias, _object(each.arguments)) for each in reply.calls)
            return Trial(case.id, repetition, chosen, tokens=reply.tokens)
        return Trial(case.id, repetition, failed=failed)

    def _prompt(self, case: Case) -> ChatPrompt:
        language = Language(case.language)
        say = Localizer(self.words, Reader(language, self.zone)).text
        system = say(message("evaluation.prompt", now=Called(NOW), zone=Called(self.zone)))
        messages = (ChatMessage(Role.SYSTEM, system), ChatMessage(Role.PERSON, case.say))
        return ChatPrompt(messages, tuple(self.tools))


def _object(text: str) -> dict[str, object] | None:
    try:
        read = json.loads(text or "{}")
    except ValueError:
        return None
    return read if isinstance(read, dict) else None
