"""Reading an event file: TOML into the frozen values of `event`; every mistake is named by its key."""

from __future__ import annotations

import contextlib
import dataclasses
import difflib
import re
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import NoneType
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from xsentiment import lexicon, schema
from xsentiment.errors import ConfigError
from xsentiment.event import (
    CLASSIFIER,
    ENCODER,
    SHIPPED_SCORERS,
    SLUG,
    VECTORS,
    AuditPlan,
    Claim,
    ClaimKind,
    Collection,
    Event,
    Fit,
    Reading,
    Scorers,
    Select,
    Shares,
    Source,
    Timeline,
    Topic,
    labels_of,
)

_COLUMN_KEYS = tuple(name for name in schema.POSTS.names if name not in ("format", "raw_file", "raw_line", "id_ok"))
_TOPIC_ID = re.compile(r"[a-z][a-z0-9_]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SEGMENTS: Final = ("all", "trending", "day", "lang", "source")
_NAMES: Final = {str: "a text", bool: "true or false", int: "a whole number", float: "a number"}


def load_event(path: str | Path) -> Event:
    """Read and check an event file. Raises ConfigError naming the key that is wrong, with the nearest known key."""
    path = Path(path)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(str(path), "", error.strerror or "cannot be read") from None
    except UnicodeDecodeError:
        raise ConfigError(str(path), "", "is not UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(str(path), "", f"is not valid TOML: {error}") from None
    return _Parser(str(path)).event(data, path)


class _Parser:
    """Turns TOML tables into the values above; holds the path, so that every error names the file."""

    def __init__(self, path: str) -> None:
        self.path = path

    def fail(self, key: str, why: str) -> ConfigError:
        return ConfigError(self.path, key, why)

    def event(self, data: dict[str, Any], path: Path) -> Event:
        slug = path.name.removesuffix(".toml")
        if not SLUG.fullmatch(slug):
            raise self.fail("", f"the file's name {slug!r} must be lower-case letters, digits, '-', '_' and '.'")
        values = dict(data)
        values["collection"] = self.table(Collection, values.get("collection"), "collection")
        values["sources"] = self.tables(Source, values.get("sources", []), "sources")
        values["select"] = self.table(Select, values.get("select", {}), "select")
        values["scorers"] = self.table(Scorers, values.get("scorers", {}), "scorers")
        values["fit"] = self.table(Fit, values.get("fit", {}), "fit")
        values["lexicon"] = self.lexicon(values.get("lexicon", {}))
        values["topics"] = self.tables(Topic, values.get("topics", []), "topics")
        values["audit"] = self.table(AuditPlan, values.get("audit", {}), "audit")
        values["shares"] = self.table(Shares, values.get("shares", {}), "shares")
        values["timeline"] = self.timeline(values.get("timeline", {}))
        claims = values.get("claims", [])
        if isinstance(claims, list):
            claims = [self.with_readings(claim, f"claims[{i}]") for i, claim in enumerate(claims)]
        values["claims"] = self.tables(Claim, claims, "claims")
        for key in ("start", "end"):
            values[key] = self.moment(values.get(key), key)
        for key in ("slug", "path"):
            if key in data:
                raise self.fail(key, "is taken from the file's name and cannot be set")
        event: Event = self.table(Event, values | {"slug": slug, "path": path}, "")
        self.check(event)
        return event

    def timeline(self, values: Any) -> Timeline:
        """Moments are dates and times with an offset, as TOML has them or as text; the Timeline has them in order."""
        moments = values.get("moments", []) if isinstance(values, dict) else []
        if not isinstance(moments, list):
            raise self.fail("timeline.moments", "must be a list")
        given = {"moments": [self.moment(item, f"timeline.moments[{i}]") for i, item in enumerate(moments)]}
        timeline: Timeline = self.table(Timeline, values | given if moments else values, "timeline")
        return dataclasses.replace(timeline, moments=tuple(sorted(set(timeline.moments))))

    def lexicon(self, values: Any) -> dict[str, float]:
        if not isinstance(values, dict):
            raise self.fail("lexicon", "must be a table of valences by word")
        try:
            return lexicon.checked(values)
        except ValueError as error:
            raise self.fail("lexicon", str(error)) from None

    def with_readings(self, claim: Any, where: str) -> Any:
        if not isinstance(claim, dict):
            return claim
        kind = claim.get("kind")
        if "tolerance" in claim and kind in get_args(ClaimKind) and kind != "share":
            raise self.fail(f"{where}.tolerance", f"goes with kind 'share' alone, not {kind!r}")
        return claim | {"readings": self.tables(Reading, claim.get("readings"), f"{where}.readings")}

    def tables(self, kind: type, values: Any, where: str) -> tuple[Any, ...]:
        if not isinstance(values, list):
            raise self.fail(where, "must be a list of tables")
        return tuple(self.table(kind, value, f"{where}[{i}]") for i, value in enumerate(values))

    def table(self, kind: Any, values: Any, where: str) -> Any:
        if values is None:
            raise self.fail(where, "is required")
        if not isinstance(values, dict):
            raise self.fail(where, "must be a table")
        fields = {item.name: item for item in dataclasses.fields(kind)}
        prefix = f"{where}." if where else ""
        for key in values:
            if key not in fields:
                near = difflib.get_close_matches(key, fields, n=1)
                hint = f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(fields)}"
                raise self.fail(prefix + key, f"unknown key{hint}")
        for name, item in fields.items():
            has_default = item.default is not dataclasses.MISSING or item.default_factory is not dataclasses.MISSING
            if name not in values and not has_default:
                raise self.fail(prefix + name, "is required")
        types = get_type_hints(kind)
        return kind(**{key: self.value(types[key], value, prefix + key) for key, value in values.items()})

    def value(self, kind: Any, value: Any, key: str) -> Any:
        """Check a value against the type of its field and return it; lists become tuples."""
        inner = get_args(kind)
        if NoneType in inner:
            return self.value(inner[0], value, key)
        if get_origin(kind) is Literal:
            if value not in inner:
                raise self.fail(key, f"{value!r} is none of {', '.join(inner)}")
            return value
        if get_origin(kind) is tuple and isinstance(value, list):
            return tuple(self.value(inner[0], item, key) for item in value)
        if get_origin(kind) is tuple and not isinstance(value, tuple):
            raise self.fail(key, "must be a list")
        if kind == dict[str, str]:
            if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
                raise self.fail(key, "must be a table of texts")
            return dict(value)
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        if kind in _NAMES:
            self.check_plain(kind, value, key)
        return value

    def check_plain(self, kind: Any, value: Any, key: str) -> None:
        if type(value) is not kind:
            raise self.fail(key, f"must be {_NAMES[kind]}, not {value!r}")
        turned = _TURNS.search(value) if kind is str and not key.startswith("sources[") else None
        if turned:  # the name of a file may hold one
            why = f"{value!r} holds {turned[0]!r}, an invisible sign that turns what follows it round; leave it out"
            raise self.fail(key, why)

    def moment(self, value: Any, key: str) -> datetime:
        if value is None:
            raise self.fail(key, "is required")
        if isinstance(value, str):
            with contextlib.suppress(ValueError):
                value = datetime.fromisoformat(value)
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise self.fail(key, "must be a date and time with an offset, such as 2025-09-03T00:00:00Z")
        try:
            return value.astimezone(UTC)
        except OverflowError:
            raise self.fail(key, "is outside the years 1 to 9999 in UTC") from None

    def check(self, event: Event) -> None:
        self.check_filled("title", event.title)
        if event.end <= event.start:
            raise self.fail("end", "must be after start")
        self.check_zone(event.timezone, "timezone")
        for i, language in enumerate(event.select.languages):
            self.check_language(language, f"select.languages[{i}]")
        self.check_phrases(event.select.match, "select.match")
        for i, segment in enumerate(event.shares.segments):
            self.check_segment(event, segment, f"shares.segments[{i}]")
        if not 0.5 <= event.level <= 0.9999:
            raise self.fail("level", f"must lie between 0.5 and 0.9999, not {event.level}")
        if not 1 <= event.parts <= 256:
            raise self.fail("parts", f"must be 1 to 256, not {event.parts}")
        if event.lexicon and event.scorers.sentiment != "vader":
            raise self.fail("lexicon", 'goes with sentiment = "vader" under [scorers] alone')
        self.check_scorers(event)
        self.check_audit(event.audit)
        for key in ("query", "tool", "collected"):
            if not getattr(event.collection, key).strip():
                raise self.fail(f"collection.{key}", "must not be empty: it stands beside every headline")
        for i, source in enumerate(event.sources):
            self.check_source(source, f"sources[{i}]")
        self.check_timeline(event)
        self.check_topics(event)
        self.check_claims(event)

    def check_filled(self, key: str, text: str) -> None:
        if not text.strip():
            raise self.fail(key, "must not be empty")

    def check_phrases(self, phrases: tuple[str, ...], where: str) -> None:
        for i, phrase in enumerate(phrases):
            if not phrase.replace("*", "").strip():
                raise self.fail(f"{where}[{i}]", f"{phrase!r} is no phrase: it needs a letter, a digit or a sign")

    def check_audit(self, audit: AuditPlan) -> None:
        if audit.size < 1:
            raise self.fail("audit.size", "must be at least 1")
        if audit.trending is None:
            return
        if not 0 <= audit.trending <= 1:
            raise self.fail("audit.trending", "must be between 0 and 1")
        if audit.weight == "engagement":
            why = 'goes with weight = "posts" alone: drawn by engagement, trending posts get labels by what they weigh'
            raise self.fail("audit.trending", why)

    def check_scorers(self, event: Event) -> None:
        for target, labels in (("sentiment", schema.SENTIMENTS), ("reaction", schema.REACTIONS)):
            ours = SHIPPED_SCORERS[target]
            name, given = getattr(event.scorers, target), getattr(event.scorers, f"{target}_labels")
            if name not in ours and name.removeprefix(CLASSIFIER) in ("", name):
                raise self.fail(f"scorers.{target}", f"{name!r} is none of {', '.join(ours)}, hf:MODEL")
            if unknown := set(given.values()) - set(labels):
                why = f"{min(unknown)!r} is none of {', '.join(labels)}"
                raise self.fail(f"scorers.{target}_labels", why)
            if given and name in ours:
                raise self.fail(f"scorers.{target}_labels", f'goes with {target} = "hf:MODEL" alone')
        if event.fit.features != VECTORS and event.fit.features.removeprefix(ENCODER) in ("", event.fit.features):
            raise self.fail("fit.features", f'{event.fit.features!r} is neither "vectors" nor st:MODEL')
        if event.fit.languages and event.fit.features == VECTORS:
            raise self.fail("fit.languages", 'goes with features = "st:MODEL" alone: the word vectors are English')
        for i, language in enumerate(event.fit.languages):
            self.check_language(language, f"fit.languages[{i}]")

    def check_zone(self, zone: str, key: str) -> None:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder of the database, such as "US"
            raise self.fail(key, f"{zone!r} is no time zone; use a name such as 'Asia/Shanghai'") from None

    def check_language(self, code: str, key: str) -> None:
        if _LANGUAGE.fullmatch(code) and code not in schema.RENAMED_LANGUAGES:
            return
        plain = code.strip().lower().replace("_", "-").partition("-")[0]
        meant = schema.RENAMED_LANGUAGES.get(plain, plain)
        hint = f"did you mean {meant!r}?" if _LANGUAGE.fullmatch(meant) else "use two or three letters, such as 'en'"
        raise self.fail(key, f"{code!r} is no code of a language; {hint}")

    def check_segment(self, event: Event, segment: str, key: str) -> None:
        kind, equals, value = segment.partition("=")
        if kind not in _SEGMENTS or bool(equals) != (kind not in ("all", "trending")) or (equals and not value):
            near = difflib.get_close_matches(kind.strip().lower(), _SEGMENTS, n=1)
            meant = near and f"{near[0]}={value}" if value else "".join(near)
            known = "known: all, trending, day=2025-09-03, lang=en, source=x"
            raise self.fail(key, f"{segment!r} is no segment; {f'did you mean {meant!r}?' if meant else known}")
        if kind == "lang" and value != "unknown":
            self.check_language(value, key)
        if kind == "day":
            self.check_day(event, value, key)

    def check_day(self, event: Event, value: str, key: str) -> None:
        try:
            day = date.fromisoformat(value)
        except ValueError:
            day = None
        if day is None or str(day) != value:
            raise self.fail(key, f"{value!r} is no day; write it as in day=2025-09-03")
        zone = ZoneInfo(event.timezone)
        first, last = (str(t.astimezone(zone).date()) for t in (event.start, event.end - timedelta(microseconds=1)))
        if not first <= value <= last:
            raise self.fail(key, f"{value} lies outside the event's window, {first} to {last} in {event.timezone}")

    def check_source(self, source: Source, where: str) -> None:
        if Path(source.path).is_absolute() or ".." in Path(source.path).parts:
            raise self.fail(f"{where}.path", "must lie inside the raw folder")
        for key, names in (("columns", source.columns), ("constants", source.constants)):
            for name in names:
                if name not in _COLUMN_KEYS:
                    near = difflib.get_close_matches(name, _COLUMN_KEYS, n=1)
                    hint = f"; did you mean {near[0]!r}?" if near else ""
                    raise self.fail(f"{where}.{key}", f"{name!r} is no column of POSTS{hint}")
        if source.time_format is not None and "%" not in source.time_format:
            why = f"{source.time_format!r} is no strptime format, such as '%d.%m.%Y %H:%M'"
            raise self.fail(f"{where}.time_format", why)
        if source.time_zone is not None:
            self.check_zone(source.time_zone, f"{where}.time_zone")

    def check_timeline(self, event: Event) -> None:
        for moment in event.timeline.moments:
            if not event.start < moment < event.end:
                raise self.fail("timeline.moments", f"{moment.isoformat()} must lie between start and end")

    def check_topics(self, event: Event) -> None:
        seen: set[str] = set()
        for i, topic in enumerate(event.topics):
            if not _TOPIC_ID.fullmatch(topic.id):
                raise self.fail(f"topics[{i}].id", f"{topic.id!r} must be lower-case letters, digits and '_'")
            if topic.id in (schema.NO_TOPIC, schema.UNCLEAR):
                raise self.fail(f"topics[{i}].id", f"{topic.id!r} is what labellers write where they can name no topic")
            if topic.id in seen:
                raise self.fail(f"topics[{i}].id", f"{topic.id!r} is used twice")
            self.check_filled(f"topics[{i}].title", topic.title)
            if not topic.any and not topic.all:
                raise self.fail(f"topics[{i}]", "needs phrases in any or all")
            for key in ("any", "all", "none"):
                self.check_phrases(getattr(topic, key), f"topics[{i}].{key}")
            seen.add(topic.id)

    def check_claims(self, event: Event) -> None:
        seen: set[str] = set()
        for i, claim in enumerate(event.claims):
            where = f"claims[{i}]"
            if claim.id in seen:
                raise self.fail(f"{where}.id", f"{claim.id!r} is used twice")
            seen.add(claim.id)
            self.check_claim(claim, where)
            for j, reading in enumerate(claim.readings):
                self.check_reading(event, reading, f"{where}.readings[{j}]")
                if claim.than is not None:
                    self.check_than(event, reading, claim.than, f"{where}.than")
                if claim.kind == "largest":
                    self.check_rivals(event, reading, f"{where}.readings[{j}].label_set")

    def check_claim(self, claim: Claim, where: str) -> None:
        for key in ("id", "quote"):
            self.check_filled(f"{where}.{key}", getattr(claim, key))
        if not claim.readings:
            raise self.fail(f"{where}.readings", "needs at least one reading")
        if claim.value is not None and not 0 <= claim.value <= 1:
            raise self.fail(f"{where}.value", "must be a share between 0 and 1")
        if claim.kind in ("at_least", "at_most") and claim.value is None:
            raise self.fail(f"{where}.value", f"is required for kind {claim.kind!r}")
        if not 0 < claim.tolerance < 1:
            raise self.fail(f"{where}.tolerance", "must be above 0 and below 1")
        if (claim.kind == "more_than") != (claim.than is not None):
            is_missing = "is required for kind 'more_than': the label that the claim compares with"
            raise self.fail(f"{where}.than", "goes with kind 'more_than' alone" if claim.than else is_missing)
        if claim.kind in ("more_than", "largest") and claim.value is not None:
            why = f"goes with kinds 'share', 'at_least' and 'at_most', not {claim.kind!r}, which compares labels"
            raise self.fail(f"{where}.value", why)

    def check_rivals(self, event: Event, reading: Reading, where: str) -> None:
        if len(labels_of(event, reading.label_set)) == 1:
            why = f"has {reading.label!r} alone, with no other label that it could be larger than (kind 'largest')"
            raise self.fail(where, why)

    def check_than(self, event: Event, reading: Reading, than: str, where: str) -> None:
        self.check_label(than, labels_of(event, reading.label_set), reading.label_set, where)
        if than == reading.label:
            raise self.fail(where, "is the label itself")

    def check_reading(self, event: Event, reading: Reading, where: str) -> None:
        self.check_segment(event, reading.segment, f"{where}.segment")
        labels = labels_of(event, reading.label_set)
        self.check_label(reading.label, labels, reading.label_set, f"{where}.label")
        if reading.among is not None:
            self.check_label(reading.among, event.topic_ids, "topic", f"{where}.among")
            if reading.label_set not in ("sentiment", "reaction"):
                raise self.fail(f"{where}.among", "goes with label_set 'sentiment' or 'reaction'")

    def check_label(self, label: str, known: tuple[str, ...], label_set: str, where: str) -> None:
        if label not in known:
            near = difflib.get_close_matches(label, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known) or 'none'}"
            raise self.fail(where, f"{label!r} is no label of {label_set}; {hint}")
