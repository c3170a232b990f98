"""An edit on its way: what somebody asks for, and what they were shown of it."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from domain.clusters.edits import (
    ConfigPatch,
    EditKind,
    Looked,
    Manifest,
    NewPool,
    ObjectEdit,
    PodRelease,
    PoolSize,
    edit_id,
    key_of_edit,
    print_of,
)
from domain.incidents.audit.audit import AuditEntry
from domain.incidents.policy.policies import Policy
from domain.monitoring.alarms import Severity
from domain.monitoring.log_resources import NewLogset, NewScheduledSql, NewTopic
from domain.monitoring.policies import (
    AlarmSource,
    AlarmSwitch,
    Comparison,
    LogAlarm,
    MetricAlarm,
)


@dataclass(frozen=True, kw_only=True)
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


@dataclass(frozen=True)
class KeptEdit:
    """An edit while it waits for an answer; it may hold a Secret's values, so it is kept sealed.

    Attributes:
        facts: of its row in the audit.
        prints: by object what stands for what was shown of it.
    """

    requested: EditRequest = field(repr=False)
    facts: dict[str, Any]
    prints: dict[str, str]

    @classmethod
    def of(cls, order: EditOrder, facts: dict[str, Any]) -> "KeptEdit":
        """Return what has to be kept of an edit, so that it can be done as it was shown."""
        prints = {str(each.ref): print_of(each) for each in order.looked}
        return cls(order.requested, facts, prints)

    @property
    def written(self) -> str:
        """Return it as JSON."""
        parts = [[type(each).__name__, asdict(each)] for each in self.requested.parts]
        requested = {**asdict(self.requested), "parts": parts}
        return json.dumps({"requested": requested, "facts": self.facts, "prints": self.prints})

    @classmethod
    def read(cls, written: str) -> "KeptEdit":
        """Return what was written."""
        content = json.loads(written)
        said = content["requested"]
        parts = tuple(_part(kind, values) for kind, values in said.pop("parts"))
        requested = EditRequest(kind=EditKind(said.pop("kind")), parts=parts, **said)
        return cls(requested, content["facts"], content["prints"])


_PARTS: dict[str, Any] = {
    each.__name__: each
    for each in (
        *(Manifest, ConfigPatch, PoolSize, NewPool, PodRelease),
        *(MetricAlarm, LogAlarm, AlarmSwitch, NewLogset, NewTopic, NewScheduledSql),
    )
}


_WORDS: dict[str, Any] = {"comparison": Comparison, "severity": Severity, "source": AlarmSource}


def _part(kind: str, values: dict[str, Any]) -> ObjectEdit:
    # JSON has no tuples, and no part has a list.
    lists = {name: tuple(each) for name, each in values.items() if isinstance(each, list)}
    words = {name: _WORDS[name](values[name]) for name in _WORDS.keys() & values.keys()}
    part: ObjectEdit = _PARTS[kind](**{**values, **lists, **words})
    return part
