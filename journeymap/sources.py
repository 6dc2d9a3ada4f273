"""YAML and JSON text → plain values, every one with its place in the file.

Every scalar stays the text that stands in the file: `no` is not False, `0123` not 83, `12:30` not 750. The
field that receives it decides what it means.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any

import yaml

from journeymap.errors import Diagnostic, JourneyError, Place
from journeymap.syntax import json_problem, yaml_problem

__all__ = ["LEVELS", "Source", "read_source"]

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_DEPTH = 64
_MAX_BYTES = 16 * 2**20
_MAX_VALUES = 1_000_000
"""Bound on the values after aliases are expanded."""

_LINE_END = re.compile("[\n\x85\u2028\u2029]")
"""What the YAML parser counts as the end of a line."""
_NOT_IN_YAML = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_JSON_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]|[^\s,:\[\]{}"]+')
LEVELS: dict[str | int, int] = {"touchpoints": 3, "log": 2, "model": 2, "gate": 2}
"""How deep a file that builds on another replaces parts of it: whole keys, single touchpoints' keys, and so on."""
_HALF_CHARACTER = re.compile(r"[\ud800-\udfff]")

_Span = tuple[int, int, int]
"""Line and column, from 0, and length."""


@dataclass(slots=True)
class _Node:
    """One value of the file; `content` is text, None, a list of nodes, or (key span, node) by key."""

    span: _Span
    content: Any = None
    size: int = 1
    """Values in it, aliases expanded."""
    depth: int = 0
    is_open: bool = False
    """Whether its end is still to come."""
    is_merge: bool = False
    """Whether it is the `<<` by which YAML merges the keys of another part."""

    def plain(self) -> Any:  # noqa: ANN401 - whatever stands in the file
        if isinstance(self.content, dict):
            return {key: node.plain() for key, (_, node) in self.content.items()}
        return [node.plain() for node in self.content] if isinstance(self.content, list) else self.content


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read: its values and where they stand."""

    file: str
    lines: Sequence[str]
    root: _Node
    problems: list[Diagnostic] = field(default_factory=list)
    """What is wrong with the file before its meaning is looked at, such as keys given twice."""
    base: "Source | None" = None
    """The file that this one builds on."""
    merged: Any = None
    """The content of both, where there is a base."""

    @property
    def values(self) -> Any:  # noqa: ANN401 - whatever stands in the file
        """The content as dicts, lists, text and None, with that of the file it builds on."""
        return self.root.plain() if self.base is None else self.merged

    @property
    def chain(self) -> "list[Source]":
        """This file, then those that it builds on."""
        return [self, *(self.base.chain if self.base else ())]

    def place(self, path: Sequence[str | int], *, key: bool = False) -> Place:
        """Return where the value at a path stands, or its key; the nearest place above where it has none.

        Where the file builds on another, that is the file whose word counts.
        """
        whole = min(len(path), LEVELS.get(path[0], 1)) if path else 0
        found = [(*_find(source.root, path, whole, key=key), source) for source in self.chain]
        _, span, source = next((each for each in found if each[0] >= whole), max(found, key=lambda each: each[0]))
        line, column, length = span
        text = source.lines[line] if line < len(source.lines) else ""
        return Place(source.file, line + 1, column + 1, max(1, min(length, len(text) - column)), text)


def _find(node: _Node, path: Sequence[str | int], whole: int, *, key: bool) -> tuple[int, _Span]:
    """Return how many steps of a path are there, and where they lead to.

    Beyond the whole part that a file says or does not say, a step that is left out is passed over: in
    `staff: {service: 4}` the ratings stand without their `scores`. A text or list in place of keys, such as
    `next: payment`, is itself the place of all of them.
    """
    key_span, n_found, missed = node.span, 0, False
    for depth, step in enumerate(path):
        content = node.content
        missed = False
        if isinstance(content, dict) and step in content:
            key_span, node = content[step]
        elif isinstance(content, list) and (item := _item(content, step)) is not None:
            key_span, node = item.span, item
        elif depth < whole:
            break
        else:
            missed = not isinstance(content, dict)
            continue
        n_found += 1
    return n_found, key_span if key and not missed else node.span


def _item(items: list[_Node], step: str | int) -> _Node | None:
    if isinstance(step, int):
        return items[step] if step < len(items) else None
    return next((item for item in items if item.content == step), None)


def read_source(path: Path, *, shown_as: str | None = None) -> Source:
    """Read a YAML or JSON file with the place of every value.

    Raises:
        JourneyError: If there is no such file, it is no text, or is not well formed.
    """
    file = shown_as or str(path)
    text = _text(path, file)
    grow = _grow_from_json if path.suffix.lower() == ".json" else _grow_from_yaml
    tree = grow(text, file)
    return Source(file, tree.lines, tree.root or _Node((0, 0, 1)), tree.problems)


def _text(path: Path, file: str) -> str:
    try:
        with path.open("rb") as opened:
            content = opened.read(_MAX_BYTES + 1)
    except (FileNotFoundError, ValueError):
        cure = "check the path; `journeymap report FOLDER` looks for `journey.yaml` in it"
        raise JourneyError(Diagnostic("J001", f"there is no file `{file}`", help=cure)) from None
    except OSError as error:
        raise JourneyError(Diagnostic("J001", f"`{file}` cannot be read: {error.strerror}")) from None
    if len(content) > _MAX_BYTES:
        said = f"`{file}` is larger than {_MAX_BYTES // 2**20} MB"
        raise JourneyError(Diagnostic("J002", said, help="give the journey file, not the event log"))
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise JourneyError(Diagnostic("J003", f"`{file}` is not text in UTF-8", help="save it as UTF-8")) from None
    if "\0" in text:
        raise JourneyError(Diagnostic("J003", f"`{file}` is not text", help="give a YAML or JSON file in UTF-8"))
    return text.replace("\r\n", "\n").replace("\r", "\n")


class _Tree:
    """The values of a file, growing as its parser meets them; no recursion, so that depth is bounded here."""

    def __init__(self, file: str, lines: list[str]) -> None:
        self.file = file
        self.lines = lines
        self.root: _Node | None = None
        self.problems: list[Diagnostic] = []
        self._n_read = 0
        self._open: list[tuple[_Node, list[_Node]]] = []

    def open(self, span: _Span, content: dict[str, Any] | list[Any]) -> _Node:
        """Start a mapping or a list."""
        node = _Node(span, content, is_open=True)
        self._open.append((node, []))
        self._bound(depth=len(self._open))
        return node

    def add(self, node: _Node) -> _Node:
        """Put a finished value into what is open; in a mapping, keys and values take turns."""
        self._n_read += 1
        self._bound(size=self._n_read)
        if self._open:
            self._open[-1][1].append(node)
        else:
            self.root = node
        return node

    def close(self) -> None:
        """End the mapping or list that was started last."""
        node, children = self._open.pop()
        node.is_open = False
        node.size += sum(child.size for child in children)
        node.depth = 1 + max((child.depth for child in children), default=0)
        self._bound(depth=node.depth, size=node.size)
        if isinstance(node.content, list):
            node.content.extend(children)
        else:
            self._fill(node.content, children)
        self.add(node)

    def problem(self, code: str, message: str, span: _Span, *, help: str = "") -> Diagnostic:  # noqa: A002 - as printed
        """Describe what is wrong at a place."""
        return Diagnostic(code, message, Source(self.file, self.lines, _Node(span)).place(()), help=help)

    def _bound(self, *, depth: int = 0, size: int = 0) -> None:
        if depth > _MAX_DEPTH:
            said = f"`{self.file}` is nested more than {_MAX_DEPTH} levels deep"
            raise JourneyError(Diagnostic("J005", said))
        if size > _MAX_VALUES:
            said = f"`{self.file}` holds more than {_MAX_VALUES:,} values, those that aliases repeat included"
            raise JourneyError(Diagnostic("J005", said))

    def _fill(self, content: dict[str, tuple[_Span, _Node]], children: list[_Node]) -> None:
        merged: dict[str, tuple[_Span, _Node]] = {}
        for key, value in zip(children[::2], children[1::2], strict=True):
            if key.is_merge:
                merged |= self._merged(value)
            elif not isinstance(key.content, str):
                self.problems.append(self.problem("J007", "a key must be text", key.span, help="put it in quotes"))
            elif key.content in content:
                first = content[key.content][0][0] + 1
                said = f"the key `{key.content}` is given twice, first in line {first}"
                self.problems.append(self.problem("J101", said, key.span, help="keep one of the two"))
            else:
                content[key.content] = (key.span, value)
        for name, entry in merged.items():
            content.setdefault(name, entry)

    def _merged(self, value: _Node) -> dict[str, tuple[_Span, _Node]]:
        """Entries that a merge key brings; the first of several bases wins."""
        merged: dict[str, tuple[_Span, _Node]] = {}
        for base in reversed(value.content if isinstance(value.content, list) else [value]):
            if isinstance(base.content, dict):
                merged |= base.content
            else:
                cure = "name a part that has keys: `<<: *part`"
                self.problems.append(self.problem("J008", "`<<` finds no keys to merge here", base.span, help=cure))
        return merged


def _grow_from_json(text: str, file: str) -> _Tree:
    tree = _Tree(file, text.split("\n"))
    _check_json(text, tree)
    starts = [0, *accumulate(len(line) + 1 for line in tree.lines)]
    for token in _JSON_TOKEN.finditer(text):
        line = bisect_right(starts, token.start()) - 1
        span = (line, token.start() - starts[line], len(token[0]))
        if token[0] in {"{", "["}:
            tree.open(_to_line_end(span, tree), {} if token[0] == "{" else [])
        elif token[0] in {"}", "]"}:
            tree.close()
        else:
            tree.add(_Node(span, _json_scalar(token[0], span, tree)))
    return tree


def _check_json(text: str, tree: _Tree) -> None:
    try:
        json.loads(text, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        said, cure = json_problem(error)
        span = (error.lineno - 1, error.colno - 1, 1)
        raise JourneyError(tree.problem("J004", f"this is not JSON: {said}", span, help=cure)) from None
    except RecursionError:
        said = f"`{tree.file}` is nested more than {_MAX_DEPTH} levels deep"
        raise JourneyError(Diagnostic("J005", said)) from None


def _json_scalar(written: str, span: _Span, tree: _Tree) -> str | None:
    if not written.startswith('"'):
        return None if written == "null" else written
    text = str(json.loads(written))
    if _HALF_CHARACTER.search(text):
        said = "this is not JSON: half of a character is written as `\\u`"
        raise JourneyError(tree.problem("J004", said, span, help="write the character itself"))
    return text


def _grow_from_yaml(text: str, file: str) -> _Tree:
    tree = _Tree(file, _LINE_END.split(text))
    anchors: dict[str | None, _Node] = {}  # those without a name share one entry that nobody asks for
    for event in _yaml_events(text, tree):
        if isinstance(event, yaml.DocumentStartEvent) and tree.root is not None:
            cure = "give each journey a file of its own"
            raise JourneyError(tree.problem("J006", "a second document starts here", _span(event, tree), help=cure))
        if isinstance(event, yaml.CollectionStartEvent):
            content: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            anchors[event.anchor] = tree.open(_to_line_end(_span(event, tree), tree), content)
        elif isinstance(event, yaml.CollectionEndEvent):
            tree.close()
        elif isinstance(event, yaml.ScalarEvent):
            is_merge = not event.style and event.value == "<<"
            anchors[event.anchor] = tree.add(_Node(_span(event, tree), _yaml_scalar(event), is_merge=is_merge))
        elif isinstance(event, yaml.AliasEvent):
            tree.add(_alias(event, anchors, tree))
    return tree


def _yaml_events(text: str, tree: _Tree) -> Iterator[Any]:
    if found := _NOT_IN_YAML.search(text):
        line = len(_LINE_END.findall(text, 0, found.start()))
        column = found.start() - sum(len(before) + 1 for before in tree.lines[:line])
        said = f"this is not YAML: it cannot hold the character U+{ord(found[0]):04X}"
        raise JourneyError(tree.problem("J004", said, (line, column, 1), help="take the character out"))
    try:
        yield from yaml.parse(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        said, cure, line, column = yaml_problem(error, tree.lines)
        raise JourneyError(tree.problem("J004", f"this is not YAML: {said}", (line, column, 1), help=cure)) from None


def _yaml_scalar(event: Any) -> str | None:  # noqa: ANN401 - a scalar event
    return None if not event.style and event.value in {"", "~", "null", "Null", "NULL"} else event.value


def _alias(event: Any, anchors: dict[str | None, _Node], tree: _Tree) -> _Node:  # noqa: ANN401 - an alias event
    node = anchors.get(event.anchor)
    if node is None or node.is_open:
        said = f"`*{event.anchor}` " + ("stands within itself" if node else "repeats a part that has no such name")
        cure = f"name the part before it: `&{event.anchor}`"
        raise JourneyError(tree.problem("J004", f"this is not YAML: {said}", _span(event, tree), help=cure))
    return _Node(node.span, node.content, node.size, node.depth)


def _span(event: Any, tree: _Tree) -> _Span:  # noqa: ANN401 - any event of the parser
    start, end = event.start_mark, event.end_mark
    length = end.column - start.column if start.line == end.line else len(tree.lines[start.line]) - start.column
    return start.line, start.column, max(1, length)


def _to_line_end(span: _Span, tree: _Tree) -> _Span:
    line, column, _ = span
    return line, column, max(1, len(tree.lines[line]) - column)
