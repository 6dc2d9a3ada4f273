"""XML, read as it comes with the parser of the standard library."""

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from journeymap.engines.readers.plain import opened
from journeymap.engines.sources import refuse

__all__ = ["parse"]


def parse(
    file: Path,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    characters: Callable[[str], None] | None = None,
) -> None:
    """Parse a file, unpacked if its name says that it is packed.

    Args:
        file: What to read.
        start: Called with the name and the attributes of each element that begins.
        end: Called with its name when it ends.
        characters: Called with pieces of text.

    Raises:
        LogError: If it is broken, or declares a document type, by which entities could blow it up.
    """
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, given: start(_local(tag), given)
    parser.EndElementHandler = lambda tag: end(_local(tag))
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = lambda *_: _refuse_doctype(file)
    try:
        with opened(file) as source:
            parser.ParseFile(source)
    except expat.ExpatError as error:
        said = f"`{file.name}` is broken XML: line {error.lineno}: {expat.ErrorString(error.code)}"
        refuse(said, "export it again; a file that was cut short has lost its end")


def _local(tag: str) -> str:
    """Return a name without the prefix of its namespace."""
    return tag.rpartition(":")[2] if ":" in tag else tag


def _refuse_doctype(file: Path) -> NoReturn:
    said = f"`{file.name}` declares a document type, by which XML may read other files or grow without end"
    refuse(said, "take the line `<!DOCTYPE …>` out; event logs do not need it", code="L129")
