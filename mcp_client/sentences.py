"""What faults say: a reason with its facts, and the English sentence that they make.

Whoever speaks another language, or other words, reads `reason` and `facts` instead of the text.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Self, TypeAlias


class FaultReason(StrEnum):
    """Why a server could not be used, finer than its kind."""

    sentence: str

    def __new__(cls, code: str, sentence: str) -> Self:
        """Keep the sentence beside the code."""
        made = str.__new__(cls, code)
        made._value_ = code
        made.sentence = sentence
        return made

    ADDRESS_REFUSED = "address_refused", "{server} may not be connected to: {said}"
    ADDRESS_UNSENDABLE = (
        "address_unsendable",
        "The address or a header of {server} cannot be sent; register it anew.",
    )
    ARGUMENTS_REFUSED = "arguments_refused", "{server} does not accept these arguments: {said}"
    ARGUMENTS_UNSENDABLE = (
        "arguments_unsendable",
        "Nothing was sent to {server}: the arguments hold what JSON cannot say.",
    )
    ASKS_PERSON = (
        "asks_person",
        "{server} wants to ask a person something, and nobody can answer here.",
    )
    BROKEN_OFF = "broken_off", "The call of {tool!r} was broken off; it may have been carried out."
    CLOSED = "closed", "The connection to {server} was closed."
    CLOSED_WHILE_LISTING = (
        "closed_while_listing",
        "The server {server!r} was closed while it was asked for its tools.",
    )
    CUT_OFF = "cut_off", "The connection to {server} ended before the answer came."
    ENTRY_CLOSED = "entry_closed", "The server {server!r} is not registered any more."
    ERROR_ANSWERED = "error_answered", "{server} answered with an error ({status}): {said}"
    LATE = "late", "{server} did not answer in time."
    LATE_CONNECTION = "late_connection", "{server} could not be connected to in time."
    LATE_LISTING = (
        "late_listing",
        "The server {server!r} did not list its tools within {seconds:g} s.",
    )
    LISTS_IN_CIRCLES = (
        "lists_in_circles",
        "The pages of {server}'s list of tools lead in a circle.",
    )
    MANY_PAGES = "many_pages", "{server} lists its tools on more than {most} pages."
    MANY_TOOLS = "many_tools", "{server} lists more than {most} tools, or very long ones."
    NOT_MCP = "not_mcp", "{server} answered with {said}: that is no MCP."
    NOT_REGISTERED = "not_registered", "No server {server!r} is registered."
    NOT_RUNNING = "not_running", "{server} could not be connected to; is it running?"
    NO_FREE_CONNECTION = (
        "no_free_connection",
        "There was no free connection for {server}; try again later.",
    )
    NO_FREE_PLACE = (
        "no_free_place",
        (
            "The server {server!r} was not asked: all {most} connections are in use. "
            "Ask again in a moment."
        ),
    )
    NO_SERVER_THERE = (
        "no_server_there",
        "There is no MCP server at the address of {server} ({status}).",
    )
    NO_VERSION = "no_version", "{server} speaks only versions of MCP that are not known here."
    OFF_SCHEMA = (
        "off_schema",
        (
            "{server} answered {tool} with a result that its own schema does not allow; "
            "the call was carried out."
        ),
    )
    PROGRAM_ENDED = "program_ended", "The program of {server} has ended."
    PROGRAM_ENDED_SAYING = (
        "program_ended_saying",
        "The program of {server} has ended. Its last words: {said}",
    )
    PROGRAM_FORBIDDEN = (
        "program_forbidden",
        (
            "The program of {server} is not on the list of those that may be started; "
            "an administrator can put it there."
        ),
    )
    PROGRAM_UNSTARTABLE = "program_unstartable", "The program of {server} cannot be started."
    PROGRAM_UNSTARTABLE_BECAUSE = (
        "program_unstartable_because",
        "The program of {server} cannot be started. {said}",
    )
    REDIRECTED = (
        "redirected",
        "{server} redirects elsewhere; register the address it redirects to.",
    )
    REQUEST_REFUSED = "request_refused", "{server} does not take what MCP sends ({status})."
    REQUESTS_OF_ALL = (
        "requests_of_all",
        (
            "The server {server!r} was not asked: {most} requests to all servers are under way. "
            "Ask again in a moment."
        ),
    )
    REQUESTS_WAITING = (
        "requests_waiting",
        (
            "The server {server!r} was not asked: {most} requests to it wait for an answer. "
            "Ask again in a moment."
        ),
    )
    RESTING = (
        "resting",
        "The server {server!r} failed too often and is left alone for {seconds:.0f} s more.",
    )
    RESTING_AFTER = (
        "resting_after",
        (
            "The server {server!r} failed too often and is left alone for {seconds:.0f} s more. "
            "The last failure: {fault}"
        ),
    )
    SESSION_DOUBTED = (
        "session_doubted",
        "{server} refused a request of an open session ({status}).",
    )
    SESSION_DOUBTED_SAYING = (
        "session_doubted_saying",
        "{server} refused a request of an open session ({status}). It says: {said}",
    )
    SESSION_FORGOTTEN = "session_forgotten", "{server} has forgotten the session."
    STATUS_401 = "status_401", "{server} wants other credentials ({status}); check its headers."
    STATUS_403 = "status_403", "{server} does not let these credentials in ({status})."
    STATUS_407 = "status_407", "A proxy before {server} wants credentials ({status})."
    STATUS_408 = "status_408", "{server} waited too long for the request ({status})."
    STATUS_413 = "status_413", "{server} does not take a request of this size ({status})."
    STATUS_425 = "status_425", "{server} is not ready for the request ({status})."
    STATUS_429 = "status_429", "{server} has had too many requests ({status})."
    STILL_AWAY = (
        "still_away",
        "The server {server!r} is still away: no answer within {seconds:g} s.",
    )
    TOO_LARGE = "too_large", "{server} answered with more than {most} bytes; ask it for less."
    TOOL_UNKNOWN = "tool_unknown", "{server} has no such tool: {said}"
    TOOL_UNLISTED = "tool_unlisted", "No tool is called {tool!r}."
    UNAVAILABLE = "unavailable", "{server} is not available ({status})."
    UNINTELLIGIBLE = "unintelligible", "{server} could not be understood ({said})."


Fact: TypeAlias = "str | int | float | Sentence"


class Sentence(str):  # noqa: SLOT000 - it has facts of its own
    """English for a person, without secrets, that remembers what it says.

    Attributes:
        reason: why.
        facts: what stands in the sentence; `said` is a server's own words, `fault` a sentence.
    """

    reason: FaultReason
    facts: Mapping[str, Fact]

    def __new__(cls, reason: FaultReason, **facts: Fact) -> Self:
        """Write the sentence."""
        made = super().__new__(cls, reason.sentence.format(**facts))
        made.reason, made.facts = reason, facts
        return made
