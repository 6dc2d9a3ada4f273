"""Changes to a file that people write: all else in it stays as they wrote it."""

import json
import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from io import StringIO
from pathlib import Path
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import CommentMark, YAMLError
from ruamel.yaml.tokens import CommentToken

from journeymap.checks.problem import Path as Keys
from journeymap.checks.problem import dotted
from journeymap.errors import JourneyError
from journeymap.programme_loading import check_file
from journeymap.saving import OPEN, Inline, Row, laid_out, put_in_place, unwritable
from journeymap.units import UnitError, parse_number

__all__ = ["edit"]

_BY_HAND = "make the change by hand"
_KEY_ALONE = r"^( *)[^\s#-][^#\n]*:[ \t]*(?:#.*)?\n(?:[ \t]*(?:#.*)?\n)*"
_BELOW_KEY = re.compile(rf"{_KEY_ALONE}(\1 +)[^\s#-]", re.MULTILINE)
_BELOW_KEY_ROW = re.compile(rf"{_KEY_ALONE}(\1 *)-( +)\S", re.MULTILINE)
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NOTHING = (None, "", "~", "null", "Null", "NULL")
_ENDLESS = 10**6
"""Columns of a line that is never broken."""


def edit(path: str | Path, changes: Mapping[Keys, Any], *, to: str | Path | None = None) -> None:
    r"""Set values in a journey or programme file; comments, order, quotes and indentation of all else survive.

    Args:
        path: The file, YAML or JSON.
        changes: What to set, by the keys that lead there: `{("touchpoints", "pay", "wait"): "2 s"}`. Keys that are
            not there yet are added at the end of their part; a number one past the end of a list appends. Values
            are text, numbers, truth values, lists and mappings.
        to: Where to write the changed file; default: in its place.

    Raises:
        JourneyError: If the file has errors, before or after, or the change cannot be made without changing more
            than it says; the file is then as it was.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     file = Path(folder, "journey.yaml")
        ...     _ = file.write_text("journey: j  # mine\ntouchpoints:\n  pay: {clicks: 2} # few\n")
        ...     edit(file, {("touchpoints", "pay", "wait"): "2 s"})
        ...     print(file.read_text())
        journey: j  # mine
        touchpoints:
          pay: {clicks: 2, wait: 2 s} # few
        <BLANKLINE>
    """
    path = Path(path)
    if errors := [problem for problem in check_file(path) if problem.severity == "error"]:
        raise JourneyError(errors)
    content = path.read_bytes()
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8"
    original = content.decode(encoding)
    text = original.replace("\r\n", "\n")
    changed = _changed(text.removeprefix("\ufeff"), changes, path)
    if text.startswith("\ufeff"):
        changed = f"\ufeff{changed}"
    if "\r\n" in original:
        changed = changed.replace("\n", "\r\n")
    put_in_place(changed.encode(encoding), Path(to or path))


def _changed(text: str, changes: Mapping[Keys, Any], path: Path) -> str:
    """Return the text with the changes: the one closest to the original that holds what it should."""
    notation = _Json(text) if path.suffix.lower() == ".json" else _Yaml(text)
    try:
        wanted = notation.plain(text)
        for keys, value in changes.items():
            wanted = _with(wanted, keys, _same(value))
        as_is, edited = notation.before_and_after(changes)
        for candidate in (_merged(text, as_is, edited), edited):
            if _holds(notation, candidate, wanted):
                return candidate
    except YAMLError:
        raise unwritable(path, "it is written in a way that cannot be kept", help=_BY_HAND) from None
    except _NoPlaceError as error:
        raise unwritable(path, f"`{dotted(error.keys)}` holds a single value", help=_BY_HAND) from None
    raise unwritable(path, "what is to change is shared with another part", help=_BY_HAND)


def _holds(notation: "_Json | _Yaml", text: str, wanted: Any) -> bool:  # noqa: ANN401 - whatever stands in the file
    try:
        return bool(notation.plain(text) == wanted)
    except (yaml.YAMLError, ValueError):
        return False


class _NoPlaceError(Exception):
    """A single value stands where keys should lead on."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys


def _with(values: Any, keys: Keys, new: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
    """Return the values with a new one, all of them apart from one another."""
    if not keys:
        return new
    step, *rest = keys
    if isinstance(values, list) and isinstance(step, int) and 0 <= step <= len(values):
        inner = values[step] if step < len(values) else None
        return [*values[:step], _with(inner, tuple(rest), new), *values[step + 1 :]]
    if values is None or isinstance(values, dict):
        values = values or {}
        return {**values, step: _with(values.get(step), tuple(rest), new)}
    raise _NoPlaceError(keys)


class _Json:
    """JSON, with its indentation."""

    def __init__(self, text: str) -> None:
        self.text = text
        indent = re.search(r"^([ \t]+)\S", text, re.MULTILINE)
        self.indent = indent[1] if indent else None

    def plain(self, text: str) -> Any:  # noqa: ANN401 - whatever stands in the file
        return _same(json.loads(text))

    def before_and_after(self, changes: Mapping[Keys, Any]) -> tuple[str, str]:
        before = after = json.loads(self.text)
        for keys, value in changes.items():
            after = _with(after, keys, value)
        return self._written(before), self._written(after)

    def _written(self, values: Any) -> str:  # noqa: ANN401 - as above
        end = "\n" if self.text.endswith("\n") else ""
        return json.dumps(values, ensure_ascii=False, indent=self.indent) + end


class _Yaml:
    """YAML, with its comments, quotes and indentation."""

    def __init__(self, text: str) -> None:
        self.text = text

    def plain(self, text: str) -> Any:  # noqa: ANN401 - whatever stands in the file
        return _same(yaml.load(text, _Loader))  # noqa: S506 - every scalar stays text

    def before_and_after(self, changes: Mapping[Keys, Any]) -> tuple[str, str]:
        library = _round_trip(self.text)
        tree = library.load(self.text)
        before, after = StringIO(), StringIO()
        library.dump(tree, before)
        for keys, value in changes.items():
            _set(tree, keys, value)
        library.dump(tree, after)
        return before.getvalue(), after.getvalue()


def _same(value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
    """Return values that are equal where a file says the same, however it is written."""
    if isinstance(value, Mapping):
        return {str(key): _same(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_same(part) for part in value]
    if isinstance(value, bool):
        return str(value).lower()
    try:
        return parse_number(value)
    except UnitError:
        return None if value in _NOTHING else value


def _round_trip(text: str) -> YAML:
    """Return a reader and writer of YAML that indents as a text does."""
    library = YAML()
    library.preserve_quotes = True
    library.width = _ENDLESS
    key = _BELOW_KEY.search(text)
    row = _BELOW_KEY_ROW.search(text)
    mapping = len(key[2]) - len(key[1]) if key else 2
    offset, behind_dash = (len(row[2]) - len(row[1]), len(row[3])) if row else (2, 1)
    library.indent(mapping=mapping, sequence=offset + 1 + behind_dash, offset=offset)
    return library


def _set(tree: Any, keys: Keys, value: Any) -> None:  # noqa: ANN401 - whatever stands in the file
    """Set a value in a tree of the library."""
    part = tree
    for step in keys[:-1]:
        inner = part[step] if _has(part, step) else None
        if inner is None:
            _place(part, step, CommentedMap())
            inner = part[step]
        part = inner
    open_levels = max(0, 3 - len(keys)) if keys[0] in OPEN else 0
    _place(part, keys[-1], _dressed(laid_out(value, open_levels=open_levels)))


def _has(part: Any, step: str | int) -> bool:  # noqa: ANN401 - as above
    return step < len(part) if isinstance(part, list) and isinstance(step, int) else step in part


def _dressed(value: Any) -> Any:  # noqa: ANN401 - as above
    """Turn a value into the library's."""
    if isinstance(value, dict):
        keys = CommentedMap({key: _dressed(part) for key, part in value.items()})
        if isinstance(value, Inline):
            keys.fa.set_flow_style()
        return keys
    if isinstance(value, list):
        row = CommentedSeq(map(_dressed, value))
        if isinstance(value, Row):
            row.fa.set_flow_style()
        return row
    return value


def _place(part: Any, step: str | int, value: Any) -> None:  # noqa: ANN401 - as above
    """Put a value into a part; the comments that followed what was last there follow what is last now.

    The library ties the lines between two keys to the deepest value above them.
    """
    is_new = not _has(part, step)
    before = _last_key(part) if is_new and part else step
    tail = _cut_tail(*_last_leaf(part, before)) if part and not part.fa.flow_style() else ""
    if is_new and isinstance(part, list):
        part.append(value)
    else:
        part[step] = value
    if tail:
        _put_tail(*_last_leaf(part, step), tail)


def _last_key(part: Any) -> str | int:  # noqa: ANN401 - as above
    """Return the last key that stands in a part itself, not in one that is merged into it."""
    if isinstance(part, CommentedSeq):
        return len(part) - 1
    merged = {key for base in part.merge for key in base}
    placed = part.lc.data or {}
    own: list[str] = [key for key in part if key in placed or key not in merged]
    return own[-1]


def _last_leaf(part: Any, step: str | int) -> tuple[Any, str | int]:  # noqa: ANN401 - as above
    """Return the part and the key in it that end what stands at a key."""
    inner = part[step] if _has(part, step) else None
    while isinstance(inner, CommentedMap | CommentedSeq) and inner and not inner.fa.flow_style():
        part, step = inner, _last_key(inner)
        inner = part[step]
    return part, step


def _slot(part: Any) -> int:  # noqa: ANN401 - as above
    """Return where the library keeps the comment behind a value."""
    return 2 if isinstance(part, CommentedMap) else 0


def _cut_tail(part: Any, step: str | int) -> str:  # noqa: ANN401 - as above
    """Take the lines below a value from it; what stands in its own line stays."""
    comments = part.ca.items.get(step)
    token = comments[_slot(part)] if comments else None
    if token is None:
        return ""
    own, _, tail = token.value.partition("\n")
    if own:
        token.value = f"{own}\n"
    else:
        comments[_slot(part)] = None
    return str(tail)


def _put_tail(part: Any, step: str | int, tail: str) -> None:  # noqa: ANN401 - as above
    comments = part.ca.items.setdefault(step, [None, None, None, None])
    own = comments[_slot(part)].value.partition("\n")[0] if comments[_slot(part)] else ""
    if own:
        comments[_slot(part)].value = f"{own}\n{tail}"
    else:
        comments[_slot(part)] = CommentToken(f"\n{tail}", CommentMark(0), None)


def _merged(original: str, as_is: str, edited: str) -> str:
    """Return the original with what an edit changed; what merely writing it anew changes is left out."""
    if original == as_is:
        return edited
    lines, old, new = (text.splitlines(keepends=True) for text in (original, as_is, edited))
    at = _positions([*map(_bare, old)], [*map(_bare, lines)])
    merged: list[str] = []
    done = 0
    for kind, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            merged += lines[done : at[start]] + new[new_start:new_end]
            done = max(at[start], at[end])
    return "".join(merged + lines[done:])


def _bare(line: str) -> str:
    return "".join(line.split())


def _positions(old: list[str], lines: list[str]) -> list[int]:
    """Return, for every place between the old lines, the place between the lines that goes with it."""
    at = [-1] * (len(old) + 1)
    for i, j, size in SequenceMatcher(None, old, lines, autojunk=False).get_matching_blocks():
        for k in range(size):
            at[i + k] = j + k
            at[i + k + 1] = j + k + 1
    at[0], at[-1] = 0, len(lines)
    for i in range(len(at)):
        at[i] = at[i] if at[i] >= 0 else at[i - 1]
    return at
