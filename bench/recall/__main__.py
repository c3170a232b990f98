"""How well memories answer questions: `python -m bench.recall [--json]`.

`cases.toml` holds what one person asked to be remembered and questions in both languages, which do
not repeat the notes; some ask in the other language. Each question is asked through the
application, on a new SQLite file. `substring` looks for the question in the notes, the newest
first; `words` is the search without a service; `stand-in` is fused with vectors of the sandbox,
which count letters and know nothing of meaning. With `ZHIBAN_EMBEDDINGS_BASE_URL` and its
neighbours set, the last row is fused with that model: the notes and questions of `cases.toml`, and
nothing else, go there. `other` counts the questions in the other language than their note. `wrong`
is how many notes answer, on average, a question to which there is none.

Below stand the cosines of that model, by which to choose `ZHIBAN_EMBEDDINGS_LEAST`.
"""

import argparse
import asyncio
import tomllib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean, quantiles
from tempfile import TemporaryDirectory

import httpx2

from application.people.memories import MemoryService
from application.people.memory_vectors import MemoryVectors
from application.ports.embeddings import Embeddings
from bench.report import leave, print_json, print_table
from bootstrap.configuration.outside import EmbeddingsSettings
from bootstrap.configuration.settings import load_settings
from bootstrap.system import SystemClock, SystemIds
from domain.people.access import Actor, Role
from domain.people.likeness import cosine
from integrations.fluent_words import read_lexicon
from integrations.openai_models.embeddings import EmbeddingSettings, OpenAiEmbeddings
from sandbox.llm.app import MODEL, LlmSandbox
from storage.database import Database, open_database
from storage.events.events import SqlEvents
from storage.migrate import migrate
from storage.people.memories import SqlMemories
from storage.people.quotas import SqlQuotas

CASES = Path(__file__).parent / "cases.toml"
MEI = Actor("u_mei", frozenset({Role.VIEWER}))
FIRST = 20
"""Answers that are looked at; what stands behind them is not found."""

Search = Callable[[str], Awaitable[list[str]]]


@dataclass(frozen=True)
class Cases:
    """Notes, questions with the note that answers each, and questions that none answers."""

    notes: tuple[str, ...]
    asked: tuple[tuple[str, str], ...]
    nothing: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One way to search: shares of the questions, and the mean of the reciprocal ranks."""

    search: str
    first: float
    first_three: float
    mrr: float
    other_first_three: float
    wrong: float


@dataclass(frozen=True)
class Cosines:
    """What a model finds alike, from -1 to 1."""

    model: str
    right: tuple[float, ...]
    """Of questions and their notes: the least, a tenth, half."""

    nothing: tuple[float, ...]
    """Of questions that no note answers and the nearest note: half, the most."""


def read_cases() -> Cases:
    """Return the notes and questions."""
    read = tomllib.loads(CASES.read_text(encoding="utf-8"))
    notes = read["notes"]
    return Cases(
        tuple(each["text"] for each in notes),
        tuple((question, each["text"]) for each in notes for question in each["questions"]),
        tuple(read["nothing"]),
    )


async def row_of(name: str, search: Search, cases: Cases) -> Row:
    """Ask every question one way."""
    ranks = [(question, note, await search(question)) for question, note in cases.asked]
    places = {
        question: found.index(note) + 1 if note in found else 0 for question, note, found in ranks
    }
    others = [question for question, note in cases.asked if _chinese(question) != _chinese(note)]
    wrong = [len(await search(question)) for question in cases.nothing]
    return Row(
        name,
        fmean(place == 1 for place in places.values()),
        fmean(1 <= place <= 3 for place in places.values()),
        fmean(1 / place if place else 0.0 for place in places.values()),
        fmean(1 <= places[question] <= 3 for question in others),
        fmean(wrong),
    )


def substring(cases: Cases) -> Search:
    """Return the search that looks for the question in the notes."""

    async def search(question: str) -> list[str]:
        asked = question.casefold().strip("？?。. ")
        return [note for note in cases.notes[::-1] if asked in note.casefold()]

    return search


def through(service: MemoryService) -> Search:
    """Return the search of the application."""

    async def search(question: str) -> list[str]:
        page = await service.search(by=MEI, query=question, limit=FIRST)
        if page.note is not None:
            raise SystemExit(f"The model did not answer: {page.note}")
        return [each.memory.text for each in page.found]

    return search


async def measure(models: Sequence[tuple[str, Embeddings | None]], folder: Path) -> list[Row]:
    """Measure the plain search, then one row for each model; None is words alone."""
    cases, url = read_cases(), f"sqlite:///{folder / 'zhiban.db'}"
    await migrate(url)
    rows = [await row_of("substring", substring(cases), cases)]
    async with open_database(url) as database:
        service = _service(database, None)
        for note in cases.notes:
            await service.remember(by=MEI, text=note)
        for name, model in models:
            if model is not None:
                await MemoryVectors(SqlMemories(SqlEvents(database)), model).round()
            rows.append(await row_of(name, through(_service(database, model)), cases))
    return rows


async def cosines(model: Embeddings) -> Cosines:
    """Compare questions and notes one by one."""
    cases = read_cases()
    notes = {note: (await model.vectors([note]))[0] for note in cases.notes}
    right = [cosine((await model.vectors([asked]))[0], notes[note]) for asked, note in cases.asked]
    nothing = [
        max(cosine(vector, each) for each in notes.values())
        for asked in cases.nothing
        for vector in await model.vectors([asked])
    ]
    tenths = quantiles(right, n=10)
    return Cosines(
        model.model,
        (min(right), tenths[0], tenths[4]),
        (sorted(nothing)[len(nothing) // 2], max(nothing)),
    )


def stand_in() -> OpenAiEmbeddings:
    """Return the sandbox's model, in this process."""
    http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=LlmSandbox().app))
    settings = EmbeddingSettings(base_url="http://llm.test/v1", api_key="", model=MODEL)
    return OpenAiEmbeddings(settings, http_client=http)


def configured(settings: EmbeddingsSettings) -> OpenAiEmbeddings | None:
    """Return the model that the settings name, None without one."""
    if not settings.configured:
        return None
    return OpenAiEmbeddings(
        EmbeddingSettings(
            base_url=settings.base_url,
            api_key=settings.api_key.get_secret_value(),
            model=settings.model,
            dimensions=settings.dimensions,
            least=settings.least,
            timeout_seconds=settings.timeout_seconds,
        )
    )


def _service(database: Database, model: Embeddings | None) -> MemoryService:
    return MemoryService(
        SqlMemories(SqlEvents(database)),
        SystemClock(),
        SystemIds(),
        SqlQuotas(database),
        read_lexicon().stop,
        model,
    )


def _chinese(text: str) -> bool:
    return any("\u4e00" <= each <= "\u9fff" for each in text)


async def _run(folder: Path) -> tuple[list[Row], Cosines | None]:
    real = configured(load_settings().embeddings)
    models: list[tuple[str, Embeddings | None]] = [("words", None), ("stand-in", stand_in())]
    if real is not None:
        models.append((real.model, real))
    return await measure(models, folder), await cosines(real) if real is not None else None


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="zhiban-bench-") as folder:
        rows, alike = asyncio.run(_run(Path(folder)))
    if options.json:
        print_json(
            {"rows": [asdict(row) for row in rows], "cosines": asdict(alike) if alike else None}
        )
        leave(0)
    heads = ("search", "first", "first three", "MRR", "other, first three", "wrong")
    print_table(
        heads,
        [(row.search, *(f"{each:.2f}" for each in list(vars(row).values())[1:])) for row in rows],
    )
    if alike is not None:
        right, nothing = (
            ", ".join(f"{each:.2f}" for each in some) for some in (alike.right, alike.nothing)
        )
        print(f"cosines of {alike.model}: its note {right}; nothing to be found {nothing}")
    leave(0)


if __name__ == "__main__":
    main()
