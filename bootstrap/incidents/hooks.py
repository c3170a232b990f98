"""The doors for alert sources, put together; only the API opens them."""

from api.incidents.alert_hooks import AlertHooks, HookKey
from application.incidents.alerts import SENDERS
from bootstrap.foundation import Foundation
from bootstrap.incidents.repairs import RepairWork
from bootstrap.outside import alert_forms


def alert_hooks(foundation: Foundation, work: RepairWork) -> AlertHooks | None:
    """Return the doors for alert sources; None without a secret for their addresses."""
    alerts = foundation.settings.alerts
    secret = alerts.secret.get_secret_value()
    if not secret:
        return None
    header = alerts.header.get_secret_value()
    forms = alert_forms(alerts)
    key = HookKey(secret, forms, "authorization" if header else "", header)
    return AlertHooks(
        work.intake,
        dict.fromkeys(SENDERS, key),
        most_a_minute=alerts.per_minute,
    )
