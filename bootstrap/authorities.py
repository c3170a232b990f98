"""Which certificates our side trusts beyond the system's."""

import ssl

from domain.common.errors import Misconfigured


def authorities(file: str, setting: str) -> ssl.SSLContext | None:
    """Return whom to trust; None is what the system trusts.

    Args:
        file: PEM file with further authorities; empty: none.
        setting: its name, for the message.

    Raises:
        Misconfigured: the file cannot be read, or holds no certificate.
    """
    if not file:
        return None
    context = ssl.create_default_context()
    try:
        context.load_verify_locations(cafile=file)
    except (OSError, ssl.SSLError):
        raise Misconfigured(
            f"{setting} names {file}, which is no PEM file with certificates."
        ) from None
    return context
