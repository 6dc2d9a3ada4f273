"""Models → files: what was loaded, written so that loading it gives the same."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from journeymap.errors import Diagnostic, JourneyError
from journeymap.journey import Journey
from journeymap.programme import Programme
from journeymap.programme_loading import check_file

__all__ = [
    "OPEN",
    "Inline",
    "Row",
    "as_yaml",
    "check_place",
    "dump",
    "laid_out",
    "plain",
    "put_in_place",
    "save",
    "unwritable",
]

_WIDTH = 100
_INLINE = 80
"""Characters of the longest mapping or list that stands in one line."""
OPEN = ("touchpoints", "audiences")
"""Keys whose parts have a line for each key, however short they are."""
_TEXT, _MAPPING, _SEQUENCE = (f"tag:yaml.org,2002:{name}" for name in ("str", "map", "seq"))
_NUMBERS_AND_NOTHING = {f"tag:yaml.org,2002:{name}" for name in ("int", "float", "null", "merge", "value")}
_LINE_BREAKS = "\n\r\x85\u2028\u2029"


def dump(model: Journey | Programme) -> str:
    """Write a journey or a programme as YAML, as people write it: loading the text gives an equal one.

    Keys stand in the order of the models; what is as by default is left out. A journey that `extends` another is
    written whole, without the other.

    Example:
        >>> print(dump(Journey.model_validate({"journey": "j", "touchpoints": {"a": {"wait": "120 s"}}})))
        journey: j
        touchpoints:
          a:
            wait: 2 min
        <BLANKLINE>
    """
    return as_yaml(plain(model))


def as_yaml(keys: dict[str, Any]) -> str:
    """Write keys as YAML, as people write it: what is short stands in one line.

    Example:
        >>> print(as_yaml({"next": {"pay": "70%", "leave": "30%"}}), end="")
        next: {pay: 70%, leave: 30%}
    """
    text: str = yaml.dump(laid_out(keys), Dumper=_Writer, sort_keys=False, allow_unicode=True, width=_WIDTH)
    return text


def save(model: Journey | Programme, path: str | Path) -> None:
    """Save a journey or a programme, as JSON where the file is called `.json`, else as YAML.

    A file that is there is replaced once the new one is sound, and whole.

    Raises:
        JourneyError: If the file cannot be written, or what was written would not be sound there.

    Example:
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     save(Journey.model_validate({"journey": "j", "touchpoints": {"a": {}}}), f"{folder}/journey.yaml")
        ...     print(Path(folder, "journey.yaml").read_text())
        journey: j
        touchpoints:
          a: {}
        <BLANKLINE>
    """
    path = Path(path)
    as_json = path.suffix.lower() == ".json"
    text = f"{json.dumps(plain(model), ensure_ascii=False, indent=2)}\n" if as_json else dump(model)
    put_in_place(text.encode(), path)


def put_in_place(content: bytes, path: Path) -> None:
    """Write a journey or programme file beside its place, check it there, and only then let it take the place.

    Raises:
        JourneyError: If it cannot be written or has errors; what was there before is as it was.
    """
    place = path.resolve()  # a link stays one
    try:
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.stem}-", suffix=place.suffix)
        new = Path(name)
        try:
            with open(handle, "wb") as file:  # noqa: PTH123 - a handle, not a path
                file.write(content)
            _refuse_errors(new, path)
            _keep_mode(place, new)
            new.replace(place)
        finally:
            new.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(path, (error.strerror or "the system refuses").lower()) from None


def check_place(path: Path, *, replace: bool = False) -> None:
    """Refuse a place without a folder, and one where a file is already, unless that may be replaced.

    Raises:
        JourneyError: If no file can be put there.
    """
    if path.exists() and not replace:
        said = f"`{path}` is there already: nothing is overwritten"
        raise JourneyError(Diagnostic("L190", said, help="name another file, or type `--force` to replace it"))
    if not path.parent.is_dir():
        raise unwritable(path, f"there is no folder `{path.parent}`", help="make the folder first")


def unwritable(path: Path, why: str, *, help: str = "name a file that you may write") -> JourneyError:  # noqa: A002 - the printed word
    """Make the error that says why a file cannot be written."""
    return JourneyError(Diagnostic("J162", f"`{path}` cannot be written: {why}", help=help))


def _keep_mode(place: Path, new: Path) -> None:
    if place.exists():
        shutil.copymode(place, new)
        return
    mask = os.umask(0)
    os.umask(mask)
    new.chmod(0o666 & ~mask)


def _refuse_errors(new: Path, path: Path) -> None:
    """Refuse a file with errors, by the name that it was to have."""
    if errors := [problem for problem in check_file(new) if problem.severity == "error"]:
        raise JourneyError([*_renamed(errors, str(new), str(path))])


def _renamed(problems: Iterable[Diagnostic], old: str, new: str) -> Iterable[Diagnostic]:
    for problem in problems:
        place = problem.place
        yield replace(
            problem,
            message=problem.message.replace(old, new),
            place=replace(place, file=new) if place and place.file == old else place,
        )


def plain(model: Journey | Programme) -> dict[str, Any]:
    """Return what stands in the file, without what is as by default.

    A segment keeps even that where it is said: it overrides what the journey says.
    """
    keys: dict[str, Any] = model.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"extends"})
    if isinstance(model, Journey) and model.segments:
        keys["segments"] = {
            dimension: {
                value: segment.model_dump(mode="json", by_alias=True, exclude_unset=True)
                for value, segment in values.items()
            }
            for dimension, values in model.segments.items()
        }
    return keys


class Inline(dict[str, Any]):
    """A mapping that stands in one line."""


class Row(list[Any]):
    """A list that stands in one line."""


def laid_out(value: Any, *, open_levels: int = 1) -> Any:  # noqa: ANN401 - whatever a file may hold
    """Put what is short and holds no longer part into one line, but for so many levels of keys."""
    if isinstance(value, dict):
        parts = {key: laid_out(part, open_levels=2 if key in OPEN else open_levels - 1) for key, part in value.items()}
        return parts if open_levels > 0 or not _is_short(parts) else Inline(parts)
    if isinstance(value, list):
        members = [laid_out(part, open_levels=0) for part in value]
        return Row(members) if _is_short(members) else members
    return value


def _is_short(value: dict[str, Any] | list[Any]) -> bool:
    parts = [*value.values()] if isinstance(value, dict) else value
    simple = all(isinstance(part, Inline | Row) or not isinstance(part, dict | list) for part in parts)
    return simple and len(str(value)) <= _INLINE


class _Writer(yaml.SafeDumper):
    """Writes text plainly where this package and YAML 1.2 read it as text: `yes`, dates, `12:30`."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401 - the signature of the library
        del data
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002 - as above
        del indentless
        super().increase_indent(flow, False)


def _write_text(writer: _Writer, text: str) -> yaml.ScalarNode:
    style = '"' if any(mark in text for mark in _LINE_BREAKS) else None
    return writer.represent_scalar(_TEXT, text, style=style)


_Writer.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in resolvers if tag in _NUMBERS_AND_NOTHING]
    for first, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
}
_Writer.add_representer(str, _write_text)
_Writer.add_representer(bool, lambda writer, value: _write_text(writer, "yes" if value else "no"))
_Writer.add_representer(Inline, lambda writer, keys: writer.represent_mapping(_MAPPING, keys.items(), True))
_Writer.add_representer(Row, lambda writer, row: writer.represent_sequence(_SEQUENCE, row, True))
