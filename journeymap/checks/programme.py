"""Everything in a programme that does not fit together; its journeys are checked by themselves."""

from collections.abc import Collection, Iterator, Mapping

from journeymap.checks.problem import Path, Problem
from journeymap.errors import did_you_mean
from journeymap.programme import HIGHEST, LOWEST, Audience, Programme, Ranking
from journeymap.touchpoint import Pillar

__all__ = ["problems"]


def problems(
    programme: Programme, *, touchpoints: Mapping[str, Collection[str] | None], absent: Mapping[str, str]
) -> Iterator[Problem]:
    """Find everything in a programme that does not fit together.

    Args:
        programme: What stands in the file.
        touchpoints: The ids of the touchpoints of each journey file; None where it cannot be read.
        absent: Why a journey file is not there, by file.
    """
    yield from _ranks(programme)
    yield from _journeys(programme, absent)
    yield from _affects(programme, touchpoints)
    for group, rated in programme.pillars.ratings.items():
        path = ("pillars", "ratings", group)
        yield from _off_scale((*path, "scores"), rated.scores)
        for rater, scores in rated.raters.items():
            yield from _off_scale((*path, "raters", rater), scores)
    ranking = programme.pillars.ranking
    for who in ("company", "customers"):
        yield from _twice(("pillars", "ranking", who), getattr(ranking, who))
    for segment, order in programme.pillars.by_segment.items():
        yield from _twice(("pillars", "by_segment", segment), order)


def _off_scale(path: Path, scores: Mapping[Pillar, float]) -> Iterator[Problem]:
    for pillar, score in scores.items():
        if not LOWEST <= score <= HIGHEST:
            yield Problem((*path, pillar), "P101", f"{score:g} is no rating", f"rate from {LOWEST} to {HIGHEST}")


def _ranks(programme: Programme) -> Iterator[Problem]:
    taken: dict[int, str] = {}
    for name, audience in programme.audiences.items():
        if audience.rank is not None and audience.rank in taken:
            said = f"`{name}` and `{taken[audience.rank]}` share rank {audience.rank}"
            cure = "say which matters more"
            yield Problem(("audiences", name, "rank"), "P103", said, cure, severity="warning")
        elif audience.rank is not None:
            taken[audience.rank] = name


def _journeys(programme: Programme, absent: Mapping[str, str]) -> Iterator[Problem]:
    for name, audience in programme.audiences.items():
        for file in audience.journeys:
            if file in absent:
                cure = "name it as seen from the folder of the programme file"
                yield Problem(("audiences", name, "journeys", file), "P105", absent[file], cure)


def _affects(programme: Programme, touchpoints: Mapping[str, Collection[str] | None]) -> Iterator[Problem]:
    for name, audience in programme.audiences.items():
        for touchpoint, target in audience.affects.items():
            path = ("audiences", name, "affects", touchpoint)
            yield from _unknown(path, touchpoint, name, audience, touchpoints, key=True)
            other = next((each for each in programme.audiences if target.startswith(f"{each}.")), None)
            if other is not None:
                theirs = target.removeprefix(f"{other}.")
                yield from _unknown(path, theirs, other, programme.audiences[other], touchpoints)
            elif "." in target:
                said = f"`{target.partition('.')[0]}` is no audience of this programme"
                yield Problem(path, "P104", said, did_you_mean(target.partition(".")[0], list(programme.audiences)))
            else:
                yield Problem(path, "P104", f"`{target}` names no touchpoint", "write `audience.touchpoint`")


def _unknown(
    path: Path,
    touchpoint: str,
    name: str,
    audience: Audience,
    touchpoints: Mapping[str, Collection[str] | None],
    *,
    key: bool = False,
) -> Iterator[Problem]:
    """Find a touchpoint that no journey of an audience has; of one without journeys, nobody knows yet."""
    known: dict[str, None] = {}
    for file in audience.journeys:
        ids = touchpoints.get(file)
        if ids is None:
            return
        known |= dict.fromkeys(ids)
    if known and touchpoint not in known:
        said = f"no journey of `{name}` has a touchpoint `{touchpoint}`"
        yield Problem(path, "P104", said, did_you_mean(touchpoint, list(known)), key=key)


def _twice(path: Path, ranking: Ranking | None) -> Iterator[Problem]:
    seen: set[str] = set()
    for i, pillar in enumerate(ranking.order if ranking else ()):
        if pillar in seen:
            yield Problem((*path, "order", i), "P102", f"`{pillar}` is ranked twice", "rank it once")
        seen.add(pillar)
