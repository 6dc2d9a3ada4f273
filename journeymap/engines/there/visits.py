"""The second and third stage, as SQL: events → visits in order → one row a case."""

# ruff: noqa: S608 - every value is ours

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from journeymap.engines.cases import SHARES, Shape
from journeymap.engines.there.writing import Writing, listed, named

__all__ = ["Visits"]

_DETAILS = {
    "over_us": "end_us",
    "answer": "score",
    "channel": "channel",
    "clicks": "clicks",
    "failed": "failed",
    "commented": "commented",
    "promised": "promised",
    "due_from_us": "due_from",
    "due_us": "due",
}
"""What may be known of an event, here and on the embedded engine; in the order that settles ties."""

_PROMISED = ("promised", "due_from_us", "due_us")
_OF_EVENTS = (
    *("us", "sort_by", "code", "letters", "segment", "succeeded", "amount", "share", "unhappy"),
    *_DETAILS,
)
_COUNTED = ("n", "tied", "repeats")
_BY_PLACE = "PARTITION BY case_id ORDER BY place"
_SO_FAR = "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
_BEFORE = "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
_WHOLE = "OVER (PARTITION BY case_id)"


@dataclass(frozen=True, slots=True)
class Visits(Writing):
    """The questions that put events in order."""

    shape: Shape

    def coded(self, n_segments: int, first: int) -> str:
        """Return the query of the events that stand for a touchpoint: numbers in place of names.

        Args:
            n_segments: How many segment columns there are.
            first: Time of the log's first event, in microseconds since 1970; times count from there.
        """
        same = " AND ".join(f"good.segment_{n} = segments.segment_{n}" for n in range(n_segments))
        joined = f"JOIN {self.interim('segments')} ON {same}" if n_segments else ""
        passed = ("sort_by", "succeeded", "amount", "clicks", "failed", "commented", "promised")
        values = {
            "us": f"good.at_us - {first}",
            "over_us": f"CASE WHEN good.end_us >= good.at_us THEN good.end_us - {first} END",
            "due_from_us": f"good.due_from - {first}",
            "due_us": f"good.due - {first}",
            "segment": "segments.segment_number" if n_segments else "0",
            "channel": "channels.channel_number" if self.shape.has("channel") else self.null("whole"),
            "answer": "CASE WHEN good.score BETWEEN codes.low AND codes.high THEN good.score END",
        }
        if self.shape.has("channel"):
            joined += f" LEFT JOIN {self.interim('channels')} ON channels.words = good.channel_words"
        return f"""
SELECT scored.*, CAST(floor({SHARES} * above / (high - low) + 0.5) AS {self.dialect.whole}) AS share,
    CASE WHEN above <= unhappy_reach THEN 1 WHEN above > unhappy_reach THEN 0 END AS unhappy
FROM (
    SELECT read_as.*, CASE WHEN reversed = 1 THEN high - answer ELSE answer - low END AS above
    FROM (
        SELECT good.case_id, {", ".join(f"good.{name}" for name in passed)}, {named(values)},
            codes.code, codes.letters, codes.low, codes.high, codes.reversed, codes.unhappy_reach
        FROM {self.interim("good")} JOIN {self.interim("codes")} ON codes.name = good.name {joined}
    ) AS read_as
) AS scored
"""

    def n_coded(self) -> str:
        """Ask how many events stand for a touchpoint."""
        return f"SELECT count(*) FROM {self.interim('good')} JOIN {self.interim('codes')} ON codes.name = good.name"

    def visits(self, coded: str, goals: Iterable[int], last: Iterable[int], promised_to: int | None) -> str:
        """Return the query that puts the events of each case in order, with what is known of the whole case.

        As the user asks, cases are cut into sessions, duplicates left out, and clicks put together.

        Args:
            coded: The query of the events.
            goals: Numbers of the touchpoints at which a case is complete.
            last: Numbers of those among them after which nothing counts.
            promised_to: The touchpoint that the case's first promise is about; None where each event has its own.
        """
        position = f"row_number() OVER ({_BY_PLACE})" if self.shape.is_staged else "place"
        case = {
            "begun_us": f"min(us) {_WHOLE}",
            "case_segment": f"min(CASE WHEN position = 1 THEN segment END) {_WHOLE}",
            "judgement": f"max(position * 2 + succeeded) {_WHOLE}",
            "last_position": f"min(CASE WHEN code IN ({listed(last)}) THEN position END) {_WHOLE}",
            "amount_position": f"max(CASE WHEN amount IS NOT NULL THEN position END) {_WHOLE}",
            "promise_position": f"min(CASE WHEN promised IS NOT NULL OR due_us IS NOT NULL THEN position END) {_WHOLE}",
            "previous_code": self.beside("lag", "code", _BY_PLACE),
            "previous_channel": self.beside("lag", "channel", _BY_PLACE),
            "previous_us": self.beside("lag", "until_us", _BY_PLACE),
        }
        known = ("us", "until_us", "over_us", "code", "letters", "answer", "share", "unhappy", "channel", "clicks")
        passed = ("case_id", "whole_id", "position", *_COUNTED, *known, "failed", "commented", "begun_us")
        of_case = ("case_segment", "judgement", "last_position", "previous_code", "previous_channel", "previous_us")
        values = {
            "is_goal": f"CASE WHEN code IN ({listed(goals)}) THEN 1 ELSE 0 END",
            "case_amount": _at("amount_position", "amount") if self.shape.value else "amount",
            "promised_wait": self._promise("promised", promised_to),
            "due_from": self._promise("due_from_us", promised_to),
            "due": self._promise("due_us", promised_to),
        }
        return f"""
SELECT {", ".join((*passed, *of_case))}, {named(values)}
FROM (
    SELECT numbered.*, {named(case)}
    FROM (
        SELECT placed.*, {position} AS position, coalesce(over_us, us) AS until_us
        FROM ({self._placed(coded)}) AS placed
    ) AS numbered
) AS known
"""

    def totals(self, since: int | None, until: int | None) -> str:
        """Ask for the events of all cases; of those asked for: events, tied ones, those that repeat the one before."""
        asked = _asked_for(since, until)
        sums = ", ".join(f"coalesce(sum(CASE WHEN {asked} THEN {name} END), 0)" for name in _COUNTED)
        return f"SELECT coalesce(sum(n), 0), {sums} FROM {self.interim('visits')}"

    def clashing_session(self) -> str:
        """Ask for a case of the log that is called like a session of another."""
        wholes = f"(SELECT DISTINCT whole_id AS other_id FROM {self.interim('visits')}) AS wholes"
        return (
            f"SELECT min(case_id) FROM {self.interim('visits')} JOIN {wholes} ON wholes.other_id = visits.case_id "
            "WHERE case_id <> whole_id"
        )

    def steps(self, since: int | None, until: int | None) -> str:
        """Return the query of the visits that count: of cases that began in the time asked for, up to their end."""
        asked = _asked_for(since, until)
        return f"SELECT * FROM {self.interim('visits')} WHERE position <= coalesce(last_position, position) AND {asked}"

    def cases(self) -> str:
        """Return the query of one row a case; its satisfaction is the mean of its answers, rounded."""
        write = self.dialect
        ordered = write.ordered.format(value="letters", key="position")
        mean = write.divided.format(f"(2 * CAST(sum(share) AS {write.whole}) + count(share))", "(2 * count(share))")
        return f"""
SELECT case_id, min(case_segment) AS segment, mod(min(judgement), 2) AS success, {ordered} AS sequence,
    mod(max(position * 4096 + code), 4096) AS last_code, max(is_goal) AS done,
    max(until_us) AS ended, max(until_us) - min(us) AS lasted,
    CASE WHEN count(share) > 0 THEN CAST({mean} AS {write.whole}) END AS mean,
    sum(clicks) AS clicked, min(case_amount) AS worth, count(CASE WHEN previous_us > us THEN 1 END) AS n_overlaps
FROM {self.interim("steps")} GROUP BY case_id
"""

    def _placed(self, coded: str) -> str:
        """SQL of events with their place in the log's case, or in the session that they belong to."""
        looked_at = self._looked_at(coded)
        if not self.shape.is_staged:
            return looked_at
        passed = ", ".join((*_COUNTED, "place", *_OF_EVENTS))
        number = f"1 + sum(begins) OVER ({_BY_PLACE} {_SO_FAR})"
        session = f"case_id || '#' || CAST(session_number AS {self.dialect.string})"
        kept = "WHERE repeats = 0" if self.shape.drop_duplicates else ""
        sessions = f"""
SELECT {passed}, whole_id, session_id AS case_id
FROM (
    SELECT cut.*, CASE WHEN session_number > 1 THEN {session} ELSE case_id END AS session_id
    FROM (SELECT looked_at.*, {number} AS session_number FROM ({looked_at}) AS looked_at) AS cut
) AS told {kept}
"""
        return self._clicks_together(sessions) if self.shape.by_click else sessions

    def _looked_at(self, coded: str) -> str:
        """SQL of events in order, each compared with the ones before and after it."""
        window = f"PARTITION BY case_id ORDER BY {', '.join(self._order())}"
        alike = " AND ".join(f"{key} = {self.beside('lag', key, window)}" for key in self.shape.key)
        before, after = (self.beside(side, "us", window) for side in ("lag", "lead"))
        active = f"max(coalesce(over_us, us)) OVER ({window} {_BEFORE})"
        gap = self.shape.session
        values = {
            "whole_id": "case_id",
            "place": f"row_number() OVER ({window})",
            "n": "1",
            "tied": f"CASE WHEN us = {before} OR us = {after} THEN 1 ELSE 0 END",
            "repeats": f"CASE WHEN {alike} THEN 1 ELSE 0 END",
            "begins": "0" if gap is None else f"CASE WHEN us - {active} > {gap} THEN 1 ELSE 0 END",
        }
        return f"SELECT coded.*, {named(values)} FROM ({coded}) AS coded"

    def _order(self) -> Iterator[str]:
        """What orders the events of a case, whatever the order of the rows: what is not known comes last."""
        yield from self.shape.key
        of_case = {"succeeded": self.shape.success, "amount": self.shape.value, "segment": self.shape.segments}
        known = {name: self.shape.has(detail) for name, detail in _DETAILS.items()} | of_case
        for name in known:
            if known[name]:
                yield f"CASE WHEN {name} IS NULL THEN 1 ELSE 0 END, {name}"

    def _clicks_together(self, sessions: str) -> str:
        """SQL that makes one visit of events of one touchpoint in a row, from the first click to the last.

        Of what is said more than once, the first channel and promise count and the last score and outcome.
        """
        run = "OVER (PARTITION BY case_id, run)"
        said = {"first": ("segment", "channel", *_PROMISED), "last": ("answer", "share", "unhappy", "failed")}
        said["last"] += ("succeeded", "amount")
        ends = {"first": "min", "last": "max"}
        places = {
            f"{name}_place": f"{ends[end]}(CASE WHEN {name} IS NOT NULL THEN place END) {run}"
            for end, names in said.items()
            for name in names
        }
        each = {f"each_{name}": name for name in (*_COUNTED, "place", "whole_id", *_OF_EVENTS) if name != "code"}
        found = {
            name: f"min(CASE WHEN each_place = {name}_place THEN each_{name} END)"
            for names in said.values()
            for name in names
        }
        summed = {name: f"sum(each_{name})" for name in _COUNTED}
        return f"""
SELECT case_id, code, min(each_whole_id) AS whole_id, min(each_place) AS place, min(each_place) AS sort_by,
    min(each_us) AS us, max(coalesce(each_over_us, each_us)) AS over_us, min(each_letters) AS letters,
    count(*) AS clicks, max(each_commented) AS commented, {named(summed)}, {named(found)}
FROM (
    SELECT case_id, code, run, {named(each)}, {named(places)}
    FROM (
        SELECT turned.*, sum(CASE WHEN code = earlier_code THEN 0 ELSE 1 END) OVER ({_BY_PLACE} {_SO_FAR}) AS run
        FROM (SELECT sessions.*, {self.beside("lag", "code", _BY_PLACE)} AS earlier_code FROM ({sessions}) AS sessions)
            AS turned
    ) AS runs
) AS clicked
GROUP BY case_id, run, code
"""

    def _promise(self, name: str, promised_to: int | None) -> str:
        """SQL of what was promised; it is a wait or a time, all parts of one event."""
        if promised_to is None or not self.shape.has("due"):
            return name
        return f"CASE WHEN code = {promised_to} THEN {_at('promise_position', name)} END"


def _at(position: str, name: str) -> str:
    """SQL of what is known of the case's event at a position."""
    return f"max(CASE WHEN position = {position} THEN {name} END) {_WHOLE}"


def _asked_for(since: int | None, until: int | None) -> str:
    begun: Sequence[str] = [f"begun_us >= {since}"] if since is not None else []
    begun = [*begun, *([f"begun_us < {until}"] if until is not None else [])]
    return " AND ".join(begun) or "1 = 1"
