"""`journeymap init`."""

import shlex
from collections.abc import Iterable
from contextlib import ExitStack
from importlib.resources import files
from itertools import count
from pathlib import Path

import click

from journeymap.errors import Diagnostic, JourneyError

__all__ = ["command_init"]

_TEMPLATES = {
    "shop": "an online shop, from the landing page to first use: web pages, parcels, a support call",
    "service": "a service desk or call centre: promised answers, and tickets that succeed or do not",
    "onboarding": "a new client, before, during and after the set-up, each step with its owner",
    "programme": "the shop, and a programme: audiences to start from, the ten pillars, what matters to whom",
}
_BASES = {"programme": "shop"}
"""Templates that add to another."""
_JOURNEY, _EVENTS, _PROGRAMME = "journey.yaml", "events.csv", "programme.yaml"
_TAKEN = (_JOURNEY, _EVENTS, "journey.yml", "journey.json")
"""What a folder must not have: the files to write, and what else would be the folder's journey."""
_DESCRIPTIONS = "\n".join(f"  {name:<12}{about}" for name, about in _TEMPLATES.items())


@click.command(
    "init",
    help=f"""Write a starter journey and a small invented event log that run, into DIR (here, if none is named).

Nothing is overwritten. The templates are:

\b
{_DESCRIPTIONS}
""",
)
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@click.option("--template", type=click.Choice([*_TEMPLATES]), default="shop", show_default=True)
def command_init(folder: Path, template: str) -> None:
    """Write the files of a template and say what to type next."""
    sources = [files("journeymap") / "templates" / name for name in (_BASES.get(template), template) if name]
    places = [(name, source / name) for source in sources for name in (_JOURNEY, _EVENTS, _PROGRAMME)]
    contents = {name: place.read_bytes() for name, place in places if place.is_file()}
    try:
        _refuse_taken(folder, contents)
        _write(folder, contents)
    except FileExistsError as error:
        raise _taken([Path(error.filename)], folder) from None
    except OSError as error:
        said = f"`{folder}` cannot be written: {(error.strerror or 'the system refuses').lower()}"
        raise JourneyError(Diagnostic("J162", said, help="name a folder that you may write to")) from None
    click.echo(_next_steps(folder, contents))


def _refuse_taken(folder: Path, contents: Iterable[str]) -> None:
    """Refuse what is no folder, and a folder that has a journey, a log or another file of the template."""
    if folder.exists() and not folder.is_dir():
        cure = "name a folder, one that is there or a new one: `journeymap init my-journey`"
        raise JourneyError(Diagnostic("J161", f"`{folder}` is a file, not a folder", help=cure))
    if taken := [file for name in dict.fromkeys([*_TAKEN, *contents]) if (file := folder / name).exists()]:
        raise _taken(taken, folder)


def _taken(places: list[Path], folder: Path) -> JourneyError:
    named = " and ".join(f"`{place}`" for place in places)
    said = f"{named} {'is' if len(places) == 1 else 'are'} there already: nothing is overwritten"
    return JourneyError(Diagnostic("J160", said, help=f"name another folder: `journeymap init {_free_name(folder)}`"))


def _free_name(folder: Path) -> str:
    """Name a folder beside this one, or within it where it has no name of its own, that is not there yet."""
    stem = folder if folder.name else folder / "journey"
    names = (stem.with_name(f"{stem.name}-{n}") for n in count(2))
    return shlex.quote(str(next(name for name in names if not name.exists())))


def _write(folder: Path, contents: dict[str, bytes]) -> None:
    """Write all files or nothing; a file that somebody else writes meanwhile is kept."""
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    with ExitStack() as undo:
        for place in reversed(missing):
            place.mkdir()
            undo.callback(place.rmdir)
        for name, content in contents.items():
            with (folder / name).open("xb") as file:
                undo.callback((folder / name).unlink)
                file.write(content)
        undo.pop_all()


def _next_steps(folder: Path, contents: dict[str, bytes]) -> str:
    """Say what was written and what to type next."""
    there = shlex.quote(str(folder))
    report = shlex.quote(str(folder / "report.html"))
    events = contents[_EVENTS].count(b"\n") - 1
    lines = [
        f"{folder / _JOURNEY}: the journey, with comments that say what to change first",
        f"{folder / _EVENTS}: {events:,} invented events",
    ]
    verbs = [f"check {there}", f"friction {there}", f"conformance {there}", f"report {there} -o {report}"]
    if _PROGRAMME in contents:
        lines.append(f"{folder / _PROGRAMME}: audiences to start from, the ten pillars, and what matters to whom")
        verbs.append(f"programme {there}")
    return "\n".join([*lines, "", "Now type", *(f"  journeymap {verb}" for verb in verbs)])
