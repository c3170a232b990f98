"""Ids of discussions and messages: `disc_20261121063000_9f3c…`, `msg_20261121063000_04ab…`.

Programs of today name by the second, so two of them in one second meet in one file. Ours keep
their prefix and digits, which they sort by and show, and add a tail that nobody else has.

The id of a discussion is the name of a file, so nothing becomes a path before it was looked at
here.
"""

import re
from datetime import datetime

from domain.common.errors import InvalidRequest
from domain.common.messages import Called, message

LONGEST_ID = 80
"""Characters; the longest that is ours has 45, file systems take 255 bytes."""

_SAFE = re.compile(r"[A-Za-z0-9_-]{1,80}")
_BY_THE_SECOND = re.compile(r"msg_[0-9]{14}")
_OURS = re.compile(r"(?:msg|disc)_[0-9]{14}_[0-9a-f]{16,24}")


def discussion_id_at(local: datetime, unique: str) -> str:
    """Return the id of a discussion that is opened.

    Args:
        local: the wall clock of this machine.
        unique: lower-case hexadecimal characters that no other id has; the last 16 are used.
    """
    return f"disc_{local:%Y%m%d%H%M%S}_{unique[-16:]}"


def message_id_at(local: datetime, unique: str) -> str:
    """Return the id of a message that is sent; see `discussion_id_at`."""
    return f"msg_{local:%Y%m%d%H%M%S}_{unique[-16:]}"


def local_stamp(local: datetime) -> str:
    """Return a time as the files have it: naive, to the second."""
    return f"{local:%Y-%m-%dT%H:%M:%S}"


def is_safe(name: str) -> bool:
    """Say whether a name may be that of a file: letters, digits, `_` and `-`, at most 80."""
    return _SAFE.fullmatch(name) is not None


def is_unique(message_id: str) -> bool:
    """Say whether an id has the tail that only ours have, so that it names one thing alone."""
    return _OURS.fullmatch(message_id) is not None


def is_by_the_second(message_id: str) -> bool:
    """Say whether an id is as programs of today write them: two of one second share it."""
    return _BY_THE_SECOND.fullmatch(message_id) is not None


def check_discussion_id(discussion_id: str, field: str = "discussion_id") -> str:
    """Return the id, or raise `InvalidRequest`; what passes cannot leave its folder."""
    if not is_safe(discussion_id):
        raise InvalidRequest(
            field, message("rule.id", example=Called("disc_20261121063000_0123456789abcdef"))
        )
    return discussion_id


def check_message_id(message_id: str, field: str = "message_id") -> str:
    """Return the id, or raise `InvalidRequest`."""
    if not is_safe(message_id):
        raise InvalidRequest(
            field, message("rule.id", example=Called("msg_20261121063000_0123456789abcdef"))
        )
    return message_id
