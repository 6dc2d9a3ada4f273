"""Journey and measurement → what is known of every touchpoint and transition: all analyses start here.

Measured values take the place of described ones where a log has them, and every value says which it is.
"""

from collections import Counter
from dataclasses import dataclass, fields, replace
from functools import cache
from math import exp
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from journeymap.case_ends import END, START
from journeymap.facts import Evidence, Facts, Outline, Part, Step, Waits, of_parts
from journeymap.journey import Journey
from journeymap.patience import patience_at
from journeymap.satisfaction import Satisfaction, bad_weight
from journeymap.touchpoint import Touchpoint
from journeymap.units import Scale

if TYPE_CHECKING:
    from journeymap.measurement import Measurement

__all__ = ["Network"]

_QUANTILES = 201
"""Odd, so that the middle one is the median."""


@dataclass(frozen=True, slots=True)
class Network:
    """What is known of a journey."""

    facts: dict[str, Facts]
    """Of touchpoints: planned ones in the order of the file, then those that only the log has."""
    steps: dict[tuple[str, str], Step]
    """Of transitions, by the touchpoint they start from: described ones first, then those that only the log has."""
    outline: Outline
    """Of the journey as a whole."""

    @classmethod
    def of(cls, journey: Journey, measurement: "Measurement | None" = None) -> "Network":
        """Say what is known of a journey, with what a log showed of it.

        Example:
            >>> journey = Journey.model_validate({"journey": "j", "touchpoints": {"a": {"next": "b"}, "b": {}}})
            >>> Network.of(journey).steps["a", "b"].share
            1.0
        """
        seen = _Seen(_counted(journey, measurement)) if measurement else None
        ends, behind = {*journey.goals, *journey.ends, *journey.closing}, journey.behind_goals
        known = {name: _described(journey, name, seen, is_end=name in ends) for name in journey.planned}
        known |= {name: replace(known[name], side="after") for name in behind}
        if seen:
            known |= {name: _unplanned(name, journey, seen) for name in sorted(seen.visits) if name not in known}
        place = {name: i for i, name in enumerate(known)}
        ordered = sorted(_steps(journey, seen).items(), key=lambda step: place[step[0][0]])
        return cls(known, dict(ordered), _outline(journey, seen, known))


def _counted(journey: Journey, measurement: "Measurement") -> "Measurement":
    """Return a measurement without what follows a goal that leads nowhere: kept in the log, it is extra."""
    return measurement.up_to(journey.final_goals) if journey.log.after_goal == "keep" else measurement


class _Seen:
    """The marginals of a measurement that the graph needs."""

    def __init__(self, measurement: "Measurement") -> None:
        self.measurement = measurement
        counted = measurement.marginals
        self.steps, self.onward = counted.transitions, counted.onward
        self.visits, self.under_way = counted.visits, counted.under_way
        self.judged, self.succeeded = counted.judged, counted.succeeded

    def outcome(self, name: str, *, is_end: bool) -> dict[str, Any]:
        """Visits, leaving and success at one touchpoint."""
        visits, standing = self.visits[name], self.under_way[name]
        judged = self.judged[name]
        leaving = not is_end and visits > 0
        return {
            "visits": visits,
            "reached": float(visits - standing) if leaving else None,
            "left": float(self.steps[name, END]) if leaving else None,
            "leaving_evidence": "measured" if leaving else None,
            "under_way": standing / visits if visits else 0.0,
            "succeeded": self.succeeded[name] / judged if self.measurement.has_success and judged else None,
        }

    def waits(self, name: str, *, since: bool) -> Waits | None:
        return _distribution(*self.measurement.wait_distribution(name, since=since))

    def clicks(self, name: str) -> float | None:
        """The mean of the visits whose clicks are known."""
        rows = [row for row in self.measurement.touches if row.touchpoint == name]
        n = sum(row.clicked for row in rows)
        return sum(row.clicks for row in rows) / n if n else None

    def work(self, name: str) -> Waits | None:
        return _distribution(*self.measurement.work_distribution(name))

    def satisfaction(self, name: str) -> dict[float, int]:
        counts: Counter[float] = Counter()
        for row in self.measurement.satisfaction:
            if row.touchpoint == name:
                counts[row.score] += row.n
        return dict(counts)


def _distribution(seconds: list[float], counts: list[int]) -> Waits | None:
    n = sum(counts)
    return Waits(tuple(seconds), tuple(count / n for count in counts), n) if n else None


def _described(journey: Journey, name: str, seen: _Seen | None, *, is_end: bool) -> Facts:
    point = journey.touchpoints[name]
    if seen:
        outcome = seen.outcome(name, is_end=is_end)
    else:
        left = None if is_end else point.leaving
        outcome = {
            "visits": None,
            "reached": left.of if left else None,
            "left": left.share * left.of if left else None,
            "leaving_evidence": "described" if left else None,
            "under_way": 0.0,
            "succeeded": None,
        }
    whole = Facts(
        name=point.name or name,
        planned=True,
        phase=point.phase,
        side=journey.phases.get(point.phase or ""),
        channel=", ".join(point.channel or point.channels) or None,
        owner=point.owner,
        target=point.target,
        fix_cost=point.fix_cost,
        is_end=name in journey.ends,
        **_measures(journey, name, point, seen),
        **outcome,
    )
    return _by_channel(journey, name, whole, seen) if point.channels else whole


def _measures(journey: Journey, name: str, point: Touchpoint, seen: _Seen | None) -> dict[str, Any]:
    """What customers meet at a touchpoint, or at what it is in one of its channels."""
    wait, wait_evidence = _wait(name, point, seen)
    feeling = _feeling(journey, name, point, seen)
    measured = feeling["satisfaction_evidence"] == "measured"
    own_scale = point.satisfaction.scale if point.satisfaction and not measured else None
    return {
        "wait": wait,
        "wait_evidence": wait_evidence,
        "work": _work(name, point, seen),
        "promise_seconds": point.promised_wait,
        "patience": patience_at(point, journey.model),
        "informed": point.informed,
        **_clicks(name, point.clicks, seen),
        "keystrokes": point.keystrokes,
        "scale": own_scale or journey.scale_of(name),
        **feeling,
    }


def _by_channel(journey: Journey, name: str, whole: Facts, seen: _Seen | None) -> Facts:
    """Return a touchpoint with what is known of each of its channels; who left is known of all together."""
    point = journey.touchpoints[name]
    unseen: dict[str, Any] = {"reached": None, "left": None, "leaving_evidence": None}
    parts, unknown = [], point.channels_without_share
    for channel, share in point.channel_shares.items():
        measures = _measures(journey, name, point.in_channel(channel), seen)
        in_it = replace(whole, channel=channel, **unseen | measures)
        evidence: Evidence = "assumed" if channel in unknown and len(unknown) > 1 else "described"
        parts.append(Part(channel, share, evidence, in_it))
    asked = {id(said): said.weight for said in _satisfactions(point)}
    answers = whole.answers if whole.satisfaction_evidence == "measured" else sum(asked.values())
    return replace(of_parts(whole, parts), answers=float(answers))


def _satisfactions(point: Touchpoint) -> list[Satisfaction]:
    """Return what customers said, everywhere or in a channel, each once."""
    own = [channel.satisfaction or point.satisfaction for channel in point.channels.values()]
    return [said for said in own if said is not None]


def _unplanned(name: str, journey: Journey, seen: _Seen) -> Facts:
    nothing: dict[str, Any] = dict.fromkeys(field.name for field in fields(Facts))
    named = seen.measurement.names.get(name, name)
    return Facts(
        **nothing
        | {"parts": ()}
        | {"name": named, "planned": False, "is_end": False, "informed": False, "scale": journey.scale}
        | (_answered(seen.satisfaction(name), journey.scale) or _felt(None, 0.0, None, None, None))
        | _clicks(name, None, seen)
        | seen.outcome(name, is_end=False),
    )


def _wait(name: str, point: Touchpoint, seen: _Seen | None) -> tuple[Waits | None, Evidence | None]:
    """Return the wait that is charged: described, or measured where the file or the log says that customers wait."""
    if point.wait and not point.wait.measured and point.wait.median is not None:
        return _described_waits(point.wait.median, point.wait.sigma), "described"
    if seen is None:
        return None, None
    customers_wait = point.wait or point.since or point.promised_wait is not None
    as_planned = point.since is not None or point.in_working_time
    if (customers_wait or seen.measurement.has_end) and (measured := seen.waits(name, since=as_planned)):
        return measured, "measured"
    return None, None


def _clicks(name: str, described: float | None, seen: _Seen | None) -> dict[str, Any]:
    """Clicks: measured where the log has them for the touchpoint, else as described."""
    measured = seen.clicks(name) if seen else None
    if measured is not None:
        return {"clicks": measured, "clicks_evidence": "measured"}
    return {"clicks": described, "clicks_evidence": None if described is None else "described"}


def _work(name: str, point: Touchpoint, seen: _Seen | None) -> Waits | None:
    """The time of work: described, else from start to end as the log says."""
    time = point.work_time
    if time and time.median is not None:
        return _described_waits(time.median, time.sigma)
    return seen.work(name) if seen else None


def _described_waits(median: float, sigma: float) -> Waits:
    """One wait, or a log-normal distribution as equally likely quantiles."""
    if not sigma:
        return Waits((median,), (1.0,))
    return Waits(tuple(median * exp(sigma * z) for z in _normal_quantiles()), (1 / _QUANTILES,) * _QUANTILES)


@cache
def _normal_quantiles() -> tuple[float, ...]:
    normal = NormalDist()
    return tuple(normal.inv_cdf((i + 0.5) / _QUANTILES) for i in range(_QUANTILES))


def _feeling(journey: Journey, name: str, point: Touchpoint, seen: _Seen | None) -> dict[str, Any]:
    """Satisfaction: measured where the log has answers for the touchpoint, else as described."""
    given = point.satisfaction
    if seen and (measured := _answered(seen.satisfaction(name), journey.scale_of(name))):
        return measured
    if given is None:
        return _felt(None, 0.0, None, None, None)
    scale, mean = given.scale or journey.scale, given.mean(journey.scale)
    share = None if mean is None else scale.share(mean)
    evidence: Evidence = "assumed" if given.is_assumed else "described"
    return _felt(given.bad_share(journey.scale), given.weight, mean, share, evidence)


def _answered(answers: dict[float, int], scale: Scale) -> dict[str, Any] | None:
    """What the answers of a log say; None where there are none."""
    n = sum(answers.values())
    if not n:
        return None
    score = sum(value * count for value, count in answers.items()) / n
    bad = sum(bad_weight(value, scale) * count for value, count in answers.items()) / n
    return _felt(bad, n, score, scale.share(score), "measured")


def _felt(
    bad: float | None,
    answers: float,
    score: float | None,
    share: float | None,
    evidence: Evidence | None,
) -> dict[str, Any]:
    return {
        "bad": bad,
        "answers": float(answers),
        "score": score,
        "score_share": share,
        "satisfaction_evidence": evidence,
    }


def _steps(journey: Journey, seen: _Seen | None) -> dict[tuple[str, str], Step]:
    """Described transitions in the order of the file, then those that only the log has."""
    found = _described_steps(journey)
    if seen is None:
        return found
    going = seen.onward.copy()
    going.update(  # who stops at a goal has completed, and who stops at another end has not left there
        {end: seen.visits[end] - seen.under_way[end] - seen.onward[end] for end in (*journey.goals, *journey.ends)}
    )
    for pair, step in found.items():
        if seen.visits[pair[0]]:
            share = seen.steps[pair] / going[pair[0]] if going[pair[0]] else step.share
            found[pair] = Step(share, planned=step.planned, n=seen.steps[pair], evidence="measured")
    allowed = _allowed(journey)
    for pair, n in sorted(seen.steps.items()):
        if pair not in found and START not in pair and END not in pair:
            share = n / going[pair[0]]
            found[pair] = Step(share, planned=pair in allowed, n=n, evidence="measured")
    return found


def _allowed(journey: Journey) -> set[tuple[str, str]]:
    """Return the steps that the plan allows: named by it, of a group in any order, or over what is optional."""
    found, allowed = set[tuple[str, str]](), journey.allowed
    for source, targets in allowed.items():
        found.update((source, target) for target in targets)
        waiting, passed = [*targets], set[str]()
        while waiting:
            name = waiting.pop()
            if journey.planned[name].optional and name not in passed:
                passed.add(name)
                found.update((source, target) for target in allowed[name])
                waiting += allowed[name]
    return found


def _described_steps(journey: Journey) -> dict[tuple[str, str], Step]:
    """Planned transitions, then routes known to exist; planned shares shrink to make room for those."""
    found: dict[tuple[str, str], Step] = {}
    off_plan = dict.fromkeys(journey.planned, 0.0)
    for detour in journey.off_plan:
        off_plan[detour.source] += detour.share
    for source, point in journey.planned.items():
        shares, staying = point.shares, max(0.0, 1 - off_plan[source])
        if point.repeats:
            shares.setdefault(source, 0.0)
        evidence: Evidence = "described" if point.shares_are_known else "assumed"
        for target, share in shares.items():
            found[source, target] = Step(share * staying, planned=True, n=None, evidence=evidence)
    for detour in journey.off_plan:
        found[detour.source, detour.target] = Step(detour.share, planned=False, n=None, evidence="described")
    return found


def _outline(journey: Journey, seen: _Seen | None, known: dict[str, Facts]) -> Outline:
    starts = journey.starts
    if seen and seen.measurement.n_cases:
        n_cases = seen.measurement.n_cases
        starts = {target: n / n_cases for (source, target), n in sorted(seen.steps.items()) if source == START}
    asked = [node for node in known.values() if node.planned]
    answered = [(node.bad, node.answers) for node in asked if node.bad is not None and node.answers]
    n_answers = sum(n for _, n in answered)
    return Outline(
        starts=starts,
        goals=journey.goals,
        closing=journey.closing,
        ends=dict(journey.ends),
        model=journey.model,
        pooled_bad=sum(bad * n for bad, n in answered) / n_answers if n_answers else None,
        n_cases=seen.measurement.n_cases if seen else None,
    )
