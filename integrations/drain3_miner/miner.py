"""The log miner: Drain3 between our masking and our refining."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from drain3.drain import Drain

from domain.common.quoting import WILDCARD
from domain.logs.logs import Level, LogLine, Template
from integrations.drain3_miner.masking import masked, shapes
from integrations.drain3_miner.refining import (
    MOST_WORDS,
    Choices,
    Words,
    described,
    names_in,
    pattern_of,
    told_apart,
    words_of,
)

MOST_LINES = 20_000
"""Lines per call; later ones are not looked at. A briefing's period is sampled down to it."""

MOST_FORMS = 2_000
"""Different masked lines that Drain3 sees, most frequent first; the rest is one template, `<*>`.

The eight LogHub samples together (16,000 lines of 8 systems) have under 700.
"""

MOST_CLUSTERS = 1_000
"""Clusters Drain3 compares with; with the two bounds above this bounds the work of a call."""

MOST_EXAMPLES = 3

LONGEST_LINE = 240
"""Characters kept of the line that stands for a template."""

_WORST_FIRST = (Level.ERROR, Level.WARNING, Level.INFO, Level.UNKNOWN)


AS_IT_COMES = Choices()


@dataclass(frozen=True)
class Tuning:
    """The one configuration that is used for every log.

    Attributes:
        depth: of Drain3's tree, the library's default.
        similarity: the share of equal words that joins two lines. On ten LogHub samples mean
            accuracy is the same from 0.3 to 0.6; this is the middle.
        choices: see there.
    """

    depth: int = 4
    similarity: float = 0.5
    choices: Choices = AS_IT_COMES

    def drain(self) -> Drain:
        """Return Drain3, bounded."""
        return Drain(
            depth=self.depth,
            sim_th=self.similarity,
            max_clusters=MOST_CLUSTERS,
            param_str=WILDCARD,
        )


@dataclass(frozen=True)
class Drain3Miner:
    """Implements `LogMiner`; keeps nothing between calls, so equal lines give equal templates.

    Attributes:
        naming: words, in lower case, behind which somebody's name stands.
    """

    naming: frozenset[str]
    tuning: Tuning = Tuning()

    def mine(self, lines: Sequence[LogLine]) -> list[Template]:
        """Group lines into templates, most frequent first; pure computation, CPU bound.

        The order of the lines decides nothing but which three of them are the examples.
        """
        kept = lines[:MOST_LINES]
        found: dict[str, list[LogLine]] = {}
        for line, pattern in zip(kept, self.patterns([one.text for one in kept]), strict=True):
            found.setdefault(pattern, []).append(line)
        templates = [_template(pattern, group) for pattern, group in found.items()]
        return sorted(templates, key=lambda template: (-template.count, template.pattern))

    def patterns(self, texts: Sequence[str]) -> list[str]:
        """Return the template's pattern of each text."""
        seen = shapes(texts)
        frequency = Counter(seen)
        known: dict[str, str] = {}
        forms = {one: masked(one, known) for one in frequency}
        counts: Counter[str] = Counter()
        for one, count in frequency.items():
            counts[forms[one]] += count
        patterns = self._patterns_of(counts)
        by_shape = {one: patterns.get(form, WILDCARD) for one, form in forms.items()}
        return [by_shape[one] for one in seen]

    def _patterns_of(self, counts: Counter[str]) -> dict[str, str]:
        """Return the pattern of each masked line, for the `MOST_FORMS` most frequent ones."""
        frequent = sorted(counts, key=lambda form: (-counts[form], form))[:MOST_FORMS]
        spelling: dict[Words, str] = {}
        of_form: dict[str, Words] = {}
        for form in frequent:
            of_form[form] = words = _bounded(words_of(form))
            spelling.setdefault(words, form)
        names = names_in(spelling, self.naming)
        of_words: dict[Words, str] = {}
        for cluster in self._clusters(spelling):
            for group in told_apart(cluster, self.naming, names, self.tuning.choices):
                pattern = pattern_of(group, spelling[group[0]])
                of_words.update(dict.fromkeys(group, pattern))
        lines: Counter[str] = Counter()
        for form, words in of_form.items():
            lines[of_words[words]] += counts[form]
        common = described(lines)
        patterns = {form: of_words[words] for form, words in of_form.items()}
        return {form: common.get(pattern, pattern) for form, pattern in patterns.items()}

    def _clusters(self, lines: Iterable[Words]) -> list[list[Words]]:
        drain = self.tuning.drain()
        clusters: dict[int, list[Words]] = {}
        for words in lines:
            cluster, _ = drain.add_log_message(" ".join(words))
            clusters.setdefault(cluster.cluster_id, []).append(words)
        return list(clusters.values())


def _bounded(words: Words) -> Words:
    return words if len(words) <= MOST_WORDS else (*words[: MOST_WORDS - 1], WILDCARD)


def _template(pattern: str, lines: Sequence[LogLine]) -> Template:
    levels = {line.level for line in lines}
    earliest = min(lines, key=lambda line: line.at)
    examples = (earliest, *(line for line in lines if line is not earliest))[:MOST_EXAMPLES]
    return Template(
        id=sha256(pattern.encode(errors="surrogatepass")).hexdigest()[:12],
        pattern=pattern,
        count=len(lines),
        level=next(level for level in _WORST_FIRST if level in levels),
        examples=tuple(line.id for line in examples),
        line=earliest.text[:LONGEST_LINE],
        first_at=earliest.at,
        last_at=max(line.at for line in lines),
        topic=Counter(line.topic_id for line in lines).most_common(1)[0][0],
    )
