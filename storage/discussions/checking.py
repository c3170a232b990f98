"""Comparing all files with the index and with what we wrote, and mending what can be mended."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from application.common.wording import message_for
from application.ports.discussions import StoreCheck
from domain.common.errors import NotFound, Rejected
from domain.common.messages import Called, Foreign, message
from domain.common.messages import Message as Told
from domain.discussions.discussions import BrokenFile, DiscussionHead, Message
from domain.discussions.files import discussion_of, head_in, messages_in, text_of
from domain.discussions.ids import is_by_the_second, is_safe
from domain.discussions.index import index_faults
from domain.discussions.json import parsed
from storage.discussions.files import DiscussionFiles, Document
from storage.discussions.inboxes import Inboxes
from storage.discussions.index_file import IndexFile
from storage.discussions.locks import locked
from storage.discussions.notes import Keys


@dataclass
class _Findings:
    """What has been found so far."""

    heads: list[DiscussionHead] = field(default_factory=list)
    broken: list[BrokenFile] = field(default_factory=list)
    problems: list[Told] = field(default_factory=list)
    messages: int = 0
    repaired: bool = False


@dataclass(frozen=True)
class Checking:
    """A check of one store."""

    files: DiscussionFiles
    index: IndexFile

    def check(self, *, repair: bool, stamp: str) -> StoreCheck:
        """Look at everything once.

        Args:
            repair: mend what can be mended; what is replaced is set aside, not removed.
            stamp: local time, for the index.
        """
        findings = _Findings()
        if repair:
            self._let_go()
        for name in sorted(self.files.reader.seen()):
            self._look_at(name, findings, repair=repair)
        self._look_for_gone(findings, repair=repair)
        self._look_at_config(findings)
        self._look_at_index(findings, repair=repair, stamp=stamp)
        return StoreCheck(
            discussions=len(findings.heads),
            messages=findings.messages,
            broken=tuple(findings.broken),
            problems=tuple(findings.problems),
            repaired=findings.repaired,
        )

    def _look_at(self, name: str, findings: _Findings, *, repair: bool) -> None:
        try:
            document = self._whole(name, findings, repair=repair)
        except NotFound:  # removed while we were looking
            return
        except Rejected as error:
            findings.broken.append(BrokenFile(f"{name}.json", self.files.explain(error)))
            return
        findings.problems += _faults_in(document, name)
        findings.heads.append(head_in(document, name))
        findings.messages += len(messages_in(document))

    def _whole(self, name: str, findings: _Findings, *, repair: bool) -> Document:
        """Return what the file says, or with `repair` what it should say and then does."""
        if not is_safe(name):
            raise Rejected(message("discussion.name_form", most=80))
        try:
            lacking = self.files.lacking(name)
        except Rejected as error:
            if not repair or not self.files.restore(name):
                raise
            findings.problems.append(
                message("store.made_again", discussion=Called(name), why=message_for(error))
            )
            findings.repaired = True
            return self.files.read(name)
        if lacking:
            findings.problems.append(
                message("store.lacks", discussion=Called(name), count=len(lacking))
            )
            findings.repaired |= repair
        return self.files.read(name) if repair else self.files.on_disk(name)

    def _look_for_gone(self, findings: _Findings, *, repair: bool) -> None:
        """Find journals of files that somebody removed; removing is respected, not undone."""
        there = self.files.reader.seen()
        for path in self._journals():
            name = path.removesuffix(".jsonl")
            if name in there or not is_safe(name):
                continue
            findings.problems.append(message("store.removed", discussion=Called(name)))
            if repair:
                places = self.files.places
                with locked(places.lock("discussion", name)), suppress(FileNotFoundError):
                    places.journal(name).rename(places.aside / path)
                findings.repaired = True

    def _journals(self) -> Iterator[str]:
        with suppress(FileNotFoundError):
            yield from sorted(path.name for path in self.files.places.journals.glob("*.jsonl"))

    def _look_at_config(self, findings: _Findings) -> None:
        try:
            parsed(self.files.disk.read(self.files.places.config)[0])
        except FileNotFoundError:
            findings.problems.append(message("store.no_config"))
        except (OSError, Rejected) as error:
            findings.broken.append(BrokenFile("config.json", self.files.explain(error)))

    def _look_at_index(self, findings: _Findings, *, repair: bool, stamp: str) -> None:
        unread = {each.name.removesuffix(".json") for each in findings.broken}
        try:
            index, threads = self.index.read(), self.index.threads()
            faults = index_faults(index, findings.heads, unread=unread, threads=threads)
        except FileNotFoundError:
            faults = [message("store.no_index")]
        except (OSError, Rejected) as error:
            faults = [message("store.unreadable_index", why=_why(error))]
            if not repair:
                findings.broken.append(BrokenFile("index.json", self.files.explain(error)))
        findings.problems += faults
        if repair and faults:
            findings.repaired |= self.index.equal(findings.heads, unread=unread, stamp=stamp)

    def _let_go(self) -> None:
        """Take over what came too late, and remove what killed processes have left."""
        for name, _ in self.files.replaced():
            if is_safe(name) and self.files.settled(name):
                lock = self.files.places.lock("discussion", name)
                with locked(lock), suppress(OSError):
                    self.files.places.replaced_of(name).rmdir()
        Keys(self.files.places).forget_old()
        Inboxes(self.files.places, self.files.disk).let_go()
        for path in self.files.places.ours.glob("index-*"):
            with locked(self.files.places.lock("index", "")):
                path.unlink(missing_ok=True)


def _why(error: OSError | Rejected) -> Told:
    if isinstance(error, Rejected):
        return message_for(error)
    return message("error.foreign", text=Foreign(str(error)))


def _faults_in(document: Document, name: str) -> list[Told]:
    """Return what is odd about one discussion and only a person can decide."""
    faults = []
    said = text_of(document, "id") or text_of(document, "thread_id")
    if said and said != name:
        faults.append(message("store.other_name", discussion=Called(name), said=Foreign(said[:80])))
    ids = Counter(map(_identity, discussion_of(document, name).messages))
    faults += [
        message("store.same_id", discussion=Called(name), count=count, id=Foreign(message_id[:80]))
        for (message_id, *_), count in ids.items()
        if count > 1
    ]
    return faults


def _identity(message: Message) -> tuple[str, ...]:
    """Return what no two messages share: of one that is named by the second, not its id alone."""
    if is_by_the_second(message.id):
        return message.id, message.from_id, message.content
    return (message.id,)
