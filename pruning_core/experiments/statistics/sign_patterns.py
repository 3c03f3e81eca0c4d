"""The sign patterns of the sign-flip test: all of them for few pairs, a fixed random sample for more."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

MAX_EXACT_PAIRS = 16
"""Up to this number of pairs, the test uses every sign pattern. 16 pairs have 32,767 patterns."""
MAX_PATTERNS = (1 << (MAX_EXACT_PAIRS - 1)) - 1
"""The number of random sign patterns for more pairs."""
SEED = 20_200_303
"""The seed of the random sign patterns: the same data always get the same result."""
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
    """The sign patterns of `n_pairs` pairs, in chunks. The sign of the last pair is never flipped.

    The random patterns are raw bits of a PCG64 generator. NumPy guarantees that these bits stay the
    same in later versions.

    Yields:
        float64 (count, n_pairs - 1): 1 where a pattern flips the sign of a pair, 0 elsewhere.

    >>> [pattern.tolist() for pattern in next(sign_patterns(3))]
    [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]
    """
    n_patterns = count_patterns(n_pairs)
    n_bytes = -(-(n_pairs - 1) // 8)
    if n_pairs <= MAX_EXACT_PAIRS:
        numbers = np.arange(1, n_patterns + 1, dtype="<u4")
        packed = numbers.view(np.uint8).reshape(-1, 4)
    else:
        n_words = -(-n_patterns * n_bytes // 8)
        words = np.random.PCG64(SEED).random_raw(n_words).astype("<u8")
        packed = words.view(np.uint8)[: n_patterns * n_bytes].reshape(n_patterns, n_bytes)
    for start in range(0, n_patterns, CHUNK):
        chunk = packed[start : start + CHUNK]
        bits = np.unpackbits(chunk, axis=1, count=n_pairs - 1, bitorder="little")
        yield bits.astype(np.float64)
