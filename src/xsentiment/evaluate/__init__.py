"""How good a scorer is on posts that people labelled: figures with intervals, and a reliability table."""

from __future__ import annotations

from xsentiment.evaluate.figures import (
    Bin,
    Counts,
    Figure,
    accuracy,
    calibration_error,
    macro_f1,
    macro_recall,
    reliability,
)
from xsentiment.evaluate.posts import Evaluation, evaluate, evaluate_file
from xsentiment.evaluate.table import as_dict, table

__all__ = [
    "Bin",
    "Counts",
    "Evaluation",
    "Figure",
    "accuracy",
    "as_dict",
    "calibration_error",
    "evaluate",
    "evaluate_file",
    "macro_f1",
    "macro_recall",
    "reliability",
    "table",
]
