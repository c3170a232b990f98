"""Seeing to it that only one installation works in a namespace."""

from datetime import UTC

from temporalio.client import Client

from bootstrap.configuration.settings import Settings
from bootstrap.system import SystemClock, SystemIds
from domain.common.errors import Misconfigured
from orchestration.installations import Installation, NamespaceMark
from storage.database import Database
from storage.installation import SqlInstallation

TAKE_OVER = "zhiban namespace take-over"


async def installation_of(settings: Settings, database: Database) -> Installation:
    """Return what this installation is; its id is made the first time."""
    known = await SqlInstallation(database).id(f"inst_{SystemIds().new()[:12]}")
    queue, address = settings.temporal.queue, settings.api.address
    return Installation(known, address, queue, SystemClock().now())


async def claim_namespace(
    settings: Settings, database: Database, client: Client, *, otherwise: str = ""
) -> Installation:
    """Make the namespace ours where it is nobody's, and return its owner.

    Args:
        settings: of this installation.
        database: holds its id.
        client: connected to the namespace.
        otherwise: what to do when it is another's; what is right in general when left out.

    Raises:
        Misconfigured: it belongs to another installation.
    """
    ours = await installation_of(settings, database)
    owner = await NamespaceMark(client).claim(ours)
    if owner.id != ours.id:
        raise Misconfigured(
            f"Namespace {client.namespace} belongs to another installation: {named(owner)}. "
            f"This one is {ours.id}. {otherwise or _OTHERWISE}"
        )
    return owner


_OTHERWISE = (
    "Set ZHIBAN_TEMPORAL_NAMESPACE to a namespace of its own. If the other one is gone, or its "
    f"database was replaced by this one, stop its workers and run `{TAKE_OVER}`."
)


def named(owner: Installation) -> str:
    """Return who it is, in a few words."""
    since = f"{owner.since.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return f"{owner.id} at {owner.address}, queue {owner.queue}, since {since}"
