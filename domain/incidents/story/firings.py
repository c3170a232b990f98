"""Raw alerts as people may see them: bounded, and without what looks like a secret (CLD-4)."""

from dataclasses import replace

from domain.alerts.alerts import Alert
from domain.common.quoting import HIDDEN
from domain.common.secret_shapes import without_secrets_in


def shown_alert(alert: Alert) -> Alert:
    """Return an alert whose words hide secrets; names and numbers stay as they came."""
    return replace(
        alert,
        name=without_secrets_in(alert.name, HIDDEN),
        labels={name: without_secrets_in(value, HIDDEN) for name, value in alert.labels.items()},
        text=without_secrets_in(alert.text, HIDDEN),
    )
