"""The few requests that the laboratory itself makes of the API server."""

import json
import ssl
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import httpx

MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"


class KubeError(Exception):
    """The API server refused; `code` is the HTTP status."""

    def __init__(self, code: int, reason: str, message: str) -> None:
        super().__init__(f"{code} {reason}: {message}")
        self.code = code
        self.reason = reason


class KubeClient:
    """Speaks JSON with one API server as one user."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    @classmethod
    def connect(
        cls,
        server: str,
        *,
        authority: Path | None = None,
        certificate: tuple[Path, Path] | None = None,
        token: str | None = None,
    ) -> "KubeClient":
        """Return a client that shows a certificate (file, key file) or a bearer token."""
        verify: ssl.SSLContext | bool = True
        if authority is not None:
            verify = ssl.create_default_context(cafile=str(authority))
            if certificate is not None:
                verify.load_cert_chain(*map(str, certificate))
        headers = {"authorization": f"Bearer {token}"} if token else {}
        # Proxies of the environment are not for loopback.
        return cls(
            httpx.AsyncClient(
                base_url=server, verify=verify, headers=headers, trust_env=False, timeout=20
            )
        )

    async def close(self) -> None:
        """Close the connections."""
        await self.http.aclose()

    async def get(self, path: str, **params: str) -> dict[str, Any]:
        """Read an object or a list.

        Raises:
            KubeError: the server refused.
        """
        return _content(await self.http.get(path, params=params))

    async def create(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Create an object, or post to a subresource.

        Raises:
            KubeError: the server refused.
        """
        return _content(await self.http.post(path, json=body))

    async def ensure(self, path: str, body: Mapping[str, Any]) -> None:
        """Create an object unless it is there already.

        Raises:
            KubeError: the server refused for another reason.
        """
        try:
            await self.create(path, body)
        except KubeError as error:
            if error.reason != "AlreadyExists":
                raise

    async def patch(self, path: str, body: object, content_type: str = MERGE) -> dict[str, Any]:
        """Patch an object.

        Raises:
            KubeError: the server refused.
        """
        content, headers = json.dumps(body), {"content-type": content_type}
        return _content(await self.http.patch(path, content=content, headers=headers))

    async def delete(self, path: str, **params: str) -> dict[str, Any]:
        """Delete an object.

        Raises:
            KubeError: the server refused.
        """
        return _content(await self.http.delete(path, params=params))

    async def watch(self, path: str, **params: str) -> AsyncIterator[tuple[str, dict[str, Any]]]:
        """Yield (type, object) until the server ends the watch.

        Raises:
            KubeError: the server refused.
        """
        endless = httpx.Timeout(20, read=None)
        asked = {"watch": "1", **params}
        async with self.http.stream("GET", path, params=asked, timeout=endless) as reply:
            if reply.status_code != httpx.codes.OK:
                await reply.aread()
                _content(reply)
            async for line in reply.aiter_lines():
                event = json.loads(line)
                yield event["type"], event["object"]


def _content(reply: httpx.Response) -> dict[str, Any]:
    content: dict[str, Any] = reply.json()
    if reply.is_error:
        raise KubeError(
            reply.status_code, content.get("reason", ""), content.get("message", reply.text)
        )
    return content
