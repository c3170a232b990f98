"""What people look up in clusters, over HTTP."""

import pytest

HERE = "/api/v1/clusters/cls-1"
IN = {"namespace": "payments"}


@pytest.mark.parametrize(
    ("path", "query", "at", "value"),
    [
        (f"{HERE}/services", {}, (0, "ports"), ["http 80→8080/TCP"]),
        (f"{HERE}/ingresses", IN, (0, "tls_hosts"), ["shop.example"]),
        (f"{HERE}/configs", IN, ("entries", 0, "keys"), ["LOG_LEVEL"]),
        (f"{HERE}/configs", IN, ("refused",), ["Secret"]),
        (f"{HERE}/use", {}, (0, "name"), "node-1"),
        (f"{HERE}/use", IN | {"of": "pods"}, (0, "memory_percent"), 50),
        (f"{HERE}/objects/payments/Pod/checkout-1", {}, ("containers", 0, "restarts"), 7),
        ("/api/v1/workloads", {"name": "check"}, ("workloads", 0, "ref", "name"), "checkout"),
        (
            f"{HERE}/pods/payments/checkout-42-0/log",
            {"previous": "true"},
            ("text",),
            None,
        ),
    ],
)
async def test_each_is_answered(mei, path, query, at, value):
    """CLD-2."""
    answer = await mei.get(path, params=query)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    for step in at:
        found = found[step]
    assert found == value if value is not None else found.startswith("before: ")


@pytest.mark.parametrize(
    ("path", "query", "code"),
    [
        (f"{HERE}/configs", {}, 422),
        (f"{HERE}/configs", IN | {"kind": "Pod"}, 422),
        (f"{HERE}/use", {"of": "pods"}, 422),
        (f"{HERE}/services", {"limit": 501}, 422),
        (f"{HERE}/objects/payments/Secret/x", {}, 422),
        (f"{HERE}/objects/payments/Pod/other", {}, 404),
        ("/api/v1/workloads", {"name": ""}, 422),
        ("/api/v1/clusters/cls-9/ingresses", {}, 404),
    ],
)
async def test_wrong_input_is_refused(mei, path, query, code):
    """CLD-2."""
    answer = await mei.get(path, params=query)
    assert answer.status_code == code, answer.text
