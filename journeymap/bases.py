"""Files that build on others: `extends: base.yaml` inherits, and overrides touchpoint by touchpoint."""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from journeymap.errors import Diagnostic, JourneyError
from journeymap.sources import LEVELS, Source, read_source

__all__ = ["read_with_bases", "with_bases"]


def read_with_bases(path: Path) -> Source:
    """Read a file and, where it says `extends`, the files it builds on.

    Raises:
        JourneyError: If one of them cannot be read, holds no journey, or builds on itself.
    """
    return with_bases(read_source(path), path)


def with_bases(source: Source, path: Path) -> Source:
    """Return a file with what it inherits where it says `extends`.

    Args:
        source: What stands in the file itself.
        path: Where it was read.

    Raises:
        JourneyError: If one that it builds on cannot be read, holds no journey, or builds on it in turn.
    """
    return _with_bases(source, path, ())


def _with_bases(source: Source, path: Path, seen: tuple[str, ...]) -> Source:
    named = source.values.get("extends") if isinstance(source.values, Mapping) else None
    if not isinstance(named, str):
        return source
    base_path = path.parent / named
    base = _base(source, named, base_path)
    chain = (*seen, os.path.realpath(path))
    if os.path.realpath(base_path) in chain:
        raise _refused(source, "J151", f"`{named}` is extended in a circle", "take `extends` out of one of the files")
    base = _with_bases(base, base_path, chain)
    inherited = _moved(base.values, path.parent, base_path.parent)
    return replace(source, base=base, merged=_overlay(inherited, source.values))


def _base(source: Source, named: str, path: Path) -> Source:
    try:
        base = read_source(path)
    except JourneyError as error:
        if any(problem.code != "J001" for problem in error.diagnostics):
            raise JourneyError([*source.problems, *error.diagnostics]) from None
        cure = "name it as seen from the folder of this file"
        raise _refused(source, "J150", f"there is no file `{named}` to extend", cure) from None
    if not isinstance(base.values, Mapping):
        cure = "name the file that holds the journey to build on"
        raise _refused(source, "J150", f"`{named}` holds nothing to extend", cure)
    return base


def _refused(source: Source, code: str, said: str, cure: str) -> JourneyError:
    """Make the error at `extends`, beside what else is wrong with the file."""
    return JourneyError([*source.problems, Diagnostic(code, said, source.place(("extends",)), help=cure)])


def _moved(values: Mapping[str, Any], here: Path, there: Path) -> Mapping[str, Any]:
    """Return the values of a base as seen from another folder: the log it names stays where it is."""
    log = values.get("log")
    if not isinstance(log, Mapping) or not isinstance(file := log.get("file"), str):
        return values
    if here == there or Path(file).is_absolute():
        return values
    return {**values, "log": {**log, "file": os.path.relpath(there / file, here)}}


def _overlay(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a file and its base say together; the file wins."""
    changed = {key: _merged(base.get(key), value, LEVELS.get(key, 1) - 1) for key, value in own.items()}
    return {**base, **changed}


def _merged(base: Any, own: Any, levels: int) -> Any:  # noqa: ANN401 - whatever stands in the files
    """Merge a part key by key, so many levels deep; a part with nothing behind it changes nothing."""
    if not levels or base is None:
        return own
    if own is None:
        return base
    if not isinstance(base, Mapping) or not isinstance(own, Mapping):
        return own
    return {**base, **{key: _merged(base.get(key), value, levels - 1) for key, value in own.items()}}
