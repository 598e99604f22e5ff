"""Plots of a page, drawn by matplotlib; which colour a series has is told by its place."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from draftgenie.adapters.html.svg import INK, PAPER, QUIET, SERIES, clean
from draftgenie.domain.visible import visible
from draftgenie.ports.page import PlotKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draftgenie.ports.page import Plot, Series

_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "draftgenie",
    "svg.id": None,
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.parse_math": False,
    "path.simplify": False,
}
_MARKERS = "osD^vPX*"
_DASHES = ("-", (0, (5, 2)), (0, (1, 1.5)), "-.")
_HATCHES = ("", "//", "\\\\", "xx", "--", "||", "++", "///")
_LONGEST = 24
"""Characters of the label of a place; in the words below a plot it stands in full."""

_ROOM, _SMALL_ROOM = 70, 34
"""Characters that the labels of the places have room for."""


class Plotter:
    """Draws the plots of one page, each with ids of its own."""

    def __init__(self) -> None:
        self._n = 0

    def draw(self, plot: Plot) -> Any:
        """The plot as markup."""
        from markupsafe import Markup
        from matplotlib import rc_context

        self._n += 1
        with rc_context(_SETTINGS):
            drawn = _drawn(plot)
        cleaned = clean(drawn, title=visible(plot.caption), prefix=f"p{self._n}-")
        return Markup(cleaned)  # noqa: S704 - the texts in it are escaped by the XML writer


def _drawn(plot: Plot) -> str:
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.2, 2.1) if plot.small else (6.2, 3.2))
    FigureCanvasSVG(figure)
    figure.patch.set_visible(False)
    axes = figure.add_axes((0.15, 0.24, 0.82, 0.7) if plot.small else (0.115, 0.17, 0.86, 0.69))
    axes.patch.set_visible(False)
    _AS[plot.kind](axes, plot)
    _label(axes, plot)
    stream = io.StringIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    figure.savefig(stream, format="svg", metadata=nothing)
    return stream.getvalue()


def _lines(axes: Any, plot: Plot) -> None:
    at = plot.at or range(len(plot.places))
    if plot.diagonal:
        axes.plot([0, 1], [0, 1], color=QUIET, linewidth=1, linestyle=(0, (4, 4)))
    for i, series in enumerate(plot.series):
        axes.plot(
            at,
            [float("nan") if v is None else v for v in series.values],
            color=SERIES[i % len(SERIES)],
            label=visible(series.name),
            linewidth=1.8,
            linestyle=_DASHES[i % len(_DASHES)],
            marker=_MARKERS[i % len(_MARKERS)],
            markersize=4,
            clip_on=False,
        )


def _bars(axes: Any, plot: Plot) -> None:
    width = 0.8 / max(len(plot.series), 1)
    for i, series in enumerate(plot.series):
        at = [n - 0.4 + width * (i + 0.5) for n in range(len(plot.places))]
        axes.bar(at, _heights(series.values), width * 0.92, **_face(i, series))


def _stacked(axes: Any, plot: Plot) -> None:
    bottom = [0.0] * len(plot.places)
    for i, series in enumerate(plot.series):
        heights = _heights(series.values)
        axes.bar(range(len(plot.places)), heights, 0.8, bottom=bottom, **_face(i, series))
        bottom = [a + b for a, b in zip(bottom, heights, strict=True)]


def _heights(values: Sequence[float | None]) -> list[float]:
    return [value or 0.0 for value in values]


def _face(i: int, series: Series) -> dict[str, Any]:
    """Hatching tells kinds of bars apart where colours do not."""
    return {
        "facecolor": SERIES[i % len(SERIES)],
        "edgecolor": PAPER,
        "hatch": _HATCHES[i % len(_HATCHES)],
        "label": visible(series.name),
        "linewidth": 0,
    }


_AS = {PlotKind.LINES: _lines, PlotKind.BARS: _bars, PlotKind.STACKED: _stacked}


def _label(axes: Any, plot: Plot) -> None:
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    axes.set_xlabel(visible(plot.x_label))
    axes.set_ylabel(visible(plot.y_label))
    axes.set_ylim(0, 1 if plot.diagonal else max(_top(plot), 1e-9) * 1.08)
    axes.yaxis.set_major_locator(MaxNLocator(3 if plot.small else 5, integer=not plot.is_share))
    if plot.is_share:
        axes.yaxis.set_major_formatter(PercentFormatter(1))
    if plot.diagonal:
        axes.set_xlim(0, 1)
        axes.xaxis.set_major_locator(MaxNLocator(5))
        axes.xaxis.set_major_formatter(PercentFormatter(1))
    else:
        names = [_short(visible(name)) for name in plot.places]
        room = _SMALL_ROOM if plot.small else _ROOM
        step = max(1, -(-sum(len(name) + 2 for name in names) // room))
        at = list(plot.at or range(len(names)))
        axes.set_xticks(at[::step], names[::step])
    axes.tick_params(length=3)
    if not plot.small and len(plot.series) > 1:
        axes.figure.legend(
            loc="upper center", ncols=min(len(plot.series), 5), frameon=False, fontsize=9
        )


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def _top(plot: Plot) -> float:
    values = [[v or 0.0 for v in series.values] for series in plot.series]
    if plot.kind is PlotKind.STACKED:
        return max(map(sum, zip(*values, strict=True)), default=0.0)
    return max((max(row, default=0.0) for row in values), default=0.0)
