"""What a provider's error code says about trying again, and what every provider says alike."""

from dataclasses import dataclass

from domain.common.messages import Called, Message, message
from domain.deliveries.deliveries import Outcome, Receipt


@dataclass(frozen=True)
class Ruling:
    """What an error code means, with advice for the person who reads the ledger.

    Attributes:
        wait_seconds: how long to leave the provider alone; 0 where the usual patience will do.
    """

    outcome: Outcome
    advice: Message
    wait_seconds: float = 0.0


def outcome_of_status(status: int) -> Outcome:
    """Return what an HTTP status other than success says about trying again."""
    if status == 504:  # a gateway gave up waiting; what it waited for may have been done
        return Outcome.UNCERTAIN
    if status >= 500 or status in {408, 425, 429}:
        return Outcome.RETRY
    if status < 400 or status in {401, 403, 404, 407, 410}:  # the address or the key is wrong
        return Outcome.CONFIGURATION
    return Outcome.PERMANENT


def bad_number() -> Receipt:
    """Return what it means that the recipient is no phone number."""
    return Receipt(
        outcome=Outcome.PERMANENT,
        detail=message("answer.bad_number", example=Called("+8613800138000")),
    )


def sent_before(parts: int) -> Receipt:
    """Return the answer where an earlier try took all parts: nothing is left to send."""
    return Receipt(
        outcome=Outcome.ACCEPTED, detail=message("answer.accepted_before"), sent_parts=parts
    )
