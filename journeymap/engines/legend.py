"""What an engine says of one case in numbers → its trace; and the answer where there is no such case."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from journeymap.engines.cases import SHARES
from journeymap.errors import Diagnostic, LogError
from journeymap.traces import Trace, Visit

__all__ = ["Legend", "no_such_case"]

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Legend:
    """What the numbers of an engine stand for."""

    ids: Sequence[str]
    """The touchpoints by their number."""
    channels: Sequence[str]
    """By their number."""
    names: Mapping[str, str]
    """What the log calls the touchpoints that the plan does not have, by id."""
    first: int
    """Time of the log's first event, in microseconds since 1970; times count from there."""
    has_end: bool
    """Whether the log says when events end."""

    def trace(self, case: str, events: Sequence[Sequence[Any]]) -> Trace:
        """Tell one case from its events in order, at least one.

        Each begins with whether the case is under way and its success; its touchpoint, begin, end, score, share of
        the scale, channel, clicks, failure, promised wait and due time follow.
        """
        under_way, success, *_ = events[0]
        visits = tuple(self._visit(event) for _, _, *event in events)
        return Trace(
            case=case, visits=visits, under_way=bool(under_way), success=_is_true(success), names=dict(self.names)
        )

    def moment(self, microseconds: int) -> dt.datetime:
        """Return a time of the log."""
        return _EPOCH + dt.timedelta(microseconds=self.first + microseconds)

    def _visit(self, event: Sequence[Any]) -> Visit:
        code, time, over, score, share, channel, clicks, failed, promised, due = event
        return Visit(
            touchpoint=self.ids[code],
            begun=self.moment(time),
            ended=self.moment(over) if self.has_end else None,
            promised_seconds=None if promised is None else promised / 1e6,
            due=None if due is None else self.moment(due),
            channel=None if channel is None else self.channels[channel],
            clicks=clicks,
            score=score,
            score_share=None if share is None else share / SHARES,
            failed=_is_true(failed),
        )


def _is_true(value: object) -> bool | None:
    return None if value is None else bool(value)


def no_such_case(source: str, case: str, alike: Iterable[str]) -> LogError:
    """Make the error that says which cases are most like the one that is not there."""
    said = f"`{source}` has no case `{case}` that counts"
    return LogError(Diagnostic("L230", said, help=f"most like it are {', '.join(f'`{id_}`' for id_ in alike)}"))
