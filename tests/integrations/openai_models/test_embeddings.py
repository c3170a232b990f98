"""Vectors of an OpenAI-compatible server, against the sandbox's."""

import httpx2
import pytest

from domain.common.errors import Misconfigured, Rejected, TooManyRequests, Unavailable
from domain.people.likeness import cosine
from integrations.openai_models.embeddings import EmbeddingSettings, OpenAiEmbeddings
from sandbox.llm.app import MODEL, LlmSandbox
from sandbox.llm.behaviours import Behaviour, Order
from sandbox.llm.dialects import Dialect
from tests.fakes.words import in_english

SECRET = "sk-very-secret-key"


def model_of(server, **settings):
    http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=server.app))
    given = {"base_url": "http://llm.test/v1", "api_key": SECRET, "model": MODEL} | settings
    return OpenAiEmbeddings(EmbeddingSettings(**given), http_client=http)


@pytest.fixture
def server():
    return LlmSandbox(key=SECRET)


async def test_each_text_has_its_vector_in_the_order_asked(server):
    """MEM-1."""
    model = model_of(server)

    disk, full, coffee = await model.vectors(["磁盘满了", "磁盘满", "喝咖啡"])

    assert cosine(disk, full) > 0.7 > cosine(disk, coffee)
    assert server.requests[-1]["input"] == ["磁盘满了", "磁盘满", "喝咖啡"]
    assert "dimensions" not in server.requests[-1]


async def test_dimensions_are_asked_for_and_tell_vectors_apart(server):
    """MEM-1: another number of dimensions is another model."""
    model = model_of(server, dimensions=256)

    [vector] = await model.vectors(["x"])

    assert len(vector) == 2 * 256
    assert model.model == f"{MODEL}/256"
    assert model_of(server).model == MODEL


@pytest.mark.parametrize(
    ("behaviour", "kind", "told"),
    [
        (Behaviour.WRONG_KEY, Misconfigured, "HTTP 401"),
        (Behaviour.RATE_LIMITED, TooManyRequests, "HTTP 429"),
        (Behaviour.ABSENT, Unavailable, "HTTP 503"),
        (Behaviour.GARBAGE, Unavailable, "failed"),
        (Behaviour.SLOW, Unavailable, "did not answer in time"),
    ],
)
async def test_a_server_that_fails_is_told_by_its_kind_without_secrets(
    server, behaviour, kind, told
):
    """MEM-1, SEC-1."""
    server.behave(Order(behaviour))

    with pytest.raises(kind) as failed:
        await model_of(server, timeout_seconds=0.5).vectors(["a secret of mine"])

    assert told in in_english(failed.value)
    assert "secret" not in in_english(failed.value) + str(failed.value)


async def test_a_wrong_name_is_a_matter_of_the_settings(server):
    """MEM-1."""
    with pytest.raises(Misconfigured) as failed:
        await model_of(server, model="gone").vectors(["x"])

    assert "ZHIBAN_EMBEDDINGS_" in in_english(failed.value)


async def test_the_vendors_bound_of_texts_is_theirs_and_told():
    """MEM-1: DashScope takes ten texts at a time."""
    model = model_of(LlmSandbox(dialect=Dialect.QWEN), api_key="")

    assert len(await model.vectors(["x"] * 10)) == 10
    with pytest.raises(Rejected) as failed:
        await model.vectors(["x"] * 11)
    assert "should not be larger than 10" in in_english(failed.value)


async def test_a_text_of_nothing_is_refused(server):
    """MEM-1."""
    with pytest.raises(Rejected):
        await model_of(server).vectors([""])


def test_the_key_is_not_shown():
    """SEC-1."""
    assert SECRET not in repr(EmbeddingSettings(base_url="http://x", api_key=SECRET, model="m"))
