"""What a title is likely to be about, learned once from groups of words that belong together (thesaurus.txt).

A title of two words says little: “Timeframes” and “Grants run 24 months” are strangers to the encoder. So each group
gives its names, by which titles find it, and its centre, to which they move. The spread of words inside their groups
tells which directions of the space say nothing of a topic; whitening makes them small (within-class covariance
normalisation, Hatch, Kajarekar and Stolcke 2006; the covariance is shrunk towards a sphere, Ledoit and Wolf 2004).

Reading the groups takes the encoder some three seconds, so the result is kept beside the source or,
where that may not be written, in the user's cache folder.
"""

import contextlib
import hashlib
import math
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convene.engines.theme_sorter.encoders import SENTENCE_ENCODER, Encoder, Matrix

FILE = Path(__file__).with_name("thesaurus.txt")
SPHERE = {SENTENCE_ENCODER: 0.5}
"""How far the covariance inside groups is shrunk towards a sphere; all the way for plain text, of which two thousand
words say too little."""
LAYOUT = 2
"""To be counted up when what is kept changes."""


@dataclass(frozen=True)
class Knowledge:
    """The groups in the space of one encoder; d numbers a text, h names, g groups.

    centre (d): mean of all words. whitening (d, d). names (h, d) and group_of (h): the names of groups. spoken (g, d):
    means of what is said about each, of length 1. means (g, d): of all words of each, whitened. words (w, d) and
    belongs (w, g): all words, whitened and of length 1, and the weight of each in its group.
    """

    centre: Matrix
    whitening: Matrix
    names: Matrix
    group_of: NDArray[np.int64]
    spoken: Matrix
    means: Matrix
    words: Matrix
    belongs: Matrix


@lru_cache(maxsize=1)
def groups() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Names, and what is said about them, of each group."""
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    halves = [line.partition(": ")[::2] for line in lines]
    return tuple((tuple(names.split(", ")), tuple(said.split(", "))) for names, said in halves)


def fingerprint(encoder: Encoder) -> str:
    """What the knowledge depends on, in sixteen letters."""
    told = f"{LAYOUT} {encoder.version} {SPHERE.get(encoder.method)} {FILE.read_text(encoding='utf-8')}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def knowledge(encoder: Encoder) -> Knowledge:
    """The groups as this encoder sees them: kept from an earlier process, or read now and kept for later ones."""
    if encoder.method != SENTENCE_ENCODER:
        return _read(encoder)
    name = f"thesaurus-{fingerprint(encoder)}.npz"
    for folder in _folders():
        with contextlib.suppress(OSError, ValueError, KeyError), np.load(folder / name, allow_pickle=False) as kept:
            return Knowledge(**{key: kept[key] for key in Knowledge.__dataclass_fields__})
    found = _read(encoder)
    for folder in _folders():
        with contextlib.suppress(OSError):
            _keep(found, folder / name)
            break
    return found


def _folders() -> Iterator[Path]:
    yield FILE.parent / "__pycache__"
    with contextlib.suppress(RuntimeError):  # nobody's process has no home
        yield Path.home() / ".cache" / "convene"


def _keep(found: Knowledge, path: Path) -> None:
    """Write all of it or nothing: another process may be reading."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".npz")
    try:
        with os.fdopen(handle, "wb") as file:
            arrays: dict[str, Any] = {key: _small(getattr(found, key)) for key in Knowledge.__dataclass_fields__}
            np.savez(file, **arrays)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _whitening(apart: Matrix, sphere: float) -> Matrix:
    """(d, d): makes the covariance of these rows, shrunk towards a sphere, a sphere of radius 1."""
    size = apart.shape[1]
    usual = float((apart**2).sum()) / apart.size
    if sphere == 1.0:
        return np.eye(size) / math.sqrt(usual)
    shrunk = (1 - sphere) * apart.T @ apart / len(apart) + sphere * usual * np.eye(size)
    variances, axes = np.linalg.eigh(shrunk)
    whitening: Matrix = axes * variances**-0.5 @ axes.T
    return whitening


def _small(array: NDArray[np.generic]) -> NDArray[np.generic]:
    return array.astype(np.float32) if array.dtype == np.float64 else array


def _read(encoder: Encoder) -> Knowledge:
    known = groups()
    texts = sorted({text for names, said in known for text in (*names, *said)})
    rows = dict(zip(texts, encoder.encode(texts), strict=True))
    words = np.array([rows[text] for names, said in known for text in (*names, *said)])
    group_of_word = np.repeat(np.arange(len(known)), [len(names) + len(said) for names, said in known])
    means = np.array([words[group_of_word == group].mean(axis=0) for group in range(len(known))])
    spoken = np.array([np.mean([rows[text] for text in said], axis=0) for _names, said in known])
    whitening = _whitening(words - means[group_of_word], SPHERE.get(encoder.method, 1.0))
    centre = words.mean(axis=0)
    whitened = (words - centre) @ whitening
    belongs = np.eye(len(known))[group_of_word]
    return Knowledge(
        centre=centre,
        whitening=whitening,
        names=np.array([rows[name] for names, _said in known for name in names]),
        group_of=np.repeat(np.arange(len(known)), [len(names) for names, _said in known]),
        spoken=spoken / np.maximum(np.linalg.norm(spoken, axis=1, keepdims=True), 1e-12),
        means=(means - centre) @ whitening,
        words=whitened / np.maximum(np.linalg.norm(whitened, axis=1, keepdims=True), 1e-12),
        belongs=belongs / np.sqrt(belongs.sum(axis=0)),
    )
