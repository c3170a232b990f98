"""What two periods of logs say when they are held against each other (ANL-1, BRF-4)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from application.common.wording import message_for
from application.logs.reading import PeriodReading
from application.ports.logs import LogMiner
from domain.common.errors import Unavailable
from domain.common.lexicon import Lexicon
from domain.logs.gaps import Gap, Source
from domain.logs.keywords import standing_out
from domain.logs.logs import HistogramBar, Level, LogFacts, LogHistogram, LogLine, Template
from domain.logs.sampling import aligned, bar_seconds
from domain.logs.trends import template_trends, worst_first


@dataclass(frozen=True)
class LogLearning:
    """Makes facts from lines.

    Attributes:
        lexicon: which words of log lines name nothing.
    """

    miner: LogMiner
    lexicon: Lexicon

    async def learned(
        self,
        now: PeriodReading,
        before: PeriodReading,
        missing: Sequence[Gap] = (),
        *,
        owner: str,
    ) -> LogFacts:
        """Return the facts; what was read of one period only is not compared.

        A period before of another length counts as if it were as long as the period.

        Args:
            now: the period.
            before: what it is compared with.
            missing: what could not be read so far.
            owner: whose turn of the miner it takes.
        """
        names = frozenset(one.topic.id for one in now.topics)
        both = names & frozenset(one.topic.id for one in before.topics)
        new, old = now.only(both), before.only(both)
        # Mined by themselves: a template takes the worst level of its lines, so among all lines
        # one failed request would make every request an error.
        failing = [one for one in now.lines if one.level is Level.ERROR]
        gaps = list(missing)
        errors: list[Template] = []
        new_templates: list[Template] = []
        old_templates: list[Template] = []
        try:
            new_templates = await self._mine(new.lines, owner)
            old_templates = await self._mine(old.lines, owner)
            errors = await self._mine(failing, owner)
        except Unavailable as error:
            gaps.append(Gap(Source.LOGS, detail=message_for(error)))
            old_templates = []  # half of a comparison would call everything new
        words = await asyncio.to_thread(
            standing_out,
            [one.text for one in old.lines],
            [one.text for one in new.lines],
            self.lexicon,
        )
        names_of = {one.topic.id: one.topic.name for one in now.topics}
        names_of |= {one.topic.id: one.topic.name for one in before.topics}
        longer = (now.end - now.start) / (before.end - before.start)
        comparable = bool(both) and both == names
        return LogFacts(
            start=now.start,
            end=now.end,
            total=now.total,
            sampled=len(now.lines),
            errors=now.errors,
            before_total=round(before.total * longer) if comparable else None,
            before_errors=round(before.errors * longer) if comparable else None,
            bars=_bars(now, [one.bars for one in now.topics]),
            error_bars=_bars(now, [one.error_bars for one in now.topics]),
            top_errors=tuple(
                replace(one, topic=names_of.get(one.topic, ""))
                for one in _estimated(worst_first(errors), now.share)
            ),
            trends=tuple(
                replace(
                    one,
                    template=replace(one.template, topic=names_of.get(one.template.topic, "")),
                )
                for one in template_trends(
                    old_templates,
                    new_templates,
                    before_share=old.share / longer,
                    now_share=new.share,
                )
            ),
            keywords=words,
            missing=tuple(gaps),
            error_query=now.error_query,
        )

    async def _mine(self, lines: Sequence[LogLine], owner: str) -> list[Template]:
        return await self.miner.mine(lines, owner=owner) if lines else []


def _estimated(templates: Sequence[Template], share: float) -> tuple[Template, ...]:
    """Return counts for all lines from counts of the share that was mined."""
    return tuple(replace(one, count=round(one.count / share)) for one in templates)


def _bars(
    reading: PeriodReading, topics: Sequence[tuple[HistogramBar, ...]]
) -> tuple[HistogramBar, ...]:
    seconds = bar_seconds(reading.start, reading.end)
    found = [LogHistogram(seconds, 0, bars) for bars in topics]
    return aligned(found, start=reading.start, seconds=seconds)
