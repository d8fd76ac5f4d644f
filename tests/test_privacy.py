"""Pseudonyms: authors are known by a keyed hash alone."""

from __future__ import annotations

import stat

import pytest

from xsentiment import privacy
from xsentiment.errors import InputError


def test_the_key_is_made_once_and_for_the_owner_alone(tmp_path):
    """A new key is random, its file has mode 600, and it is read again the next time."""
    path = tmp_path / "data" / ".xsentiment-key"
    key = privacy.load_key(path)
    assert privacy.load_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert privacy.load_key(tmp_path / "other") != key


def test_a_key_from_the_environment(tmp_path, monkeypatch):
    """XSENTIMENT_KEY goes before any file, and no file is made."""
    monkeypatch.setenv("XSENTIMENT_KEY", "shared by the desk, long enough")
    assert privacy.load_key(tmp_path / "key") == privacy.load_key(tmp_path / "elsewhere")
    assert not (tmp_path / "key").exists()


@pytest.mark.parametrize("text", ["", "short"])
def test_a_short_key_is_refused(tmp_path, text):
    """A key that can be guessed protects nobody."""
    (tmp_path / "key").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="too short"):
        privacy.load_key(tmp_path / "key")


def test_pseudonyms():
    """Equal for equal authors under one key, different by network and key, without the name in it."""
    name = privacy.pseudonym(b"k" * 32)
    assert name("x", "alice") == name("x", "alice")
    assert name("x", "alice") != name("mastodon", "alice")
    assert name("x", "alice") != privacy.pseudonym(b"l" * 32)("x", "alice")
    assert len(name("x", "\ud800")) == 32
    assert privacy.fingerprint(b"k" * 32) != privacy.fingerprint(b"l" * 32)
