"""Rules for texts that people and programs hand in, wherever one is kept."""

from collections.abc import Iterable

from domain.common.errors import InvalidRequest
from domain.common.messages import message


def is_unicode(text: str) -> bool:
    """Say whether a text can travel: half of a surrogate pair, which JSON knows, cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_storable(text: str) -> bool:
    """Say whether a text can be kept: PostgreSQL takes no NUL."""
    return "\0" not in text and is_unicode(text)


def check_tags(tags: Iterable[str], *, most: int, longest: int) -> tuple[str, ...]:
    """Return the trimmed tags, each once, or raise `InvalidRequest`.

    Args:
        tags: as they were given.
        most: tags of one thing.
        longest: characters of a tag.
    """
    trimmed = tuple(dict.fromkeys(tag.strip() for tag in tags))
    if len(trimmed) > most:
        raise InvalidRequest("tags", message("rule.most_items", most=most))
    for tag in trimmed:
        if not 1 <= len(tag) <= longest or not tag.isprintable():
            raise InvalidRequest("tags", message("rule.each_characters", most=longest))
    return trimmed
