"""The sign patterns of the sign-flip test: all of them for few pairs, a fixed random sample for more."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

MAX_EXACT_PAIRS = 16
"""Up to this number of pairs, the test uses every sign pattern. 16 pairs have 32,767 patterns."""
MAX_PATTERNS = (1 << (MAX_EXACT_PAIRS - 1)) - 1
"""The number of random sign patterns for more pairs."""
SEED = 20_200_303
"""The seed of the random sign patterns: the same data always get the same result."""
WORD_BITS = 64
DRAWS = 3
"""Random numbers for each pattern, because some are equal: of 98,301 random 16-bit numbers, 51,000 differ."""
CHUNK = 4096
"""Patterns that are computed at the same time, which limits the memory."""


def count_patterns(n_pairs: int) -> int:
    """The number of sign patterns in the test of `n_pairs` pairs, without the pattern that flips no sign.

    A pattern and its opposite (every sign flipped) have the same absolute mean. So the test needs only
    one of both: 2^(n - 1) - 1 patterns for n <= 16 pairs, and 32,767 random patterns for more pairs.

    >>> count_patterns(6), count_patterns(16), count_patterns(17)
    (31, 32767, 32767)
    """
    return min((1 << (n_pairs - 1)) - 1, MAX_PATTERNS)


def sign_patterns(n_pairs: int) -> Iterator[NDArray[np.float64]]:
    """The sign patterns of `n_pairs` pairs, in chunks. They are different, and each flips at least one sign.

    The sign of the last pair is never flipped, because the opposite patterns are left out.

    Yields:
        float64 (count, n_pairs - 1): 1 where a pattern flips the sign of a pair, 0 elsewhere.

    >>> [pattern.tolist() for pattern in next(sign_patterns(3))]
    [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]
    """
    packed = packed_patterns(n_pairs)
    for start in range(0, len(packed), CHUNK):
        chunk = packed[start : start + CHUNK]
        bits = np.unpackbits(chunk, axis=1, count=n_pairs - 1, bitorder="little")
        yield bits.astype(np.float64)


@lru_cache(maxsize=4)
def packed_patterns(n_pairs: int) -> NDArray[np.uint8]:
    """The sign patterns of `n_pairs` pairs, a bit for each sign: uint8 (patterns, bytes).

    The random patterns are bits of a PCG64 generator. NumPy guarantees that its raw numbers stay the same
    in later versions.
    """
    n_patterns, n_bits = count_patterns(n_pairs), n_pairs - 1
    if n_pairs <= MAX_EXACT_PAIRS:
        return rows_of_bytes(np.arange(1, n_patterns + 1, dtype="<u8"), n_words=1)
    n_words = -(-n_bits // WORD_BITS)
    words = np.random.PCG64(SEED).random_raw(DRAWS * n_patterns * n_words).astype("<u8")
    if n_words > 1:  # two equal patterns of more than 64 bits do not occur
        return rows_of_bytes(words[: n_patterns * n_words], n_words=n_words)
    numbers, first_draws = np.unique(words >> np.uint64(WORD_BITS - n_bits), return_index=True)
    in_order = numbers[np.argsort(first_draws)]
    return rows_of_bytes(in_order[in_order > 0][:n_patterns], n_words=1)


def rows_of_bytes(words: NDArray[np.uint64], *, n_words: int) -> NDArray[np.uint8]:
    """Unsigned 64-bit words as bytes, the lowest byte first: a row for every `n_words` words."""
    return np.ascontiguousarray(words).view(np.uint8).reshape(-1, n_words * WORD_BITS // 8)
