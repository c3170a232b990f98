"""What activities of incidents put into the audit by themselves; repairs write their own rows."""

from activities.incident_orders import ConfirmOrder
from domain.alerts.alerts import Confirmation, Fingerprint
from domain.common.messages import bare, message
from domain.incidents.audit.audit import AuditEntry


def unconfirmed(order: ConfirmOrder, confirmation: Confirmation) -> AuditEntry:
    """Return that a source knows of no such alert."""
    unknown = message("alert.unknown_to", source=confirmation.source)
    said = Fingerprint(order.alert.fault, order.owner, order.alert.object, order.alert.name)
    return AuditEntry(
        id=f"{order.incident_id}/not_confirmed",
        at=confirmation.at,
        actor="zhiban",
        action="alert.not_confirmed",
        subject=order.incident_id,
        reason=bare(unknown),
        data={
            "said": unknown.recorded,
            "source": order.alert.source,
            "key": order.alert.key[:200],
            "about": str(said)[:300],
        },
    )
