"""YAML and JSON text → plain values, every one with its place in the file.

Every scalar stays the text that stands in the file: `no` is not False, `0123` not 83, `12:30` not 750. The
field that receives it decides what it means.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from journeymap.errors import Diagnostic, JourneyError, Place
from journeymap.json_trees import tree_of_json
from journeymap.trees import Node, Span, Tree, place_of

__all__ = ["LEVELS", "Source", "read_source"]

_MAX_BYTES = 16 * 2**20
LEVELS: dict[str | int, int] = {"touchpoints": 3, "log": 2, "model": 2, "gate": 2}
"""How deep a file that builds on another replaces parts of it: whole keys, single touchpoints' keys, and so on."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read: its values and where they stand."""

    file: str
    lines: Sequence[str]
    root: Node
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
        return place_of(source.file, source.lines, span)


def _find(node: Node, path: Sequence[str | int], whole: int, *, key: bool) -> tuple[int, Span]:
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


def _item(items: list[Node], step: str | int) -> Node | None:
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
    tree = tree_of_json(text, file) if path.suffix.lower() == ".json" else _tree_of_yaml(text, file)
    return Source(file, tree.lines, tree.root or Node((0, 0, 1)), tree.problems)


def _tree_of_yaml(text: str, file: str) -> Tree:
    from journeymap.yaml_trees import tree_of_yaml  # noqa: PLC0415 - its parser is large: only who writes YAML loads it

    return tree_of_yaml(text, file)


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
