"""Reading a policy from what its file says as a whole, with every mistake named (RBK-7).

Nothing is guessed and nothing is left out silently: a misspelt guard limit would otherwise be a
limit that does not hold, found out at night.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from difflib import get_close_matches
from functools import cache
from hashlib import sha256
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from domain.clusters.repairs import ActionKind
from domain.common.errors import BrokenRule, InvalidRequest
from domain.common.field_rules import JsonSchema
from domain.common.messages import Called, Message, Names, message
from domain.common.quoting import clean
from domain.incidents.guards.verdicts import MOST_SAMPLES, VerifyRules
from domain.incidents.policy.policies import (
    HoursRule,
    InhibitionRule,
    ModeRule,
    PlaceRule,
    Policy,
    ServiceRule,
)
from domain.incidents.policy.tables import PlaceTable, PolicyFile

MOST_MISTAKES = 50
"""Named at a time; who has more starts from the example."""

_BUILT_IN = Policy()


def read_policy(raw: object) -> Policy:
    """Return what a policy file says.

    Args:
        raw: its tables, as a TOML reader gives them.

    Raises:
        InvalidRequest: a field breaks a rule; the first of `mistakes_in`.
    """
    policy, mistakes = _read(raw)
    if mistakes:
        raise mistakes[0]
    return replace(policy, digest=digest_of_policy(policy))


def mistakes_in(raw: object) -> tuple[InvalidRequest, ...]:
    """Return everything that is wrong with a policy file, in its order; empty when nothing is.

    What does not go together is named once each table by itself is right.
    """
    return _read(raw)[1][:MOST_MISTAKES]


def digest_of_policy(policy: Policy) -> str:
    """Return the SHA-256 over what a policy means: comments, spaces and order of keys do not."""
    meaning = {name: value for name, value in asdict(policy).items() if name != "digest"}
    written = json.dumps(meaning, sort_keys=True, ensure_ascii=False)
    return sha256(written.encode()).hexdigest()


@cache
def policy_schema() -> JsonSchema:
    """Return the JSON Schema of policy files, for editors and for machines that write them.

    It says what fields there are and how each must look by itself.
    """
    whole = PolicyFile.model_json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Policy of Zhiban: what it may do where",
        **_written_out(whole, whole.get("$defs", {})),
    }


def _written_out(node: Any, definitions: Mapping[str, JsonSchema]) -> Any:  # noqa: ANN401 - any JSON
    """Return a schema without references; what is built in stands in `policies.py`."""
    if isinstance(node, list):
        return [_written_out(each, definitions) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _written_out(definitions[node["$ref"].rpartition("/")[2]], definitions)
    kinds = [each for each in node.get("anyOf", ()) if each != {"type": "null"}]
    if len(kinds) == 1:
        return _written_out(kinds[0], definitions)
    return {
        key: {name: _written_out(each, definitions) for name, each in value.items()}
        if key == "properties"
        else _written_out(value, definitions)
        for key, value in node.items()
        if key not in ("title", "default", "$defs")
    }


def _read(raw: object) -> tuple[Policy, tuple[InvalidRequest, ...]]:
    """Return the policy and what is wrong with it; with mistakes it is worth nothing."""
    try:
        file = PolicyFile.model_validate(raw)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        return _BUILT_IN, tuple(map(_mistake, found))
    policy = _policy(file)
    return policy, tuple(_between(file, policy))


def _mistake(error: ErrorDetails) -> InvalidRequest:
    """Return one mistake with its place as the file writes it; never with a value."""
    places = tuple(each for each in error["loc"] if each != "[key]")
    own = error.get("ctx", {}).get("error")
    if isinstance(own, BrokenRule):
        return InvalidRequest(_path(*places, *([own.field] if own.field else [])), own.rule)
    match error["type"]:
        case "missing":
            return InvalidRequest(_path(*places), message("rule.missing"))
        case "extra_forbidden":
            *table, name = places
            known = _fields_at(table)
            return InvalidRequest(
                _path(*table, clean(str(name)[:60]) or "?"), _unknown(name, known)
            )
        case "dict_type":
            return InvalidRequest(_path(*places), message("rule.object"))
        case _:
            return InvalidRequest(_path(*places), message("rule.malformed"))


def _path(*places: int | str) -> str:
    return "policy" + "".join(
        f"[{each}]" if isinstance(each, int) else f".{each}" for each in places
    )


def _fields_at(places: list[int | str]) -> list[str]:
    """Return the fields of the table that stands there."""
    table = policy_schema()
    for place in places:
        table = table["items"] if isinstance(place, int) else table["properties"][place]
    return list(table["properties"])


def _unknown(name: int | str, known: list[str]) -> Message:
    if close := get_close_matches(str(name)[:60], known, n=1):
        return message("rule.unknown_near", near=Called(close[0]))
    return message("rule.unknown_among", known=Names(tuple(map(Called, sorted(known)))))


def _policy(file: PolicyFile) -> Policy:
    """Return what the file means: what it does not say is as built in."""
    usual, ladder, budget = _BUILT_IN, file.ladder.given, file.budget.given
    whole = {
        "most_in_namespace": budget.get("in_namespace"),
        "most_in_cluster": budget.get("in_cluster"),
        "scale_factor": file.scaling.given.get("factor"),
        "most_replicas": file.scaling.given.get("most_replicas"),
        "recent_change": ladder.get("recent_change"),
        "ladder": _order(file.ladder.order) if "order" in ladder else None,
        "working_hours": HoursRule(**file.working_hours.given) if file.working_hours else None,
        "zone": file.zone or None,
        **file.aftercare.given,
    }
    limits, verify = replace(usual.limits, **file.limits.given), _verify(file, usual.verify)
    return replace(
        usual,
        **{name: value for name, value in whole.items() if value is not None},
        name=file.name,
        on_behalf_of=file.on_behalf_of,
        on_call=file.on_call,
        default_mode=file.mode,
        modes=tuple(ModeRule(**dict(each)) for each in file.modes),
        hours=tuple(HoursRule(**each.given) for each in file.hours),
        services=tuple(ServiceRule(**dict(each)) for each in file.services),
        inhibitions=tuple(
            InhibitionRule(**{**dict(each), "same": tuple(map(str, each.same))})
            for each in file.inhibitions
        ),
        limits=limits,
        verify=verify,
        approval=replace(usual.approval, **file.approval.given),
        paging=replace(usual.paging, **file.paging.given),
        gitops=replace(usual.gitops, **file.gitops.given),
        flap=replace(usual.flap, **file.flapping.given),
        cannot_help=file.ladder.cannot_help,
        begin_at=file.ladder.begin_at,
        places=tuple(
            PlaceRule(
                each.cluster,
                each.namespace,
                each.workload,
                _order(each.order) if "order" in each.model_fields_set else (),
                replace(limits, **each.limits.given) if "limits" in each.model_fields_set else None,
                _verify(each, verify) if "verify" in each.model_fields_set else None,
            )
            for each in file.places
        ),
    )


def _order(order: tuple[ActionKind, ...]) -> tuple[ActionKind, ...]:
    """Return the steps in the order in which they are tried; the last is always a person."""
    return (*(each for each in order if each.rung < 6), ActionKind.CALL_PERSON)


def _verify(table: PolicyFile | PlaceTable, usual: VerifyRules) -> VerifyRules:
    return replace(usual, **table.verify.given)


def _between(file: PolicyFile, policy: Policy) -> Iterator[InvalidRequest]:
    """Say what does not go together once what is not said is filled in."""
    if file.verify.given and (rule := _wrong_times(policy.verify)):
        yield InvalidRequest("policy.verify.dwell_seconds", rule)
    if file.budget.given and policy.most_in_namespace > policy.most_in_cluster:
        rule = message("rule.at_most_field", other=Called("in_cluster"))
        yield InvalidRequest("policy.budget.in_namespace", rule)
    for index, place in enumerate(policy.places):
        if place.verify and (rule := _wrong_times(place.verify)):
            yield InvalidRequest(f"policy.places[{index}].verify.dwell_seconds", rule)


def _wrong_times(rules: VerifyRules) -> Message | None:
    if not rules.every <= rules.dwell <= rules.deadline:
        least, most = Called("every_seconds"), Called("deadline_seconds")
        return message("rule.between_fields", least=least, most=most)
    if rules.dwell > rules.every * (MOST_SAMPLES - 1):
        return message("policy.dwell_times", count=MOST_SAMPLES, other=Called("every_seconds"))
    return None
