"""JSON of any layout and size: the same values whether read whole, in lines or piece by piece; damage costs little."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xsentiment.errors import InputError
from xsentiment.ingest import json_text, records, x_v11
from xsentiment.ingest.files import Member
from xsentiment.ingest.items import Reject
from xsentiment.ingest.json_text import BROKEN

from exports import compare, read_back

EDGES = {"id": 2**64 - 1, "small": -(2**63), "text": 'a "quoted" \\ [{\ud83d,é🔥\u2028', "n": [1.5, -0.0, None]}
scalars = (
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text(max_size=8)
)
objects = st.dictionaries(st.text(max_size=5), scalars | st.lists(scalars, max_size=3), max_size=4)


def member(data: bytes) -> Member:
    """A stream of these bytes."""
    return Member("export", Path("export"), lambda: BytesIO(data))


def values(data: bytes | str) -> list:
    """The values of a stream, "BROKEN" where one is not valid."""
    data = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return ["BROKEN" if value is BROKEN else value for _, value in records.values(member(data))]


@pytest.fixture
def tiny(monkeypatch):
    """Bounds so small that every document is taken in pieces."""
    monkeypatch.setattr(records, "WHOLE", 40)
    monkeypatch.setattr(records, "_PIECE", 2)
    monkeypatch.setattr(json_text, "_BLOCK", 7)


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("ascii_", [True, False])
def test_integers_and_surrogates_are_exact_in_every_layout(indent, ascii_):
    """The largest integers of 64 bits, lone surrogates and separators of lines come out as they went in."""
    text = json.dumps(EDGES, indent=indent, ensure_ascii=ascii_)
    if ascii_:
        assert values(f"{text}\n{text}\n") == [EDGES, EDGES]
    assert values(f"[{text},\n {text}]") == [EDGES, EDGES]
    assert values(f'{{"posts":\n [{text}]}}') == [{"posts": [EDGES]}]


def test_an_id_beyond_64_bits_is_exact():
    """Whole numbers of any length are read as they stand."""
    line = '{"id": 123456789012345678901, "created_at": "Wed Sep 03 01:00:00 +0000 2025", "full_text": "x", "user": {}}'
    (row,) = records.read(member(line.encode()), x_v11.rows)
    assert row["text"] == "x"
    assert (row["post_id"], row["id_ok"]) == ("123456789012345678901", True)


@settings(max_examples=60)
@given(items=st.lists(objects, max_size=6), block=st.integers(1, 40), indent=st.sampled_from([None, 0, 2]))
def test_pieces_give_what_the_whole_gives(items, block, indent):
    """However small the blocks, an array, lines and a page give what json.loads gives."""
    before = json_text._BLOCK, records.WHOLE, records._PIECE
    json_text._BLOCK, records.WHOLE, records._PIECE = block, 3, 2
    try:
        assert values(json.dumps(items, indent=indent)) == items
        assert values("\n \n".join(json.dumps(item, indent=indent) for item in items)) == items
        page = {"meta": {"a": [1]}, "data": items, "includes": {"users": items[:1]}}
        pieces = values(json.dumps(page, indent=indent))
        assert [item for piece in pieces for item in piece["data"]] == items
        assert all(piece["includes"] == page["includes"] and piece["meta"] == page["meta"] for piece in pieces)
    finally:
        json_text._BLOCK, records.WHOLE, records._PIECE = before


@pytest.mark.parametrize("path", records.PAGES)
def test_posts_of_a_large_page_come_with_all_that_accompanies_them(path, tiny):
    """Pieces of the array, each in the page's own shape, with what stands before and after it."""
    posts = [{"id": i, "text": "x" * 30} for i in range(5)]
    inner = posts
    for key in reversed(path):
        inner = {"before": [1, 2], key: inner, "after": {"z": "é" * 30}}
    pieces = values(json.dumps(inner))
    assert len(pieces) == 3
    found = []
    for piece in pieces:
        part = piece
        for key in path:
            assert (part["before"], part["after"]) == ([1, 2], {"z": "é" * 30})
            part = part[key]
        found += part
    assert found == posts


def test_several_large_pages_follow_each_other(tiny):
    """One document after the other, with or without a line between them."""
    page = json.dumps({"data": [{"id": i, "text": "y" * 20} for i in range(3)]})
    assert [p["id"] for v in values(f"{page}{page}\n\n{page}") for p in v["data"]] == [0, 1, 2] * 3


def test_a_large_object_without_posts_is_whole(tiny):
    """What has no array of posts cannot be taken apart."""
    value = {"a": {"b": ["x" * 50]}, "data": {"c": "y" * 50}}
    assert values(json.dumps(value, indent=1)) == [value]


@pytest.mark.parametrize("opening", ["", '{"includes": {"users": [{"id": 7}]}, "data": '])
def test_a_cut_at_any_place_keeps_the_whole_elements(opening):
    """Of an array or a page that ends anywhere, the elements before the end, then one broken value."""
    items = [{"id": i, "text": "a, ] } é"} for i in range(4)]
    text = opening + json.dumps(items, ensure_ascii=False, indent=1)
    data = text.encode()
    ends = [len((opening + text[len(opening) :][:m]).encode()) for m in _ends(text[len(opening) :])]
    for cut in range(len(opening.encode()) + 1, len(data)):
        found = values(data[:cut])
        whole = sum(end <= cut for end in ends)
        assert found[-1] == "BROKEN"
        if opening:
            assert [item for value in found[:-1] for item in value["data"]] == items[:whole]
            assert all(value["includes"] == {"users": [{"id": 7}]} for value in found[:-1])
        else:
            assert found[:-1] == items[:whole]


def _ends(text: str) -> list[int]:
    return [i + 1 for i in range(len(text)) if text[i] == "}" and text[i + 1 : i + 2] in (",", "\n")]


def test_an_element_that_is_not_valid_costs_itself_alone():
    """Its brackets and quotes close, so the next element is found."""
    good = '{"id": 1}'
    for bad in ('{"id": tru}', "[" * 5000 + "]" * 5000, '{"a" 1}', '{"text": "a\nb"}', "nul"):
        assert values(f"[\n{good},{bad},{good},{good}]") == [{"id": 1}, "BROKEN", {"id": 1}, {"id": 1}]


def test_bytes_of_another_encoding_break_their_value_alone():
    """A value that is not UTF-8 is broken, in lines, arrays and pages; surrogates encoded one by one are not."""
    good, bad, odd = b'{"t": "\xc3\xa9"}', b'{"t": "\xe9"}', b'{"t": "\xed\xa0\xbd\xed\xb2\x80"}'
    clean = [{"t": "é"}, "BROKEN", {"t": "\ud83d\udc80"}]
    assert values(b"\n".join([good, bad, odd])) == clean
    assert values(b"[" + b",\n".join([good, bad, odd]) + b"]") == clean
    page = values(b'{"posts": [' + b",".join([good, bad, odd]) + b"]\n}")
    assert page == [{"posts": [clean[0], clean[2]]}, "BROKEN"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_encoding_of_json_is_read(encoding):
    """Told by its mark or by its zeros, in lines and in documents."""
    item = {"t": "é🔥\u2028"}
    lines = "".join(json.dumps(item, ensure_ascii=False) + "\r\n" for _ in range(3))
    assert values(lines.encode(encoding)) == [item] * 3
    assert values(json.dumps([item] * 3, ensure_ascii=False, indent=2).encode(encoding)) == [item] * 3


@pytest.mark.parametrize("broken", ["rubbish", '{"id": ', '{"id": 1, "text": "cut', '{"data": [{"id": 5}, {"id'])
def test_a_broken_first_line_leaves_the_others(broken):
    """JSONL whose first line is broken is still JSONL, with the lines' numbers."""
    text = broken + "\n" + '{"id": 1}\n' * 5
    found = [(line, value) for line, value in records.values(member(text.encode())) if value == {"id": 1}]
    assert found == [(i, {"id": 1}) for i in range(2, 7)]
    assert "BROKEN" in values(text)


def test_a_line_beyond_the_bound_is_one_broken_record(monkeypatch):
    """It is passed over, and the lines after it keep their numbers."""
    monkeypatch.setattr(records, "MAX_VALUE", 100)
    text = '{"id": 1}\n{"id": "' + "x" * 5000 + '"}\n{"id": 3}\n'
    assert [(line, "BROKEN" if v is BROKEN else v["id"]) for line, v in records.values(member(text.encode()))] == [
        (1, 1), (2, "BROKEN"), (3, 3),
    ]  # fmt: skip


def test_literals_that_are_no_json_are_numbers_all_the_same():
    """NaN and infinities, as Python writes them, are read; duplicate keys give the last."""
    assert str(values('{"a": NaN, "b": -Infinity, "c": 1e999}\n')) == "[{'a': nan, 'b': -inf, 'c': inf}]"
    assert values('{"a": 1, "a": 2}\n') == [{"a": 2}]


def test_rows_are_numbered_by_line_or_by_record():
    """A line's posts have its number, those of documents count on, broken ones too."""

    def rows(value, line):
        for item in value.get("data", [value]):
            yield {"raw_line": line, "id": item["id"]} if "id" in item else Reject(line, "no_id")

    def numbers(text):
        found = records.read(member(text.encode()), rows)
        return [item.line if isinstance(item, Reject) else item["raw_line"] for item in found]

    assert numbers('{"data": [{"id": 1}, {"id": 2}]}\n\n{"id": 3}\nbroken\n') == [1, 1, 3, 4]
    assert numbers('[{"id": 1},\n{"no": 2},{"id": 3}]') == [1, 2, 3]
    assert numbers('{"data": [{"id": 1},\n{}]}{"id": 3}') == [1, 2, 3]


@pytest.mark.parametrize("cut", range(1, 60))
def test_the_first_values_are_told_by_a_part(cut):
    """However early a document ends, what is whole of it parses, and nothing that is not."""
    items = [{"id": i, "text": "a, ] }"} for i in range(3)]
    text = json.dumps({"data": items}, indent=1)
    found = records.first_values(text[: len(text) * cut // 60].encode())
    assert len(found) <= 1
    for value in found:
        whole = value.get("data", [])
        assert whole[:-1] == items[: len(whole) - 1] if whole else True
        assert all(post.items() <= item.items() for post, item in zip(whole, items, strict=False))


def test_first_values_pass_over_broken_lines():
    """A broken line at the beginning hides no others."""
    assert records.first_values(b'{"id": tru}\n{"id": 1}\n[{"id": 2}]\n{"id": "cu') == [{"id": 1}, [{"id": 2}]]


def test_a_line_that_is_cut_off_is_not_told_by_what_it_lacks():
    """Of records whose keys were sorted only the author may be left, which looked like another format's account."""
    head = b'{"account": {"id": 1}, "content": "a"}\n{"account": {"id": 2}, "con'
    assert records.first_values(head) == [{"account": {"id": 1}, "content": "a"}]
    assert records.first_values(head.replace(b"account", b"other", 1))[1] == {"account": {"id": 2}}


def test_lines_that_were_the_elements_of_an_array(tmp_path):
    """Each ends with a comma; none is lost."""
    status = {"id_str": "1", "full_text": "a", "user": {"id_str": "7"}, "retweet_count": 0, "id": 1}
    export = read_back(tmp_path, b",\n".join(json.dumps(status | {"id_str": str(i)}).encode() for i in range(1, 4)))
    assert ([post["post_id"] for post in export.posts], export.reasons) == (["1", "2", "3"], [])


@pytest.mark.parametrize("between", [b"\n", b"\r\n", b""])
def test_what_was_written_as_json_twice(between, tmp_path):
    """As scripts write that dump the text which a stream sent; one a line, and without any line."""
    status = {"id_str": "1", "full_text": 'so "be" it', "user": {"id_str": "7"}, "retweet_count": 0, "id": 1}
    lines = (json.dumps(json.dumps(status | {"id_str": str(i)})).encode() for i in range(1, 4))
    export = read_back(tmp_path, between.join(lines))
    assert ([post["post_id"] for post in export.posts], export.reasons) == (["1", "2", "3"], [])


def test_objects_as_python_prints_them_are_named(tmp_path):
    """They are no JSON, and nothing is evaluated."""
    with pytest.raises(InputError, match=r"write them with json\.dumps"):
        read_back(tmp_path, b"{'id_str': '1', 'full_text': 'so be it'}")


@pytest.mark.parametrize("layout", ["lines", "array", "pretty", "page"])
def test_types_of_mongodb_are_plain_values(layout: str, tmp_path: Path) -> None:
    """Numbers, times and ids, as a known format's counts and times, however the file is laid out."""
    post = {
        "_id": {"$oid": "507f1f77bcf86cd799439011"}, "id": {"$numberLong": "1169246717864136705"}, "full_text": "fish $1",
        "id_str": "1169246717864136705", "created_at": {"$date": {"$numberLong": "1567605115000"}},
        "favorite_count": {"$numberInt": "3"}, "retweet_count": {"$numberDouble": "2.0"}, "lang": "en",
        "user": {"id": {"$numberLong": "12497"}, "screen_name": "a", "followers_count": {"$numberInt": "5"}},
    }  # fmt: skip
    values = {
        "lines": [post, post | {"created_at": {"$date": "2019-09-04T13:51:55Z"}}], "array": [[post, post]],
        "pretty": [json.dumps([post, post], indent=1).encode()], "page": [{"statuses": [post, post]}],
    }  # fmt: skip
    export = read_back(tmp_path, *values[layout])
    assert (export.format, export.rejects, len(export.posts)) == ("x-v1.1", [], 2)
    for found in export.posts:
        compare(
            found, likes=3, reposts=2, followers=5, author_id="12497", post_id="1169246717864136705", text="fish $1",
            created_at=datetime(2019, 9, 4, 13, 51, 55, tzinfo=UTC),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('{"a": {"$numberLong": "x"}}', {"a": "x"}), ('{"a": {"$numberDouble": "NaN", "b": 1}}', None),
        ('{"a": {"$date": "soon"}}', {"a": "soon"}), ('{"$type": "app", "a": {"$link": "b"}}', None),
        ('{"a": "{\\"$oid\\": \\"b\\"}"}', None), ('[{"$numberDecimal": "-1.5"}]', [-1.5]),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_type_of_mongodb_stays(written: str, read: object) -> None:
    """Values that say no number, other names, and texts."""
    assert records.loads(written) == (json.loads(written) if read is None else read)
