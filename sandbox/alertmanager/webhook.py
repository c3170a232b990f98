"""The webhook of version 4: what it says, and how it is sent."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from sandbox.alertmanager.alerts import HeldAlert, rfc3339

ATTEMPTS = 4
PAUSE_S = 0.2
_SERVER_ERRORS = 500


def alertmanager_body(
    alerts: Sequence[HeldAlert], *, receiver: str = "zhiban", truncated: int = 0
) -> dict[str, Any]:
    """Return the message about a group of alerts, which is grouped by `alertname`.

    Args:
        alerts: at least one; the message fires while one of them does.
        receiver: whom it is for.
        truncated: how many alerts were left out.
    """
    names = sorted({alert.labels.get("alertname", "") for alert in alerts})
    group = {"alertname": names[0]}
    return {
        "version": "4",
        "groupKey": f'{{}}:{{alertname="{names[0]}"}}',
        "truncatedAlerts": truncated,
        "status": "firing" if any(alert.ended is None for alert in alerts) else "resolved",
        "receiver": receiver,
        "groupLabels": group,
        "commonLabels": _common([alert.labels for alert in alerts]),
        "commonAnnotations": _common([alert.annotations for alert in alerts]),
        "externalURL": "http://127.0.0.1/sandbox-alertmanager",
        "alerts": [_shown(alert) for alert in alerts],
    }


async def send(
    url: str,
    body: Mapping[str, Any],
    *,
    headers: Mapping[str, str] | None = None,
    pause_s: float = PAUSE_S,
) -> int | None:
    """Post a message and return the last status, None when nobody answered.

    As the notifier does: server errors and broken connections are tried again, anything else is
    final, so a 4xx is a message that never comes back.
    """
    status = None
    async with httpx.AsyncClient(trust_env=False, headers=dict(headers or {})) as http:
        for attempt in range(ATTEMPTS):
            if attempt:
                await asyncio.sleep(pause_s)
            try:
                status = (await http.post(url, json=dict(body))).status_code
            except httpx.TransportError:
                status = None
            if status is not None and status < _SERVER_ERRORS:
                return status
    return status


def _shown(alert: HeldAlert) -> dict[str, Any]:
    return {
        "status": "resolved" if alert.ended else "firing",
        "labels": dict(alert.labels),
        "annotations": dict(alert.annotations),
        "startsAt": rfc3339(alert.began),
        "endsAt": rfc3339(alert.ended),
        "generatorURL": alert.generator,
        "fingerprint": alert.fingerprint,
    }


def _common(parts: Sequence[Mapping[str, str]]) -> dict[str, str]:
    first, *rest = parts
    return {
        name: value for name, value in first.items() if all(one.get(name) == value for one in rest)
    }
