"""What an edit of keys replaced, so that somebody can put it back (RBK-4)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from application.cluster_edits.history import read_trail
from application.cluster_edits.records import PERFORMED
from application.ports.clusters import ClusterEdits
from application.ports.incidents.audit import Audit
from application.ports.incidents.incidents import Checkpoints
from domain.clusters.edits import ConfigPatch, EditKind
from domain.common.errors import Conflict, InvalidRequest, NotFound
from domain.common.messages import Called, Names, message

MOST_NAMED = 5
"""Keys that a refusal names."""


@dataclass(frozen=True)
class Former:
    """What was there before an edit.

    Attributes:
        patch: puts it back.
        after: what the edit left behind: by key the fingerprint that was kept; empty: no such key.
    """

    cluster: str
    patch: ConfigPatch
    after: Mapping[str, str]


@dataclass(frozen=True)
class EditRestores:
    """Finds what edits of keys replaced."""

    edits: ClusterEdits
    audit: Audit
    checkpoints: Checkpoints

    async def former(self, edit_id: str) -> Former:
        """Return what was there before an edit that was done.

        Raises:
            NotFound: there is no such edit, or nothing is kept of it any more.
            InvalidRequest: it was no edit of keys.
        """
        trail = await read_trail(self.audit, edit_id)
        done = next(iter(trail.only(PERFORMED)), None)
        meant = trail.intended(done.data["key"]) if done is not None else None
        if done is None or meant is None:
            raise NotFound("edit that was done", edit_id)
        if meant.data["kind"] not in (EditKind.SET_CONFIG, EditKind.PUT_CONFIG_BACK):
            raise InvalidRequest("edit_id", message("edit_rule.config_edit"))
        kept = await self.checkpoints.get(f"edit/{done.data['key']}")
        if kept is None:
            raise NotFound("former content of edit", edit_id)
        return Former(done.data["cluster"], _patch(kept), meant.data["after"])

    async def check_ours(self, former: Former) -> None:
        """Raise `Conflict` when somebody changed a key since the edit that is to be taken back."""
        now = (await self.edits.look(former.cluster, former.patch)).before
        changed = [
            path
            for path, kept in former.after.items()
            if (now[path].kept if path in now else "") != kept
        ]
        if changed:
            keys = Names(tuple(map(Called, changed[:MOST_NAMED])))
            raise Conflict(message("edit.keys_changed", keys=keys))


def _patch(kept: str) -> ConfigPatch:
    content = json.loads(kept)
    values: Mapping[str, str | None] = content["values"]
    return ConfigPatch(
        content["kind"],
        content["namespace"],
        content["name"],
        {key: value for key, value in values.items() if value is not None},
        tuple(key for key, value in values.items() if value is None),
    )
