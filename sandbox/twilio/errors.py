"""Twilio's refusals: code, words and HTTP status, as its error dictionary has them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Trouble:
    """An entry of the dictionary; `{0}` in the words is the number that is meant."""

    code: int
    words: str
    status: int = 400


NOT_AUTHENTICATED = Trouble(20003, "Authenticate", 401)
NOT_FOUND = Trouble(20404, "The requested resource was not found", 404)
TOO_MANY = Trouble(20429, "Too Many Requests", 429)
NO_TO = Trouble(21604, "A 'To' phone number is required.")
NO_FROM = Trouble(21603, "A 'From' phone number is required.")
NO_BODY = Trouble(21602, "Message body is required.")
TOO_LONG = Trouble(21617, "The concatenated message body exceeds the 1600 character limit.")
BAD_TO = Trouble(21211, "Invalid 'To' Phone Number: {0}")
BAD_FROM = Trouble(21212, "Invalid From Number (caller ID): {0}")
SAME = Trouble(21266, "'To' and 'From' number cannot be the same: {0}")
NOT_OURS = Trouble(
    21606,
    "The From phone number {0} is not a valid, SMS-capable inbound phone number or short code for "
    "your account.",
)
QUEUE_FULL = Trouble(
    21611, "This From number {0} has exceeded the maximum number of queued messages", 429
)
NO_REGION = Trouble(
    21408,
    "Permission to send an SMS has not been enabled for the region indicated by the 'To' "
    "number: {0}",
)
UNVERIFIED = Trouble(
    21608,
    "The number {0} is unverified. Trial accounts cannot send messages to unverified numbers.",
)
BLOCKED = Trouble(21610, "Attempt to send to unsubscribed recipient")
NO_ROUTE = Trouble(
    21612, "The 'To' phone number: {0}, is not currently reachable via SMS from this sender."
)
NOT_MOBILE = Trouble(21614, "'To' number is not a valid mobile number")
NO_SERVICE = Trouble(21701, "The Messaging Service does not exist")

TO_NUMBERS = {
    "+15005550001": BAD_TO,
    "+15005550002": NO_ROUTE,
    "+15005550003": NO_REGION,
    "+15005550004": BLOCKED,
    "+15005550009": NOT_MOBILE,
}
FROM_NUMBERS = {
    "+15005550001": BAD_FROM,
    "+15005550007": NOT_OURS,
    "+15005550008": QUEUE_FULL,
}
"""The numbers that Twilio itself publishes for tests, with what they are answered."""

FATES = {
    30003: "Unreachable destination handset",
    30004: "Message blocked",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
}
"""Why a taken message does not arrive: a number that ends with such a code has that fate."""


def body_of(trouble: Trouble, about: str = "") -> dict[str, object]:
    """Return the JSON of a refusal."""
    return {
        "code": trouble.code,
        "message": trouble.words.replace("{0}", about),
        "more_info": f"https://www.twilio.com/docs/errors/{trouble.code}",
        "status": trouble.status,
    }
