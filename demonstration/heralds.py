"""How a fault story's alert reaches a running system: over the address that any source posts to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from demonstration.stage import Stage
from domain.alerts.alerts import AlertSource
from domain.common.errors import InvalidRequest, Unavailable
from sandbox.stories.story import Story


@dataclass(frozen=True)
class HookHerald:
    """Posts the plain form, as a program of one's own would.

    Attributes:
        api: address of the API; `secret` is the end of the hook's address.
    """

    http: httpx.AsyncClient
    api: str
    secret: str

    async def fire(self, story: Story, stage: Stage) -> None:
        """Say that it fires."""
        await self._post(plain_message(story, stage, "firing"))

    async def clear(self, story: Story, stage: Stage) -> None:
        """Say that it is over."""
        await self._post(plain_message(story, stage, "resolved"))

    async def forge(self, story: Story, stage: Stage) -> None:  # noqa: ARG002 - as the protocol has it
        """Refuse: only a source that is read back can be forged."""
        raise InvalidRequest("STORY", f"'{story.name}' needs an alarm of the cloud")

    async def _post(self, message: Mapping[str, Any]) -> None:
        path = f"/api/v1/alerts/{AlertSource.PLAIN}/{self.secret}"
        try:
            answer = await self.http.post(self.api + path, json=message)
        except httpx.HTTPError as error:
            raise Unavailable(f"The API did not take the alert: {type(error).__name__}.") from None
        if answer.is_error:
            raise Unavailable(f"The API did not take the alert: HTTP {answer.status_code}.")


def plain_message(story: Story, stage: Stage, state: str) -> dict[str, Any]:
    """Return the alert of a story in the plain form."""
    return {
        "state": state,
        "name": story.title[:100],
        "fault": story.fault,
        "severity": story.severity,
        "object": {
            "cluster": stage.cluster,
            "namespace": stage.namespace,
            "kind": story.kind,
            "name": story.app,
        },
        "measures": dict(story.measures),
        "text": story.text or story.title,
    }
