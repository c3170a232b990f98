"""Who is called about an incident, and where (RBK-3)."""

from domain.briefings import BriefingSettings
from domain.clusters import WorkloadRef
from domain.deliveries import ChannelAddress, ChannelKind
from domain.matching import covers, place_of
from domain.people import Person
from domain.policies import Policy


def people_on_call(policy: Policy, owner: WorkloadRef | None) -> tuple[str, ...]:
    """Return ids of the people to call, in order: those of the service before the policy's own."""
    service = None
    if owner is not None:
        place = place_of(owner)
        service = next((rule for rule in policy.services if covers(rule, place)), None)
    named = (*(service.on_call if service else ()), *policy.on_call)
    return tuple(dict.fromkeys(named))


def addresses_of(person: Person, settings: BriefingSettings | None) -> tuple[ChannelAddress, ...]:
    """Return where to reach somebody: their own channels, else their mail; none when disabled."""
    if person.disabled:
        return ()
    if settings is not None and settings.channels:
        return tuple(settings.channels)
    return (ChannelAddress(ChannelKind.MAIL, person.mail),) if person.mail else ()
