"""Tokens are those of `str.split()`, each distinct one once; sums over them do not depend on the block."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xsentiment.scorers import tokens as tokens_module
from xsentiment.scorers.tokens import Texts, blocks, tokenise

SPACES = [chr(code) for code in range(0x110000) if chr(code).isspace()]
TEXTS = st.lists(st.text(st.one_of(st.sampled_from(SPACES), st.sampled_from("ab,é😂"), st.characters())), max_size=8)


def split(tokens) -> list[list[str]]:
    """The texts back as lists of tokens."""
    return [[tokens.vocabulary[int(i)].as_py() for i in ids] for ids in tokens]


@given(TEXTS)
def test_tokens_are_those_of_str_split(texts):
    """Each text is the run of its tokens, and the vocabulary holds each token once, those of texts before among them."""
    tokens = tokenise(texts)
    texts = [text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for text in texts]
    assert split(tokens) == [text.split() for text in texts]
    vocabulary = tokens.vocabulary.to_pylist()
    assert len(vocabulary) == len({*vocabulary})
    assert {token for text in texts for token in text.split()} <= {*vocabulary}
    assert (tokens.ids.dtype, tokens.offsets.dtype) == (np.int32, np.int64)
    assert len(tokens) == len(texts) == len(tokens.offsets) - 1


def test_white_space_is_that_of_python():
    """Each of the code points of Unicode splits a text if and only if Python holds it for white space."""
    characters = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    lengths = np.diff(tokenise([f"a{character}b" for character in characters]).offsets)
    assert [character for character, n in zip(characters, lengths, strict=True) if n == 2] == SPACES


def test_arrow_arrays_may_be_sliced():
    """A slice of an Arrow array gives the tokens of its own texts alone."""
    tokens = tokenise(pa.array(["no", " a b ", "", "b c", "no"])[1:4])
    assert split(tokens) == [["a", "b"], [], ["b", "c"]]
    assert tokens.offsets.tolist() == [0, 2, 2, 4]


def test_lone_surrogates_count_as_the_replacement_character():
    """Half a surrogate pair, which Arrow cannot hold, is no error."""
    assert split(tokenise(["a\ud800 b", "c"])) == [["a\ufffd", "b"], ["c"]]


@pytest.mark.parametrize("texts", [["a", None], ["a", 1], [b"a"], pa.array(["a", None])])
def test_what_is_no_text_is_refused(texts):
    """A missing text, a number or bytes is an error, not a token."""
    with pytest.raises(TypeError, match="must be a string, not"):
        tokenise(texts)


def weighed(weights: dict[str, float], tokens) -> np.ndarray:
    """The weights of the vocabulary, 0 for other tokens."""
    return np.array([weights.get(token, 0) for token in tokens.vocabulary.to_pylist()])


def test_sums_add_each_occurrence():
    """A text's sum counts a repeated token each time; a text without tokens sums to 0; columns are kept apart."""
    tokens = tokenise(["a b a", "", "b"])
    weights = weighed({"a": 1, "b": 10}, tokens)
    assert tokens.sums(weights).tolist() == [12, 0, 10]
    columns = np.column_stack([weights, 2.0 * weights])
    assert tokens.sums(columns).tolist() == [[12.0, 24.0], [0.0, 0.0], [10.0, 20.0]]
    assert tokenise([]).sums(columns).shape == (0, 2)


def letters(vocabulary) -> tuple[np.ndarray, np.ndarray]:
    """The letters of each token."""
    tokens = vocabulary.tokens.to_pylist()
    return np.array([*"".join(tokens)], "U1"), np.array([*map(len, tokens)], np.int64)


@given(st.lists(st.text("ab😂 ", max_size=12), max_size=6))
def test_lists_are_those_of_every_token_in_order(texts):
    """Whatever each token lists, many things or few, the texts list one after the other."""
    tokens = tokenise(texts)
    listed, begins = tokens.lists(letters)
    assert "".join(listed) == "".join(token for text in texts for token in text.split())
    assert np.diff(begins).tolist() == [len("".join(text.split())) for text in texts]


def test_sums_do_not_depend_on_the_block():
    """A text's sum has the same bits alone as among others, for floats, and is exact for integers beyond 2**53."""
    texts = ["a b c d e f g h i j", "j a", "c c c b a"]
    weights = {letter: 0.1 * i + 1e15 * (i % 3) for i, letter in enumerate("abcdefghij")}
    whole = tokenise(texts)
    for text, expected in zip(texts, whole.sums(weighed(weights, whole)), strict=True):
        alone = tokenise([text])
        assert alone.sums(weighed(weights, alone)) == [expected]
    large = np.full(len(whole.vocabulary), 2**53 + 1)
    assert whole.sums(large).tolist() == [10 * (2**53 + 1), 2 * (2**53 + 1), 5 * (2**53 + 1)]


def test_weights_must_fit_the_vocabulary():
    """Weights of another vocabulary are an error."""
    with pytest.raises(ValueError, match="dimension"):
        tokenise(["a b"]).sums(np.ones(1))


def test_tokens_of_any_length_and_with_any_signs_are_told_apart():
    """Tokens that begin alike, hold a NUL, are as long as a key or longer have numbers of their own, and keep them."""
    texts = ["a a\0 a\0\0 \0 \0a", *("x" * n for n in range(1, 40)), "é" * 8, "é" * 9, "x" * 16 + "\0"]
    listed = [token for text in texts for token in text.split()]
    first = tokenise(texts).ids.tolist()
    assert len({*first}) == len({*listed})
    assert tokenise([" ".join(reversed(listed))]).ids.tolist() == first[::-1]


def test_what_lies_beside_a_text_is_none_of_it():
    """Texts that follow each other without white space between share no token, empty ones among them."""
    assert split(tokenise(["", "ab", "cd", "", "\u3000", "é", "é"])) == [[], ["ab"], ["cd"], [], [], ["é"], ["é"]]


def test_a_token_is_worked_out_once():
    """What a function gives to a token is kept for later texts, row by row, however these are cut; none new, none asked."""
    asked = []
    empty = 0

    def length(vocabulary):
        nonlocal empty
        empty += not len(vocabulary.tokens)
        asked.extend(vocabulary.tokens.to_pylist())
        return np.array([len(token) for token in vocabulary.tokens.to_pylist()], np.int64)

    for texts in (["aa-1 b-1", "aa-1"], ["ccc-1 aa-1 b-1"], []):
        tokens = tokenise(texts)
        assert tokens.each(length).tolist() == [len(token) for token in tokens.vocabulary.to_pylist()]
    mine = [token for token in asked if token in {"aa-1", "b-1", "ccc-1"}]
    assert sorted(mine) == ["aa-1", "b-1", "ccc-1"]
    assert empty == 1  # for the shape of its rows


def test_what_is_remembered_is_bounded(monkeypatch):
    """When too many tokens are remembered they are forgotten, and their rows are the same when they come again."""
    monkeypatch.setattr(tokens_module, "_KEPT", 2)

    def length(vocabulary):
        return np.array([len(token) for token in vocabulary.tokens.to_pylist()], np.int64)

    for _ in range(2):
        for text in ("a bb ccc", "dddd a", "bb eeeee"):
            tokens = tokenise([text])
            assert tokens.each(length)[tokens.ids].tolist() == [len(token) for token in text.split()]
    assert len(tokens_module._memory()._short) <= 7


def test_a_block_is_worked_on_once():
    """What one asks of a block of texts serves the next; texts are cut into blocks in order."""
    block = Texts(["a b", "c"])
    assert block.once(tokenise) is block.once(tokenise)
    assert list(blocks(block)) == [block]
    assert [text for part in blocks(list("abc")) for text in part] == ["a", "b", "c"]
