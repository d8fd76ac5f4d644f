"""Ids that a spreadsheet rounded: which post of those drawn they were."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal
from typing import Final

EXACT: Final = 15
"""So many digits of a number a spreadsheet keeps."""

SHOWN: Final = 6
"""So many it shows of a number with an exponent, or more."""

_EXPONENT: Final = re.compile(r"([0-9])(?:[.,]([0-9]+))?[eE]\+?([0-9]{1,2})")


def restored(cells: dict[str, str], drawn: Collection[str]) -> str | None:
    """The one id of those `drawn` that the cell `post_id` was before it was rounded; None if none or several can be.

    The cell `url` decides where it holds such an id, of a post drawn or not.
    """
    named, near = (
        {post_id for post_id in ids if was_rounded(cells["post_id"], post_id)}
        for ids in (re.findall(r"\w+", cells.get("url", "")), drawn)
    )
    found = (named or near) & set(drawn)
    return found.pop() if len(found) == 1 else None


def was_rounded(cell: str, post_id: str) -> bool:
    """Whether a spreadsheet may make this cell of an id: `5.7001E+17`, `570009713447825000`, or `7` of `007`."""
    if not re.fullmatch(r"[0-9]{1,25}", post_id):
        return False
    number = _EXPONENT.fullmatch(cell)
    if number is None:
        cut = f"{post_id[:EXACT]:0<{len(post_id)}}"
        rounded = str(round(int(post_id), EXACT - len(post_id)))
        forms = {cut, rounded, *(str(int(float(form))) for form in (post_id, cut, rounded))}
        return cell in forms | {post_id.lstrip("0")}
    whole, decimals, exponent = (part or "" for part in number.groups())
    top = Decimal(10) ** (int(exponent) + 1)
    lost = top.scaleb(-EXACT) + top.scaleb(-max(len(whole + decimals), SHOWN)) / 2
    return abs(Decimal(post_id) - Decimal(f"{whole}.{decimals or 0}E{exponent}")) <= lost


def looks_rounded(cell: str) -> bool:
    """Whether a cell is a number that lost digits: one with an exponent, or with zeros beyond those that are kept."""
    return bool(_EXPONENT.fullmatch(cell) or re.fullmatch(rf"[0-9]{{{EXACT}}}0+", cell))
