"""The sentences of a chart, in the reader's words."""

from application.common.wording import Localizer, sentences
from domain.analytics.dashboards import ChartData, DashboardRun
from domain.analytics.describing import described


def sentences_of(data: ChartData, run: DashboardRun, reader: Localizer) -> str:
    """Return what stands out in a chart of a run."""
    return sentences(*(reader.text(each) for each in described(data, run.start, run.end)))
