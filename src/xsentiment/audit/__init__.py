"""The audit: which posts people label, and what they said, joined back to the frame."""

from xsentiment.audit.agreement import RELIABLE_ALPHA, agreement, twins
from xsentiment.audit.disagreements import disagreements
from xsentiment.audit.draw import (
    STRATA,
    Sampled,
    allocate,
    design_strata,
    draw,
    engagement_of,
    n_drawn,
    permanent_numbers,
    sampled,
)
from xsentiment.audit.imports import Taken, import_labels, not_imported
from xsentiment.audit.join import Labels, concerns, join, questions
from xsentiment.audit.later import SHEETS as LATER_SHEETS
from xsentiment.audit.later import write_later
from xsentiment.audit.plan import Counts, EngagementDraw, EqualDraw, carries, plan
from xsentiment.audit.records import LABEL_COLUMNS, SETTLED, progress, read_audit, write_audit
from xsentiment.audit.sheets import FORMATS, SHEET_COLUMNS, write_sheet

__all__ = [
    "FORMATS",
    "LABEL_COLUMNS",
    "LATER_SHEETS",
    "RELIABLE_ALPHA",
    "SETTLED",
    "SHEET_COLUMNS",
    "STRATA",
    "Counts",
    "EngagementDraw",
    "EqualDraw",
    "Labels",
    "Sampled",
    "Taken",
    "agreement",
    "allocate",
    "carries",
    "concerns",
    "design_strata",
    "disagreements",
    "draw",
    "engagement_of",
    "import_labels",
    "join",
    "n_drawn",
    "not_imported",
    "permanent_numbers",
    "plan",
    "progress",
    "questions",
    "read_audit",
    "sampled",
    "twins",
    "write_audit",
    "write_later",
    "write_sheet",
]
