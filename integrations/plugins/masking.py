"""Hides what is sent to a plugin wherever the plugin repeats it (CLD-4).

Whoever reads what a plugin says, a model or its makers, shall not learn a person's headers from it,
nor the keys in its address. This is against plugins that show a request for help or by mistake
("you sent …"): one that wants to give its own key away can spell it so that nobody recognises it.
"""

import html
import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, quote_plus

from integrations.plugins.secrets_sent import keys_in, secrets_of

INSTEAD = "•••"
"""As in the client's own sentences; shorter than what it hides, so no text becomes longer."""

MOST_SETS = 4
"""Of headers of one plugin that are remembered: an answer may come after they were changed."""

MOST_PLUGINS = 4_000
"""Whose headers are remembered: twice the configurations that are, so none is missed."""

_SCHEMA_WORDS = frozenset(
    {"description", "properties", "required", "additionalProperties", "definitions"}
)
"""Names that give a schema its meaning; a header that happens to be one of them is no secret."""

_DEEPEST = 60
"""Levels of JSON that are looked through; what lies deeper is left out. No useful schema does."""


class Mask:
    """Hides values in texts and in JSON, however they are usually escaped there."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        forms = {form for secret in secrets for form in _forms(secret)}
        self._forms = sorted(forms, key=len, reverse=True)
        self._longest = max(map(len, forms), default=0)

    def hides_in(self, text: str) -> bool:
        """Say whether a text holds anything that is hidden."""
        return any(form in text for form in self._forms)

    def text(self, text: str) -> str:
        """Return a text without what is hidden."""
        for form in self._forms:
            text = text.replace(form, INSTEAD)
        return text

    def beginning(self, text: str, most: int) -> str:
        """Return at most `most` characters of a text, at the cost of no more than these.

        What lies across the end of what is looked at cannot be recognised: so more is looked at
        than is shown, and that much is left out.
        """
        seen = self.text(text[: most + self._longest])
        if len(text) > most + self._longest:
            seen = seen[: max(len(seen) - self._longest, 0)]
        return seen[:most]

    def json(self, value: Any, levels: int = _DEEPEST) -> Any:  # noqa: ANN401 - any JSON value
        """Return JSON without what is hidden in its texts and names."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            inner = value.items() if levels else ()
            return {self._name(name): self.json(each, levels - 1) for name, each in inner}
        if isinstance(value, list):
            return [self.json(each, levels - 1) for each in value] if levels else []
        return value

    def _name(self, name: str) -> str:
        return name if name in _SCHEMA_WORDS else self.text(name)


class Masks:
    """What was sent to each plugin by this process, and so what its words must not show."""

    def __init__(self) -> None:
        self._sent: OrderedDict[tuple[str, str], list[tuple[str, dict[str, str]]]] = OrderedDict()
        self._made: dict[tuple[str, str], Mask] = {}

    def sends(self, owner: str, name: str, headers: Mapping[str, str], *, url: str = "") -> None:
        """Take in what goes to a plugin from here on; what went there before still counts."""
        key, now = (owner, name), (url, dict(headers))
        sets = self._sent.setdefault(key, [])
        self._sent.move_to_end(key)
        if now not in sets:
            sets.append(now)
            del sets[:-MOST_SETS]
            self._made.pop(key, None)
        if len(self._sent) > MOST_PLUGINS:
            self._made.pop(self._sent.popitem(last=False)[0], None)

    def of(self, owner: str, name: str) -> Mask:
        """Return what hides it."""
        key = (owner, name)
        if key not in self._made:
            sets = self._sent.get(key)
            if sets is None:
                return Mask()
            self._made[key] = Mask(
                secret for url, headers in sets for secret in (*keys_in(url), *secrets_of(headers))
            )
        return self._made[key]


def _forms(secret: str) -> set[str]:
    """Return how a value looks in text, in JSON, in JSON within JSON, in addresses and in HTML."""
    once = json.dumps(secret)[1:-1]
    twice = json.dumps(once)[1:-1]
    return {secret, once, twice, quote(secret, safe=""), quote_plus(secret), html.escape(secret)}
