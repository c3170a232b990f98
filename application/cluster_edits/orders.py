"""An edit on its way: what somebody asks for, and what they were shown of it."""

from dataclasses import dataclass

from domain.clusters.edits import EditKind, Looked, ObjectEdit, edit_id, key_of_edit
from domain.incidents.audit.audit import AuditEntry
from domain.incidents.policy.policies import Policy


@dataclass(frozen=True)
class EditRequest:
    """What somebody asks for.

    Attributes:
        by: person id; via: the proof of who they are.
        parts: the edit, object by object.
        takes_back: id of the edit that this one undoes; empty when it undoes none.
    """

    kind: EditKind
    cluster: str
    parts: tuple[ObjectEdit, ...]
    by: str
    via: str
    reason: str
    takes_back: str = ""


@dataclass(frozen=True)
class EditOrder:
    """An edit that was shown, and is the same still.

    Attributes:
        looked: what the server said of each part.
        digest: of everything that the person has seen.
        approved_by: who approved just this; empty when nobody did.
    """

    requested: EditRequest
    looked: tuple[Looked, ...]
    policy: Policy
    digest: str
    approved_by: str = ""

    @property
    def id(self) -> str:
        """The edit's id, of which its confirmation is a part."""
        return edit_id(self.digest)

    def key(self, index: int) -> str:
        """Return the key of the object at `index`, from 1."""
        return key_of_edit(self.id, index)

    def wrote(self, entry: AuditEntry) -> bool:
        """Say whether a row of the audit is of this edit, or of the one that it takes back.

        So nobody has to cool down before they take back what made things worse, which the restores
        of repairs need not either; after any other write they have to.
        """
        former = self.requested.takes_back
        return entry.subject == self.id or (former != "" and entry.subject == former)
