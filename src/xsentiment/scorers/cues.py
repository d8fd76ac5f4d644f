"""Reaction by cue words and emoji: a first simple scorer, quick and open to view, and named as such.

Each cue found counts for its reaction; the reaction with most counts wins, of equals the one whose cue comes last
(a post is labelled by what it ends on), and a post without cues is neutral. A feeling that the post reports of
somebody else ("Trump is furious", "analysts worried") is no cue.
"""

from __future__ import annotations

import re
from typing import Final

from xsentiment.text import fold, phrase_pattern

CUES: Final[dict[str, tuple[str, ...]]] = {
    "excitement": (
        "amazing", "awesome", "incredible", "goosebumps", "epic", "stunning", "magnificent", "brilliant", "wow",
        "can't wait", "so proud", "proud of", "proud to", "love this", "love it", "loved", "beautiful", "hyped",
        "finally", "let's go", "lets go", "lfg", "historic moment", "what a day", "what a moment", "what a sight",
        "history in the making", "thrilling", "thrilled", "spectacular", "impressive", "legendary", "bravo", "hats off",
        "long live", "hope", "hopeful", "excited", "respect", "glorious", "breathtaking", "inspiring", "best day",
        "🔥", "😍", "🤩", "❤", "👏", "🙌", "💪", "🎉", "🥳", "🚀", "💯", "🫡",
    ),
    "concern": (
        "worried", "worries me", "worrying", "worrisome", "scary", "scared", "scares me", "terrifying", "frightening",
        "alarming", "alarmed", "dangerous", "danger", "wake up call", "wake-up call", "should scare", "should worry",
        "should concern", "concerning", "concerned", "nervous", "uneasy", "chilling", "chills", "ominous", "dread",
        "fear", "afraid", "world war", "ww3", "wwiii", "we're in trouble", "in trouble", "not ready", "unprepared",
        "sleepwalking", "god help", "pray for", "praying", "sad", "heartbreaking", "threat", "beware", "warning",
        "nightmare", "brace", "bad feeling", "can't sleep", "grim", "bleak",
        "😬", "😰", "😨", "😱", "😟", "🙏", "😢", "😭", "💔",
    ),
    "anger": (
        "disgusting", "disgusted", "disgrace", "disgraceful", "shame on", "shameful", "outrage", "outrageous",
        "murderer*", "butcher*", "war criminal*", "criminals", "tyrant*", "thug*", "evil", "sickening", "makes me sick",
        "traitor*", "how dare", "appalling", "despicable", "vile", "enough", "furious that", "i'm furious", "so angry",
        "i hate", "hate this", "blood on", "unforgivable", "monster*", "genocid*", "repulsive", "obscene",
        "inexcusable",
        "🤬", "😡", "😠", "🖕", "🤮",
    ),
    "mockery": (
        "lol", "lmao", "lmfao", "rofl", "haha*", "clown*", "joke", "hilarious", "imagine being", "sure jan",
        "cosplay", "discount", "yeah right", "oh sure", "nothing says", "sit down", "cope", "coping", "seethe",
        "cry about it", "cry more", "meanwhile", "tell me you", "as one does", "bless his heart", "plot twist",
        "sitcom", "parody", "looks like a", "who wore it", "group chat", "mean girls", "villain", "bond villain*",
        "sequel", "boy band", "reunion tour", "/s", "ratio", "embarrassing", "pathetic", "grandpa", "tantrum",
        "😂", "🤣", "🤡", "💀", "😆", "🙄", "😏", "🍿", "😹", "☠",
    ),
}  # fmt: skip

_SOMEBODY: Final = (
    r"(?:he|she|they|trump|biden|putin|xi|kim|washington|beijing|moscow|tokyo|seoul|white house|officials?|analysts?"
    r"|experts?|critics|allies|markets?|investors?|crowds?|everyone|people|president|leaders?)"
)
_REPORTED: Final = re.compile(
    rf"\b{_SOMEBODY}\b(?:'s|'re)?(?: (?:is|are|was|were|looks?|sounds?|seems?|reportedly|said to be|very|so|clearly))*"
    r" (?:furious|angry|worried|alarmed|excited|thrilled|scared|nervous|concerned|afraid|proud|hopeful|impressed)\b"
)
_WEIGHTLESS: Final = re.compile("[\ufe0e\ufe0f]")


def _pattern(cues: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(phrase_pattern(cue) for cue in sorted(cues, key=len, reverse=True)))


_PATTERNS: Final = {name: _pattern(cues) for name, cues in CUES.items()}


def reaction(text: str) -> str:
    """The reaction of one text: excitement, concern, anger, mockery or neutral."""
    folded = _REPORTED.sub(" ", _WEIGHTLESS.sub("", fold(text)))
    found: dict[str, tuple[int, int]] = {}
    for name, pattern in _PATTERNS.items():
        places = [match.start() for match in pattern.finditer(folded)]
        if places:
            found[name] = (len(places), places[-1])
    return max(found, key=lambda name: found[name]) if found else "neutral"
