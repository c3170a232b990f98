"""Label selectors: as a query, and applied to labels."""

from integrations.kubernetes.client.objects import Json, each, inside, text, texts


def query(selector: Json) -> str:
    """Return a LabelSelector as the text of a `labelSelector` parameter."""
    parts = [f"{key}={value}" for key, value in sorted(texts(selector, "matchLabels").items())]
    for one in each(selector, "matchExpressions"):
        key, operator, values = text(one, "key"), text(one, "operator"), ",".join(_values(one))
        written = {
            "In": f"{key} in ({values})",
            "NotIn": f"{key} notin ({values})",
            "Exists": key,
            "DoesNotExist": f"!{key}",
        }
        parts.append(written.get(operator, key))
    return ",".join(parts)


def matches(selector: Json, labels: dict[str, str]) -> bool:
    """Say whether labels are selected; an empty selector selects everything."""
    wanted = texts(selector, "matchLabels").items()
    return all(labels.get(key) == value for key, value in wanted) and all(
        _holds(one, labels) for one in each(selector, "matchExpressions")
    )


def keys(selector: Json) -> set[str]:
    """Return the labels that a selector looks at."""
    return {
        *texts(selector, "matchLabels"),
        *(text(one, "key") for one in each(selector, "matchExpressions")),
    }


def _holds(expression: Json, labels: dict[str, str]) -> bool:
    value, values = labels.get(text(expression, "key")), _values(expression)
    match text(expression, "operator"):
        case "In":
            return value in values
        case "NotIn":
            return value not in values
        case "Exists":
            return value is not None
        case "DoesNotExist":
            return value is None
    return False


def _values(expression: Json) -> list[str]:
    values = inside(expression, "values")
    return [one for one in values if isinstance(one, str)] if isinstance(values, list) else []
