"""The event file: every mistake is named by its key, in one sentence that says what to do."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from xsentiment.errors import ConfigError
from xsentiment.event import labels_of
from xsentiment.event_file import load_event

from builders import EVENT, event

EVENTS = Path(__file__).parents[1] / "events"


@pytest.mark.parametrize("path", sorted(EVENTS.glob("*.toml")), ids=lambda path: path.stem)
def test_shipped_events_load(path):
    """Every event file of the repository is valid."""
    assert load_event(path).slug == path.stem


def test_defaults_and_times(tmp_path):
    """Times with an offset become UTC; what is not set has the documented default."""
    loaded = event(tmp_path, head="", base=EVENT.replace("2025-09-01T00:00:00Z", "2025-09-01T08:00:00+08:00"))
    assert loaded.start == datetime(2025, 9, 1, tzinfo=UTC)
    assert (loaded.level, loaded.parts, loaded.select.reposts, loaded.timezone) == (0.95, 16, "reject", "UTC")
    assert loaded.audit_path == tmp_path / "test-event.audit.csv"


def test_labels_of_pairs(tmp_path):
    """Pairs are topic by label, in the order of the file and of the codebook."""
    loaded = event(tmp_path)
    assert labels_of(loaded, "topic*sentiment") == ("axis*negative", "axis*neutral", "axis*positive")
    assert labels_of(loaded, "on_event") == ("on_event",)


READING = '\n[[claims]]\nid = "c"\nquote = "q"\nkind = "share"\nvalue = 0.5\nreadings = [{ %s }]\n'


@pytest.mark.parametrize(
    ("head", "extra", "key", "said"),
    [
        ("levle = 0.9\n", "", "levle", "unknown key; did you mean 'level'?"),
        ("zzz = 1\n", "", "zzz", "unknown key; known: "),
        ("level = 0.4\n", "", "level", "between 0.5 and 0.9999, not 0.4"),
        ("level = 0.9999999\n", "", "level", "between 0.5 and 0.9999"),
        ("level = true\n", "", "level", "must be a number, not True"),
        ("sample = 1\n", "", "sample", "must be true or false, not 1"),
        ("parts = 0\n", "", "parts", "must be 1 to 256"),
        ('timezone = "Mars/Olympus"\n', "", "timezone", "is no time zone"),
        ('timezone = "US"\n', "", "timezone", "'US' is no time zone"),
        ('slug = "other"\n', "", "slug", "is taken from the file's name"),
        ("", "[select]\nreposts = 'maybe'\n", "select.reposts", "is none of reject, count"),
        ("", "[select]\nlanguages = 'en'\n", "select.languages", "must be a list"),
        ("", "[select]\nlanguages = ['en', 'DE']\n", "select.languages[1]", "did you mean 'de'?"),
        ("", "[select]\nlanguages = ['en-GB']\n", "select.languages[0]", "did you mean 'en'?"),
        ("", "[select]\nlanguages = ['english']\n", "select.languages[0]", "use two or three letters, such as 'en'"),
        ("", "[select]\nlanguages = ['iw']\n", "select.languages[0]", "did you mean 'he'?"),
        ("", "[shares]\nsegments = ['foo=bar']\n", "shares.segments[0]", "'foo=bar' is no segment; known: all, trending, day="),
        ("", "[shares]\nsegments = ['day=2025-9-3']\n", "shares.segments[0]", "is no day; write it as in day=2025-09-03"),
        ("", "[scorers]\nsentiment = 'magic'\n", "scorers.sentiment", "'magic' is none of"),
        ("", "[audit]\nsize = 0\n", "audit.size", "at least 1"),
        ("", READING.replace('"q"', '"q \u202e"') % "label_set = 'sentiment', label = 'negative'", "claims[0].quote", "turns"),
        ("", "[select]\nmatch = ['a\u2066']\n", "select.match", "'\\u2066', an invisible sign that turns what"),
        ("", "[audit]\ntrending = 1.5\n", "audit.trending", "between 0 and 1"),
        ("", "[[sources]]\npath = '../x.csv'\n", "sources[0].path", "inside the raw folder"),
        ("", "[[sources]]\npath = 'x'\ncolumns = { txt = 'a' }\n", "sources[0].columns", "did you mean 'text'?"),
        ("", "[[sources]]\npath = 'x'\ncolumns = { text = 1 }\n", "sources[0].columns", "must be a table of texts"),
        ("", "[[sources]]\npath = 'x'\ntime_zone = 'Nowhere'\n", "sources[0].time_zone", "is no time zone"),
        ("", "[[sources]]\npath = 'x'\ntime_zone = 'America'\n", "sources[0].time_zone", "is no time zone"),
        ("", "[[sources]]\n", "sources[0].path", "is required"),
        ("", "[[topics]]\nid = 'axis'\ntitle = 't'\nany = ['a']\n", "topics[1].id", "is used twice"),
        ("", "[[topics]]\nid = 'A b'\ntitle = 't'\nany = ['a']\n", "topics[1].id", "must be lower-case"),
        ("", "[[topics]]\nid = 'b'\ntitle = 't'\n", "topics[1]", "needs phrases"),
        ("", READING % 'label_set = "topic", label = "axes"', "claims[0].readings[0].label", "did you mean 'axis'?"),
        ("", READING % 'segment = "Trending", label_set = "topic", label = "axis"', "claims[0].readings[0].segment",
         "did you mean 'trending'?"),
        ("", READING % 'segment = "language=en", label_set = "topic", label = "axis"', "claims[0].readings[0].segment",
         "did you mean 'lang=en'?"),
        ("", READING % 'segment = "day", label_set = "topic", label = "axis"', "claims[0].readings[0].segment", "is no segment"),
        ("", READING % 'segment = "lang=EN", label_set = "topic", label = "axis"', "claims[0].readings[0].segment",
         "did you mean 'en'?"),
        ("", READING % 'segment = "day=2025-99-01", label_set = "topic", label = "axis"', "claims[0].readings[0].segment",
         "is no day"),
        ("", READING % 'segment = "day=2025-09-06", label_set = "topic", label = "axis"', "claims[0].readings[0].segment",
         "2025-09-06 lies outside the event's window, 2025-09-01 to 2025-09-05 in UTC"),
        ("", READING % 'label_set = "tpoic", label = "axis"', "claims[0].readings[0].label_set", "is none of"),
        ("", READING % 'label_set = "topic", label = "axis", among = "axis"', "claims[0].readings[0].among", "goes with"),
        ("", READING % 'label_set = "reaction", label = "anger", among = "x"', "claims[0].readings[0].among", "'x' is no label of topic; known: axis"),
        ("", READING.replace("value = 0.5", "value = 1.5") % 'label_set = "topic", label = "axis"', "claims[0].value",
         "between 0 and 1"),
        ("", READING.replace('"share"', '"more_than"') % 'label_set = "topic", label = "axis"', "claims[0].than", "is required"),
        ("", READING.replace('"share"', '"share"\nthan = "axis"') % 'label_set = "topic", label = "axis"', "claims[0].than", "alone"),
        ("", READING.replace('"share"\nvalue = 0.5', '"more_than"\nthan = "axes"') % 'label_set = "topic", label = "axis"', "claims[0].than", "did you mean 'axis'?"),
        ("", READING % 'label_set = "reaction", label = "anger", among = "axes"', "claims[0].readings[0].among", "did you mean 'axis'?"),
        ("", READING.replace('"share"\nvalue = 0.5', '"at_least"') % 'label_set = "topic", label = "axis"',
         "claims[0].value", "is required"),
        ("", '\n[[claims]]\nid = "c"\nquote = "q"\nkind = "share"\nreadings = []\n', "claims[0].readings", "at least one"),
        ("", '\n[[claims]]\nid = "c"\nquote = "q"\nkind = "share"\n', "claims[0].readings", "must be a list"),
        ("", READING.replace('"share"', '"largest"') % 'label_set = "sentiment", label = "positive"', "claims[0].value",
         "goes with kinds 'share', 'at_least' and 'at_most', not 'largest'"),
        ("", READING.replace('"share"', '"more_than"\nthan = "negative"') % 'label_set = "sentiment", label = "positive"',
         "claims[0].value", "not 'more_than'"),
        ("", READING.replace('"share"', '"at_least"\ntolerance = 0.1') % 'label_set = "topic", label = "axis"',
         "claims[0].tolerance", "goes with kind 'share' alone, not 'at_least'"),
        ("", READING.replace('"share"\nvalue = 0.5', '"largest"') % 'label_set = "on_event", label = "on_event"',
         "claims[0].readings[0].label_set", "has 'on_event' alone"),
        ("", READING.replace('"share"\nvalue = 0.5', '"largest"') % 'label_set = "topic", label = "axis"',
         "claims[0].readings[0].label_set", "no other label that it could be larger than"),
        ("", READING.replace('id = "c"', 'id = ""') % 'label_set = "topic", label = "axis"', "claims[0].id", "must not be empty"),
        ("", READING.replace('quote = "q"', 'quote = " "') % 'label_set = "topic", label = "axis"', "claims[0].quote", "must not be empty"),
        ("", "[scorers]\nreaction_labels = { A = 'anger' }\n", "scorers.reaction_labels", 'goes with reaction = "hf:MODEL" alone'),
        ("", "[select]\nmatch = ['parade', '']\n", "select.match[1]", "is no phrase"),
        ("", "[select]\nmatch = [' * ']\n", "select.match[0]", "is no phrase"),
        ("", "[[topics]]\nid = 'b'\ntitle = 't'\nany = ['']\n", "topics[1].any[0]", "is no phrase"),
        ("", "[[topics]]\nid = 'b'\ntitle = ''\nany = ['b']\n", "topics[1].title", "must not be empty"),
        ("", "[[sources]]\npath = 'x'\nconstants = { veiws = '1' }\n", "sources[0].constants", "did you mean 'views'?"),
        ("", "[[sources]]\npath = 'x'\ntime_format = 'dd.mm.yyyy'\n", "sources[0].time_format", "is no strptime format"),
        ("claims = 3\n", "", "claims", "must be a list"),
        ("sources = [1]\n", "", "sources[0]", "must be a table"),
    ],
)  # fmt: skip
def test_mistakes_are_named(tmp_path, head, extra, key, said):
    """The error holds the key and says what would be right."""
    with pytest.raises(ConfigError) as error:
        event(tmp_path, extra, head=head)
    assert error.value.key == key
    assert said in str(error.value)
    assert str(tmp_path / "test-event.toml") in str(error.value)


def test_segments_that_may_fill_later(tmp_path):
    """A day of the window in the event's zone, a language and a network that no post has yet are no mistakes."""
    named = ["day=2025-09-06", "day=2025-09-01", "lang=fi", "lang=unknown", "source=mastodon.social", "all", "trending"]
    extra = f"[select]\nlanguages = ['fi', 'fil']\n[shares]\nsegments = {named}\n"
    assert event(tmp_path, extra, head='timezone = "Asia/Shanghai"\n').shares.segments == tuple(named)


def test_a_mark_at_the_beginning_is_no_mistake(tmp_path):
    """An editor may save the file as UTF-8 with a byte order mark."""
    path = tmp_path / "marked.toml"
    path.write_text(EVENT, encoding="utf-8-sig")
    assert load_event(path).title == "A test event"


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ('title = "A test event"', 'title = " "', "title", "must not be empty"),
        ('query = "parade"', 'query = " "', "collection.query", "must not be empty"),
        ('query = "parade"\n', "", "collection.query", "is required"),
        ("end = 2025-09-06T00:00:00Z", "end = 2025-09-01T00:00:00Z", "end", "must be after start"),
        ("start = 2025-09-01T00:00:00Z", "start = 0001-01-01T00:00:00+14:00", "start", "is outside the years 1 to 9999"),
        ("end = 2025-09-06T00:00:00Z", "end = 2025-09-06", "end", "with an offset"),
        ("end = 2025-09-06T00:00:00Z\n", "", "end", "is required"),
        ('title = "A test event"\n', "", "title", "is required"),
        ('[collection]\nquery = "parade"\ntool = "composed for tests"\ncollected = "2025-09-06"\n', "", "collection",
         "is required"),
    ],
)  # fmt: skip
def test_what_is_required(tmp_path, old, new, key, said):
    """What stands beside every headline cannot be left out, nor the window."""
    with pytest.raises(ConfigError) as error:
        event(tmp_path, base=EVENT.replace(old, new))
    assert (error.value.key, said in str(error.value)) == (key, True)


def test_files_that_are_no_event_file(tmp_path):
    """A missing file, bytes that are not UTF-8, broken TOML and a bad name are told apart."""
    with pytest.raises(ConfigError, match="No such file"):
        load_event(tmp_path / "absent.toml")
    (tmp_path / "latin.toml").write_bytes(b'title = "caf\xe9"')
    with pytest.raises(ConfigError, match="not UTF-8"):
        load_event(tmp_path / "latin.toml")
    (tmp_path / "broken.toml").write_text("title = ", encoding="utf-8")
    with pytest.raises(ConfigError, match="not valid TOML"):
        load_event(tmp_path / "broken.toml")
    with pytest.raises(ConfigError, match="must be lower-case letters"):
        event(tmp_path, name="Bad Name")
