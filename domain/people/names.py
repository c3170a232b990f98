"""What people call their robot, and how near to it a recogniser may write it (VOI-5).

Recognition writes a name with other characters of the same sound, or of a sound that many people
do not tell apart. So names are compared by syllables without tones, with a price for what differs.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from domain.common.errors import InvalidRequest
from domain.common.messages import Foreign, Message, message

ACCEPTED = 0.12
"""Distance up to which a name counts as said."""

ACCEPTED_SHORT = 0.08
"""The same for names of two syllables, which must also stand alone or before a pause."""

APART = 0.25
"""Two people's names at one robot must lie farther apart than this."""

_ALIKE, _CLOSE, _OTHER = 0.15, 0.4, 0.7
_SHORT = 2
_LETTERS_OF_SYLLABLE = 3
"""Letters of a Latin word that weigh as much as a syllable."""

LONGEST_HEARD = 200
"""Characters at the head of a sentence in which a name is looked for."""

_UNIT = re.compile("[\u3400-\u9fff]|[^\\W\u3400-\u9fff_]+")
_BLANK = re.compile(r"\s*")
_INITIAL = re.compile(r"zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]?")


@dataclass(frozen=True)
class Confusions:
    """Which sounds are taken for each other.

    Attributes:
        initials, finals: pairs that many people do not tell apart.
        close_initials, close_finals: pairs that recognition mixes up now and then.
    """

    initials: Collection[frozenset[str]]
    finals: Collection[frozenset[str]]
    close_initials: Collection[frozenset[str]]
    close_finals: Collection[frozenset[str]]

    def between(self, one: str, other: str) -> float:
        """Return how far two syllables lie apart, 0 to 1."""
        if one == other:
            return 0.0
        (a, x), (b, y) = _parts(one), _parts(other)
        initial = _price(a, b, self.initials, self.close_initials)
        final = _price(x, y, self.finals, self.close_finals)
        return min(1.0, initial + final)

    def alike(self, syllable: str) -> tuple[str, ...]:
        """Return the syllables that many people do not tell from this one."""
        initial, final = _parts(syllable)
        others = [other + final for other in _partners(initial, self.initials)]
        return (*others, *(initial + other for other in _partners(final, self.finals)))


@dataclass(frozen=True)
class Syllable:
    """A character or a Latin word of what was said.

    Attributes:
        readings: its syllables without tones; of a word, the word itself.
        end: index behind it in the text.
        pauses: the text ends here, or a sign stands behind it.
    """

    readings: tuple[str, ...]
    is_word: bool
    end: int
    pauses: bool


@dataclass(frozen=True)
class Heard:
    """A name at the head of what was said.

    Attributes:
        distance: 0: said exactly; at most `ACCEPTED`.
        rest: what follows it.
    """

    name: str
    distance: float
    rest: str


Readings = Callable[[str], Sequence[Sequence[str]]]
"""Returns the readings of each character of a run, as syllables without tones."""


@dataclass(frozen=True)
class NameReader:
    """Compares names with what was heard.

    Attributes:
        heard: one reading for each character, the one that its neighbours ask for.
        possible: every reading of each character: whoever chooses a name knows how it is said.
        common: words that begin many sentences.
    """

    confusions: Confusions
    heard: Readings
    possible: Readings
    common: Collection[str]

    def units_of(self, name: str) -> tuple[Syllable, ...]:
        """Return how a name may be said."""
        return _units(name, self.possible)

    def hear(self, said: str, names: Collection[str]) -> tuple[Heard, ...]:
        """Return which of the names stand at the head of what was said, the nearest first."""
        text = said[:LONGEST_HEARD]
        units = _units(text, self.heard)
        found = [one for name in dict.fromkeys(names) if (one := self._at_head(name, units, said))]
        return tuple(sorted(found, key=lambda each: (each.distance, -len(each.name))))

    def rest_of(self, said: str, names: Collection[str]) -> str:
        """Return what was said behind the name that it begins with, if with any.

        A name may be said twice; a name alone stays what it is.
        """
        for _ in range(_CALLS):
            found = self.hear(said, names)
            if not found or not found[0].rest.strip():
                break
            said = found[0].rest
        return said

    def apart(self, one: str, other: str) -> float:
        """Return how far two whole names lie apart."""
        first, second = self.units_of(one), self.units_of(other)
        longest = max(len(first), len(second), 1)
        return self._edits(first, second) / longest

    def wrong(self, name: str) -> Message | None:
        """Return why nobody should be woken by this; None: it is a good name."""
        units = self.units_of(name)
        if _weight(units) < _SHORT:
            return message("person.name_short", name=Foreign(name))
        for each in self.common:
            if self.apart(name, each) <= _limit(units):
                return message("person.name_common", name=Foreign(name), word=Foreign(each))
        return None

    def check(self, name: str, *, where: str) -> str:
        """Return a good name, or raise `InvalidRequest`."""
        if (why := self.wrong(name)) is not None:
            raise InvalidRequest(where, why)
        return name

    def _at_head(self, name: str, units: Sequence[Syllable], said: str) -> Heard | None:
        wanted = self.units_of(name)
        short = _is_short(wanted)
        best: tuple[float, int, int] | None = None
        for count in range(max(1, len(wanted) - 1), len(wanted) + 2):
            if not wanted or count > len(units) or (short and not units[count - 1].pauses):
                continue
            distance = self._edits(wanted, units[:count]) / len(wanted)
            found = (distance, abs(count - len(wanted)), count)
            best = found if best is None else min(best, found)
        if best is None or best[0] > _limit(wanted):
            return None
        rest = said[units[best[2] - 1].end :]
        return Heard(name, best[0], _UNIT_HEAD.sub("", rest, count=1))

    def _edits(self, one: Sequence[Syllable], other: Sequence[Syllable]) -> float:
        row = [float(each) for each in range(len(other) + 1)]
        for number, unit in enumerate(one, start=1):
            before, row = row, [float(number)]
            for at, against in enumerate(other, start=1):
                changed = before[at - 1] + self._between(unit, against)
                row.append(min(before[at] + 1, row[at - 1] + 1, changed))
        return row[-1]

    def _between(self, one: Syllable, other: Syllable) -> float:
        if one.is_word or other.is_word:
            return 0.0 if one.readings == other.readings else 1.0
        return min(self.confusions.between(a, b) for a in one.readings for b in other.readings)


_CALLS = 2
"""How often a name may be called before something is said."""

_UNIT_HEAD = re.compile(r"^[^\w]*")
"""Signs and blanks between a name and what follows it."""


def pairs(table: Mapping[str, Sequence[str]]) -> Confusions:
    """Return confusions as they stand in a table of a language: `"zh z"` each."""
    return Confusions(
        **{
            name: frozenset(frozenset(each.split()) for each in table.get(name, ()))
            for name in ("initials", "finals", "close_initials", "close_finals")
        }
    )


def _units(text: str, readings: Readings) -> tuple[Syllable, ...]:
    found = list(_UNIT.finditer(text))
    characters = "".join(each[0] for each in found if _is_character(each[0]))
    read = iter(readings(characters))
    units = []
    for each in found:
        word = not _is_character(each[0])
        after = _BLANK.match(text, each.end())
        behind = after.end() if after else each.end()
        pauses = behind == len(text) or not text[behind].isalnum()
        said = (each[0].lower(),) if word else tuple(next(read, ("",)))
        units.append(Syllable(said, word, each.end(), pauses))
    return tuple(units)


def _is_character(text: str) -> bool:
    return len(text) == 1 and "\u3400" <= text <= "\u9fff"


def _weight(units: Sequence[Syllable]) -> int:
    letters = [len(each.readings[0]) // _LETTERS_OF_SYLLABLE for each in units if each.is_word]
    return sum(not each.is_word for each in units) + sum(letters)


def _is_short(units: Sequence[Syllable]) -> bool:
    return len(units) <= _SHORT and not all(each.is_word for each in units)


def _limit(units: Sequence[Syllable]) -> float:
    return ACCEPTED_SHORT if _is_short(units) else ACCEPTED


def _parts(syllable: str) -> tuple[str, str]:
    found = _INITIAL.match(syllable)
    initial = found[0] if found else ""
    return initial, syllable[len(initial) :]


def _price(
    one: str,
    other: str,
    alike: Collection[frozenset[str]],
    close: Collection[frozenset[str]],
) -> float:
    if one == other:
        return 0.0
    pair = frozenset((one, other))
    return _ALIKE if pair in alike else _CLOSE if pair in close else _OTHER


def _partners(sound: str, alike: Collection[frozenset[str]]) -> list[str]:
    return sorted(each for pair in alike if sound in pair for each in pair - {sound})
