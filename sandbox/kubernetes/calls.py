"""A request, read: which verb on which resource, by whom, with what."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from sandbox.kubernetes.failures import Refusal
from sandbox.kubernetes.kinds import NAMESPACE, Kind, find_kind

_VERBS = {"POST": "create", "PUT": "update", "PATCH": "patch"}
WRITES = frozenset(("create", "update", "patch", "delete", "deletecollection"))


@dataclass(frozen=True)
class Target:
    """What an address points to.

    Attributes:
        namespace: empty for all of them, and for what has none.
        name: empty for the whole collection.
        subresource: such as `scale`; empty for the object itself.
    """

    kind: Kind
    version: str
    namespace: str = ""
    name: str = ""
    subresource: str = ""

    @property
    def resource(self) -> str:
        """The resource as rules and audit logs name it: `deployments/scale`."""
        below = f"/{self.subresource}" if self.subresource else ""
        return f"{self.kind.plural}{below}"


@dataclass(frozen=True)
class Call:
    """One request to the API.

    Attributes:
        verb: `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`.
        content_type: of the body, without parameters.
        raw: the body as it came.
        user: who asks.
        agent: the program that asks, for `managedFields`.
    """

    verb: str
    target: Target
    query: Mapping[str, str] = field(default_factory=dict)
    content_type: str = ""
    raw: bytes = b""
    user: str = ""
    agent: str = ""

    @property
    def dry_run(self) -> bool:
        """Whether nothing is to be kept."""
        return self.query.get("dryRun") == "All"

    @property
    def manager(self) -> str:
        """Who the fields belong to that this call sets."""
        return self.query.get("fieldManager") or self.agent.partition("/")[0] or "unknown"

    def number(self, key: str) -> float:
        """Return a number of the query; 0 if it is not there.

        Raises:
            Refusal: 400, it is no number from 0 on.
        """
        text = self.query.get(key) or "0"
        try:
            value = float(text)
        except ValueError:
            value = -1.0
        if not 0 <= value < 1e9:
            raise Refusal(400, f"strconv.ParseInt: parsing {text!r}: invalid syntax")
        return value

    def body(self) -> Any:  # noqa: ANN401 - any JSON value
        """Return the body; None if there is none.

        Raises:
            Refusal: 400, it is neither JSON nor YAML.
        """
        if not self.raw:
            return None
        try:
            return json.loads(self.raw)
        except ValueError:
            pass
        try:
            return yaml.safe_load(self.raw)
        except (yaml.YAMLError, UnicodeDecodeError):
            raise Refusal(400, "the object provided is unrecognized: not JSON or YAML") from None

    def document(self) -> dict[str, Any]:
        """Return the body, an object.

        Raises:
            Refusal: 400, it is none.
        """
        body = self.body()
        if not isinstance(body, dict):
            raise Refusal(400, "the object provided is unrecognized: a JSON object is needed")
        return body


def read_target(path: str) -> Target | None:
    """Return what an address below the cluster points to, None if it is nothing of ours.

    Args:
        path: such as `/apis/apps/v1/namespaces/shop/deployments/web/scale`.
    """
    parts = [part for part in path.split("/") if part]
    if parts[:2] == ["api", "v1"]:
        group, version, rest = "", "v1", parts[2:]
    elif parts[:1] == ["apis"] and len(parts) >= 4:
        group, version, rest = parts[1], parts[2], parts[3:]
    else:
        return None
    namespace = ""
    if rest[:1] == ["namespaces"] and len(rest) >= 3 and rest[2] not in {"status", "finalize"}:
        namespace, rest = rest[1], rest[2:]
    if not 1 <= len(rest) <= 3:
        return None
    kind = find_kind(group, version, rest[0])
    if kind is None or (namespace and not kind.namespaced):
        return None
    name, below = ([*rest[1:], "", ""])[:2]
    if below and below not in {*kind.subresources, *(["status"] if kind is NAMESPACE else [])}:
        return None
    return Target(kind, version, namespace, name, below)


def verb_of(method: str, target: Target, query: Mapping[str, str]) -> str:
    """Return the verb of a request.

    Raises:
        Refusal: 405, that cannot be done to it.
    """
    if method == "GET":
        if query.get("watch") in {"1", "true"}:
            return "watch"
        return "get" if target.name else "list"
    if method == "DELETE":
        return "delete" if target.name else "deletecollection"
    on_one = method != "POST" or bool(target.subresource)
    if method not in _VERBS or on_one is not bool(target.name):
        raise Refusal(405, "the server does not allow this method on the requested resource")
    return _VERBS[method]
