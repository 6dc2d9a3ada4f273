"""A file of some kind → its model, with all that is to be said of it."""

import os.path
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from journeymap.checks.problem import Problem
from journeymap.errors import Diagnostic, JourneyError
from journeymap.sources import Source
from journeymap.validation import Kind, validated

__all__ = ["checked", "file_in_folder", "sound"]

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


def file_in_folder(path: Path, names: Sequence[str]) -> Path:
    """Return the file that a path stands for: itself, or the one of these names in the folder.

    Raises:
        JourneyError: If the folder has none.
    """
    if not os.path.isdir(path):  # noqa: PTH112 - `Path.is_dir` fails where the name is too long
        return path
    for name in names:
        if (path / name).is_file():
            return path / name
    said = f"the folder `{path}` has no `{names[0]}`"
    raise JourneyError(Diagnostic("J001", said, help=f"name the {names[0].partition('.')[0]} file itself"))


def sound(model: T | None, diagnostics: Sequence[Diagnostic]) -> T:
    """Return the model.

    Raises:
        JourneyError: With every error, where there is no model for them.
    """
    if model is None:
        raise JourneyError([problem for problem in diagnostics if problem.severity == "error"])
    return model


def checked(source: Source, kind: Kind[M]) -> tuple[M | None, list[Diagnostic]]:
    """Return the model of a source, or None where it has errors, and all that is to be said, as the files order it."""
    model, found = validated(source.values, kind)
    files = {each.file: order for order, each in enumerate(source.chain)}
    diagnostics = [problem for each in source.chain for problem in each.problems]
    diagnostics += [_diagnostic(source, problem) for problem in found]
    if any(problem.severity == "error" for problem in diagnostics):
        model = None
    return model, sorted(diagnostics, key=partial(_position, files))


def _position(files: Mapping[str, int], diagnostic: Diagnostic) -> tuple[int, int, int]:
    place = diagnostic.place
    return (files.get(place.file, len(files)), place.line, place.column) if place else (-1, 0, 0)


def _diagnostic(source: Source, problem: Problem) -> Diagnostic:
    place = source.place(problem.path, key=problem.key)
    return Diagnostic(problem.code, problem.message, place, problem.label, problem.help, severity=problem.severity)
