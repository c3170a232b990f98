"""The description of all routes, made complete: problems, proofs and the CSRF header."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from api.access import CSRF_HEADER
from api.errors import PROBLEM_JSON, Problem
from api.options import ApiOptions
from application.common.languages import with_languages
from domain.task_types.schemas import task_schema

_WHEN = {
    400: "The body cannot be read.",
    401: "No proof of who asks, or a wrong one.",
    403: "Role, scope or CSRF token is missing.",
    404: "Nothing of that name, or not for you.",
    409: "It contradicts what is already there.",
    413: "The body or the query is over its bound.",
    415: "The body is not JSON.",
    421: "The Host is not served here.",
    422: "A field breaks a rule; `field` and `rule` say which.",
    429: "Too many; ask again after Retry-After seconds.",
    500: "Something broke on our side.",
    502: "The other side refused for good.",
    503: "Not now; asking again is safe. `misconfigured`: not before a setting is changed.",
    504: "It may or may not have taken effect.",
}
_ALWAYS = (421, 422, 500, 503)
_WITH_PROOF = (401, 403)
_WITH_BODY = (400, 413, 415)

Responses = dict[int | str, dict[str, Any]]


def problems(*statuses: int) -> Responses:
    """Return the declaration of the statuses that are special to a route."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {"description": _WHEN[status], "content": {PROBLEM_JSON: {"schema": schema}}}
        for status in statuses
    }


CLOUD = problems(429, 500, 502, 503, 504)
"""What may come back when the request goes on to an outside service."""


PROOF_OPTIONAL: dict[str, Any] = {"security": [{}]}
"""Extra for routes that serve strangers, too; the empty requirement means "none"."""


class DescribedApi(FastAPI):
    """An app whose description is complete."""

    def openapi(self) -> dict[str, Any]:
        """Return the description; made once."""
        if self.openapi_schema is None:
            described = _complete(self, self.state.options)
            self.openapi_schema = with_languages(described, self.state.services.words)
        return self.openapi_schema


def _complete(app: FastAPI, options: ApiOptions) -> dict[str, Any]:
    described = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description,
        routes=app.routes,
        servers=[{"url": options.public_url}],
    )
    for methods in described["paths"].values():
        for method, operation in methods.items():
            _complete_operation(method, operation)
    parts = described["components"]
    for name in ("HTTPValidationError", "ValidationError"):
        parts["schemas"].pop(name, None)
    parts["schemas"] |= _problem_schemas()
    _describe_configurations(parts["schemas"])
    schemes = parts.setdefault("securitySchemes", {})
    schemes["session"]["name"] = options.session_cookie
    schemes["csrf"] = {
        "type": "apiKey",
        "in": "header",
        "name": CSRF_HEADER,
        "description": f"The value of the cookie `{options.csrf_cookie}`; goes with `session`.",
    }
    return described


def _complete_operation(method: str, operation: dict[str, Any]) -> None:
    statuses = set(_ALWAYS)
    security = operation.get("security")
    if security:
        statuses.update(_WITH_PROOF)
        if method != "get":
            operation["security"] = [
                {**each, "csrf": []} if "session" in each else each for each in security
            ]
    if "requestBody" in operation:
        statuses.update(_WITH_BODY)
    responses = operation["responses"]
    # The framework declares its own shape of a 422, which is never sent here.
    if PROBLEM_JSON not in responses.get("422", {}).get("content", {}):
        responses.pop("422", None)
    for status, response in problems(*sorted(statuses)).items():
        responses.setdefault(str(status), response)


def _describe_configurations(schemas: dict[str, Any]) -> None:
    """Say what a task's configuration is by the models that read it."""
    whole = task_schema("#/components/schemas/")
    schemas |= whole["$defs"]
    kinds = {each["title"]: each["properties"]["config"] for each in whole["oneOf"]}
    schemas |= {f"TaskOf_{type_}": _of_type(type_, config) for type_, config in kinds.items()}
    names = {type_: f"#/components/schemas/TaskOf_{type_}" for type_ in kinds}
    for body in ("TaskIn", "TaskTrialIn"):
        schemas[body]["oneOf"] = [{"$ref": each} for each in names.values()]
        schemas[body]["discriminator"] = {"propertyName": "type", "mapping": names}


def _of_type(type_: str, config: dict[str, Any]) -> dict[str, Any]:
    """Return which configuration belongs to a type; the other fields stand in the body itself."""
    return {
        "type": "object",
        "description": f"The part of a {type_} that says what it does.",
        "properties": {"type": {"const": type_, "type": "string"}, "config": config},
        "required": ["type", "config"],
    }


def _problem_schemas() -> dict[str, Any]:
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    inner: dict[str, Any] = schema.pop("$defs", {})
    return {"Problem": schema, **inner}


def name_operation(route: APIRoute) -> str:
    """Return the operation id: the function's name, which is also the tool's name."""
    return route.name


def operations_of(described: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return what the page of routes shows, by tag."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            security = operation.get("security", [])
            group = groups.setdefault(operation.get("tags", ["other"])[0], [])
            group.append(
                {
                    "id": operation["operationId"],
                    "method": method.upper(),
                    "path": path,
                    "summary": operation.get("summary", ""),
                    "text": operation.get("description", ""),
                    "is_public": not security or {} in security,
                    "parameters": operation.get("parameters", []),
                    "statuses": sorted(operation["responses"]),
                }
            )
    return groups
