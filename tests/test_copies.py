"""Copies and near-copies of one text."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xsentiment import copies, shares
from xsentiment.select import select

from builders import event, frame, posts

CAMPAIGN = "We the people stand with the peace parade in Beijing and say no to war"


def clustered(*texts: str) -> list[int]:
    """For each text, the place of the first text of its cluster."""
    identities, shingled = copies.shingled(texts)
    near = copies.clusters([shingled])
    heads = [near.get(identity, identity) for identity in identities]
    return [heads.index(head) for head in heads]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("So good!", "so good"),
        ("@ann So good! https://t.co/abc", "So  good 🔥🔥"),
        ("ﬁne PARADE", "fine parade"),
        ("🔥🔥", " 🔥🔥 https://t.co/x"),
        ("北京阅兵式", "北京阅兵式!!"),
    ],
)
def test_what_makes_no_other_text(first, second):
    """Case, punctuation, emoji beside words, mentions, links and white space."""
    assert copies.identity(first) == copies.identity(second)


@pytest.mark.parametrize(
    ("first", "second"), [("so good", "so bad"), ("🔥", "👍"), ("", "a"), ("parade 3", "parade 4")]
)
def test_what_makes_another_text(first, second):
    """Another word, or other emoji where there is no word."""
    assert copies.identity(first) != copies.identity(second)


@pytest.mark.parametrize(
    "near",
    [
        CAMPAIGN.replace("people", "citizens"),
        f"RT @someone: {CAMPAIGN}",
        f"{CAMPAIGN} #axis",
        CAMPAIGN.removesuffix(" war"),
    ],
)
def test_near_copies_of_a_campaign_are_one(near):
    """A word changed, put before, put behind or left out."""
    assert clustered(CAMPAIGN, "something else that nobody has said before now", near) == [0, 1, 0]


def test_near_copies_in_a_script_without_spaces():
    """Characters stand for words where a script has none."""
    text = "北京今天的阅兵式非常壮观我们全家人都坐在电视机前看了直播"
    assert clustered(text, text.replace("非常", "十分") + "啊", "完全不同的一句话说的是别的事情而已") == [0, 0, 2]


def test_same_words_in_another_order_and_short_texts_are_not_near():
    """Pairs of words make the likeness, and a few words are alike by chance."""
    assert clustered(CAMPAIGN, " ".join(reversed(CAMPAIGN.split()))) == [0, 1]
    assert clustered("what a great parade", "what a great day") == [0, 1]


def test_likeness_is_that_of_sets():
    """Pairs closer than the bound are found, others are not, as counted one by one."""
    base = [f"w{i}" for i in range(40)]
    texts = [
        " ".join(base[:keep] + [f"x{keep}y{i}" for i in range(40 - keep)]) for keep in (40, 39, 36, 34, 33, 32, 20)
    ]
    pairs = [set(pairwise(text.split())) for text in texts]
    expected = [
        0 if len(pairs[0] & pair) / len(pairs[0] | pair) >= copies.LIKENESS else i for i, pair in enumerate(pairs)
    ]
    assert expected == [0, 0, 0, 0, 4, 5, 6]
    assert clustered(*texts) == expected


words = st.sampled_from(["peace", "parade", "axis", "war", "no", "yes", "missile", "trump", "xi", "kim"])
texts = st.lists(st.lists(words, min_size=4, max_size=14).map(" ".join), max_size=20)


@given(texts=texts, at=st.integers(0, 20))
def test_order_and_parts_play_no_role(texts, at):
    """However the posts are split and ordered, the clusters are the same."""
    _, whole = copies.shingled(texts)
    parts = [copies.shingled(half)[1] for half in (texts[at:][::-1], texts[:at])]
    assert copies.clusters([whole]) == copies.clusters(parts)
    assert all(head <= identity for identity, head in copies.clusters([whole]).items())


@given(texts=texts)
def test_no_cluster_without_likeness(texts):
    """Whoever is in a cluster of several is alike to at least one of it, and none alike at all stands alone by chance."""
    identities, shingled = copies.shingled(texts)
    near = copies.clusters([shingled])
    sets = {identity: set(pairwise(copies.words(text))) for identity, text in zip(identities, texts, strict=True)}

    def alike(a, b):
        return len(sets[a] & sets[b]) / len(sets[a] | sets[b]) >= copies.LIKENESS

    for identity, head in near.items():
        assert any(alike(identity, other) for other, its in near.items() if its == head and other != identity)
    for a, b in combinations(sets, 2):
        if sets[a] == sets[b] and min(len(sets[a]), len(sets[b])) >= copies.LEAST_WORDS:
            assert near[a] == near[b]


def test_hostile_texts_are_texts():
    """Surrogates, NUL, nothing, and a text of a million signs."""
    found = clustered("\ud800", "\0", "", "a " * 500_000, "a " * 400_000 + "b")
    assert found == [0, 1, 2, 3, 4]


def test_texts_count_once(tmp_path):
    """The estimand `texts` gives a campaign of near-copies the weight of one text, and the page lists it."""
    said = [f"{CAMPAIGN} {word}" for word in ("now", "today", "please", "!")] + ["the axis of all the others"] * 2
    loaded = event(tmp_path)
    chosen = select(posts(6, text=said), loaded).frame
    assert len(set(chosen["text_cluster"].to_pylist())) == 2
    assert shares.concentration(chosen)["copied_share"] == 1.0
    assert [(item["posts"], item["authors"], item["post_id"]) for item in shares.largest_copied(chosen)] == [
        (4, 4, "1000"),
        (2, 2, "1004"),
    ]
    assert shares.largest_copied(frame(3)) == []
