"""What of a post is scored, when two texts are copies, and how HTML becomes text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xsentiment.text import from_html, from_r, normalised, scorable, unescape


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("@a @b.test well said", "reply", "well said"),
        ("@a well said", "post", "@a well said"),
        ("@a@mastodon.example yes", "reply", "yes"),
        ("look https://t.co/abc", "post", "look"),
        ("look https://t.co/abc https://t.co/d ", None, "look"),
        ("https://t.co/abc look", "post", "https://t.co/abc look"),
        ("@a", "reply", ""),
        ("@a’s idea", "reply", "@a’s idea"),
    ],
)
def test_scorable(text, kind, expected):
    """Leading mentions of a reply and trailing links are not scored; all else is."""
    assert scorable(text, kind) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [("So  PROUD\n today", "so proud today"), ("look https://t.co/a", "look https://t.co/b"), ("ﬁne", "fine")],
)
def test_copies_are_equal(one, other):
    """Case, white space, width and links do not make another text."""
    assert normalised(one) == normalised(other)


def test_entities_are_resolved_once():
    """`&amp;lt;` is the text `&lt;`; an ampersand that is none stays."""
    assert unescape("a &amp;lt; b &amp; c &lt; &copy; AT&T") == "a &lt; b & c < &copy; AT&T"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<p>one<br>two</p><p>three &amp; four</p>", "one\ntwo\nthree & four"),
        ('<p><a href="https://e.org"><span class="invisible">https://</span>e.org</a></p>', "https://e.org"),
        ("<script>alert(1)</script>x<style>p{}</style>", "x"),
        ('<p><span class="quote-inline">RT: https://e.org</span>mine</p>', "mine"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("1 &lt; 2 & <unknown>3", "1 < 2 & 3"),
        ("", ""),
    ],
)
def test_html_becomes_text(content, expected):
    """Paragraphs and breaks are lines, link text stays, scripts and quote lines go, entities are resolved."""
    assert from_html(content) == expected


@given(st.text(max_size=200))
def test_any_text_is_taken(text):
    """No text makes any of these fail, and none grows without bound."""
    for kind in ("reply", None):
        assert len(scorable(text, kind)) <= len(text)
    assert isinstance(normalised(text), str)
    assert isinstance(from_html(text), str)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("so <U+0001F602><U+2764><U+FE0F>", "so \U0001f602\u2764\ufe0f"),
        ("<U+10FFFF> <U+0D8F> <U+00E4>", "\U0010ffff \u0d8f \u00e4"),
        ("<U+D83D> <U+0000DE02> <U+110000> <U+1F6> <u+2019>", "<U+D83D> <U+0000DE02> <U+110000> <U+1F6> <u+2019>"),
    ],
)
def test_characters_that_r_could_not_write(written, read):
    """By their number, also with leading zeros; what is no character stays as it is."""
    assert from_r(written) == read
