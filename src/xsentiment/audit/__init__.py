"""The audit: which posts people label, and what they said, joined back to the frame."""

from xsentiment.audit.agreement import RELIABLE_ALPHA, SETTLED, agreement
from xsentiment.audit.disagreements import disagreements
from xsentiment.audit.draw import STRATA, allocate, design_strata, draw, permanent_numbers, thresholds
from xsentiment.audit.join import Labels, join
from xsentiment.audit.plan import Counts, plan, size_for
from xsentiment.audit.records import LABEL_COLUMNS, NO_TOPIC, progress, read_audit, write_audit
from xsentiment.audit.sheets import FORMATS, SHEET_COLUMNS, import_labels, write_sheet

__all__ = [
    "FORMATS",
    "LABEL_COLUMNS",
    "NO_TOPIC",
    "RELIABLE_ALPHA",
    "SETTLED",
    "SHEET_COLUMNS",
    "STRATA",
    "Counts",
    "Labels",
    "agreement",
    "allocate",
    "design_strata",
    "disagreements",
    "draw",
    "import_labels",
    "join",
    "permanent_numbers",
    "plan",
    "progress",
    "read_audit",
    "size_for",
    "thresholds",
    "write_audit",
    "write_sheet",
]
