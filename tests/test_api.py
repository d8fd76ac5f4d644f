"""The library calls: pandas in, pandas out, the same figures as a run."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

import xsentiment as xs
from xsentiment import schema
from xsentiment.errors import InputError, NoPostsError, SchemaError

GOLDEN = Path(__file__).parent / "data" / "golden"


@pytest.fixture(scope="module")
def golden():
    """The golden event with the posts of two of its exports."""
    event = xs.load_event(GOLDEN / "events" / "golden.toml")
    posts = pd.concat(
        [xs.read_posts(GOLDEN / "raw" / name) for name in ("x.jsonl", "mastodon.json")], ignore_index=True
    )
    return event, posts


def test_read_posts_gives_posts_and_rejects():
    """POSTS with Arrow types, ids as strings, counts as integers; rejects in attrs."""
    posts = xs.read_posts(GOLDEN / "raw" / "x.jsonl")
    assert list(posts.columns) == schema.POSTS.names
    assert str(posts["likes"].dtype) == "int64[pyarrow]"
    assert posts["post_id"].str.isdigit().all()
    assert [row["reason"] for row in posts.attrs["rejects"]] == ["broken_record"]


def test_authors_by_choice(golden):
    """Hashed under a key that nobody keeps, kept, or dropped; another word is an error."""
    path = GOLDEN / "raw" / "x.jsonl"
    assert xs.read_posts(path)["author_id"].iloc[0] != xs.read_posts(path)["author_id"].iloc[0]
    assert xs.read_posts(path, authors="keep")["author_id"].iloc[0] == "100"
    assert xs.read_posts(path, authors="drop")["author_id"].isna().all()
    with pytest.raises(ValueError, match="hash, keep or drop"):
        xs.read_posts(path, authors="shout")


def test_score_and_aggregate(golden):
    """Scores in the posts' order; shares select for themselves, with and without an audit."""
    event, posts = golden
    scores = xs.score(posts, event)
    assert (scores["post_id"] == posts["post_id"]).all()
    machine = xs.aggregate(posts, scores, event)
    assert machine["share"].isna().all()
    corrected = xs.aggregate(posts, scores, event, audit=event.audit_path)
    assert corrected["share"].notna().any()
    audit = pd.read_csv(event.audit_path, dtype={"post_id": str})
    audit["topics"] = audit["topics"].map(
        lambda cell: None if pd.isna(cell) else [t for t in cell.split("; ") if t != "none"]
    )
    again = xs.aggregate(posts, scores, event, audit=audit)
    pd.testing.assert_frame_equal(again, corrected)


def test_figures_equal_those_of_a_run(house):
    """The calls one after the other give the shares that the command writes."""
    from click.testing import CliRunner

    from xsentiment.cli import main

    event = xs.load_event("events/golden.toml")
    Path("data/raw/golden/table.csv").unlink()
    text = Path("events/golden.toml").read_text("utf-8")
    first, _, rest = text.partition('[[sources]]\npath = "table.csv"')
    Path("events/golden.toml").write_text(first + rest[rest.index("[[sources]]") :], encoding="utf-8")
    assert CliRunner().invoke(main, ["run", "events/golden.toml"]).exit_code == 0
    posts = pd.concat([xs.read_posts(path) for path in sorted(Path("data/raw/golden").iterdir())], ignore_index=True)
    shares = xs.aggregate(posts, xs.score(posts, event), event, audit=event.audit_path)
    written = pd.read_csv("reports/golden/shares.csv")
    assert shares["share"].astype("float64").round(4).equals(written["share"])
    assert shares["low"].astype("float64").round(4).equals(written["low"])


@pytest.mark.parametrize("turn", [1, -1])
def test_of_several_versions_the_newest_is_scored(golden, turn):
    """In whatever order their files came; scores in another order than the posts cannot be told apart."""
    event, posts = golden
    post = posts.head(1).assign(edit_of_id=None, lang="en")
    version = {
        "collected_at": pd.Timestamp("2025-09-04", tz="UTC"),
        "raw_file": "new",
        "text": "horrible, awful, I hate it",
    }
    old = post.assign(collected_at=pd.Timestamp("2025-09-03", tz="UTC"), text="wonderful, great, I love it")
    both = pd.concat([old, old.assign(**version)][::turn], ignore_index=True)
    scores = xs.score(both, event)
    rows = xs.aggregate(both, scores, event)
    negative = rows[(rows["label"] == "negative") & (rows["segment"] == "all") & rows["among"].isna()]
    assert negative["machine_count"].iloc[0] == 1
    with pytest.raises(SchemaError, match="several scores, which are not in the order"):
        xs.aggregate(pd.concat([both, posts.tail(1)]), pd.concat([xs.score(posts.tail(1), event), scores]), event)


def test_scores_keep_the_index_of_the_posts(golden):
    """Put beside posts that were filtered, sorted or put together, each score is that of its own post."""
    event, posts = golden
    some = posts[posts["lang"] == "en"].iloc[::-3]
    scores = xs.score(some, event)
    assert scores.index.equals(some.index)
    assert (some.assign(own=scores["post_id"])["own"] == some["post_id"]).all()
    figures = xs.vader(some["text"])
    assert figures.index.equals(some.index)
    assert figures["compound"].tolist() == xs.vader(some["text"].tolist())["compound"].tolist()
    machine = xs.aggregate(some, scores, event)
    pd.testing.assert_frame_equal(machine, xs.aggregate(some, scores.reset_index(drop=True), event))


def test_an_audit_that_is_not_there_is_an_error(golden):
    """A name that was mistyped is no audit of nothing."""
    event, posts = golden
    with pytest.raises(InputError, match="is not there"):
        xs.aggregate(posts, xs.score(posts, event), event, audit="golden.audit.cvs")


def test_wrong_tables_are_refused(golden):
    """A frame without a required column, with a wrong type or with scores of other posts is a SchemaError."""
    event, posts = golden
    with pytest.raises(SchemaError, match="POSTS.text: required column is missing"):
        xs.score(posts.drop(columns="text"), event)
    with pytest.raises(SchemaError, match="POSTS.likes"):
        xs.score(posts.assign(likes="many"), event)
    with pytest.raises(SchemaError, match="POSTS.text: 1 values are missing"):
        xs.score(posts.assign(text=[None, *posts["text"][1:]]), event)
    with pytest.raises(SchemaError, match="posts have no scores"):
        xs.aggregate(posts, xs.score(posts.head(3), event), event)
    with pytest.raises(NoPostsError, match="no posts left"):
        xs.aggregate(posts.head(0), xs.score(posts.head(0), event), event)


def test_a_frame_of_texts_and_ids_is_enough(golden):
    """Columns of files may be absent, others empty, as pandas reads them; ids that lost digits are refused."""
    event, posts = golden
    own = pd.DataFrame({"source": "x", "post_id": range(len(posts)), "text": posts["text"].astype(object)})
    full = xs.score(posts.assign(kind=None, lang=None), event)
    for created_at in (float("nan"), None, pd.NaT):
        scores = xs.score(own.assign(created_at=created_at), event)
        assert scores["sentiment"].to_list() == full["sentiment"].to_list()
    timed = own.assign(created_at="2025-09-03T10:00:00Z")
    assert xs.aggregate(timed, xs.score(timed, event), event)["machine_share"].notna().any()
    for ids in (1.9626856560690473e18, float(1)):
        with pytest.raises(SchemaError, match=r"POSTS\.post_id: holds decimal numbers, of which ids lose digits"):
            xs.score(own.assign(post_id=ids), event)


def test_what_is_no_table_or_no_event_is_said_in_one_line(golden):
    """Mixed or broken values, a column that is there twice, no frame and no event: the text of a post is not told."""
    event, posts = golden
    plain = posts.assign(text=posts["text"].astype(object))
    n = len(plain)
    for texts, why in (
        ([5, *["a private text"] * (n - 1)], "holds int and str values"),
        (["half \ud83d of it", *["a private text"] * (n - 1)], "holds half a sign"),
    ):
        with pytest.raises(SchemaError, match=f"POSTS.text: {why}") as error:
            xs.score(plain.assign(text=pd.Series(texts, dtype=object)), event)
        assert "private" not in str(error.value)
    with pytest.raises(SchemaError, match=r"POSTS\.likes: cannot be read as int64") as error:
        xs.score(posts.assign(likes="a private text"), event)
    assert "private" not in str(error.value)
    with pytest.raises(SchemaError, match=r"POSTS\.text: the column is there twice"):
        xs.score(pd.concat([posts, posts[["text"]]], axis=1), event)
    with pytest.raises(SchemaError, match=r"POSTS\.source: required column is missing; so are post_id$"):
        xs.score(posts[["text"]], event)
    with pytest.raises(TypeError, match="POSTS must be a pandas DataFrame, not Table"):
        xs.score(pa.table({"text": ["a"]}), event)
    with pytest.raises(TypeError, match="POSTS must be a pandas DataFrame, not list"):
        xs.score(["good"], event)
    scores = xs.score(posts, event)
    for call in (lambda no: xs.score(posts, no), lambda no: xs.aggregate(posts, scores, no)):
        with pytest.raises(TypeError, match="event must be an Event, as load_event reads it, not PosixPath"):
            call(event.path)


def test_vader_takes_texts_alone():
    """A column of any kind is taken; a whole frame or a mapping would have its names scored."""
    texts = ["so good!", "so bad"]
    expected = xs.vader(texts)
    for column in (pa.array(texts), pa.chunked_array([texts[:1], texts[1:]]), pd.Series(texts), iter(texts)):
        pd.testing.assert_frame_equal(xs.vader(column), expected)
    for whole in (pd.DataFrame({"text": texts}), {"good": 1}, pa.table({"text": texts})):
        with pytest.raises(TypeError, match="texts must be strings, such as one column"):
            xs.vader(whole)


def test_vader_of_nothing_is_said_plainly():
    """None in place of texts."""
    with pytest.raises(TypeError, match="texts must be several strings, such as a list, not NoneType"):
        xs.vader(None)


def test_the_version_is_told():
    """As the command tells it."""
    assert xs.__version__ == version("xsentiment")


def test_plain_pandas_types_are_taken(golden):
    """Frames with object and float columns, as pandas makes them, are as good as Arrow ones."""
    event, posts = golden
    plain = pd.DataFrame({name: posts[name].to_list() for name in posts.columns})
    pd.testing.assert_frame_equal(xs.score(plain, event), xs.score(posts, event))


def test_import_stays_light():
    """`import xsentiment` loads none of the heavy libraries, and names its public calls."""
    code = (
        "import sys, xsentiment\n"
        "heavy = {'pandas', 'pyarrow', 'numpy', 'scipy', 'sklearn', 'vaderSentiment', 'jinja2'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "assert {'vader', 'score', 'read_posts', 'aggregate', 'load_event'} <= set(dir(xsentiment))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = xs.nothing
