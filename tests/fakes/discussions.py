"""The real store of discussions in a folder of its own, and the hands of other programs on it."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from weakref import finalize

from domain.discussions.discussions import Discussion, Message
from domain.discussions.files import discussion_in, discussion_of
from domain.discussions.json import parsed
from storage.discussions.notes import Notices
from storage.discussions.places import Places
from storage.discussions.store import FileDiscussionStore
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.words import in_english


class FolderOfDiscussions(FileDiscussionStore):
    """Files that are removed when nobody holds the store any more."""

    def __init__(self, clock: ManualClock, ids: CountingIds | None = None) -> None:
        self.folder = Path(mkdtemp(prefix="discussions-"))
        finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        super().__init__(self.folder, clock, ids or CountingIds(), zone=UTC, explain=in_english)

    @property
    def kept(self) -> dict[str, Discussion]:
        """Return what other programs read there."""
        found = (self.folder / "discussions").glob("disc*.json")
        documents = {path.stem: discussion_in(parsed(path.read_bytes())) for path in found}
        return {name: discussion_of(each, name) for name, each in documents.items()}

    @property
    def untold(self) -> set[str]:
        """Return the discussions with something that the record of events has not heard of."""
        notices = Notices(Places(self.folder)).before(datetime.now(UTC) + timedelta(days=9_999))
        return {each.discussion_id for each in notices}

    def put(self, discussion: Discussion) -> None:
        """Write a discussion as another program does."""
        fields = _fields(discussion) | {"messages": [_fields(each) for each in discussion.messages]}
        self.write(discussion.id, json.dumps(fields, default=str).encode())

    def foreign(self, discussion_id: str, **changes: object) -> None:
        """Change fields of a discussion as another program does, unasked."""
        path = self.folder / "discussions" / f"{discussion_id}.json"
        self.write(discussion_id, json.dumps(json.loads(path.read_bytes()) | changes).encode())

    def write(self, discussion_id: str, document: bytes = b"{") -> None:
        """Write anything where a discussion belongs; what nobody can read when nothing is said."""
        place = self.folder / "discussions"
        place.mkdir(exist_ok=True)
        (place / f"{discussion_id}.json").write_bytes(document)

    def remove(self, discussion_id: str) -> None:
        """Remove a discussion, as another program may."""
        (self.folder / "discussions" / f"{discussion_id}.json").unlink()

    def let_in(self, project: str, name: str) -> None:
        """Let a project take part, as whoever looks after the store does."""
        path = self.folder / "config.json"
        config = json.loads(path.read_bytes())
        config["projects"][project] = {"name": name, "role": ""}
        path.write_text(json.dumps(config))


def _fields(of: Discussion | Message) -> dict[str, object]:
    return {name: each for name, each in vars(of).items() if name != "extra"}
