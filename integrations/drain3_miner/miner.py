"""The log miner: Drain3 between our masking and our refining."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from drain3.drain import Drain

from domain.common.quoting import WILDCARD
from domain.logs.logs import Level, LogLine, Template
from integrations.drain3_miner.masking import masked, shape
from integrations.drain3_miner.refining import Words, pattern_of, told_apart, words_of

MOST_LINES = 20_000
"""Lines per call; later ones are not looked at. A briefing's period is sampled down to it."""

MOST_FORMS = 2_000
"""Different masked lines that Drain3 sees, most frequent first; the rest is one template, `<*>`.

The eight LogHub samples together (16,000 lines of 8 systems) have under 700.
"""

MOST_WORDS = 64
"""Words of a line that Drain3 sees; what follows is one parameter."""

MOST_CLUSTERS = 1_000
"""Clusters Drain3 compares with; with the two bounds above this bounds the work of a call."""

DEPTH = 4
SIMILARITY = 0.5
"""Drain3's tree depth and the share of equal words that joins two lines.

Depth is the library's default. On the eight LogHub samples mean accuracy stays within 0.003 for
similarities from 0.4 to 0.6 and depths from 3 to 5; this is the middle.
"""

MOST_EXAMPLES = 3

LONGEST_LINE = 240
"""Characters kept of the line that stands for a template."""

_WORST_FIRST = (Level.ERROR, Level.WARNING, Level.INFO, Level.UNKNOWN)


def new_drain() -> Drain:
    """Return Drain3 with the one configuration that is used for every log."""
    return Drain(depth=DEPTH, sim_th=SIMILARITY, max_clusters=MOST_CLUSTERS, param_str=WILDCARD)


@dataclass(frozen=True)
class Drain3Miner:
    """Implements `LogMiner`; keeps nothing between calls, so equal lines give equal templates.

    Attributes:
        naming: words, in lower case, behind which somebody's name stands.
    """

    naming: frozenset[str]

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
        shapes = [shape(text) for text in texts]
        forms = {one: masked(one) for one in dict.fromkeys(shapes)}
        counts: Counter[str] = Counter()
        for one, count in Counter(shapes).items():
            counts[forms[one]] += count
        patterns = _patterns_of(counts, self.naming)
        by_shape = {one: patterns.get(form, WILDCARD) for one, form in forms.items()}
        return [by_shape[one] for one in shapes]


def _patterns_of(counts: Counter[str], naming: frozenset[str]) -> dict[str, str]:
    """Return the pattern of each masked line, for the `MOST_FORMS` most frequent ones."""
    frequent = sorted(counts, key=lambda form: (-counts[form], form))[:MOST_FORMS]
    spelling: dict[Words, str] = {}
    of_form: dict[str, Words] = {}
    for form in frequent:
        of_form[form] = words = _bounded(words_of(form))
        spelling.setdefault(words, form)
    of_words: dict[Words, str] = {}
    for cluster in _clusters(spelling):
        for group in told_apart(cluster, naming):
            pattern = pattern_of(group, spelling[group[0]])
            of_words.update(dict.fromkeys(group, pattern))
    return {form: of_words[words] for form, words in of_form.items()}


def _clusters(lines: Iterable[Words]) -> list[list[Words]]:
    drain = new_drain()
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
