"""Which touchpoint an event stands for, and the small number that stands for the touchpoint."""

import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from journeymap.errors import Diagnostic, LogError, did_you_mean
from journeymap.eventlog import EventLog
from journeymap.ids import ids_of
from journeymap.journey import Journey
from journeymap.satisfaction import bad_steps

__all__ = ["MAX_TOUCHPOINTS", "Naming", "Reader", "name_touchpoints", "scales_of"]

MAX_TOUCHPOINTS = 4096
"""A touchpoint's number has twelve bits, so that time and touchpoint fit into one integer."""

_MOST_NAMES = 1_000_000
"""Names of events that expressions may make a few touchpoints of."""

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Naming:
    """Touchpoints by their number: those of the plan in file order, then the others by event name."""

    ids: tuple[str, ...]
    codes: Mapping[str, int]
    """Number by event name."""
    unplanned: Mapping[str, str]
    """Event name by id, for touchpoints that the plan does not have."""


class Reader:
    """Says which touchpoint of the plan an event stands for.

    What is to be ignored comes first, then `names` in their order, then ids, then names of touchpoints that no other
    touchpoint shares.

    Raises:
        LogError: If `names` leads to a touchpoint that the plan does not have, or an expression cannot be read.

    Example:
        >>> journey = Journey.model_validate({"journey": "j", "touchpoints": {"a": {"name": "Start"}}})
        >>> reader = Reader(journey, EventLog("e.csv", names={"/^A+$/": "a"}, ignore=("/^x/",)))
        >>> [reader.touchpoint(event) for event in ("AA", "Start", "b")], reader.ignores("xy")
        (['a', 'a', None], True)
    """

    def __init__(self, journey: Journey, log: EventLog) -> None:
        points = journey.planned
        problems = [_unknown_touchpoint(event, id_, points) for event, id_ in log.names.items() if id_ not in points]
        problems += [_no_expression(text) for text in (*log.names, *log.ignore) if _is_faulty(text)]
        if problems:
            raise LogError(problems)
        shared = Counter(point.name for point in points.values())
        spoken = {point.name: id_ for id_, point in points.items() if point.name and shared[point.name] == 1}
        self._exact = {**spoken, **{id_: id_ for id_ in points}}
        self._named = [(_matcher(event), id_) for event, id_ in log.names.items()]
        self._ignored = [_matcher(text) for text in log.ignore]
        plain = [event for event in log.names if not _is_pattern(event)]
        self.known = list(dict.fromkeys([*self._exact, *plain]))
        """The names of events that are known as they stand."""
        self.has_patterns = any(map(_is_pattern, (*log.names, *log.ignore)))

    def ignores(self, event: str) -> bool:
        """Say whether an event is left out."""
        return any(fits(event) for fits in self._ignored)

    def touchpoint(self, event: str) -> str | None:
        """Return the touchpoint of the plan that an event stands for; None where there is none."""
        named = next((id_ for fits, id_ in self._named if fits(event)), None)
        return named or self._exact.get(event)

    @property
    def most_names(self) -> int:
        """How many names to look at: one more than may be there, unless expressions make many names one."""
        return _MOST_NAMES if self.has_patterns else len(self.known) + MAX_TOUCHPOINTS + 1


def _is_pattern(text: str) -> bool:
    return len(text) > 1 and text.startswith("/") and text.endswith("/")


def _matcher(text: str) -> Callable[[str], object]:
    return re.compile(text[1:-1]).search if _is_pattern(text) else text.__eq__


def _is_faulty(text: str) -> bool:
    if not _is_pattern(text):
        return False
    with warnings.catch_warnings():  # what Python may read otherwise one day
        warnings.simplefilter("ignore")
        try:
            re.compile(text[1:-1])
        except (re.error, OverflowError, RecursionError):
            return True
    return False


def _no_expression(text: str) -> Diagnostic:
    cure = "write `\\(` for a bracket that is meant as such, or take the `/` off for a plain name"
    return Diagnostic("L141", f"`{text}` is no regular expression", help=cure)


def _unknown_touchpoint(event: str, id_: str, points: Iterable[str]) -> Diagnostic:
    said = f"`names` reads the event `{event}` as `{id_}`, which is no touchpoint"
    return Diagnostic("L117", said, help=did_you_mean(id_, list(points)))


def name_touchpoints(journey: Journey, log: EventLog, reader: Reader, seen: Iterable[str], source: str) -> Naming:
    """Number the touchpoints of the plan and of a log.

    Args:
        journey: The plan.
        log: How its user reads the log.
        reader: The same, ready to use.
        seen: The names of its events, known ones first, then most frequent first; `reader.most_names` are enough.
        source: Name of the file, for messages.

    Raises:
        LogError: If the plan has touchpoints and no event stands for any, or there are too many touchpoints.
    """
    events = list(seen)
    meant = {event: reader.touchpoint(event) for event in events if not reader.ignores(event)}
    if journey.planned and not any(meant.values()):
        raise LogError(_nothing_planned(journey, events, source))
    ids = list(journey.planned)
    others = sorted(event for event, id_ in meant.items() if id_ is None) if log.unlisted == "show" else []
    if len(ids) + len(others) > MAX_TOUCHPOINTS or len(events) >= _MOST_NAMES:
        raise LogError(_too_many(source))
    new = ids_of(others, taken=ids)
    unplanned = {new[event]: event for event in others}
    numbers = {id_: number for number, id_ in enumerate([*ids, *unplanned])}
    codes = {event: numbers[id_] for event, id_ in meant.items() if id_ is not None}
    codes |= {event: numbers[id_] for id_, event in unplanned.items()}
    return Naming((*ids, *unplanned), codes, unplanned)


def scales_of(journey: Journey, naming: Naming) -> list[tuple[str, int, float, float, bool, float]]:
    """Return, of each event name, its number and its scale: low, high, whether reversed, how far bad scores reach."""
    found = []
    for name, code in naming.codes.items():
        id_ = naming.ids[code]
        scale = journey.scale_of(id_) if id_ in journey.touchpoints else journey.scale
        found.append((name, code, float(scale.low), float(scale.high), scale.reverse, float(bad_steps(scale)) - 0.5))
    return found


def _nothing_planned(journey: Journey, events: list[str], source: str) -> Diagnostic:
    def shown(names: Iterable[str]) -> str:
        listed = [f"`{name}`" for name in names]
        return ", ".join(listed[:_SHOWN]) + (" …" if len(listed) > _SHOWN else "")

    first = next(iter(journey.planned))
    return Diagnostic(
        "L104",
        f"no event of `{source}` stands for a touchpoint of the plan: the events are {shown(events)}, "
        f"the touchpoints {shown(journey.planned)}",
        help=f'say which is which, such as `log: {{names: {{"{events[0]}": {first}}}}}`, '
        "or name another column with `--touchpoint COLUMN`",
    )


def _too_many(source: str) -> Diagnostic:
    return Diagnostic(
        "L105",
        f"`{source}` has more than {MAX_TOUCHPOINTS:,} touchpoints, which is more than can be told apart",
        help="check the column with `--touchpoint COLUMN`; make one of many with "
        "`log: {names: {/expression/: TOUCHPOINT}}`, or write `log: {unlisted: ignore}`",
    )
