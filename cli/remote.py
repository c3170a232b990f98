"""Asks the API that runs here: one request with the person's token, and no services of our own.

It needs the standard library only, because a list is to be there in half a second.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from http import HTTPStatus
from http.client import (
    HTTPConnection,
    HTTPException,
    HTTPResponse,
    HTTPSConnection,
    IncompleteRead,
)
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from domain.common.errors import (
    InvalidRequest,
    Misconfigured,
    NotFound,
    Noun,
    PermanentError,
    TemporaryError,
    Unauthenticated,
    Unavailable,
    ZhibanError,
)
from domain.common.messages import Called, Link, Message, Prose, message
from domain.common.readers import Language, Reader

LONGEST_WAIT = 30.0
"""Seconds for one answer; the API itself gives up on Temporal earlier."""

LANGUAGE_HEADER = "Zhiban-Language"
"""Asks the API for one answer in a language, whatever the person usually reads."""

LARGEST_ANSWER = 16 * 1024 * 1024

_UP, _STATUS = Called("zhiban up"), Called("zhiban status")
_ISSUE = Called("zhiban people token issue --label terminal --scope admin")

Query = Mapping[str, object]
"""Parameters of a request; those that are None, False or empty are left out."""


@dataclass(frozen=True)
class Answer:
    """What the API answered.

    Attributes:
        data: its JSON.
        reader: who reads it, as they set it for their briefings; None where the API did not say.
    """

    data: object
    reader: Reader | None


@dataclass(frozen=True)
class Api:
    """The API that is asked for lists and single things.

    Attributes:
        address: how this machine reaches it.
        token: whose requests these are.
        file: where the token stands.
        version: ours, which the API's has to be.
        chosen: whether somebody named it; then nothing else is asked where it does not answer.
    """

    address: str
    token: str = field(repr=False)
    file: Path
    version: str
    chosen: bool = False

    def get(
        self, path: str, query: Query, language: Language, asked: Language | None = None
    ) -> Answer | None:
        """Return the answer to one request; None where no API runs at its usual place.

        Args:
            path: such as `/api/v1/tasks`.
            query: narrows it.
            language: of refusals, where the API does not know who asks.
            asked: of the whole answer, whatever whoever asks usually reads.

        Raises:
            ZhibanError: it is refused, or the API cannot answer; says what to do.
        """
        connection = self._connection()
        try:
            connection.connect()
        except OSError:
            if self.chosen:
                raise Unavailable(
                    message("cli.api_unreachable", api=self._named, file=self._file)
                ) from None
            return None
        try:
            headers = self._headers(language) | ({LANGUAGE_HEADER: asked} if asked else {})
            connection.request("GET", self._target(path, query), headers=headers)
            with connection.getresponse() as response:
                body = response.read(LARGEST_ANSWER)
                if response.length:
                    raise IncompleteRead(body, response.length)
        except (OSError, HTTPException):
            raise self._gone() from None
        finally:
            connection.close()
        return self._read(response, body, path)

    def misfit(self, theirs: str | None = None) -> Misconfigured:
        """Return why an answer cannot be shown: another version gave it."""
        return Misconfigured(
            message(
                "cli.api_version",
                api=self._named,
                theirs=Called(theirs) if theirs else None,
                ours=Called(self.version),
            )
        )

    @property
    def _file(self) -> Called:
        return Called(str(self.file))

    @property
    def _named(self) -> Link:
        return Link(self.address, "API")

    def _connection(self) -> HTTPConnection:
        try:
            parts = urlsplit(self.address)
            host, port = parts.hostname, parts.port
        except ValueError:
            parts, host, port = urlsplit(""), None, None
        if parts.scheme not in ("http", "https") or not host:
            raise Misconfigured(message("cli.api_address", file=self._file))
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        return kind(host, port, timeout=LONGEST_WAIT)

    def _target(self, path: str, query: Query) -> str:
        given = {
            name: value.value if isinstance(value, Enum) else value
            for name, value in query.items()
            if value not in (None, False, "")
        }
        words = {name: "true" if value is True else value for name, value in given.items()}
        whole = urlsplit(self.address).path.rstrip("/") + path
        return f"{whole}?{urlencode(words)}" if words else whole

    def _headers(self, language: Language) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {self.token}",
            "Accept": "application/json",
            "Accept-Language": language,
            "User-Agent": f"zhiban/{self.version}",
        }

    def _read(self, response: HTTPResponse, body: bytes, path: str) -> Answer:
        if response.status == HTTPStatus.UNAUTHORIZED:
            raise Unauthenticated(
                message("cli.token_refused", api=self._named, file=self._file, up=_UP, issue=_ISSUE)
            )
        theirs = response.headers.get("Zhiban-Version")
        if theirs != self.version:
            raise self.misfit(theirs)
        try:
            data = json.loads(body)
        except ValueError:
            raise self._gone() from None
        if response.status != HTTPStatus.OK:
            raise _refusal(response, data if isinstance(data, dict) else {}, path)
        return Answer(data, _reader(response))

    def _gone(self) -> Unavailable:
        return Unavailable(message("cli.api_gone", api=self._named, status=_STATUS))


def _reader(response: HTTPResponse) -> Reader | None:
    language = response.headers.get("Content-Language", "")
    zone = response.headers.get("Zhiban-Zone", "")
    return Reader(Language(language), zone) if language and zone else None


def _refusal(response: HTTPResponse, problem: dict[str, Any], path: str) -> ZhibanError:
    """Return a problem (RFC 9457) as the error that the API made it from.

    An address that the API does not know is asked for only with an id that has not the form of one.
    """
    said = message("cli.told", text=Prose(str(problem.get("detail", response.reason))))
    if response.status == HTTPStatus.NOT_FOUND:
        return _missing(problem, path, said) or PermanentError(said)
    return _other_refusal(response, problem, said)


def _other_refusal(response: HTTPResponse, problem: dict[str, Any], said: Message) -> ZhibanError:
    field_, rule = problem.get("field"), problem.get("rule")
    match response.status:
        case HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(field_, str) and isinstance(rule, str):
            return InvalidRequest(field_, message("cli.told", text=Prose(rule)))
        case HTTPStatus.SERVICE_UNAVAILABLE if str(problem.get("type")).endswith(":misconfigured"):
            return Misconfigured(said)
        case (
            HTTPStatus.TOO_MANY_REQUESTS
            | HTTPStatus.SERVICE_UNAVAILABLE
            | HTTPStatus.GATEWAY_TIMEOUT
        ):
            return TemporaryError(said, delay=_delay(response))
        case HTTPStatus.INTERNAL_SERVER_ERROR:
            return ZhibanError(said)
        case _:
            return PermanentError(said)


def _missing(problem: dict[str, Any], path: str, said: Message) -> NotFound | None:
    """Return what there is none of; None when the API does not say."""
    if noun := _NOUNS.get(str(problem.get("noun"))):
        return _Missing(noun, said)
    if path.startswith(_TASKS):
        return NotFound(Noun.TASK, unquote(path.removeprefix(_TASKS).partition("/")[0]))
    return None


class _Missing(NotFound):
    """There is none of a thing, in the words of the API."""

    def __init__(self, noun: Noun, said: Message) -> None:
        super().__init__(noun, "")
        self._told = said

    @property
    def explanation(self) -> Message:
        """What the API says."""
        return self._told


_NOUNS = {each.name.lower(): each for each in Noun}
_TASKS = "/api/v1/tasks/"


def _delay(response: HTTPResponse) -> timedelta | None:
    wait = response.headers.get("Retry-After", "")
    return timedelta(seconds=int(wait)) if wait.isascii() and wait.isdigit() else None
