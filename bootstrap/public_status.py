"""The page of the public, as the settings name its parts."""

from application.incidents.public_status import PublicStatusService
from bootstrap.foundation import Foundation
from domain.common.errors import InvalidRequest, Misconfigured
from domain.incidents.public_status import read_parts


def public_status_service(foundation: Foundation) -> PublicStatusService:
    """Return what looks at the parts of the page; none without the setting.

    Raises:
        Misconfigured: a part breaks a rule; says which.
    """
    try:
        parts = read_parts(foundation.settings.status_page)
    except InvalidRequest as error:
        raise Misconfigured(f"ZHIBAN_STATUS_PAGE is wrong: {error}") from None
    return PublicStatusService(
        parts,
        foundation.stores.tasks,
        foundation.stores.watches,
        foundation.incidents.incidents,
        foundation.clock,
    )
