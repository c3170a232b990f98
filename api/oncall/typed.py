"""Times that were typed into the forms of on-call pages."""

from datetime import datetime

from api.console.visits import Visit


def moment_of(visit: Visit, typed: str, field: str) -> datetime | None:
    """Return the moment that a field names on the reader's wall clock; None: it is empty.

    Raises:
        InvalidRequest: it names none.
    """
    if not typed.strip():
        return None
    words = typed.strip().replace("T", " ")
    return visit.services.times.moment(words, now=visit.now, zone=visit.told.zone, field=field)
