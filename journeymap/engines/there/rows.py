"""The first stage, as SQL: rows of a table → events that can be read."""

# ruff: noqa: S608 - every name and text of a user is quoted by the dialect, every other value is ours

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from journeymap.engines.columns import Columns
from journeymap.engines.dialects.dialect import Kind
from journeymap.engines.rows import DAY_US, FAILED, NONE, WENT_WELL
from journeymap.engines.there.writing import Writing, named, together
from journeymap.engines.zones import UTC, Clock
from journeymap.eventlog import EventLog

__all__ = ["BAD_ROWS", "UNREAD", "Rows"]

BAD_ROWS = ("timestamp", "case", "touchpoint", "order")
"""What makes a row unreadable, in the order in which `check` counts it."""

UNREAD = {
    "satisfaction": ("score_words", "score_words IS NOT NULL AND (score IS NULL OR score < low OR score > high)"),
    "success": ("success_words", "success_words IS NOT NULL AND succeeded IS NULL"),
    "clicks": ("clicks_words", "clicks_words IS NOT NULL AND clicks IS NULL"),
    "outcome": ("outcome_words", "outcome_words IS NOT NULL AND failed IS NULL"),
    "value": ("value_words", "value_words IS NOT NULL AND amount IS NULL"),
    "promised": ("promised_words", "promised_words IS NOT NULL AND promised IS NULL AND due IS NULL"),
    "end": (
        "CASE WHEN end_us IS NULL THEN end_words END",
        "(end_words IS NOT NULL AND end_us IS NULL) OR end_us < at_us",
    ),
}
"""The words of a column, and when they cannot be read; scores lie on their touchpoint's scale."""

_PER_SECOND = {"s": 1_000_000, "ms": 1000, "us": 1}
_TIMES = ("time", "zoned")


@dataclass(frozen=True, slots=True)
class Rows(Writing):
    """The questions to the rows of a table."""

    columns: Columns
    kinds: Mapping[str, Kind]
    log: EventLog
    clock: Clock = field(default=UTC)
    """Of times that name no zone."""

    @property
    def promised_in_words(self) -> bool:
        """Whether promises are texts or numbers; else they are times."""
        return self.kinds.get(self.columns.promised or "") in {"text", "number"}

    def rows_read(self, relation: str) -> str:
        """Return the query of every row as it stands in a table."""
        columns, write = self.columns, self.dialect
        read = {
            "case_id": f"CAST({write.identifier(columns.case)} AS {write.string})",
            "name": f"CAST({write.identifier(columns.touchpoint)} AS {write.string})",
            "sort_by": write.identifier(columns.order) if columns.order else "0",
            "at_clock": self._clock(columns.timestamp),
            "end_clock": self._clock(columns.end),
            "due_clock": self._clock(columns.promised if not self.promised_in_words else None),
            "score_words": self._given(columns.satisfaction),
            **{f"{what}_words": self._given(getattr(columns, what)) for what in ("success", "clicks", "outcome")},
            **{f"{what}_words": self._given(getattr(columns, what)) for what in ("value", "channel", "comment")},
            **{f"{what}_words": self._given(getattr(columns, what)) for what in ("promised", "end")},
            **{f"segment_{n}": self._segment(name) for n, name in enumerate(columns.segments)},
        }
        read |= {
            f"{what}_number": f"CAST({write.identifier(column)} AS {write.real})"
            for what, column in self._numbers().items()
            if column and self.kinds[column] == "number"
        }
        return f"SELECT {named(read)} FROM {relation} AS log_rows"

    def clock_ends(self) -> str | None:
        """Ask for the first and the last time that names no zone; None where every time does."""
        clocks = {"at": self.columns.timestamp, "end": self.columns.end, "due": self.columns.promised}
        naive = [f"{name}_clock" for name, column in clocks.items() if self.kinds.get(column or "") == "time"]
        if not naive:
            return None
        ends = ", ".join(f"min({clock}), max({clock})" for clock in naive)
        return f"SELECT {ends} FROM {self.interim('rows_read')}"

    def promised_words(self, limit: int) -> str:
        """Ask for the distinct words in which something was promised."""
        return (
            f"SELECT DISTINCT promised_words FROM {self.interim('rows_read')} "
            f"WHERE promised_words IS NOT NULL LIMIT {limit}"
        )

    def events(self) -> str:
        """Return the query of every event; `promises` is there where promises are words."""
        words, joined = self.promised_in_words, ""
        if words:
            joined = f" LEFT JOIN {self.interim('promises')} ON promises.words = rows_read.promised_words"
        is_day = f"{int(self._is_naive(self.columns.promised))} = 1 AND mod(due_clock, {DAY_US}) = 0"
        due, next_day = (self._utc(clock, self.columns.promised) for clock in ("due_clock", f"(due_clock + {DAY_US})"))
        values = {
            "at_us": self._utc("at_clock", self.columns.timestamp),
            "end_us": self._utc("end_clock", self.columns.end),
            "promised": "promises.wait" if words else self.null("whole"),
            "due_from": "promises.opens" if words else f"CASE WHEN {is_day} THEN {due} END",
            "due": "promises.closes" if words else f"CASE WHEN {is_day} THEN {next_day} - 1 ELSE {due} END",
            "score": "score_read",
            "succeeded": self._either("success_words", ("true", "yes", "1", "1.0"), ("false", "no", "0", "0.0")),
            "clicks": self._whole("clicks_read"),
            "failed": self._failed(),
            "amount": self._ten_thousandths("value_read"),
            "commented": "CASE WHEN comment_words IS NULL THEN 0 ELSE 1 END",
            "odd": self._odd(),
        }
        numbers = {f"{what}_read": self._number(what, column) for what, column in self._numbers().items()}
        read = f"(SELECT rows_read.*, {named(numbers)} FROM {self.interim('rows_read')}) AS rows_read"
        return f"SELECT rows_read.*, {named(values)} FROM {read}{joined}"

    def good(self) -> str:
        """Return the query of the events that can be read."""
        return f"SELECT * FROM {self.interim('events')} WHERE NOT ({' OR '.join(self._bad().values())})"

    def check(self) -> str:
        """Ask how many rows there are and are good; their ends; what is odd; how many are bad for each reason."""
        bad = self._bad().values()
        good = f"NOT ({' OR '.join(bad)})"
        ends = ("min", "at_us"), ("max", "at_us"), ("max", "end_us")
        wanted = (good, f"{good} AND mod(at_clock, {DAY_US}) = 0", *(f"{good} AND odd = {n}" for n in (1, 2)))
        asked = ["count(*)", *(_count(each) for each in wanted)]
        asked += [f"{end}(CASE WHEN {good} THEN {us} END)" for end, us in ends]
        return f"SELECT {', '.join([*asked, *map(_count, bad)])} FROM {self.interim('events')}"

    def bad_rows(self, reason: str) -> str:
        """Ask for the cases of the first rows that are bad for a reason."""
        bad = self._bad()[reason]
        return f"SELECT DISTINCT case_id FROM {self.interim('events')} WHERE {bad} ORDER BY case_id LIMIT 6"

    def names(self, known: Iterable[str], limit: int) -> str:
        """Ask for the names of events: those that are known, then the others, most frequent first."""
        listed = ", ".join(map(self.dialect.text, known))
        return f"""
SELECT name FROM (SELECT name, count(*) AS n FROM {self.interim("good")} GROUP BY name) AS counted
ORDER BY CASE WHEN name IN ({listed}) THEN 0 ELSE 1 END, n DESC, name LIMIT {limit}
"""

    def unread(self, meanings: Iterable[str]) -> str:
        """Ask for the values that cannot be read: their meaning, the words, how often, and one of the cases."""
        coded = f"{self.interim('good')} JOIN {self.interim('codes')} ON codes.name = good.name"
        found = [
            f"SELECT {place} AS meaning, {words} AS said, good.case_id FROM {coded} WHERE {condition}"
            for place, (meaning, (words, condition)) in enumerate(UNREAD.items())
            if meaning in meanings
        ]
        return f"""
SELECT meaning, said, count(*), min(case_id) FROM ({together(found)}) AS unread
GROUP BY meaning, said ORDER BY meaning, said
"""

    def channel_words(self, limit: int) -> str:
        """Ask for the distinct channels, as they are spelt."""
        good = self.interim("good")
        return f"SELECT DISTINCT channel_words FROM {good} WHERE channel_words IS NOT NULL LIMIT {limit}"

    def segment_values(self, limit: int) -> str:
        """Ask for the distinct values of the segment columns."""
        names = [f"segment_{n}" for n in range(len(self.columns.segments))]
        return f"SELECT DISTINCT {', '.join(names)} FROM {self.interim('good')} LIMIT {limit}"

    def _clock(self, column: str | None) -> str:
        """SQL of a time by the clock of its zone; NULL where there is none (1970 itself stands for nothing)."""
        kind = self.kinds.get(column or "", "nothing")
        if column is None or kind not in {*_TIMES, "number", "text"}:
            return self.null("whole")
        name, write = self.dialect.identifier(column), self.dialect
        if kind in _TIMES:
            return f"nullif({write.microseconds.format(name)}, 0)"
        since = f"CAST({name} AS {write.real})" if kind == "number" else write.number.format(name)
        amount = f"({since} * {_PER_SECOND[self.log.time_unit or 'us']})"
        return f"CASE WHEN abs({amount}) < 9e18 THEN nullif(CAST(floor({amount} + 0.5) AS {write.whole}), 0) END"

    def _is_naive(self, column: str | None) -> bool:
        return self.kinds.get(column or "") == "time"

    def _utc(self, clock: str, column: str | None) -> str:
        """SQL of a clock in UTC: the zone of the log is subtracted where the time names none."""
        if not self._is_naive(column):
            return clock
        *earlier, (_, offset) = self.clock.offsets
        if not earlier:
            return f"{clock} - {offset}" if offset else clock
        until = " ".join(f"WHEN {clock} < {switch} THEN {before}" for switch, before in earlier)
        return f"{clock} - CASE {until} ELSE {offset} END"

    def _odd(self) -> str:
        """SQL of whether a clock shows a time that is skipped (1) or shown twice (2)."""
        odd = [*((1, *span) for span in self.clock.gaps), *((2, *span) for span in self.clock.overlaps)]
        if not odd or not self._is_naive(self.columns.timestamp):
            return self.null("whole")
        found = [f"WHEN at_clock >= {begins} AND at_clock < {ends} THEN {which}" for which, begins, ends in odd]
        return f"CASE {' '.join(found)} END"

    def _numbers(self) -> dict[str, str | None]:
        return {"score": self.columns.satisfaction, "clicks": self.columns.clicks, "value": self.columns.value}

    def _number(self, what: str, column: str | None) -> str:
        """SQL of a given value as a number, NULL where it is none."""
        if column is None:
            return self.null("real")
        words = f"{what}_words"
        is_number = self.kinds[column] == "number"
        read = f"{what}_number" if is_number else self.dialect.number.format(words)
        return f"CASE WHEN {words} IS NOT NULL THEN {read} END"

    def _whole(self, number: str) -> str:
        is_whole = f"{number} >= 0 AND {number} < 1000000000 AND floor({number}) = {number}"
        return f"CASE WHEN {is_whole} THEN CAST({number} AS {self.dialect.whole}) END"

    def _ten_thousandths(self, number: str) -> str:
        """SQL of an amount as a whole number, which adds up exactly in any order."""
        rounded = f"CAST(floor({number} * 10000 + 0.5) AS {self.dialect.whole})"
        return f"CASE WHEN abs({number}) < 1e14 THEN {rounded} END"

    def _failed(self) -> str:
        named_so = self.log.failed
        if not named_so:
            return self._either("outcome_words", FAILED, WENT_WELL)
        failed = self._is_one_of("outcome_words", [word.strip().lower() for word in named_so])
        return f"CASE WHEN {failed} THEN 1 WHEN outcome_words IS NOT NULL THEN 0 END"

    def _either(self, words: str, true: Iterable[str], false: Iterable[str]) -> str:
        return f"CASE WHEN {self._is_one_of(words, true)} THEN 1 WHEN {self._is_one_of(words, false)} THEN 0 END"

    def _is_one_of(self, words: str, meant: Iterable[str]) -> str:
        return f"lower({words}) IN ({', '.join(map(self.dialect.text, meant))})"

    def _segment(self, column: str) -> str:
        return f"coalesce(nullif({self._words(column)}, ''), {self.dialect.text(NONE)})"

    def _given(self, column: str | None) -> str:
        """SQL of a value as text, NULL where none was given: empty text, or no number (NaN)."""
        if column is None:
            return self.null("string")
        words = f"trim({self._words(column)})"
        return f"CASE WHEN lower({words}) NOT IN ('', 'nan') THEN {words} END"

    def _words(self, column: str) -> str:
        """SQL of a value as text; not every database turns true and false into words."""
        name = self.dialect.identifier(column)
        if self.kinds[column] == "boolean":
            return f"CASE WHEN {name} THEN 'true' WHEN NOT {name} THEN 'false' END"
        return f"CAST({name} AS {self.dialect.string})"

    def _bad(self) -> dict[str, str]:
        conditions = ("at_us IS NULL", self._blank("case_id"), self._blank("name"), "sort_by IS NULL")
        return dict(zip(BAD_ROWS, conditions, strict=True))

    def _blank(self, column: str) -> str:
        left = column
        for character in "\t\r\n":
            left = f"replace({left}, {self.dialect.text(character)}, '')"
        return f"({column} IS NULL OR trim({left}) = '')"


def _count(condition: str) -> str:
    return f"count(CASE WHEN {condition} THEN 1 END)"
