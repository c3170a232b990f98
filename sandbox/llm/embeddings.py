"""Vectors of the stand-in, and what vendors refuse about them, in their own words.

Sources: https://platform.openai.com/docs/api-reference/embeddings/create (shape, 2,048 texts, no
empty text); SciPhi-AI/R2R#768 (dimensions of a model that has one kind only); DashScope's ten texts
from memodb-io/memobase#142, its sizes from MemMachine/MemMachine#864 and the vendor's manual.

A vector counts the pairs of letters and the characters of a text, each at a place that its sum
names. Texts that share words are near each other, so what is written with the same words in another
order is found; of meaning it knows nothing.
"""

import base64
import struct
from itertools import pairwise
from typing import Any
from unicodedata import normalize
from zlib import crc32

from starlette.responses import JSONResponse, Response

from sandbox.llm.checks import Refused
from sandbox.llm.dialects import Dialect

OWN = 1_024
"""Numbers of a vector when none are asked for."""

MOST_TEXTS = {Dialect.QWEN: 10}
MOST_OTHERWISE = 2_048
SIZES = {Dialect.QWEN: (64, 128, 256, 512, 768, 1_024, 1_536, 2_048)}


def check_texts(body: dict[str, Any], dialect: Dialect) -> list[str]:
    """Return the texts of a request.

    Raises:
        Refused: the vendor does not take them.
    """
    given = body.get("input")
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list) or not texts or not all(map(_is_text, texts)):
        raise Refused("'$.input' is invalid. Please check the API reference.", "invalid_request")
    most = MOST_TEXTS.get(dialect, MOST_OTHERWISE)
    if len(texts) > most:
        raise Refused(_too_many(dialect, most), "InvalidParameter")
    size, sizes = body.get("dimensions", OWN), SIZES.get(dialect)
    if not isinstance(size, int) or size < 1 or (sizes and size not in sizes):
        raise Refused("Value error, dimension is invalid", "InvalidParameter")
    return texts


def answered(body: dict[str, Any], texts: list[str]) -> Response:
    """Return a vector for each text."""
    size, tokens = int(body.get("dimensions", OWN)), sum(map(len, texts))
    data = [
        {"object": "embedding", "index": place, "embedding": _written(body, vector(text, size))}
        for place, text in enumerate(texts)
    ]
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    return JSONResponse({"object": "list", "data": data, "model": body["model"], "usage": usage})


def vector(text: str, size: int = OWN) -> list[float]:
    """Return the vector of a text."""
    numbers = [0.0] * size
    folded = normalize("NFKC", text).casefold()
    for part in [*folded, *(one + two for one, two in pairwise(folded))]:
        if part.isalnum():
            numbers[crc32(part.encode()) % size] += float(len(part))
    length = sum(each * each for each in numbers) ** 0.5
    return [each / length for each in numbers] if length else [1.0, *numbers[1:]]


def _is_text(text: object) -> bool:
    return isinstance(text, str) and bool(text)


def _too_many(dialect: Dialect, most: int) -> str:
    if dialect is Dialect.QWEN:
        return (
            "<400> InternalError.Algo.InvalidParameter: Value error, batch size is invalid, it "
            f"should not be larger than {most}.: input.contents"
        )
    return f"'$.input' is invalid: at most {most} texts."


def _written(body: dict[str, Any], numbers: list[float]) -> list[float] | str:
    """Return a vector as it was asked for; the SDK of the vendor asks for base64 by itself."""
    if body.get("encoding_format") != "base64":
        return numbers
    return base64.b64encode(struct.pack(f"<{len(numbers)}f", *numbers)).decode()
