"""Asks the next people about edits to which the first ones have said nothing (RBK-8)."""

from dataclasses import dataclass

from application.cluster_edits.history import read_trail, record_of
from application.cluster_edits.notices import EditNotices
from application.cluster_edits.records import ASKED
from application.ports.clock import Clock
from application.ports.incidents.incidents import Audit, Controls, Policies
from domain.clusters.edits import EDIT_LASTS, EditState
from domain.incidents.approvals.rules import hop_at


@dataclass(frozen=True)
class EditHops:
    """Goes round the edits that wait; no workflow does, for an edit waits in the audit."""

    audit: Audit
    policies: Policies
    controls: Controls
    clock: Clock
    notices: EditNotices

    async def go_round(self) -> None:
        """Tell those whose turn it is by now, of each edit that still waits, the oldest first.

        Nobody is asked in vain: a yes could not be done while the kill switch is engaged, nor
        after the policy has changed, which makes another edit of it.
        """
        policy = await self.policies.current()
        if len(policy.approval.hops) < 2 or (await self.controls.kill_switch()).engaged:
            return
        now = self.clock.now()
        async for event in self.notices.oldest(now - EDIT_LASTS):
            if hop_at(policy.approval, now - event.time) == 0:
                continue
            trail = await read_trail(self.audit, event.subject)
            record = record_of(event.subject, trail, now)
            if record is None or record.state is not EditState.ASKED:
                continue
            if any(row.data["policy"] == policy.digest for row in trail.only(ASKED)):
                await self.notices.tell_next(record, policy, event, now=now)
