"""What is said of touchpoints: measures that fit their scale, counts that fit one another."""

import re
import warnings
from collections.abc import Iterator

from journeymap.checks.problem import Path, Problem, unknown_ids
from journeymap.checks.structure import beyond_the_whole, uneven_shares
from journeymap.errors import did_you_mean
from journeymap.journey import Journey
from journeymap.situations import SITUATIONS
from journeymap.touchpoint import Touchpoint
from journeymap.units import Scale, format_count

__all__ = ["measures"]


def measures(journey: Journey) -> Iterator[Problem]:
    """Find values that cannot be meant."""
    for name, point in journey.touchpoints.items():
        yield from _touchpoint(journey, ("touchpoints", name), point)
    yield from _situations(journey)
    yield from _log(journey)
    worth = [money for money in (journey.value.sale, journey.value.later) if money] if journey.value else []
    if len({money.currency for money in worth}) > 1:
        yield Problem(("value", "later"), "J128", "the values are in two currencies", "give both in one currency")


def _touchpoint(journey: Journey, path: Path, point: Touchpoint) -> Iterator[Problem]:
    yield from _transitions(journey, path, point)
    if journey.phases and point.phase and point.phase not in journey.phases:
        cure = did_you_mean(point.phase, list(journey.phases))
        yield Problem((*path, "phase"), "J108", f"`{point.phase}` is none of the journey's phases", cure)
    if point.since and point.since != "start" and point.since not in journey.touchpoints:
        cure = did_you_mean(point.since, ["start", *journey.touchpoints])
        yield Problem((*path, "since"), "J104", f"`{point.since}` is no touchpoint", cure)
    yield from unknown_ids((*path, "recovers"), point.recovers, journey.touchpoints)
    if point.promise and not point.promise.model_fields_set & {"wait", "clicks", "satisfaction", "says"}:
        cure = "say what was promised: `wait: 5 days`, or `says: …`"
        yield Problem((*path, "promise"), "J125", "the promise has no value", cure)
    if point.promise and point.promise.about and point.promise.about not in journey.touchpoints:
        about = point.promise.about
        cure = did_you_mean(about, list(journey.touchpoints))
        yield Problem((*path, "promise", "about"), "J104", f"`{about}` is no touchpoint", cure)
    yield from _scores(path, point, (point.satisfaction.scale if point.satisfaction else None) or journey.scale)
    yield from _channels(journey, path, point)


def _transitions(journey: Journey, path: Path, point: Touchpoint) -> Iterator[Problem]:
    yield from unknown_ids((*path, "next"), point.next, journey.touchpoints)
    values = [value for value in point.next.values() if value is not None]
    if point.counted:
        went_on = sum(values)
        if point.reached and went_on > point.reached:
            said = f"{format_count(went_on)} went on, of {format_count(point.reached)} who reached it"
            yield Problem((*path, "next"), "J112", said, "correct `reached`, or the counts")
        if point.reached and point.left:
            said = "`left` is given, and follows from `reached` and `next`"
            yield Problem((*path, "left"), "J127", said, "keep one of the two", key=True)
    elif any(value > 1 for value in values):
        cure = "give a count for each, or a share for each"
        yield Problem((*path, "next"), "J117", "`next` mixes counts and shares", cure)
    else:
        yield from uneven_shares((*path, "next"), point.next)


def _scores(path: Path, point: Touchpoint, scale: Scale) -> Iterator[Problem]:
    if point.satisfaction and (said := point.satisfaction.problem(scale)):
        yield Problem((*path, "satisfaction"), "J121", said, "correct it, or give the `scale` it was asked on")
    scores: list[tuple[Path, float | None]] = []
    if point.target:
        scores.append((("target", "satisfaction"), point.target.satisfaction))
    if point.promise:
        scores.append((("promise", "satisfaction"), point.promise.satisfaction))
    if point.benchmark:
        scores.append((("benchmark", "score"), point.benchmark.score))
    for where, score in scores:
        if score is not None and not scale.low <= score <= scale.high:
            said = f"{score:g} lies off the scale {scale}"
            yield Problem((*path, *where), "J121", said, f"give a score from {scale.low:g} to {scale.high:g}")
    for who in type(point.ratings).model_fields if point.ratings else ():
        rating = getattr(point.ratings, who)
        if rating and (said := rating.problem(scale)):
            cure = f"give a score from {scale.low:g} to {scale.high:g}, or the `scale` it was asked on"
            yield Problem((*path, "ratings", who), "J121", said, cure)


def _channels(journey: Journey, path: Path, point: Touchpoint) -> Iterator[Problem]:
    shares = [channel.share for channel in point.channels.values()]
    beyond = [*beyond_the_whole((*path, "channels"), shares)]
    cure = "raise a share, or leave one out: it is what is left"
    yield from beyond or uneven_shares((*path, "channels"), dict(enumerate(shares)), cure=cure)
    for name, channel in point.channels.items():
        if channel.satisfaction and (off_scale := channel.satisfaction.problem(journey.scale)):
            where = (*path, "channels", name, "satisfaction")
            yield Problem(where, "J121", off_scale, "correct it, or give the `scale` it was asked on")


def _situations(journey: Journey) -> Iterator[Problem]:
    for name, point in journey.touchpoints.items():
        if point.situation and point.situation not in {*SITUATIONS, *journey.model.patience}:
            cure = did_you_mean(point.situation, list(SITUATIONS))
            path = ("touchpoints", name, "situation")
            yield Problem(path, "J109", f"`{point.situation}` is no situation with a known patience", cure)
    for situation in journey.model.patience:
        if situation not in SITUATIONS and all(p.situation != situation for p in journey.touchpoints.values()):
            path = ("model", "patience", situation)
            cure = did_you_mean(situation, list(SITUATIONS))
            yield Problem(path, "J109", f"no touchpoint is in the situation `{situation}`", cure, key=True)


def _log(journey: Journey) -> Iterator[Problem]:
    for event, target in journey.log.names.items():
        path = ("log", "names", event)
        if target not in journey.touchpoints and " " in target.strip():
            yield Problem(path, "J104", f"`{target}` is no id", "write an id without spaces")
        if _is_faulty(event):
            yield Problem(path, "J124", f"`{event}` is no regular expression", _UNBRACKETED, key=True)
    for place, event in enumerate(journey.log.ignore):
        if _is_faulty(event):
            yield Problem(("log", "ignore", place), "J124", f"`{event}` is no regular expression", _UNBRACKETED)
    promised = journey.log.promised.touchpoint if journey.log.promised else None
    if promised is not None and promised not in journey.touchpoints:
        cure = did_you_mean(promised, list(journey.touchpoints))
        yield Problem(("log", "promised", "touchpoint"), "J104", f"`{promised}` is no touchpoint", cure)


_UNBRACKETED = "write `\\(` for a bracket that is meant as such, or take the `/` off for a plain name"


def _is_faulty(event: str) -> bool:
    """Say whether an event name is meant as an expression, and is none."""
    return len(event) > 1 and event.startswith("/") and event.endswith("/") and not _is_expression(event[1:-1])


def _is_expression(text: str) -> bool:
    with warnings.catch_warnings():  # what Python may read otherwise one day
        warnings.simplefilter("ignore")
        try:
            re.compile(text)
        except (re.error, OverflowError, RecursionError):
            return False
    return True
