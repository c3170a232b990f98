"""What somebody would be heard by when they call their robot so (VOI-5)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from application.people.views import NameView
from application.ports.people import People
from application.ports.rendering import Renderer
from domain.common.errors import InvalidRequest, NotFound
from domain.common.messages import message
from domain.common.readers import Reader
from domain.people.access import Actor, Permission, require
from domain.people.names import NameReader, Syllable
from domain.people.people import Person

MOST_NAMES = 6
"""Names of one question: as many as a person has."""

LONGEST_NAME = 16
"""Characters."""

MOST_EXAMPLES = 6
"""Spellings that are shown of what would also be taken for a name."""


@dataclass(frozen=True, kw_only=True)
class NameService:
    """Tells what names would also match, before anybody takes them.

    Attributes:
        characters_of: a few characters that are read as a syllable; empty: none is.
    """

    people: People
    reader: NameReader
    characters_of: Callable[[str], str]
    words: Renderer

    async def preview(
        self, *, by: Actor, person_id: str, names: Sequence[str] = ()
    ) -> tuple[NameView, ...]:
        """Return how each name sounds, what else would match it, and why it is refused.

        Args:
            by: whoever asks.
            person_id: whose names they would be; words of a refusal are in their language.
            names: none: those that the person has.

        Raises:
            InvalidRequest: too many, or too long.
            NotFound: no such person, or not theirs to see.
        """
        require(by, Permission.MANAGE_SELF, owner=person_id, hidden_as=("person", person_id))
        person = await self.people.get(person_id)
        if person is None:
            raise NotFound("person", person_id)
        asked = [each.strip() for each in names] or names_of(person)
        if len(asked) > MOST_NAMES:
            raise InvalidRequest("names", message("rule.most_items", most=MOST_NAMES))
        if any(not 1 <= len(each) <= LONGEST_NAME for each in asked):
            raise InvalidRequest("names", message("rule.characters", least=1, most=LONGEST_NAME))
        reader = Reader(person.language, person.zone)
        return tuple(self._view(each, reader) for each in dict.fromkeys(asked))

    def _view(self, name: str, reader: Reader) -> NameView:
        units = self.reader.units_of(name)
        why = self.reader.wrong(name)
        return NameView(
            name=name,
            sounds=" ".join(each.readings[0] for each in units),
            also=self._examples(name, units),
            refused="" if why is None else self.words.text(why, reader),
        )

    def _examples(self, name: str, units: Sequence[Syllable]) -> tuple[str, ...]:
        """Return other spellings that are taken for the name: the same sounds, then near ones."""
        found: dict[str, None] = {}
        near = self.reader.confusions.alike
        for unit in units:
            if unit.is_word:
                continue
            written = name[unit.end - 1]
            for sound in (unit.readings[0], *near(unit.readings[0])):
                other = next((one for one in self.characters_of(sound) if one != written), "")
                spelled = name[: unit.end - 1] + other + name[unit.end :]
                if other and self.reader.hear(spelled, (name,)):
                    found[spelled] = None
        return tuple(found)[:MOST_EXAMPLES]


def names_of(person: Person) -> list[str]:
    """Return what a person calls their robot."""
    return [person.robot_name, *person.wake_words]
