"""Arguments that the discussion tools share."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field


def _left_out(value: object) -> object:
    return "" if value is None else value


def _no_tags(value: object) -> object:
    return [] if value is None else value


NullIsEmpty = BeforeValidator(_left_out)
"""Callers of the three servers send null for what they leave out; schemas stay flat."""

DiscussionId = Annotated[
    str,
    Field(
        description="Id of the discussion, as list_discussions gives it: 'disc_…'.",
        pattern=r"^[A-Za-z0-9_-]{1,80}$",
    ),
]

FromId = Annotated[
    str,
    Field(
        description="Project that speaks, as list_projects gives it, e.g. 'lingyi'. It counts as "
        "real only when this token's owner is named to speak for it.",
        min_length=1,
        max_length=80,
    ),
]

Content = Annotated[
    str,
    Field(
        description="What is said; at most 100,000 characters. Others read it: never a password, "
        "token or key.",
        min_length=1,
        max_length=100_000,
    ),
]

ReplyTo = Annotated[
    str,
    Field(
        description="Id of the message that this answers, 'msg_…'; leave empty for none.",
        pattern=r"^[A-Za-z0-9_-]{0,80}$",
    ),
    NullIsEmpty,
]

Tags = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=64)]],
    Field(
        description="At most 20 words to find it by; 'auto_reply' for what no person looked at.",
        max_length=20,
    ),
    BeforeValidator(_no_tags),
]

ClaimedSource = Annotated[
    Literal["real", "inferred", "unverifiable"],
    Field(
        description="What the sender says of itself; kept apart, and never makes it more than is "
        "proven."
    ),
]

ClientKey = Annotated[
    str,
    Field(
        description="A key of your own choice that makes repeating safe: the same key sends once; "
        "may be empty. At most 64 characters.",
        max_length=64,
    ),
]
