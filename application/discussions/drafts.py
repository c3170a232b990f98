"""What somebody says, as it goes to the store: checked, and marked with how far they are proven."""

from collections.abc import Mapping
from dataclasses import dataclass

from application.discussions.views import Saying
from application.ports.discussions import DiscussionStore, Draft
from domain.discussions.rules import (
    SourceReason,
    check_client_key,
    check_content,
    check_reply_to,
    check_tags,
    project_of,
    source_type_of,
)
from domain.people.access import Actor, Role

TERMINAL = "terminal"
"""The proof of whoever opens our settings and acts for others: proof enough, but not of being
them."""


@dataclass(frozen=True)
class Drafts:
    """Makes drafts of what is said.

    Attributes:
        speakers: project id to the person who may speak for it; others are never proven.
    """

    store: DiscussionStore
    speakers: Mapping[str, str]

    async def of(self, by: Actor, topic: str, saying: Saying) -> tuple[Draft, SourceReason]:
        """Return the draft, and why it counts as real or not.

        Raises:
            InvalidRequest: a field breaks a rule, or the project is unknown.
            TooLarge: the content is over its bound.
        """
        content, tags = check_content(saying.content), check_tags(saying.tags)
        project = project_of(await self.store.projects(), saying.from_id)
        caller = _proven(by)
        sourced = source_type_of(
            saying.claimed, from_id=project.id, caller=caller, speakers=self.speakers
        )
        somebody = caller or sourced.reason is SourceReason.NO_SPEAKER
        draft = Draft(
            from_id=project.id,
            from_name=project.name,
            topic=topic,
            content=content,
            reply_to=check_reply_to(saying.reply_to),
            tags=tags,
            source_type=sourced.type,
            claimed_source_type=saying.claimed,
            sender=by.person_id,
            key=check_client_key(saying.key),
        )
        return draft, sourced.reason if somebody else SourceReason.ACTS_FOR_ANYBODY


def _proven(by: Actor) -> tuple[str, ...]:
    """Return by which names the caller is proven to be who they are.

    An admin can make tokens for themselves and act for others, and the terminal needs no token at
    all, so neither proves that a project speaks. A mail address proves nothing either: people set
    their own.
    """
    return () if Role.ADMIN in by.roles or by.via == TERMINAL else (by.person_id,)
