"""Which column is which in a table of an unknown tool: by name, and by whether the content fits the name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import Any, Final

from xsentiment.ingest import cells, words
from xsentiment.ingest.guess_time import Column, are_times, clock_of, dated, exact, is_time
from xsentiment.ingest.names import ALIASES, COUNTED, COUNTS, OF_POSTS, english, plain

LINKED: Final = ("reply_to_id", "repost_of_id", "quote_of_id")
"""Columns that name another post, by which a kind is told."""
_OTHERS: Final = re.compile(
    r"quot|retweeted|reposted|repost\b|reblog|parent|original|origin|inreply|replied|replyto|place|media|entit|mention|"
    r"context|attach|geo|poll|root|raw|video|music|song|sound|cover|thumb|photo|image|fwd|forwarded|"
    r"comments|replies|answers|child|latest|messagereference|message_reference|^\d+$"
)
"""Outer names of values that are about another post or a part of this one."""
_PEOPLE: Final = re.compile(r"user|author|account|from|owner|creator|actor|profile|channel|sender|peer|pinner")
_ID_NAME: Final = re.compile(r"id|编号|identifier")
_NOT_THE_ID: Final = re.compile(r"user|author|conver|reply|quot|media|channel|account|parent|page|thread|from|retweet")
_NOT_THE_TEXT: Final = re.compile(
    r"music|song|sound|track|user|author|account|profile|bio\b|location|place|address|device|playlist"
)
_LABELS: Final = {
    "positive", "negative", "neutral", "pos", "neg", "neu", "mixed", "irrelevant", "true", "false", "yes", "no",
}  # fmt: skip
_SNOWFLAKE: Final = re.compile(r"\d{15,19}")
_CAST: Final = re.compile(r"0x[0-9a-f]{40}")
"""An id of a post on Farcaster."""
_BYLINE: Final = re.compile(r".{0,60}\s@\w+\s*·\s*[^\n]{1,20}")
"""Who wrote a post and when, as X shows it above, which Scweet took for its text."""
_IS_SECOND: Final = re.compile("share|reaction")
"""Names of counts that are taken where no better one is there."""
_FLAGS: Final = {"retweet", "retweeted", "repost", "quote", "reply", "favorited", "liked", "shared"}
"""Names of counts that some tools give to a yes or no, written as 1 and 0."""
_ENOUGH_FLAGS: Final = 20
_PROSE: Final = 20
"""Shortest mean length of a column that is taken for the text without a known name."""


class Names:
    """The names of a header: as they are, in plain form, and by the last part of names such as `author/userName`."""

    def __init__(self, header: Sequence[str]) -> None:
        self.all = [name for name in header if name]
        self.plain: dict[str, str] = {}
        self.tails: dict[str, str] = {}
        self.of_people: dict[str, str] = {}
        for name in sorted(self.all, key=lambda name: name[:1] == "_"):  # a database's own `_id` comes after `id`
            self.plain.setdefault(plain(name), name)
            self.plain.setdefault(english(name), name)
            *outer, last = re.split(r"[./:]|__", name)
            if not outer or not last or any(_OTHERS.search(part.casefold()) for part in outer):
                continue
            if any(_PEOPLE.search(part.casefold()) for part in outer):
                self.of_people.setdefault(plain(last), name)
                self.of_people.setdefault("author" + plain(last), name)
            else:
                self.tails.setdefault(plain(last), name)

    def find(self, target: str, alias: str) -> str | None:
        """The column with this name, or a tweet's; within an object, one about people for what is asked of people."""
        inner = self.of_people if target in ("author_id", "followers", "verified") else self.tails
        return self.plain.get(alias) or self.plain.get(f"tweet{alias}") or inner.get(alias)

    def counts(self, target: str) -> list[str]:
        """The columns whose names are those of this count, the ones that say so first.

        Shares come after reposts, and reactions after likes.
        """
        found = [name for short, name in self.plain.items() if COUNTS[target].fullmatch(short)]
        found += [name for short, name in self.tails.items() if COUNTS[target].fullmatch(short)]
        if _OF_ACCOUNTS & set(self.plain):  # beside them, it is X's word for how many posts an account liked
            found = [name for name in found if plain(name) != "favouritescount"]
        second = {name for name in found if _IS_SECOND.search(english(name))}
        return sorted(dict.fromkeys(found), key=lambda name: (name in second, "count" not in plain(name)))


def of_another(name: str) -> bool:
    """Whether a name is that of a value about another post or a part of this one."""
    return _OTHERS.search(name.casefold()) is not None and not name.isdecimal()


def speak_of_text(header: Iterable[str]) -> bool:
    """Whether one of these names is that of a post's text, at the end of a path, too (`post.text`)."""
    names = Names([name for name in header if isinstance(name, str)])
    return any(names.find("text", alias) for alias in ALIASES["text"])


_MAY_BE_EMPTY: Final = {*LINKED, *COUNTED, "author_id", "lang", "followers", "url", "hashtags", "conversation_id"}
"""What an empty column can be: later rows may fill it, and one of links says that no post is a reply or the like."""
_OF_ACCOUNTS: Final = {"friendscount", "statusescount", "userfriends", "listedcount"}


def columns(header: Sequence[str], column: Column, given: Iterable[str] = ()) -> dict[str, str]:
    """Our column → the file's, for those not `given`; a day and a clock in two columns are `day + clock`."""
    names, chosen = Names(header), dict[str, str]()
    for name, own in _merged(header, column):
        names.plain.setdefault(plain(name), own)
    for target in ("text", "created_at", *ALIASES, *COUNTED):
        if target in given or target in chosen:
            continue
        likely = names.counts(target) if target in COUNTED else [names.find(target, a) for a in ALIASES[target]]
        candidates = [name for name in likely if name and name not in chosen.values()]
        if target == "post_id":
            candidates.sort(key=lambda name: plain(name) == _not_the_id(names.plain.keys()))
        fitting = (
            n for n in candidates if _fits(target, column(n), n) or _of_copies(target, column(n), chosen, column)
        )
        found = _answers(fitting) if target == "replies" else next(fitting, None)
        if found and target in _OVER_OTHERS:
            found = _OVER_OTHERS[target](found, fitting, column)
        if found is None and target in _MAY_BE_EMPTY:
            found = next((name for name in candidates if all(map(cells.missing, column(name)))), None)
        found = found or (_BY_CONTENT[target](names.all, column, chosen) if target in _BY_CONTENT else None)
        if found is None and target == "text":
            found = _rarely_filled(names, column)
        if found:
            chosen[target] = found
    if "created_at" in chosen and "created_at" not in given and (clock := clock_of(names.all, column, chosen)):
        chosen["created_at"] += f" + {clock}"
    return {target: chosen[target] for target in (*ALIASES, *COUNTED) if target in chosen}


def _merged(header: Sequence[str], column: Column) -> Iterator[tuple[str, str]]:
    """Names of which a merge of pandas made two (`text_x`, `text_y`), each with its column.

    That is the one of the two that is filled, or the first of equal ones; there is none where both are and differ.
    """
    for left in header:
        name = left.removesuffix("_x")
        if name == left or (right := f"{name}_y") not in header:
            continue
        filled = [one for one in (left, right) if not all(map(cells.missing, column(one)))]
        if len(filled) < 2 or _are_equal(column(left), column(right)):
            yield name, next(iter(filled), left)


def _are_equal(left: list[Any], right: list[Any]) -> bool:
    return all(a == b or (cells.missing(a) and cells.missing(b)) for a, b in zip(left, right, strict=True))


def _not_the_id(names: AbstractSet[str]) -> str | None:
    """The name that is that of an id elsewhere, in a table of these names."""
    if "id" in names and {"parentid", "inreplyto"} & names:
        return "postid"  # what a comment is about
    return "id" if {"itemid", "sourceplatform"} <= names else None  # Zeeschuimer's number of a capture


def _commented(text: str, others: Iterable[str], column: Column) -> str:
    """The comments, where the text beside them is that of what they are about, which stands in many rows."""
    said = next((name for name in others if plain(name) in _COMMENTS), None)
    return said if said and _repeats(column(text)) and not _repeats(column(said)) else text


def _repeats(values: list[Any]) -> bool:
    filled = [value for value in values if not cells.missing(value)]
    return len(set(filled)) * 2 <= len(filled)


def _of_copies(target: str, values: list[Any], chosen: dict[str, str], column: Column) -> bool:
    """Whether ids stand in several rows, but each with one text alone: the file holds posts several times."""
    if target != "post_id" or "text" not in chosen:
        return False
    said = zip(values, column(chosen["text"]), strict=True)
    pairs = [(str(value).strip(), str(text)) for value, text in said if not cells.missing(value)]
    ids = {identity for identity, _ in pairs}
    repeated = 1 < len(ids) <= len(pairs) / 2 and len(set(pairs)) <= 1.1 * len(ids)
    return repeated and not any(" " in identity for identity in ids)


def _answers(names: Iterable[str]) -> str | None:
    """Of counts of replies the one that speaks of replies: beside it, that of comments is of what is commented on."""
    found = sorted(names, key=lambda name: "comment" in plain(name))
    return (
        " | ".join(found) if {"comment" in plain(name) for name in found} == {True, False} else next(iter(found), None)
    )


def _fits(target: str, values: list[Any], name: str) -> bool:
    """Whether a column's content can be what its name says; an empty column can be nothing."""
    filled = [value for value in values if not cells.missing(value)]
    if not filled:
        return False
    if target == "text" and len(filled) * 4 < len(values):
        return False
    if target in COUNTED and plain(name) in _FLAGS and are_flags(filled):
        return False
    if target == "text" and plain(name) == "status":  # a word for what became of it, unless it is prose
        return _most(filled, lambda value: " " in str(value).strip())
    if target == "text" and _most(filled, lambda value: _BYLINE.fullmatch(str(value).strip()), 0.8):
        return False
    if target == "post_id" and plain(name) in ("messageid", "msgid"):  # they count on within a channel
        return not any(" " in str(value).strip() for value in filled)
    if target == "post_id" and plain(name) == "hash":  # of a text it would be the same for each copy
        return all(_CAST.fullmatch(str(value).strip()) for value in filled)
    if target == "author_id" and not _most(filled, cells.known, 0.5):  # numbers that were rounded
        return False
    if target == "author_id" and plain(name) in ("from", "user", "name", "account"):
        return not all(isinstance(value, str) and len(value) > 60 and value[:1] != "{" for value in filled)
    return _CHECKS[target](filled) if target in _CHECKS else True


def _rarely_filled(names: Names, column: Column) -> str | None:
    """The column named as a post's text alone is, where few rows of the sample or none have one: later ones may."""
    for name in (names.find("text", alias) for alias in ALIASES["text"] if alias in OF_POSTS):
        if name:
            filled = [value for value in column(name) if not cells.missing(value)]
            if not filled or _fits("text", filled, name):
                return name
    return None


def are_flags(values: list[Any]) -> bool:
    """Whether a column holds 0 and 1 alone, in so many rows that counts would hold more."""
    found = [str(value).strip().removesuffix(".0") for value in values if not cells.missing(value)]
    return len(found) >= _ENOUGH_FLAGS and set(found) <= {"0", "1"}


def _most(filled: list[Any], test: Callable[[Any], object], part: float = 0.5) -> bool:
    return sum(bool(test(value)) for value in filled) >= part * len(filled)


def _is_text(filled: list[Any]) -> bool:
    texts = [value for value in filled if isinstance(value, str) and re.search(r"[^\W\d]", value)]
    return len(texts) * 2 >= len(filled) and not are_labels(texts)


def _is_count(value: Any) -> bool:
    return not isinstance(value, bool) and cells.count(value) is not None


def _is_link_to_post(value: Any) -> bool:
    identity = cells.known(value)
    if identity is None:
        return cells.post_id(value) == (None, False)
    return not identity.isalpha() and identity[0] not in "@[{"


def _identifies(filled: list[Any]) -> bool:
    """Whether values can be ids: mostly distinct, no prose, and not the numbers of the rows."""
    texts = [str(value).strip() for value in filled]
    if any(" " in text for text in texts):
        return False
    if len(texts) > 3 and all(text.isdecimal() and len(text) < 9 for text in texts[:50]):
        numbers = [int(text) for text in texts[:50]]
        if all(b - a == 1 for a, b in pairwise(numbers)):
            return False
    damaged = sum(cells.post_id(value) == (None, False) for value in filled)
    return len(set(texts)) * 2 > len(texts) or damaged * 2 > len(texts)


NETWORKS: Final = frozenset(words.NETWORKS.values())
_CHECKS: Final[dict[str, Callable[[list[Any]], bool]]] = {
    "text": _is_text,
    "post_id": _identifies,
    "created_at": are_times,
    "collected_at": lambda filled: any(map(is_time, filled)),
    "lang": lambda filled: _most(filled, words.language_of),
    "source": lambda filled: _most(filled, lambda value: words.network(value) in NETWORKS, 0.8),
    "verified": lambda filled: all(cells.flag(value) is not None for value in filled),
    "kind": lambda filled: any(map(words.word_of_kind, filled)),
    "hashtags": lambda filled: not all(map(_is_count, filled)),
    "url": lambda filled: any(isinstance(value, str) and ("://" in value or words.host(value)) for value in filled),
    **dict.fromkeys((*COUNTED, "followers"), lambda filled: _most(filled, _is_count)),
    **dict.fromkeys(
        (*LINKED, "conversation_id"),
        lambda filled: any(map(_is_link_to_post, filled)),
    ),
}


def are_labels(texts: list[str]) -> bool:
    """Whether a column holds labels (positive, negative, …) whatever its name: a few short words again and again."""
    distinct = {text.strip().casefold() for text in texts}
    return distinct <= _LABELS or (len(texts) >= 50 and len(distinct) <= 10 and all(len(w) <= 20 for w in distinct))


def _longest(header: list[str], column: Column, chosen: dict[str, str]) -> str | None:
    """The column with the longest prose; the only one of a list of texts."""
    if len(header) == 1 and _is_text(column(header[0])):
        return header[0]
    free = [name for name in header if name not in chosen.values() and not _NOT_THE_TEXT.search(plain(name))]
    lengths = {name: _mean_length(column(name)) for name in free}
    longest = max(lengths, key=lambda name: lengths[name], default=None)
    return longest if longest is not None and lengths[longest] >= _PROSE else None


def _snowflakes(header: list[str], column: Column, chosen: dict[str, str]) -> str | None:
    """A column with `id` in its name that holds long, distinct numbers."""
    for name in header:
        filled = [str(value).strip() for value in column(name) if not cells.missing(value)]
        named = _ID_NAME.search(plain(name)) and not _NOT_THE_ID.search(plain(name)) and name not in chosen.values()
        if named and filled and _identifies(filled) and all(map(_SNOWFLAKE.fullmatch, filled)):
            return name
    return None


def _links(header: list[str], column: Column, chosen: dict[str, str]) -> str | None:
    """A column of links that each lead to a post of a network."""
    for name in header:
        filled = [value for value in column(name) if not cells.missing(value)]
        if name not in chosen.values() and filled and words.lead_to_posts(filled):
            return name
    return None


def are_accounts(chosen: Mapping[str, str], header: Sequence[str]) -> bool:
    """Whether the rows of a table are accounts: the text is what they say of themselves, beside their followers."""
    names = {plain(re.split(r"[./:]", name)[-1]) for name in header}
    counted = bool(chosen.keys() & COUNTED.keys()) and not names & _OF_ACCOUNTS
    has_followers = "followers" in chosen or bool(names & _OF_ACCOUNTS)
    return plain(chosen.get("text", "")) in _OF_ONESELF and has_followers and not counted


_OF_ONESELF: Final = ("description", "bio", "about", "userdescription")


def titled(header: Sequence[str], column: Column, chosen: dict[str, str]) -> str | None:
    """The text of posts that have a title: both columns, where each row has a title of its own."""
    title = next((name for name in header if plain(name) in ("title", "posttitle", "datatitle")), None)
    if title is None or "text" not in chosen or chosen["text"] == title:
        return None
    filled = [str(value) for value in column(title) if not cells.missing(value)]
    return f"{title} + {chosen['text']}" if len(set(filled)) * 2 > len(filled) else None


def place_of_ids(header: Sequence[str], column: Column, chosen: dict[str, str]) -> str | None:
    """The column of the channel, where ids are small numbers that begin anew in each."""
    ids = [str(value).strip() for value in column(chosen["post_id"])] if "post_id" in chosen else []
    if not ids or not all(text.isdecimal() and len(text) < _SMALL for text in ids if not cells.missing(text)):
        return None
    names = Names(header)
    found = (names.plain.get(place) for place in _PLACES)
    return next((name for name in found if name and not any(map(cells.missing, column(name)))), None)


_SMALL: Final = 9
_PLACES: Final = (
    "peeridchannelid", "channelid", "chatid", "groupid", "channelusername", "chatusername", "channel", "chat",
    "channelname", "chatname", "channeltitle", "chattitle", "groupname", "group", "ownerid",
)  # fmt: skip


def are_comments(chosen: dict[str, str], network: str, column: Column) -> bool:
    """Whether each row of a table is a comment, which answers what it is about."""
    text, post_id = plain(chosen.get("text", "")), plain(chosen.get("post_id", ""))
    above, link = plain(chosen.get("reply_to_id", "")), plain(chosen.get("url", ""))
    on_youtube = network == "youtube" and text not in ("", "title", "description") and "views" not in chosen
    named = post_id in ("commentid", "cid", "评论id") or text in _COMMENTS or link == "commenturl"
    named = named or (
        post_id != "" and link in _OF_POSTS and _are_below(column(chosen["url"]), column(chosen["post_id"]))
    )
    named = named or (post_id == "id" and plain(chosen.get("conversation_id", "")) == "postid")
    return named or above in ("parentcommentid", "replytocommentid", "repliestoid") or on_youtube


def _are_below(links: list[Any], ids: list[Any]) -> bool:
    """Whether ids are those of comments on the posts that links lead to: several of one, or as Instagram numbers them.

    There a post has nineteen digits, which its link tells, too.
    """
    pairs = [(str(a).strip(), str(b).strip()) for a, b in zip(links, ids, strict=True) if not cells.missing(b)]
    numbers = {identity for _, identity in pairs}
    if len(numbers) < len(pairs) or not pairs:
        return False
    on_instagram = all(words.host(link) == "instagram" and _IG_COMMENT.fullmatch(number) for link, number in pairs)
    return on_instagram or len({link for link, _ in pairs}) * 2 <= len(pairs)


_OF_POSTS: Final = ("posturl", "postlink", "videourl", "videolink")
"""Names of links of which a table of comments has that of the post."""
_IG_COMMENT: Final = re.compile(r"1[78]\d{15,16}")
_COMMENTS: Final = {
    "comment", "commenttext", "commentcontent", "commentbody", "评论内容", "комментарий", "comentario", "comentário",
    "commentaire", "kommentar", "komentar", "댓글",
}  # fmt: skip

_BY_CONTENT: Final = {"text": _longest, "post_id": _snowflakes, "url": _links, "created_at": dated}
"""How a column is found that no name tells."""
_OVER_OTHERS: Final = {"created_at": exact, "text": _commented}
"""How a column gives way to a later one whose content is rather what is looked for."""


def _mean_length(values: list[Any]) -> float:
    texts = [value for value in values if isinstance(value, str) and "://" not in value[:8] and value[:1] not in "{["]
    texts = [text for text in texts if (" " in text or not text.isascii()) and not is_time(text)]
    filled = sum(not cells.missing(value) for value in values)
    return sum(map(len, texts)) / filled if filled * 4 > len(values) and not are_labels(texts) else 0.0
