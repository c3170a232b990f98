"""Shapes that settings share.

The text below a field is its description: unit, meaning and reason. A field `port` of the group
`api` is set with ZHIBAN_API_PORT; bootstrap/configuration/settings.py does the reading.
"""

import json
import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr
from pydantic_settings import NoDecode

Port = Annotated[int, Field(ge=1, le=65535)]
PortOrOff = Annotated[int, Field(ge=0, le=65535)]


def comma_separated(value: object) -> object:
    """Split `a,b,c`; leave anything but text as it is."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def json_text(value: object) -> object:
    """Read JSON; leave anything but text as it is.

    Raises:
        ValueError: it is not JSON; the message does not repeat it.
    """
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise ValueError("must be valid JSON") from None  # the cause repeats the text


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(comma_separated)]
"""`a,b,c` in the environment."""


def safe_address(value: str) -> str:
    """Let an address through that nobody on the way can answer for: https, or this machine's own.

    Raises:
        ValueError: it is another one, or none.
    """
    parts = urlsplit(value)
    here = parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if value and (
        not parts.hostname or parts.scheme not in ({"http", "https"} if here else {"https"})
    ):
        raise ValueError("must begin with https://, or with http:// for this machine alone")
    return value


SafeAddress = Annotated[str, AfterValidator(safe_address)]


def region_code(value: str) -> str:
    """Let a region's code through.

    Raises:
        ValueError: it has not the form of one.
    """
    if re.fullmatch(r"[a-z]{2}-[a-z]+(-[a-z0-9]+)*", value) is None:
        raise ValueError("must be the code of a region, such as ap-guangzhou")
    return value


Region = Annotated[str, AfterValidator(region_code)]
Regions = Annotated[
    tuple[Region, ...], NoDecode, BeforeValidator(comma_separated), Field(max_length=20)
]
"""Codes of regions, `a,b,c` in the environment."""


def _network(text: object) -> object:
    """Read an address or a network.

    Raises:
        ValueError: it is neither, or bits beyond the prefix are set.
    """
    if not isinstance(text, str):
        return text
    try:
        return ip_network(text)
    except ValueError:
        raise ValueError("must be addresses or networks, such as 10.0.0.0/8") from None


Networks = Annotated[
    tuple[Annotated[IPv4Network | IPv6Network, BeforeValidator(_network)], ...],
    NoDecode,
    BeforeValidator(comma_separated),
]
"""`10.0.0.0/8,192.0.2.7` in the environment."""


SHORTEST_SECRET = 24
"""Characters; 128 bits of random base64 have 22, so nothing shorter is random enough."""


def _long_or_none(value: SecretStr) -> SecretStr:
    if 0 < len(value.get_secret_value()) < SHORTEST_SECRET:
        raise ValueError(f"must have at least {SHORTEST_SECRET} characters")
    return value


LongSecret = Annotated[SecretStr, AfterValidator(_long_or_none)]
"""What strangers could try to guess; empty where it is not wanted."""


class Group(BaseModel):
    """Settings that belong together; a mistake is told without its value, which may be secret."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, use_attribute_docstrings=True
    )
