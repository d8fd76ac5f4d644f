"""Estimators on plain arrays: no pandas, no files, no clock, no global randomness."""

from xsentiment.stats.clustered import clustered_share
from xsentiment.stats.control import control_variate
from xsentiment.stats.difference import difference
from xsentiment.stats.estimate import Estimate, NotEnoughData
from xsentiment.stats.hashing import folds, uniform, uniforms
from xsentiment.stats.homogeneity import no_change
from xsentiment.stats.net import Linearised, difference_of_shares, linearised
from xsentiment.stats.planning import (
    expected_interval,
    expected_interval_by_chance,
    labels_to_narrow,
    labels_to_narrow_by_chance,
)
from xsentiment.stats.reliability import krippendorff_alpha
from xsentiment.stats.sample import Sample
from xsentiment.stats.sequential import chances, expected_limit, orders
from xsentiment.stats.simultaneous import adjusted, simultaneous_level
from xsentiment.stats.strata import merge_strata
from xsentiment.stats.stratified import stratified_share
from xsentiment.stats.wilson import wilson

__all__ = [
    "Estimate",
    "Linearised",
    "NotEnoughData",
    "Sample",
    "adjusted",
    "chances",
    "clustered_share",
    "control_variate",
    "difference",
    "difference_of_shares",
    "expected_interval",
    "expected_interval_by_chance",
    "expected_limit",
    "folds",
    "krippendorff_alpha",
    "labels_to_narrow",
    "labels_to_narrow_by_chance",
    "linearised",
    "merge_strata",
    "no_change",
    "orders",
    "simultaneous_level",
    "stratified_share",
    "uniform",
    "uniforms",
    "wilson",
]
