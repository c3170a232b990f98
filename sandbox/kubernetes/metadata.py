"""Objects without their content, as `Accept: …;as=PartialObjectMetadata` asks for them.

As apiserver's `transformResponseObject` does it, and refuses it: a list goes under its own name.
"""

from collections.abc import Mapping
from typing import Any

from sandbox.kubernetes.failures import Refusal

_ONE = "PartialObjectMetadata"
_MANY = f"{_ONE}List"
_VERSION = "meta.k8s.io/v1"


def without_content(body: Mapping[str, Any], accept: str) -> Mapping[str, Any]:
    """Return an answer as it is accepted.

    Raises:
        Refusal: 406, a list under the name of a single object, or the other way round.
    """
    asked = {part.strip() for part in accept.replace(";", ",").split(",")}
    is_list = "items" in body
    if f"as={_MANY}" in asked:
        if not is_list:
            raise _unacceptable(_MANY, body, "is not a list")
        parts = [_part(one) for one in body["items"]]
        return {**body, "kind": _MANY, "apiVersion": _VERSION, "items": parts}
    if f"as={_ONE}" in asked:
        if is_list:
            raise _unacceptable(_ONE, body, "is a list")
        return _part(body)
    return body


def _part(item: Mapping[str, Any]) -> dict[str, Any]:
    return {"kind": _ONE, "apiVersion": _VERSION, "metadata": item["metadata"]}


def _unacceptable(asked: str, body: Mapping[str, Any], why: str) -> Refusal:
    kind = body.get("kind", "")
    return Refusal(406, f"you requested {asked}, but the requested object {why} ({kind})")
