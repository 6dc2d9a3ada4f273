"""How far a measurement is, on stderr: a bar in a terminal, a line now and then elsewhere, nothing if it is quick.

What is worth knowing later is said at once and stays.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from shutil import get_terminal_size
from time import monotonic
from typing import TextIO

from journeymap.cli.output import bar
from journeymap.progress import Progress, Tell
from journeymap.units import format_count, format_duration

__all__ = ["told"]

_QUICK = 1.0
"""Seconds that need no explanation."""
_RARELY = 10.0
"""Seconds between two lines where no terminal can draw one anew."""
_TELLING = 0.02
"""Share from which the time left can be guessed."""


@contextmanager
def told(*, quiet: bool = False) -> Iterator[Tell | None]:
    """Tell on stderr how far a work is; nothing with `quiet`, and nothing in the first second."""
    if quiet:
        yield None
        return
    teller = _Bar(sys.stderr) if sys.stderr.isatty() else _Lines(sys.stderr)
    try:
        yield teller.tell
    finally:
        teller.end()


class _Lines:
    """Prints a line every ten seconds."""

    _pause = _RARELY

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._step = ""
        self._began = monotonic()
        self._next = self._began + _QUICK

    def tell(self, progress: Progress) -> None:
        if progress.note:
            self.end()
            print(progress.note, file=self._out, flush=True)
            return
        now = monotonic()
        if progress.step != self._step:
            self._step, self._began = progress.step, now
        if now >= self._next:
            self._next = now + self._pause
            self._print(progress, now - self._began)

    def end(self) -> None:
        """Lines that were printed stay."""

    def _print(self, progress: Progress, seconds: float) -> None:
        print(": ".join(filter(None, [progress.step, _figures(progress, seconds)])), file=self._out, flush=True)


class _Bar(_Lines):
    """Draws one line anew, and wipes it away at the end."""

    _pause = 0.0
    _is_drawn = False

    def end(self) -> None:
        if self._is_drawn:
            self._out.write("\r\x1b[K")
            self._out.flush()

    def _print(self, progress: Progress, seconds: float) -> None:
        line = f"{progress.step} {bar(progress.share)} {_figures(progress, seconds)}"
        self._is_drawn = True
        self._out.write(f"\r{line[: get_terminal_size().columns - 1]}\x1b[K")
        self._out.flush()


def _figures(progress: Progress, seconds: float) -> str:
    """Say how far the step is, how fast it goes and how long it will still take, as far as that can be told."""
    words = [f"{progress.share:.0%}"] if progress.share else []
    if progress.share >= _TELLING and seconds:
        if progress.n_events:
            speed = float(f"{progress.n_events * progress.share / seconds:.2g}")  # what can be read as it changes
            words.append(f"{format_count(speed)} events per second")
        left = seconds / progress.share * (1 - progress.share)
        words.append(f"{format_duration(max(1, round(left)))} left")
    return ", ".join(words)
