"""The journey of each segment must fit together like that of everyone."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from journeymap.checks.measures import measures
from journeymap.checks.problem import Path, Problem, unknown_ids
from journeymap.checks.structure import beyond_the_whole, structure
from journeymap.journey import Journey, Segment

__all__ = ["segments"]


def segments(journey: Journey, known: Collection[Problem]) -> Iterator[Problem]:
    """Find what is wrong with the segments.

    Args:
        journey: The journey of everyone.
        known: What is wrong with that; it is not said once more of each segment.
    """
    of_everyone = {(problem.path, problem.code) for problem in known}
    for dimension, values in journey.segments.items():
        yield from beyond_the_whole(("segments", dimension), [segment.share for segment in values.values()])
        for value, segment in values.items():
            here: Path = ("segments", dimension, value)
            yield from unknown_ids((*here, "touchpoints"), segment.touchpoints, journey.touchpoints)
            own = journey.for_segment(dimension, value)
            for problem in (*structure(own), *measures(own)):
                if _is_said_by(segment, problem.path):
                    yield replace(problem, path=(*here, *problem.path))
                elif (problem.path, problem.code) not in of_everyone:
                    yield replace(problem, path=here, message=f"for `{value}`, {problem.message}", key=True)


def _is_said_by(segment: Segment, path: Path) -> bool:
    """Whether what stands at a path of the journey is what the segment says."""
    if path[0] == "start":
        return bool(segment.start)
    if path[0] != "touchpoints" or len(path) < 3:  # noqa: PLR2004 - a touchpoint and its key
        return False
    point = segment.touchpoints.get(str(path[1]))
    return point is not None and path[2] in point.model_fields_set
