"""Where everything of a store lies.

What others know lies where they expect it; what is ours alone lies under `.zhiban`, which they pass
over.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from domain.common.errors import Unavailable
from domain.common.messages import Called, message
from domain.discussions.ids import check_discussion_id

STRIPES = 64
"""Lock files of each kind: two names share one now and then, and wait for each other a moment."""


@dataclass(frozen=True)
class Places:
    """The paths under one root."""

    root: Path

    @property
    def config(self) -> Path:
        """Return `config.json`, which says who takes part."""
        return self.root / "config.json"

    @property
    def index(self) -> Path:
        """Return `index.json`, the list of discussions for other programs."""
        return self.root / "index.json"

    @property
    def index_backup(self) -> Path:
        """Return the copy of the index that the library with threads in folders makes."""
        return self.root / "index.json.backup"

    @property
    def threads(self) -> Path:
        """Return the folder in which that library keeps its threads; never ours to change."""
        return self.root / "threads"

    @property
    def inboxes(self) -> Path:
        """Return the folder with one inbox for each project, which their programs read."""
        return self.root / "inbox"

    def inbox_of(self, member: str) -> Path:
        """Return the folder of what a project has not read; `InvalidRequest` for a path."""
        return self.inboxes / check_discussion_id(member, "project")

    @property
    def discussions(self) -> Path:
        """Return the folder with a file for each discussion."""
        return self.root / "discussions"

    @property
    def ours(self) -> Path:
        """Return the folder that no other program looks into."""
        return self.root / ".zhiban"

    @property
    def replaced(self) -> Path:
        """Return the folder of what stood in the place of our files before."""
        return self.ours / "replaced"

    @property
    def pending(self) -> Path:
        """Return the folder of notices."""
        return self.ours / "pending"

    @property
    def keys(self) -> Path:
        """Return the folder of idempotency keys."""
        return self.ours / "keys"

    @property
    def aside(self) -> Path:
        """Return the folder into which a repair puts what it replaces."""
        return self.ours / "set_aside"

    @property
    def catalog(self) -> Path:
        """Return the database of heads and words; it can be made again from the files."""
        return self.ours / "catalog.sqlite"

    @property
    def folders(self) -> tuple[Path, ...]:
        """Return every folder that must be there to write."""
        ours = (self.locks, self.journals, self.replaced, self.pending, self.keys, self.aside)
        return (self.root, self.discussions, self.ours, *ours)

    @property
    def locks(self) -> Path:
        """Return the folder of lock files."""
        return self.ours / "locks"

    @property
    def journals(self) -> Path:
        """Return the folder of journals."""
        return self.ours / "journals"

    def must_be_ours(self) -> None:
        """Refuse folders of ours that are links: what we remove there would be somebody else's.

        Raises:
            Unavailable: one is; says which.
        """
        for folder in self.folders[2:]:
            refuse_link(folder)

    def discussion(self, name: str) -> Path:
        """Return the file of a discussion; a name that could lead elsewhere is refused."""
        return self.discussions / f"{check_discussion_id(name)}.json"

    def journal(self, name: str) -> Path:
        """Return the journal of a discussion."""
        return self.journals / f"{check_discussion_id(name)}.jsonl"

    def replaced_of(self, name: str) -> Path:
        """Return the folder of what a discussion's files replaced; `Unavailable` for a link."""
        return refuse_link(self.replaced / check_discussion_id(name))

    def lock(self, kind: str, name: str) -> Path:
        """Return the lock file for something; names of one kind share `STRIPES` files."""
        stripe = int.from_bytes(sha256(name.encode()).digest()[:4]) % STRIPES
        return self.locks / f"{kind}-{stripe:02d}.lock"


def refuse_link(folder: Path) -> Path:
    """Return a folder of ours, or raise `Unavailable` when it is a link."""
    if folder.is_symlink():
        raise Unavailable(message("discussion.folder_link", folder=Called(folder.name)))
    return folder
