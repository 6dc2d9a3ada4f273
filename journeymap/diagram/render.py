"""DOT text to SVG or PNG: the one place that runs a drawing engine.

The embedded engine is `graphviz-pure`, which is installed with this package; a Graphviz of the system paints on
request, or when it is the only one. Each run is bounded in time, memory and pixels, sees almost nothing of the
environment, and includes no file (`SERVER_NAME` tells Graphviz that it serves strangers).
"""

import math
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Literal, get_args

from journeymap.diagram.raster import MAX_DPI, POINTS_PER_INCH, bounded_dpi
from journeymap.errors import Diagnostic, RenderError

__all__ = ["DPI", "Engine", "EngineName", "Format", "find_engine", "render", "resolution"]

Format = Literal["svg", "png"]
EngineName = Literal["embedded", "dot"]

DPI = 144
SECONDS = 30.0
MEMORY = 2 * 1024**3
MAX_BYTES = 256 * 1024**2
"""Of a picture; a PNG of the most pixels has fewer."""
_KEPT = ("HOME", "PATH", "SYSTEMROOT", "TEMP", "TMPDIR")
_PAGE = re.compile(r'\bsize="([\d.]+),([\d.]+)!"')
_SIZE = re.compile(r'\bbb="0,0,([\d.]+),([\d.]+)"')
_PLAIN_FONT, _BOLD_FONT = 'fontname="Helvetica"', 'fontname="Helvetica-Bold"'
_FONTS = "Arimo,Liberation Sans,Arial,Helvetica"


@dataclass(frozen=True, slots=True)
class Engine:
    """A program that paints DOT."""

    name: EngineName
    path: str


def render(
    dot: str,
    format: Format,  # noqa: A002 - the word of every caller
    *,
    dpi: int = DPI,
    engine: EngineName | None = None,
    seconds: float = SECONDS,
) -> bytes:
    """Paint DOT text.

    Args:
        dot: The text; its `layout` attribute says who places the nodes.
        format: `svg` or `png`.
        dpi: Dots per inch of a PNG, at most 600; fewer where the picture would have too many pixels.
        engine: `embedded`, `dot` (the system's), or None for the first that is installed.
        seconds: How long the engine may take.

    Raises:
        RenderError: R101 if there is no engine, R102 if it fails, R103 if it takes too long, R104 for a format that is
            not known or a picture that is too large.
    """
    if format not in get_args(Format):
        raise _error("R104", f"`{format}` is no format of a picture", "write `svg`, `png` or `dot`")
    found = find_engine(engine)
    if format == "svg":
        return _run(found, ["-Tsvg"], dot, seconds)
    if found.name == "dot":
        dot = _with_system_fonts(dot)
    if not _SIZE.search(dot) and not _PAGE.search(dot):
        dot = _run(found, ["-Tdot"], dot, seconds).decode()
    return _run(found, ["-Tpng", f"-Gdpi={resolution(dot, dpi)}"], dot, seconds)


def find_engine(name: EngineName | None = None) -> Engine:
    """Find the engine that is asked for, or the first one that is installed.

    Raises:
        RenderError: R101 if there is none.
    """
    wanted: tuple[EngineName, ...] = ("embedded", "dot") if name is None else (name,)
    for one in wanted:
        path = _embedded() if one == "embedded" else shutil.which("dot")
        if path:
            return Engine(one, path)
    missing = "no `dot` on the path" if name == "dot" else "no drawing engine is installed"
    cure = "install Graphviz, or leave the engine to us" if name == "dot" else "`pip install 'graphviz-pure<0.3'`"
    raise _error("R101", missing, cure)


def _embedded() -> str | None:
    """Find `graphviz-pure`: beside Python, in its own package's records, on the path."""
    program = "graphviz-pure.exe" if sys.platform == "win32" else "graphviz-pure"
    beside = Path(sys.executable).parent / program
    if beside.is_file():
        return str(beside)
    from importlib import metadata  # noqa: PLC0415 - with it comes all of `email`: only where the program is elsewhere

    try:
        recorded = metadata.files("graphviz-pure") or []
    except metadata.PackageNotFoundError:
        recorded = []
    for file in recorded:
        if file.name == program and (path := Path(str(file.locate()))).is_file():
            return str(path.resolve())
    return shutil.which(program)


def resolution(dot: str, dpi: int) -> int:
    """Return the dots per inch that a PNG gets: those asked for, or as many as can be painted.

    Raises:
        RenderError: R104 if it is too large for a PNG.
    """
    inches = _inches(dot)
    return bounded_dpi(*inches, dpi=dpi) if inches else max(1, min(dpi, MAX_DPI))


def _inches(dot: str) -> tuple[float, float] | None:
    """Return the size of a picture, by its paper or its own; None where it is not laid out yet."""
    if found := _PAGE.search(dot):
        return float(found[1]), float(found[2])
    found = _SIZE.search(dot)
    return (float(found[1]) / POINTS_PER_INCH, float(found[2]) / POINTS_PER_INCH) if found else None


def _with_system_fonts(dot: str) -> str:
    """Name fonts with Arimo's widths first; quoted text cannot hold these words, as its quotes are escaped."""
    plain = dot.replace(_PLAIN_FONT, f'fontname="{_FONTS}"')
    return plain.replace(_BOLD_FONT, f'fontname="{_FONTS} Bold"')


def _run(engine: Engine, flags: list[str], dot: str, seconds: float) -> bytes:
    """Run the engine within its limits; anything but a clean exit is an error."""
    with (
        TemporaryFile() as picture,
        TemporaryFile() as complaint,
        subprocess.Popen(  # noqa: S603 - a program that we found, flags of our own, no shell
            [engine.path, *flags], stdin=subprocess.PIPE, stdout=picture, stderr=complaint, env=_environment()
        ) as process,
    ):
        _limit(process.pid, seconds)
        try:
            process.communicate(dot.encode(), timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            cure = "show fewer cards, or save it as `.dot`"
            raise _error("R103", f"the drawing engine took more than {seconds:g} s", cure) from None
        size = picture.tell()
        if process.returncode != 0 or not 0 < size < MAX_BYTES:
            raise _failure(process.returncode, size, _text(complaint))
        picture.seek(0)
        return picture.read()


def _text(complaint: IO[bytes]) -> str:
    complaint.seek(0)
    return complaint.read(2000).decode(errors="replace")


def _failure(status: int, size: int, complaint: str) -> RenderError:
    how = f"ended with status {status}" if status else "painted nothing" if size == 0 else "painted without end"
    error = _error("R102", f"the drawing engine {how}", "save it as `.dot` to see what it was given")
    error.add_note(complaint)
    return error


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "SERVER_NAME": "journeymap", "LC_ALL": "C.UTF-8"}


def _limit(pid: int, seconds: float) -> None:
    """Bound memory, processor time and output, where the system can; the engine still waits for its input."""
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 - only there

        try:
            resource.prlimit(pid, resource.RLIMIT_AS, (MEMORY, MEMORY))
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (MAX_BYTES, MAX_BYTES))
            cpu = math.ceil(seconds)
            resource.prlimit(pid, resource.RLIMIT_CPU, (cpu, cpu + 1))
        except ProcessLookupError:  # it ended at once, which its exit status tells
            pass


def _error(code: str, message: str, cure: str) -> RenderError:
    return RenderError(Diagnostic(code=code, message=message, help=cure))
