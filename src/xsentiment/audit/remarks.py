"""What an import takes in a way that whoever filled in the sheet may not have meant."""

from __future__ import annotations

from collections import Counter
from typing import Any

from xsentiment import schema, wording
from xsentiment.audit.records import ASKED, ASKS, topics_in


class Remarks:
    """Counts of rows, seen one by one: the cells, the labels read from them, and whether it settles a difference."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def see(self, cells: dict[str, str], labels: dict[str, Any], asks: set[str], *, partial: bool) -> None:
        """Count a row of a sheet that asks about the topics `asks`; in a `partial` one a blank says nothing."""
        said = any(cells.get(name, "").lower() not in ("", schema.NO_TOPIC) for name in ASKED)
        labelled = labels["outcome"] == "labelled"
        self._seen["labelled"] += labelled
        self._seen["blank"] += labelled and not partial and not cells.get("on_event")
        self._seen["without"] += not labelled
        self._seen["dropped"] += not labelled and said
        others = {*topics_in(cells.get("topics", ""))} - asks - {schema.NO_TOPIC, schema.UNCLEAR}
        self._seen["later"] += bool(labels.get("on_event") and others and not partial)
        self._seen["off"] += labels.get("on_event") is False and said

    @property
    def told(self) -> tuple[str, ...]:
        """What is to be said of them, a line each."""
        seen = self._seen
        lines = {
            "blank": f"{seen['blank']} of {seen['labelled']} rows have no on_event, and are taken to be on the event",
            "without": f"{wording.n_posts(seen['without'])} gone or not to be labelled",
            "dropped": f"labels of {wording.n_posts(seen['dropped'])} gone or not to be labelled are not kept",
            "off": f"labels of {wording.n_posts(seen['off'])} off the event count for nothing",
            "later": f"a topic that the sheet does not ask about (column '{ASKS}') is not taken, here of "
            f"{wording.n_posts(seen['later'])}: `xsentiment audit draw` writes a sheet that asks",
        }
        return tuple(line for name, line in lines.items() if seen[name])
