from hypothesis import given
from hypothesis import strategies as st

from journeymap.diagram.curves import rounded, shortened
from journeymap.diagram.lanes import CLEAR, Span, crossing_order, nested_lanes, packed_lanes

HEIGHTS = st.integers(0, 800).map(float)
SPANS = st.lists(st.tuples(HEIGHTS, HEIGHTS), max_size=20)


def crossings(spans: list[Span], lanes: list[int]) -> int:
    """Count the crossings of a gutter, from every horizontal against every vertical."""
    found = 0
    for a, lane_a in zip(spans, lanes, strict=True):
        for b, lane_b in zip(spans, lanes, strict=True):
            found += lane_a < lane_b and min(b) < a[1] < max(b)
            found += lane_a > lane_b and min(b) < a[0] < max(b)
    return found


@given(SPANS)
def test_lines_of_one_lane_keep_apart(spans: list[Span]) -> None:
    for lanes in (nested_lanes(spans), packed_lanes(spans, crossing_order(spans))):
        for i, a in enumerate(spans):
            for j, b in enumerate(spans[:i]):
                if lanes[i] == lanes[j]:
                    assert max(a) + CLEAR <= min(b) or max(b) + CLEAR <= min(a)


def test_parallel_lines_do_not_cross() -> None:
    down = [(0.0 + 20 * i, 300.0 + 20 * i) for i in range(6)]
    up = [(b, a) for a, b in down]
    for spans in (down, up):
        assert crossings(spans, packed_lanes(spans, crossing_order(spans))) == 0


def test_short_lanes_stand_nearer() -> None:
    assert nested_lanes([(0, 500), (100, 200), (90, 300)]) == [2, 0, 1]


@given(SPANS)
def test_every_span_is_ordered_once(spans: list[Span]) -> None:
    assert sorted(crossing_order(spans)) == list(range(len(spans)))


@given(st.lists(st.tuples(HEIGHTS, HEIGHTS), min_size=2, max_size=6, unique=True), st.floats(0, 30))
def test_a_curve_keeps_its_ends_and_has_whole_pieces(points: list[tuple[float, float]], radius: float) -> None:
    curve = rounded(points, radius)
    assert (curve[0], curve[-1]) == (points[0], points[-1])
    assert len(curve) % 3 == 1
    assert len(shortened(curve, 10)) == len(curve)


def test_a_head_is_taken_from_the_end() -> None:
    assert shortened(rounded([(0, 0), (100, 0)], 5), 10)[-1] == (90, 0)
