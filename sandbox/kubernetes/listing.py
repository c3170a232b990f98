"""Which objects a call is about, and which page of them."""

import base64
import binascii
import json
from collections.abc import Callable

from sandbox.kubernetes import kinds
from sandbox.kubernetes.calls import Call
from sandbox.kubernetes.failures import Refusal
from sandbox.kubernetes.selectors import field_matcher, label_matcher
from sandbox.kubernetes.store import Item

_FIELDS = {
    kinds.POD: frozenset(("status.phase", "spec.nodeName", "status.podIP")),
    kinds.NODE: frozenset(("spec.unschedulable",)),
    kinds.EVENT: frozenset(
        (
            *(f"involvedObject.{one}" for one in ("kind", "name", "namespace", "uid")),
            "reason",
            "type",
        )
    ),
}
_ALWAYS = frozenset(("metadata.name", "metadata.namespace"))


def selection(call: Call) -> Callable[[Item], bool]:
    """Return what tells whether an object fits the selectors of a call.

    Raises:
        Refusal: 400, one is no selector.
    """
    labelled = label_matcher(call.query.get("labelSelector", ""))
    known = _ALWAYS | _FIELDS.get(call.target.kind, frozenset())
    fielded = field_matcher(call.query.get("fieldSelector", ""), known=known)
    name = call.target.name
    return lambda item: (
        (not name or item["metadata"]["name"] == name)
        and labelled(item["metadata"].get("labels") or {})
        and fielded(item)
    )


def write_continue(after: tuple[str, str]) -> str:
    """Return the token with which the next page is asked for.

    Args:
        after: namespace and name of the last object of this one.
    """
    return base64.urlsafe_b64encode(json.dumps(after).encode()).decode()


def read_continue(token: str) -> tuple[str, str]:
    """Return namespace and name of the last object of the page before.

    Raises:
        Refusal: 400, it is no such token.
    """
    if not token:
        return "", ""
    try:
        namespace, name = json.loads(base64.urlsafe_b64decode(token))
    except (ValueError, binascii.Error):
        raise Refusal(400, "continue key is not valid") from None
    return namespace, name
