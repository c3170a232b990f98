"""How alike a question and a memory are in meaning, by the vectors of a model (MEM-1).

Vectors are kept at length one with 16 bits a number; the signs of their numbers, a bit each, are
kept beside them. Of all memories of a person only signs are compared; those that share most of
them are compared by cosine. Words and meaning give two orders of the same memories, which become
one by reciprocal rank (Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion", SIGIR 2009).
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from math import isfinite, sqrt
from operator import mul

MOST_NUMBERS = 4_096
"""Of one vector; kept in 8 KB at most."""

MOST_COMPARED = 200
"""Memories whose cosine is looked at; those that share the most signs."""

MOST_BY_MEANING = 5
"""Memories that answer although they hold too few words of the question: nearest is not near."""

K = 60
"""Of the fusion; the customary one."""


@dataclass(frozen=True)
class Meaning:
    """A question as a model understands it.

    Attributes:
        model: whose vectors may be compared with it.
        vector: from `packed`.
        least: cosine below which a memory does not answer; models differ in what is near.
    """

    model: str
    vector: bytes
    least: float = 0.0


def packed(numbers: Sequence[float]) -> bytes:
    """Return a vector as it is kept: at length one, 16 bits a number.

    Raises:
        ValueError: nothing can be compared with it.
    """
    if not 1 <= len(numbers) <= MOST_NUMBERS or not all(map(isfinite, numbers)):
        raise ValueError("a vector has 1 to 4,096 finite numbers")
    length = sqrt(sum(map(mul, numbers, numbers)))
    if not length or not isfinite(length):
        raise ValueError("a vector has a length")
    return struct.pack(f"<{len(numbers)}e", *(each / length for each in numbers))


def signs(vector: bytes) -> bytes:
    """Return one bit for each number of a vector: whether it is above zero."""
    bits = 0
    for number in _numbers(vector):
        bits = bits << 1 | (number > 0)
    return bits.to_bytes((len(vector) // 2 + 7) // 8, "big")


def candidates(asked: bytes, kept: Iterable[tuple[str, bytes]]) -> list[str]:
    """Return the ids whose signs differ least from those of a vector.

    Args:
        asked: the vector of the question.
        kept: (id, signs) of memories.
    """
    ours = int.from_bytes(signs(asked), "big")
    apart = (((int.from_bytes(each, "big") ^ ours).bit_count(), id_) for id_, each in kept)
    return [id_ for _, id_ in nsmallest(MOST_COMPARED, apart)]


def cosine(one: bytes, other: bytes) -> float:
    """Return how alike two vectors are, from -1 to 1; 0 when they are of two kinds."""
    if len(one) != len(other):
        return 0.0
    product: float = sum(map(mul, _numbers(one), _numbers(other)))
    return round(product, 4)


def nearest(asked: Meaning, kept: Mapping[str, bytes]) -> list[str]:
    """Return the ids of the memories that answer by meaning, the nearest first.

    Args:
        asked: the question.
        kept: vectors by id of a memory.
    """
    near = sorted(((-cosine(asked.vector, each), id_) for id_, each in kept.items()))
    return [id_ for away, id_ in near if -away >= asked.least][:MOST_BY_MEANING]


def fused(by_words: Sequence[str], by_meaning: Sequence[str]) -> dict[str, float]:
    """Return a score for each id of either order: 1 for what is first in both, else less."""
    scores: dict[str, float] = {}
    for order in (by_words, by_meaning):
        for rank, id_ in enumerate(order):
            scores[id_] = scores.get(id_, 0.0) + (K + 1) / (K + 1 + rank) / 2
    return {id_: round(score, 4) for id_, score in scores.items()}


def _numbers(vector: bytes) -> tuple[float, ...]:
    return struct.unpack(f"<{len(vector) // 2}e", vector)
