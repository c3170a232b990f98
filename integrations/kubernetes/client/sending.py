"""Sending one write, and reading its outcome as one of `Performing`."""

from dataclasses import dataclass
from typing import Final

import httpx2

from domain.clusters.changes import Performed, Performing
from domain.common.messages import Message
from integrations.kubernetes.client.asking import Asking
from integrations.kubernetes.client.connections import JSON_PATCH, MANAGER, Request
from integrations.kubernetes.client.failures import Refused
from integrations.kubernetes.client.objects import Json, number, text

_OUTCOMES = {
    int(httpx2.codes.NOT_FOUND): Performing.GONE,
    int(httpx2.codes.CONFLICT): Performing.CONFLICT,
}
MOVED = (httpx2.codes.CONFLICT, httpx2.codes.UNPROCESSABLE_CONTENT)
"""Answers to a patch whose precondition failed: a stale version, and a failed `test`."""

PAUSES: Final = (0.0, 0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds before each look at an object that may move between the look and the write.

Whoever follows a rollout writes the status, and a Deployment's annotations, several times within
some tenths of a second; what still moves after 1.5 s is left alone.
"""


@dataclass(frozen=True)
class Sending:
    """Writes to one cluster, or asks what a write would do.

    Attributes:
        dry: ask only; the server checks rights, quotas and admission, and stores nothing.
    """

    asking: Asking
    dry: bool = False

    async def send(
        self, method: str, path: str, body: object, *, content_type: str = "application/json"
    ) -> Json:
        """Return the object as it is after the write.

        Raises:
            Refused: the server said no.
            Unavailable: nothing was changed.
            EffectUnknown: it left, and no answer came.
        """
        return await self.asking.connections.ask(
            self.asking.cluster,
            Request(
                method=method,
                path=path,
                params={"fieldManager": MANAGER, **({"dryRun": "All"} if self.dry else {})},
                body=body,
                content_type=content_type,
                writing=not self.dry,
            ),
        )

    async def patch(self, path: str, operations: list[Json]) -> Json:
        """Send a JSON patch; raises what `send` does."""
        return await self.send("PATCH", path, operations, content_type=JSON_PATCH)


def refused(refusal: Refused) -> Performed:
    """Return the outcome of a write that the server did not make."""
    outcome = _OUTCOMES.get(refusal.code, Performing.REFUSED)
    return Performed(outcome=outcome, detail=refusal.words)


def done(before: Json, after: Json, *, patch: str) -> Performed:
    """Return the outcome of a write that was made."""
    return Performed(
        outcome=Performing.DONE,
        before=text(before, "metadata", "resourceVersion"),
        after=text(after, "metadata", "resourceVersion"),
        generation=number(after, "metadata", "generation"),
        patch=patch,
    )


def as_found(outcome: Performing, found: Json, said: Message | None = None) -> Performed:
    """Return an outcome without a write, about an object as it stands."""
    version = text(found, "metadata", "resourceVersion")
    generation = number(found, "metadata", "generation")
    return Performed(
        outcome=outcome, before=version, after=version, generation=generation, said=said
    )
