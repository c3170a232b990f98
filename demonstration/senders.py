"""Sends a fault scenario's alert to a running system, to the address that any source posts to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from demonstration.stage import Stage
from domain.alerts.alerts import AlertSource
from domain.common.errors import InvalidRequest, Unavailable
from domain.common.messages import Called, Command, Message, message
from sandbox.scenarios.scenario import Scenario


@dataclass(frozen=True)
class HookSender:
    """Posts the plain form, as a program of one's own would.

    Attributes:
        api: address of the API; `secret` is the end of the hook's address.
    """

    http: httpx.AsyncClient
    api: str
    secret: str

    async def fire(self, scenario: Scenario, stage: Stage) -> None:
        """Say that it fires."""
        await self._post(plain_message(scenario, stage, "firing"))

    async def clear(self, scenario: Scenario, stage: Stage) -> None:
        """Say that it is over."""
        await self._post(plain_message(scenario, stage, "resolved"))

    async def forge(self, scenario: Scenario, stage: Stage) -> None:  # noqa: ARG002 - as the protocol has it
        """Refuse: only a source that is read back can be forged."""
        raise InvalidRequest(
            "SCENARIO", message("demo.needs_cloud_alarm", scenario=Called(scenario.name))
        )

    async def _post(self, body: Mapping[str, Any]) -> None:
        path = f"/api/v1/alerts/{AlertSource.PLAIN}/{self.secret}"
        try:
            answer = await self.http.post(self.api + path, json=body)
        except httpx.HTTPError as error:
            raise Unavailable(_untaken(type(error).__name__)) from None
        if answer.is_error:
            raise Unavailable(_untaken(f"HTTP {answer.status_code}"))


def _untaken(why: str) -> Message:
    return message("demo.alert_not_taken", why=Called(why), command=Command("zhiban status"))


def plain_message(scenario: Scenario, stage: Stage, state: str) -> dict[str, Any]:
    """Return the alert of a scenario in the plain form."""
    return {
        "state": state,
        "name": scenario.title[:100],
        "fault": scenario.fault,
        "severity": scenario.severity,
        "object": {
            "cluster": stage.cluster,
            "namespace": stage.namespace,
            "kind": scenario.kind,
            "name": scenario.app,
        },
        "measures": dict(scenario.measures),
        "text": scenario.text or scenario.title,
    }
