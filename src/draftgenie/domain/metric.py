"""Figures for a monitoring system, in the text form that Prometheus reads."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Sort(StrEnum):
    """Whether a figure only grows."""

    COUNTER = "counter"
    GAUGE = "gauge"


@dataclass(frozen=True, slots=True)
class Sample:
    """One value, with what tells it from the others of its metric."""

    value: float
    labels: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric: its name with its unit, what it says, and its values."""

    name: str
    says: str
    sort: Sort
    samples: tuple[Sample, ...]


def gauge(name: str, says: str, value: float | None) -> Metric:
    """A figure that goes up and down; without samples when it is not known."""
    samples = () if value is None else (Sample(float(value)),)
    return Metric(name, says, Sort.GAUGE, samples)


def by_label(name: str, says: str, sort: Sort, label: str, values: Mapping[str, float]) -> Metric:
    """A figure for each value of a label, sorted by it."""
    found = sorted(values.items())
    return Metric(name, says, sort, tuple(Sample(float(v), ((label, k),)) for k, v in found))


def exposition(metrics: Iterable[Metric]) -> str:
    r"""The metrics as text, version 0.0.4 of the format; those without samples are left out.

    >>> print(exposition([by_label("a_total", "A.", Sort.COUNTER, "of", {'x"y': 2})]), end="")
    # HELP a_total A.
    # TYPE a_total counter
    a_total{of="x\"y"} 2
    """
    lines = []
    for metric in metrics:
        if metric.samples:
            lines.append(f"# HELP {metric.name} {_escaped(metric.says)}")
            lines.append(f"# TYPE {metric.name} {metric.sort.value}")
            lines += [f"{metric.name}{_labels(s)} {_number(s.value)}" for s in metric.samples]
    return "".join(line + "\n" for line in lines)


def _labels(sample: Sample) -> str:
    if not sample.labels:
        return ""
    inside = ",".join(f'{name}="{_quoted(value)}"' for name, value in sample.labels)
    return "{" + inside + "}"


def _quoted(text: str) -> str:
    return _escaped(text).replace('"', '\\"')


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)
