"""See that everybody's briefing runs: a starting worker makes up for what was missed.

A briefing starts with the account. It may be missing because Temporal was out of reach then, or
because somebody terminated it by hand. Starting one that runs changes nothing.
"""

import structlog

from application.briefings import BriefingDesk
from application.ports.people import People
from domain.errors import ZhibanError

_PAGE = 100
_log = structlog.get_logger(__name__)


async def call_everybody(people: People, briefings: BriefingDesk) -> int:
    """Start the briefing of each person who has an account; return for how many that worked.

    One after the other: a start costs about 30 ms, and nobody waits for this.
    """
    after, started = "", 0
    while page := await people.list(after=after, limit=_PAGE):
        after = page[-1].id
        for person in page:
            if person.disabled:
                continue
            try:
                await briefings.start(person.id)
            except ZhibanError as error:
                _log.warning("briefing.not_started", person=person.id, reason=str(error))
            else:
                started += 1
    return started
