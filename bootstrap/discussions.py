"""Discussions on their store of files, and that others are told of what is said there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import structlog

from application.discussions.discussions import DiscussionService
from application.discussions.notices import DiscussionNotices
from application.incidents.story.talk import Talk
from application.ports.clock import Clock
from bootstrap.foundation import Foundation
from bootstrap.webhooks import webhook_endpoints
from bootstrap.wording import in_english
from domain.common.errors import ZhibanError
from integrations.fluent_words import read_lexicon
from storage.discussions.store import FileDiscussionStore

BETWEEN_ROUNDS = timedelta(seconds=30)
"""How long a message may wait whose event could not be recorded when it was sent."""

_log = structlog.get_logger(__name__)


def discussion_service(foundation: Foundation) -> DiscussionService:
    """Return the service for discussions; a store that is missing is made by the first message."""
    settings, clock = foundation.settings, foundation.clock
    store = FileDiscussionStore(settings.discussions_dir, clock, foundation.ids, explain=in_english)
    endpoints = webhook_endpoints(settings)
    notices = DiscussionNotices(store, foundation.stores.events, endpoints, clock)
    return DiscussionService(
        store, notices, clock, read_lexicon().stop, settings.discussions.speakers
    )


@asynccontextmanager
async def telling(notices: DiscussionNotices) -> AsyncIterator[None]:
    """Take up, while the block lasts, what nobody was told of when it was said."""
    task = asyncio.create_task(keep_telling(notices))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def keep_telling(notices: DiscussionNotices, *, pause: timedelta = BETWEEN_ROUNDS) -> None:
    """Record what could not be recorded in its time; ends only when cancelled."""
    while True:
        try:
            while caught_up := await notices.catch_up():
                _log.info("discussions.caught_up", notices=caught_up)
        except ZhibanError as error:
            _log.warning("discussions.not_caught_up", reason=str(error))
        await asyncio.sleep(pause.total_seconds())


async def keep_following(talk: Talk, clock: Clock, *, pause: timedelta = BETWEEN_ROUNDS) -> None:
    """Open discussions of incidents where the settings say so, and keep all up to date.

    Ends only when cancelled.
    """
    while True:
        try:
            if opened := await talk.open_due(at=clock.now()):
                _log.info("discussions.incidents_opened", discussions=opened)
            if ended := await talk.follow():
                _log.info("discussions.incidents_closed", discussions=ended)
        except ZhibanError as error:
            _log.warning("discussions.incidents_not_followed", reason=str(error))
        await asyncio.sleep(pause.total_seconds())
