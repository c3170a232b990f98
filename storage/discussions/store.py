"""The store of discussions as the application sees it: everything below runs in threads."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path

from application.ports.clock import Clock, Ids
from application.ports.discussions import (
    Draft,
    FoundMessages,
    Listed,
    Notice,
    NoticeKind,
    Sent,
    StoreCheck,
    StoreFacts,
    StoreStatistics,
)
from domain.common.errors import NotFound, Rejected
from domain.common.messages import message
from domain.discussions.discussions import Discussion, DiscussionStatus, Message, Project
from domain.discussions.files import discussion_of
from domain.discussions.ids import check_discussion_id
from storage.discussions import searching
from storage.discussions.catalog import Catalog
from storage.discussions.checking import Checking
from storage.discussions.counting import statistics_of
from storage.discussions.disk import Disk
from storage.discussions.files import DiscussionFiles
from storage.discussions.inboxes import Inboxes
from storage.discussions.index_file import IndexFile
from storage.discussions.locks import PATIENCE, locked
from storage.discussions.making import Making
from storage.discussions.notes import Notices
from storage.discussions.places import Places
from storage.discussions.saying import Saying
from storage.discussions.taking_in import TakingIn


class FileDiscussionStore:
    """Discussions in files that other programs read and write; see `DiscussionStore`.

    Any number of these may work on one root, in any number of processes.

    Args:
        root: folder of the store; made by `init` or the first message.
        clock: tells the time of messages.
        ids: makes the unique part of their names.
        zone: of the times that other programs read; None for that of the machine.
        disk: the system's calls, for tests to refuse.
        patience: seconds to wait for a lock.
        explain: puts an error into the words in which broken files are reported.
    """

    def __init__(  # noqa: PLR0913  # the optional ones are for tests, and how errors are said
        self,
        root: Path,
        clock: Clock,
        ids: Ids,
        *,
        zone: tzinfo | None = None,
        disk: Disk | None = None,
        patience: float = PATIENCE,
        explain: Callable[[Exception], str] = str,
    ) -> None:
        places = Places(root.expanduser())
        self._places = places
        self._files = DiscussionFiles(places, disk or Disk(), patience, explain)
        self._index = IndexFile(places, self._files.disk, patience)
        self._catalog = Catalog(self._files)
        self._saying = Saying(self._files, self._catalog, self._index, clock, ids, zone)
        self._making = Making(self._files, self._index, self._catalog)
        self._notices = Notices(places)
        self._inboxes = Inboxes(places, self._files.disk)

    def close_catalog(self) -> None:
        """Let go of the catalog's database; the next question opens it again."""
        self._catalog.close()

    async def init(self) -> StoreFacts:
        """Make what is missing; overwrite nothing."""
        return await asyncio.to_thread(self._making.init, stamp=self._saying.stamp())

    async def projects(self) -> list[Project]:
        """Return who takes part, as `config.json` says; the known ones where there is none."""
        return await asyncio.to_thread(self._making.projects)

    async def list(self) -> Listed:
        """Return every discussion."""
        heads, broken = await asyncio.to_thread(self._catalog.heads)
        return Listed(tuple(heads), tuple(broken))

    async def read(self, discussion_id: str) -> Discussion:
        """Return one with its messages."""
        name = check_discussion_id(discussion_id)
        return discussion_of(await asyncio.to_thread(self._files.read, name), name)

    async def send(self, draft: Draft) -> Sent:
        """Put a message into the open discussion of its topic, or open one."""
        return await asyncio.to_thread(self._send, draft)

    async def reply(self, discussion_id: str, draft: Draft) -> Sent:
        """Put a message into a discussion; `Conflict` when it is closed."""
        return await asyncio.to_thread(self._reply, check_discussion_id(discussion_id), draft)

    async def close(self, discussion_id: str, *, at: datetime) -> Discussion:
        """Close it; one that is closed stays as it is."""
        return await asyncio.to_thread(self._close, check_discussion_id(discussion_id), at)

    async def annotate(self, discussion_id: str, changed: Sequence[Message]) -> int:
        """Write `source_type` and `reason` of messages that are there."""
        return await asyncio.to_thread(
            self._annotate, check_discussion_id(discussion_id), tuple(changed)
        )

    async def search(
        self,
        asked: Sequence[str],
        *,
        keyword: str,
        discussion_id: str = "",
        limit: int = 50,
        offset: int = 0,
    ) -> FoundMessages:
        """Return messages whose content, topic, sender or tags answer."""
        within = check_discussion_id(discussion_id) if discussion_id else ""
        question = searching.Asked(asked, keyword, within)
        return await asyncio.to_thread(self._search, question, limit, offset)

    async def unsettled(self, *, before: datetime, limit: int = 100) -> tuple[Notice, ...]:
        """Return what happened before that moment and was not settled, oldest first."""
        return await asyncio.to_thread(self._unsettled, before, limit)

    async def settle(self, notices: Sequence[Notice]) -> None:
        """Forget these: the record of events has heard of them."""
        for notice in notices:
            await asyncio.to_thread(self._notices.remove, notice)

    async def statistics(self) -> StoreStatistics:
        """Count everything."""
        return await asyncio.to_thread(self._statistics)

    async def check(self, *, repair: bool) -> StoreCheck:
        """Compare files, index and our journal; with `repair` mend what can be mended."""
        return await asyncio.to_thread(self._check, repair=repair)

    async def take_in(self, folder: str) -> StoreCheck:
        """Copy the discussions of another store in; merge those that are here."""
        return await asyncio.to_thread(self._take_in, folder)

    def _send(self, draft: Draft) -> Sent:
        if self._making.folders():
            self._making.config(stamp=self._saying.stamp())
        return self._told(self._saying.send(draft))

    def _reply(self, name: str, draft: Draft) -> Sent:
        self._must_be_there(name)
        return self._told(self._saying.reply(name, draft))

    def _told(self, sent: Sent) -> Sent:
        """Put what was sent into the inboxes that other programs read."""
        if sent.fresh:
            self._deliver(sent.message, sent.discussion.id)
        return sent

    def _deliver(self, message: Message, discussion_id: str) -> None:
        with suppress(Rejected):  # nobody knows who takes part
            self._inboxes.deliver(message, discussion_id, self._making.projects())

    def _close(self, name: str, at: datetime) -> Discussion:
        self._must_be_there(name)
        return self._saying.close(name, at)

    def _annotate(self, name: str, changed: Sequence[Message]) -> int:
        self._must_be_there(name)
        return self._saying.annotate(name, changed)

    def _must_be_there(self, name: str) -> None:
        """Refuse what is not there before a folder is made for its sake."""
        path = self._places.discussion(name)
        if not path.exists() and not path.is_symlink():
            raise NotFound("discussion", name)
        self._making.folders()

    def _search(self, asked: searching.Asked, limit: int, offset: int) -> FoundMessages:
        with self._catalog.looking() as database:
            return searching.search(database, asked, limit=limit, offset=offset)

    def _statistics(self) -> StoreStatistics:
        with self._catalog.looking() as database:
            return statistics_of(database, self._places)

    def _check(self, *, repair: bool) -> StoreCheck:
        stamp, made = self._saying.stamp(), False
        if repair:
            self._making.folders()
            made = self._making.config(stamp=stamp)
        found = Checking(self._files, self._index).check(repair=repair, stamp=stamp)
        if not made:
            return found
        problems = (message("store.no_config"), *found.problems)
        return replace(found, problems=problems, repaired=True)

    def _take_in(self, folder: str) -> StoreCheck:
        self._making.folders()
        return TakingIn(self._files, self._saying).take_in(folder)

    def _unsettled(self, before: datetime, limit: int) -> tuple[Notice, ...]:
        self._places.must_be_ours()
        happened: list[Notice] = []
        for notice in self._notices.before(before):
            if len(happened) == limit:
                break
            if self._has_happened(notice):
                happened.append(notice)
            else:
                self._notices.remove(notice)
        return tuple(happened)

    def _has_happened(self, notice: Notice) -> bool:
        name = notice.discussion_id
        with locked(self._places.lock("discussion", name), patience=self._files.patience):
            pass  # whoever wrote the notice is done by now, or dead
        with suppress(Rejected):  # of a broken file nobody knows
            try:
                found = discussion_of(self._files.read(name), name)
            except NotFound:
                return False
            if notice.kind is NoticeKind.CLOSED:
                return found.status is DiscussionStatus.CLOSED
            for message in found.messages:
                if message.id == notice.message_id:
                    self._deliver(message, name)  # who wrote it may have died before that
                    return True
            return False
        return True
