"""Views of segments for the page to switch to: each packed as text that does nothing until a reader asks for it."""

import base64
import datetime as dt
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from journeymap.analysis.results import Results, results
from journeymap.analysis.segments import dimensions, narrowed, segments_of
from journeymap.analysis.wording import plural
from journeymap.report.view import view
from journeymap.units import format_count, format_share

__all__ = ["Segment", "SegmentViews", "segment_views"]

_MOST = 12
"""Segments that have a view, so that a report does not take long to write."""
_FRAME = 150
"""Bytes that a view takes in the page besides its own."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The customers of one segment."""

    dimension: str
    value: str
    size: float | None
    """Their share of all customers, 0 to 1; None where nobody says."""
    cases: int | None
    """Cases of the log."""

    @property
    def name(self) -> str:
        """As the command line takes it."""
        return f"{self.dimension}={self.value}"

    @property
    def words(self) -> str:
        """Which customers, and how many."""
        if self.cases is not None:
            return f"{self.value} ({plural(self.cases, 'case')})"
        return self.value if self.size is None else f"{self.value} ({format_share(self.size)} of the customers)"


@dataclass(frozen=True, slots=True)
class SegmentViews:
    """What there is to switch to."""

    packed: tuple[tuple[Segment, str], ...]
    """Segments with their view: HTML, deflated, in base 64."""
    left_out: tuple[Segment, ...]
    """Those for which there was no room."""

    @property
    def dimensions(self) -> tuple[str, ...]:
        """By what the customers are told apart, in the page."""
        return tuple(dict.fromkeys(segment.dimension for segment, _ in self.packed))

    @property
    def left_out_words(self) -> str:
        """Say what is left out."""
        names = [segment.name for segment in self.left_out[:3]]
        more = len(self.left_out) - len(names)
        return ", ".join([*names, *([f"{format_count(more)} more"] if more else [])])


def segment_views(
    everyone: Results, *, room: float, title: str | None = None, on: dt.date | None = None
) -> SegmentViews:
    """Compute the view of every segment, of most customers first, as far as there is room.

    A view is what the same verb writes for `--segment`: plan and log of these customers alone.

    Args:
        everyone: The results of all customers.
        room: Bytes that all of them may take.
        title: In place of the journey's own.
        on: The day for which audits are made.

    Raises:
        RenderError: If a board cannot be painted.
    """
    known = sorted(_segments(everyone), key=lambda segment: -(segment.size or 0.0))
    packed: list[tuple[Segment, str]] = []
    for segment in known[:_MOST]:
        text = _packed(everyone, segment, title=title, on=on)
        room -= len(text) + _FRAME
        if room < 0:
            break
        packed.append((segment, text))
    return SegmentViews(tuple(packed), tuple(known[len(packed) :]))


def _segments(everyone: Results) -> Iterator[Segment]:
    """Yield the segments by which the customers differ: one alone would show everyone again."""
    journey, counted = everyone.journey, everyone.measurement
    for dimension in dimensions(journey, counted):
        values = segments_of(journey, counted, dimension)
        for value in values if counted is None or len(values) > 1 else ():
            if counted is None:
                yield Segment(dimension, value, journey.segments[dimension][value].share, None)
            else:
                cases = counted.for_segment(dimension, value).n_cases
                yield Segment(dimension, value, cases / max(counted.n_cases, 1), cases)


def _packed(everyone: Results, segment: Segment, *, title: str | None, on: dt.date | None) -> str:
    own = results(*narrowed(everyone.journey, everyone.measurement, segment.dimension, segment.value))
    html = view(own, title=f"{title}, {segment.name}" if title else None, on=on).html
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return base64.b64encode(packer.compress(html.encode()) + packer.flush()).decode()
