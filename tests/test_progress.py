"""Long measurements: how far they are, the memory that they may take, and what is left when they are stopped."""

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path
from time import monotonic, sleep
from unittest.mock import patch

import duckdb
import pytest

from journeymap.cli import progress as shown
from journeymap.engines.duck import session
from journeymap.engines.measure import measure
from journeymap.errors import LogError
from journeymap.eventlog import EventLog
from journeymap.journey import Journey
from journeymap.progress import Progress
from journeymap.units import UnitError, parse_size
from tests.test_cli import DESK, ROOT, journeymap

JOURNEY = Journey.model_validate({"journey": "j", "touchpoints": {"a": {"next": "b"}, "b": {}}})
LONG = "SELECT count(*) FROM range(30000000) a, range(1000) b WHERE (a.range * 7 + b.range) % 13 = 5"
"""A query that takes minutes."""


# how far it is


def test_every_step_is_told_and_never_goes_back(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text("case,event,at\n1,a,2026-01-01\n1,b,2026-01-02\n")
    told: list[Progress] = []
    measure(JOURNEY, EventLog(tmp_path / "e.csv"), progress=told.append)
    steps = list(dict.fromkeys(each.step for each in told))
    words = ["reading e.csv", "putting the events of each case in order", "counting waits", "counting variants"]
    assert steps == words
    for step in steps:
        shares = [each.share for each in told if each.step == step]
        assert shares == sorted(shares)
        assert shares[0] == 0
        assert shares[-1] <= 1
    assert {each.n_events for each in told if each.step != "reading e.csv"} == {2}


def test_a_long_statement_tells_how_far_it_is() -> None:
    class EnoughError(Exception):
        pass

    def tell(progress: Progress) -> None:
        if progress.share > 0:
            raise EnoughError

    with session("e.csv", tell=tell) as opened:
        opened.begin("counting")
        with pytest.raises(EnoughError):
            opened.rows(LONG)


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock() -> Iterator[list[float]]:
    now = [100.0]
    with patch.object(shown, "monotonic", lambda: now[0]):
        yield now


def tell_all(out: StringIO, clock: list[float], *steps: tuple[float, Progress]) -> str:
    with patch.object(sys, "stderr", out), shown.told() as tell:
        assert tell
        for seconds, progress in steps:
            clock[0] = 100 + seconds
            tell(progress)
    return out.getvalue()


def test_a_quick_measurement_says_nothing(clock: list[float]) -> None:
    steps = [(0.0, Progress("reading")), (0.9, Progress("counting", 0.9))]
    assert tell_all(StringIO(), clock, *steps) == ""
    assert tell_all(Terminal(), clock, *steps) == ""


def test_what_stays_worth_knowing_is_said_at_once(clock: list[float]) -> None:
    assert tell_all(StringIO(), clock, (0, Progress("reading", note="case: order"))) == "case: order\n"


def test_a_terminal_shows_a_bar_that_is_wiped_away(clock: list[float]) -> None:
    said = tell_all(
        Terminal(), clock, (0, Progress("counting", 0.0, 6_000_000)), (2, Progress("counting", 0.5, 6_000_000))
    )
    assert said == "\rcounting ██████       50%, 1,500,000 events per second, 2 s left\x1b[K\r\x1b[K"


def test_elsewhere_a_line_is_said_every_ten_seconds(clock: list[float]) -> None:
    steps = [(float(second), Progress("counting", second / 100, 1000)) for second in range(26)]
    assert tell_all(StringIO(), clock, *steps) == (
        "counting: 1%\ncounting: 11%, 10 events per second, 1.5 min left\n"
        "counting: 21%, 10 events per second, 1.3 min left\n"
    )


def test_quiet_is_quiet() -> None:
    with shown.told(quiet=True) as tell:
        assert tell is None


# memory


@pytest.mark.parametrize("words", ["2", "lots", "0GB", "-1GB", "2 days"])
def test_what_is_no_size_is_refused(words: str) -> None:
    with pytest.raises(UnitError, match="is not a size of memory"):
        parse_size(words)
    run = journeymap("friction", DESK, "--memory-limit", words)
    assert run.returncode == 2
    assert "write a size such as `500MB` or `4GB`" in run.stderr


def test_the_limit_is_that_of_the_engine() -> None:
    with session("e.csv", memory_limit=300_000_000) as opened:
        assert opened.row("SELECT current_setting('memory_limit')") == ("286.1 MiB",)


def test_beyond_the_limit_it_spills_and_counts_the_same(tmp_path: Path) -> None:
    events = """
        SELECT i // 5 AS "case", ['a', 'b', 'c'][1 + i % 3] AS event,
            TIMESTAMP '2026-01-01' + to_seconds(i * 7919 % 1000003) AS at
        FROM range(400000) t(i)
    """
    with closing(duckdb.connect()) as connection:
        connection.sql(events).write_parquet(str(tmp_path / "e.parquet"))
    log = EventLog(tmp_path / "e.parquet")
    assert measure(JOURNEY, log, memory_limit=60_000_000) == measure(JOURNEY, log)


def test_without_room_the_limit_is_said() -> None:
    def fill() -> None:
        with session("e.csv", memory_limit=20_000_000) as opened:
            opened.run("SET max_temp_directory_size = '1MB'")
            opened.rows("SELECT list(range) FROM range(30000000)")

    with pytest.raises(LogError, match="more room than there is: 20 MB of memory"):
        fill()


# stopping


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopped_it_leaves_nothing_on_the_disk(number: signal.Signals, code: int, tmp_path: Path) -> None:
    program = (
        "import journeymap.engines.rows as q; "
        f"q.NAMES = q.NAMES.replace('SELECT', 'WITH long AS ({LONG}) SELECT')"
        ".replace('FROM looked_at', 'FROM looked_at, long'); "
        "from journeymap.cli.main import main; main()"
    )
    words = [sys.executable, "-c", program, "friction", DESK, "--quiet"]
    started = subprocess.Popen(words, cwd=ROOT, env=os.environ | {"TMPDIR": str(tmp_path)}, stderr=subprocess.PIPE)
    try:
        give_up = monotonic() + 60
        while not [*tmp_path.glob("journeymap-*")] and monotonic() < give_up:
            sleep(0.05)
        sleep(0.5)
        assert [*tmp_path.iterdir()]
        started.send_signal(number)
        assert started.wait(60) == code
    finally:
        started.kill()
        _, said = started.communicate()
    assert said == (b"\nstopped\n" if number == signal.SIGINT else b"")
    assert [*tmp_path.iterdir()] == []


def test_in_a_terminal_the_bar_does_not_stand_in_the_way_of_results() -> None:
    screen, end = pty.openpty()
    words = [sys.executable, "-m", "journeymap", "friction", DESK, "--format", "json"]
    run = subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=end, check=True)
    os.close(end)
    os.close(screen)
    assert run.stdout.startswith(b"{")
