"""The order of the stages, and paths: raw exports → POSTS → FRAME → SCORES → SHARES → reports."""

from xsentiment.pipeline.audits import audit_status, draw_audit, import_audit, plan_audit
from xsentiment.pipeline.checks import check
from xsentiment.pipeline.fits import fit
from xsentiment.pipeline.forgets import Forgotten, comply, forget
from xsentiment.pipeline.paths import Paths, raw_files
from xsentiment.pipeline.run import Run, run
from xsentiment.pipeline.tables import read_frame, read_rejects, read_scores, read_shares

__all__ = [
    "Forgotten",
    "Paths",
    "Run",
    "audit_status",
    "check",
    "comply",
    "draw_audit",
    "fit",
    "forget",
    "import_audit",
    "plan_audit",
    "raw_files",
    "read_frame",
    "read_rejects",
    "read_scores",
    "read_shares",
    "run",
]
