"""The description is complete, and the documents name every route (EVT-3)."""

import re
from pathlib import Path

from fastapi.routing import iter_route_contexts

from api.console.routes import ROOT

DOCS = Path(__file__).parents[3] / "docs" / "http.md"
PROBLEM = {"$ref": "#/components/schemas/Problem"}


def operations(app):
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_every_operation_says_what_it_does(app):
    """EVT-3."""
    for name, operation in operations(app):
        assert operation["summary"], name
        assert operation["description"], name
        assert operation["tags"], name


def test_operation_ids_are_unique_and_read_like_tools(app):
    """EVT-3."""
    ids = [operation["operationId"] for _, operation in operations(app)]

    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", each) for each in ids)
    assert {"greet", "configure_briefing", "pause_briefing", "search_logs"} <= set(ids)


def test_every_error_is_declared_as_a_problem(app):
    """EVT-3."""
    for name, operation in operations(app):
        errors = {code: each for code, each in operation["responses"].items() if code >= "400"}
        assert {"422", "500"} <= errors.keys(), name
        for code, response in errors.items():
            if "text/html" in response["content"]:
                continue
            assert response["content"] == {"application/problem+json": {"schema": PROBLEM}}, (
                name,
                code,
            )


def test_the_frameworks_own_error_shape_is_nowhere(app):
    """EVT-3."""
    assert "HTTPValidationError" not in str(app.openapi())


def test_what_needs_a_proof_says_so_and_writes_by_cookie_need_the_csrf_token(app):
    """EVT-3, SEC-3."""
    for name, operation in operations(app):
        security = operation.get("security")
        if security is None:
            continue
        session = {"session": []} if name.startswith("GET") else {"session": [], "csrf": []}
        assert {"token": []} in security, name
        assert session in security, name
        assert {"401", "403"} <= operation["responses"].keys(), name


def test_the_schemes_bear_their_real_names(app):
    """EVT-3."""
    schemes = app.openapi()["components"]["securitySchemes"]

    assert schemes["token"]["scheme"] == "bearer"
    assert schemes["session"] | {"description": ""} == {
        "type": "apiKey",
        "in": "cookie",
        "name": "zhiban_session",
        "description": "",
    }
    assert schemes["csrf"]["name"] == "X-CSRF-Token"


def test_no_schema_holds_a_digest_or_a_hash(app):
    """CLD-4."""
    schemas = app.openapi()["components"]["schemas"]
    named = {name for schema in schemas.values() for name in schema.get("properties", {})}

    assert not [name for name in named if name.endswith(("digest", "hash"))]


def test_the_documents_name_every_route_and_no_other(app):
    """EVT-3."""
    served = set()
    for context in iter_route_contexts(app.routes):
        if context.path.startswith(ROOT):
            continue  # pages for people: docs/extend/console.md
        methods = context.methods or ({"WS"} if context.path == "/events/live" else {"GET"})
        path = re.sub(r":\w+}", "}", context.path)
        served |= {f"{method} {path}" for method in methods if method != "HEAD"}

    documented = set(
        re.findall(r"^\| `([A-Z]+ /[^`]*)` \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert documented == served
