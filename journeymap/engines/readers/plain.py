"""Text as SQL takes it: what is packed or in another encoding is written again, as UTF-8."""

import bz2
import codecs
import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NoReturn, cast

from journeymap.engines.duck import Session
from journeymap.engines.snippets import text
from journeymap.engines.sources import refuse
from journeymap.errors import did_you_mean

__all__ = ["opened", "plain", "start_of"]

_UTF8 = "utf-8"
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""Encoding by byte order mark; of two that start alike the longer comes first."""
_USUAL = ("utf-8", "utf-16", "latin-1", "cp1250", "cp1251", "cp1252", "cp1253", "iso8859-2", "iso8859-15")
_CHUNK = 1 << 20
_START = 65536
_ZST = ".zst"


@contextmanager
def opened(file: Path) -> Iterator[IO[bytes]]:
    """Open a file, unpacked if its name says that it is packed.

    Raises:
        LogError: If it is not what its name says, or cannot be read.
    """
    try:
        with _unpacked(file) as source:
            yield source
    except (EOFError, zlib.error, gzip.BadGzipFile):
        _refuse_packed(file)
    except OSError as error:
        if error.errno is None:
            _refuse_packed(file)
        refuse(f"`{file}` cannot be read: {error.strerror}", "check who may read it")


def _unpacked(file: Path) -> IO[bytes]:
    match file.suffix.lower():
        case ".gz":
            return cast("IO[bytes]", gzip.open(file))
        case ".bz2":
            return cast("IO[bytes]", bz2.open(file))
        case _:
            return file.open("rb")


def _refuse_packed(file: Path) -> NoReturn:
    said = f"`{file.name}` is not what `{file.suffix}` says, or is damaged"
    refuse(said, "pack it again, or leave it unpacked")


def start_of(session: Session, file: Path, encoding: str | None) -> str:
    """Return the first characters of a text.

    Raises:
        LogError: If they are in another encoding.
    """
    if file.suffix.lower() == _ZST:
        return _start_of_zst(session, file)
    with opened(file) as source:
        first = source.read(_START)
    known = _encoding(first, encoding)
    decoder = codecs.getincrementaldecoder(known)()
    try:
        start = decoder.decode(first)
    except UnicodeDecodeError as error:
        # DuckDB names the lines behind the first that are in another encoding; what it cannot tell is the header.
        start = error.object[: error.start].decode(known)
        if "\n" not in start:
            _refuse_encoding(file, known, 1, given=encoding)
    if "\x00" in start.partition("\n")[0]:
        _refuse_encoding(file, known, 1, given=encoding, likely="utf-16-le")
    return start


def plain(session: Session, file: Path, encoding: str | None) -> Path:
    """Return a file that SQL can read as UTF-8: the same one, or one that goes away with the session.

    Folders that say `name=value` keep their names.

    Raises:
        LogError: If the file is in another encoding than was said, or cannot be unpacked.
    """
    if file.suffix.lower() == _ZST:
        return file
    with opened(file) as source:
        known = _encoding(source.read(4), encoding)
    if known == _UTF8 and file.suffix.lower() != ".bz2":
        return file
    folder = session.folder.joinpath(f"text{len(list(session.folder.iterdir()))}", *_partitions(file))
    folder.mkdir(parents=True)
    written = folder / "text"
    _write_again(file, written, known, given=encoding)
    return written


def _partitions(file: Path) -> list[str]:
    return [name for name in file.parent.parts if "=" in name]


def _write_again(file: Path, written: Path, encoding: str, *, given: str | None) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with opened(file) as source, written.open("w", encoding=_UTF8, newline="") as target:
        try:
            while chunk := source.read(_CHUNK):
                decoded = decoder.decode(chunk)
                target.write(decoded)
                line += decoded.count("\n")
            target.write(decoder.decode(b"", final=True))
        except UnicodeDecodeError as error:
            line += error.object[: error.start].decode(encoding).count("\n")
            _refuse_encoding(file, encoding, line, given=given)


def _encoding(first: bytes, given: str | None) -> str:
    """Return what the byte order mark says, else what was said, else UTF-8."""
    marked = next((encoding for mark, encoding in _MARKS.items() if first.startswith(mark)), None)
    return marked or _known(given or _UTF8)


def _known(encoding: str) -> str:
    try:
        "".encode(encoding)
        return codecs.lookup(encoding).name
    except (LookupError, ValueError):
        cure = f"{did_you_mean(encoding, _USUAL)}; Western Europe mostly writes `cp1252`, Central Europe `cp1250`"
        refuse(f"no encoding is called `{encoding}`", cure, code="L124")


def _refuse_encoding(file: Path, encoding: str, line: int, *, given: str | None, likely: str = "cp1252") -> NoReturn:
    cure = f"type `--encoding {likely}`, or what else it is written in (`cp1250` in Central Europe)"
    if likely != "cp1252":
        cure = f"type `--encoding {likely}`"
    if given:
        cure = f"it is not in `{given}`: type another `--encoding`"
    refuse(f"`{file.name}` is not text in {encoding.upper()}: see line {line}", cure, code="L124")


def _start_of_zst(session: Session, file: Path) -> str:
    """DuckDB unpacks what Python cannot; a delimiter that never comes makes every line one value."""
    options = "delim = '\x01\x02\x03\x04', quote = '', escape = '', header = false, auto_detect = false"
    lines = session.rows(
        f"SELECT line FROM read_csv([{text(str(file))}], {options}, columns = {{line: 'VARCHAR'}}) LIMIT 1000"  # noqa: S608
    )
    return "\n".join(line for (line,) in lines)
