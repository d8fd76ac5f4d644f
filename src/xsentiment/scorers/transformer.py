"""Sentence encoders and sequence classifiers of Hugging Face, by id or folder (extra `transformer`).

A model is read from safetensors files alone, so that no pickle is loaded, and runs none of its repository's code. It
uses a GPU where there is one. Its figures depend in their last bits on machine and batch: vectors are rounded to
1 / LENGTH, probabilities to four decimals.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b, file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from xsentiment import schema
from xsentiment.errors import InputError
from xsentiment.event import CLASSIFIER, ENCODER
from xsentiment.scorers import kept
from xsentiment.scorers.vectors import directions

if TYPE_CHECKING:
    from xsentiment.event import Event

_FILES: Final = ("*.json", "*.safetensors", "*.txt", "*.model")
_TOKENISER: Final = ("tokenizer*", "vocab*", "*.model")
_USUAL_LENGTH: Final = 512
"""So many tokens of a text are read where a model does not say how many it takes."""
_WIDE: Final = 1 << 20
"""Encoders' numbers are small: they are scaled up before they become whole numbers."""


def embed(texts: Sequence[str], name: str) -> NDArray[np.float64]:
    """The direction of each text by a sentence encoder, as `Vectors.embed`; (N, d). Each distinct text is read once.

    Raises InputError if the extra or the model is missing, or if the model cannot be used.
    """
    state = revision(name)

    def work(batch: list[str]) -> NDArray[np.int16]:
        vectors = _encoder(name, state).encode(_whole(batch), batch_size=len(batch), show_progress_bar=False)
        return directions(_finite(vectors.astype(np.float64), name) * _WIDE).astype(np.int16)

    return kept.rows(texts, f"{ENCODER}{name}", state, work).astype(np.float64)


def sentiment(texts: Sequence[str], event: Event) -> pa.Table:
    """`p_negative`, …, `sentiment` by the classifier that the event names."""
    return _scored(texts, event.scorers.sentiment, "sentiment", schema.SENTIMENTS, event.scorers.sentiment_labels)


def reaction(texts: Sequence[str], event: Event) -> pa.Table:
    """The probability of each reaction that the classifier of the event tells, and `reaction`."""
    return _scored(texts, event.scorers.reaction, "reaction", schema.REACTIONS, event.scorers.reaction_labels)


def _scored(texts: Sequence[str], name: str, target: str, labels: Sequence[str], mapped: dict[str, str]) -> pa.Table:
    column = {"sentiment": lambda label: f"p_{label}", "reaction": schema.reaction_probability}[target]
    theirs, chances = classify(texts, name.removeprefix(CLASSIFIER))
    ours = [mapped.get(label, label.casefold()) for label in theirs]
    if unknown := [label for label, own in zip(theirs, ours, strict=True) if own not in labels]:
        why = (
            f"its label {unknown[0]!r} is none of {', '.join(labels)}; map it ([scorers] {target}_labels, --scorer-map)"
        )
        raise InputError(name, why)
    given = [label for label in labels if label in ours]
    sums = np.column_stack([chances[:, np.equal(ours, label)].sum(axis=1) for label in given])
    columns: dict[str, Any] = {column(label): pa.array(sums[:, k].round(4)) for k, label in enumerate(given)}
    return pa.table(columns | {target: pa.array([given[place] for place in sums.argmax(axis=1)], pa.string())})


def classify(texts: Sequence[str], name: str) -> tuple[list[str], NDArray[np.float64]]:
    """A classifier's labels (L) and their probabilities for each text, (N, L). Raises InputError as `embed`."""
    state = revision(name)

    def work(batch: list[str]) -> NDArray[np.float64]:
        torch, (tokeniser, model) = _extra("torch"), _classifier(name, state)
        longest = _longest(tokeniser, model)
        given = tokeniser(_whole(batch), padding=True, truncation=True, max_length=longest, return_tensors="pt")
        with torch.inference_mode():
            logits = model(**given.to(model.device)).logits.double().softmax(dim=1)
        return _finite(logits.cpu().numpy(), name)

    return _labels(name, state), kept.rows(texts, f"{CLASSIFIER}{name}", state, work)


def _whole(batch: list[str]) -> list[str]:
    """The texts with U+FFFD for lone surrogates, which no tokeniser takes."""
    return [text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for text in batch]


def _finite(numbers: NDArray[np.float64], name: str) -> NDArray[np.float64]:
    if not np.isfinite(numbers).all():
        raise InputError(name, "gives no finite numbers for some texts: its weights are damaged, or overflow")
    return numbers


def _longest(tokeniser: Any, model: Any) -> int:
    """How many tokens of a text the model has places for, the first of which some models leave free.

    Of a model without places (XLNet says -1) as many are read as of one that does not say.
    """
    tables = [part for name, part in model.named_modules() if name.endswith("position_embeddings")]
    free = max([1 + part.padding_idx for part in tables if getattr(part, "padding_idx", None) is not None], default=0)
    places: int = getattr(model.config, "max_position_embeddings", None) or 0
    return min(int(tokeniser.model_max_length), places - free if places > 0 else _USUAL_LENGTH)


# --- models and where they lie -------------------------------------------------------------------------------------


def revision(name: str) -> str:
    """Which state of a model this is: the commit of a hub's model, a hash of the files of a folder."""
    path = folder(name)
    return (
        path.name if not Path(name).is_dir() else _content(str(path), max(p.stat().st_mtime_ns for p in _files(path)))
    )


@lru_cache(maxsize=8)
def folder(name: str) -> Path:
    """Where a model's files lie; those of a model of the hub are fetched once. Raises InputError if there are none."""
    if Path(name).is_dir():
        path = Path(name)
    else:
        hub = _extra("huggingface_hub")
        try:
            path = Path(hub.snapshot_download(name, allow_patterns=list(_FILES)))
        except (OSError, ValueError, hub.errors.HfHubHTTPError) as error:
            reason = str(error).strip().splitlines()[0]
            raise InputError(name, f"is no folder here, and the model cannot be fetched: {reason}") from None
    if not any(file.suffix == ".safetensors" for file in _files(path)):
        raise InputError(name, "holds no .safetensors file, the only kind of weights that is read")
    return path


def _files(path: Path) -> list[Path]:
    return sorted(file for pattern in _FILES for file in path.rglob(pattern))


@lru_cache(maxsize=8)
def _content(path: str, _changed: int) -> str:
    digest = blake2b(digest_size=16)
    for file in _files(Path(path)):
        with file.open("rb") as content:
            digest.update(file.relative_to(path).as_posix().encode() + file_digest(content, "sha256").digest())
    return digest.hexdigest()


@lru_cache(maxsize=2)
def _encoder(name: str, _revision: str) -> Any:
    library = _extra("sentence_transformers")

    def load(path: str) -> Any:
        model = library.SentenceTransformer(path, model_kwargs={"use_safetensors": True})
        if network := getattr(model[0], "auto_model", None):
            longest = _longest(model.tokenizer, network)
            model.max_seq_length = min(model.max_seq_length or longest, longest)
        return model

    return _loaded(name, load)


@lru_cache(maxsize=2)
def _labels(name: str, _revision: str) -> list[str]:
    config = _loaded(name, _extra("transformers").AutoConfig.from_pretrained)
    if config.num_labels < 2:
        raise InputError(name, "gives one number and no labels to choose from: it is no classifier")
    return [config.id2label[place] for place in range(config.num_labels)]


@lru_cache(maxsize=2)
def _classifier(name: str, _revision: str) -> Any:
    torch, library = _extra("torch"), _extra("transformers")
    device = "cuda" if torch.cuda.is_available() else "cpu"

    def load(path: str) -> Any:
        model, told = library.AutoModelForSequenceClassification.from_pretrained(
            path, use_safetensors=True, output_loading_info=True
        )
        if lacking := sorted({*told["missing_keys"]} & {name for name, _ in model.named_parameters()}):
            raise ValueError(f"its weights lack {lacking[0]}: it was not trained to classify")
        return library.AutoTokenizer.from_pretrained(path), model.to(device).eval()

    return _loaded(name, load)


def _loaded(name: str, load: Any) -> Any:
    _extra("transformers").utils.logging.disable_progress_bar()  # it is drawn where nobody looks, too
    path = folder(name)
    if not any(any(path.rglob(pattern)) for pattern in _TOKENISER):
        raise InputError(name, "holds no tokeniser (tokenizer.json, vocab.txt or the like)")
    try:
        return load(str(path))
    except Exception as error:  # noqa: BLE001 - what a damaged or foreign model makes its library raise is not known
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise InputError(name, f"is no model that can be loaded: {reason}") from None


def _extra(module: str) -> Any:
    from importlib import import_module

    try:
        return import_module(module)
    except ImportError:
        raise InputError(module, "is not installed; pip install 'xsentiment[transformer]'") from None
