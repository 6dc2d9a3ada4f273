"""Fonts of this computer that have the characters that the shipped one lacks.

They are looked for in the usual folders of each system and nowhere else, in the same order each time, so that the same
computer paints the same picture. HarfBuzz opens each file and says which characters it has.
"""

import os
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import uharfbuzz

__all__ = ["SystemFont", "find_fonts", "font_folders"]

_FOLDERS = {
    "win32": ("~/AppData/Local/Microsoft/Windows/Fonts", "C:/Windows/Fonts"),
    "darwin": ("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts"),
    "linux": ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts"),
}
_SUFFIXES = (".otc", ".otf", ".ttc", ".ttf")
MAX_FILES = 5000
MAX_BYTES = 256 * 1024**2
MAX_FACES = 64
"""Of one file."""
MAX_FONTS = 16
"""Loading a large one takes half a second: no picture waits for more."""
_NEEDED = ("OS/2", "cmap", "head", "hhea", "hmtx", "maxp", "name", "post")
_OUTLINES = ("glyf", "CFF ", "CBDT", "sbix")
"""Tables with the shapes, any of which a PDF can take."""
_NOT_TO_EMBED = 0x0302
"""Bits of a font's licence: not to be embedded, not in part, only as bitmaps."""
_REGULAR, _BOLD, _UPRIGHT_WIDTH = 400, 700, 100
_FAMILY_NAMES = (16, 1)
"""Where a font says its family: as designers name it, and as old programs do."""
_FAMILIES = (
    "Noto Sans",
    "Source Han Sans",
    "PingFang",
    "Hiragino Sans",
    "Apple SD Gothic Neo",
    "SF ",
    "Geeza Pro",
    "Thonburi",
    "Kohinoor",
    "Microsoft YaHei",
    "Yu Gothic",
    "Meiryo",
    "Malgun Gothic",
    "Segoe UI",
    "Leelawadee UI",
    "Nirmala UI",
    "Noto Color Emoji",
    "Apple Color Emoji",
    "WenQuanYi",
    "Droid Sans",
    "DejaVu Sans",
    "Arial",
    "Tahoma",
)
"""Plain upright letters made for screens, the best first; any other family comes after them."""
_REGIONS = {
    "kana": ("JP", "Hiragino Sans", "Yu Gothic", "Meiryo"),
    "hangul": ("KR", "SD Gothic", "Malgun"),
    "han": ("SC", "GB", "YaHei"),
}
"""Marks of fonts that write Chinese characters as Japan, Korea and China do."""


@dataclass(frozen=True, slots=True)
class SystemFont:
    """A font in a file, and the characters that it has of those that were asked for."""

    path: Path
    number: int
    """Of the font within a collection, from 0."""
    characters: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Face:
    font: SystemFont
    rank: tuple[bool, bool, int, float, float, str]
    """The lower, the better it suits."""


def font_folders() -> tuple[Path, ...]:
    """Return the folders in which fonts of this system are kept."""
    return tuple(folder for folder in _named_folders() if folder.is_dir())


def _named_folders() -> Iterator[Path]:
    for folder in _FOLDERS.get(sys.platform, _FOLDERS["linux"]):
        with suppress(RuntimeError):  # a user without a home
            yield Path(folder).expanduser()


def find_fonts(characters: str, *, bold: bool = False) -> tuple[SystemFont, ...]:
    """Find fonts for characters, as few as have all that any font has.

    Args:
        characters: What is to be painted.
        bold: Whether heavy letters are wanted; others are taken where there are none.

    Returns:
        One font for each script, more where no single one has all of its characters; the largest script first;
        at most 16.
    """
    if not characters:
        return ()
    faces = sorted(_faces(frozenset(characters), bold=bold), key=lambda face: face.rank)
    chosen: list[SystemFont] = []
    for script in _scripts(characters):
        lacking = script.difference(*(font.characters for font in chosen))
        while lacking and (best := max(faces, key=lambda face: len(lacking & face.font.characters), default=None)):
            if not lacking & best.font.characters:
                break
            chosen.append(best.font)
            lacking -= best.font.characters
    return tuple(chosen[:MAX_FONTS])


def _scripts(characters: str) -> list[frozenset[str]]:
    """Part characters by script, the largest first; all wide ones of East Asia are one."""
    parts: dict[str, set[str]] = defaultdict(set)
    for character in characters:
        wide = unicodedata.east_asian_width(character) in {"W", "F"}
        parts["" if wide else unicodedata.name(character, "unnamed").partition(" ")[0]].add(character)
    return [frozenset(part) for _, part in sorted(parts.items(), key=lambda named: (-len(named[1]), named[0]))]


def _faces(wanted: frozenset[str], *, bold: bool) -> Iterator[_Face]:
    """Yield the fonts that have any of the characters."""
    import uharfbuzz  # noqa: PLC0415 - only who paints other scripts needs it

    region = _region(wanted)
    for path in islice(_files(), MAX_FILES):
        try:
            blob = uharfbuzz.Blob.from_file_path(path)
        except (OSError, uharfbuzz.HarfBuzzError):
            continue
        for number in range(min(uharfbuzz.Face(blob).count, MAX_FACES)):
            font = uharfbuzz.Font(uharfbuzz.Face(blob, number))
            has = frozenset(c for c in wanted if font.get_nominal_glyph(ord(c)) is not None)
            if has and _is_whole(font):
                yield _Face(SystemFont(path, number, has), _rank(font, region, bold=bold))


def _files() -> Iterator[Path]:
    """Yield the font files, in the order of their names."""
    for folder in font_folders():
        for directory, below, names in os.walk(folder):
            below.sort()
            for path in (Path(directory, name) for name in sorted(names) if name.lower().endswith(_SUFFIXES)):
                if path.is_file() and path.stat().st_size < MAX_BYTES:
                    yield path


def _is_whole(font: "uharfbuzz.Font") -> bool:
    """Whether a PDF can take the font, and may; a space stands for what is not seen."""
    face = font.face
    if not all(len(face.reference_table(tag)) for tag in _NEEDED) or font.get_nominal_glyph(ord(" ")) is None:
        return False
    licence = int.from_bytes(face.reference_table("OS/2").data[8:10], "big")
    return not licence & _NOT_TO_EMBED and any(len(face.reference_table(tag)) for tag in _OUTLINES)


def _rank(font: "uharfbuzz.Font", region: str, *, bold: bool) -> tuple[bool, bool, int, float, float, str]:
    from uharfbuzz import StyleTag  # noqa: PLC0415 - as above

    family = next(filter(None, (font.face.get_name(name) for name in _FAMILY_NAMES)), "")
    plain = "Mono" not in family
    preferred = next((i for i, name in enumerate(_FAMILIES) if plain and family.startswith(name)), len(_FAMILIES))
    return (
        font.get_style_value(StyleTag.ITALIC) > 0,
        not any(mark in family for mark in _REGIONS[region]),
        preferred,
        abs(font.get_style_value(StyleTag.WEIGHT) - (_BOLD if bold else _REGULAR)),
        abs(font.get_style_value(StyleTag.WIDTH) - _UPRIGHT_WIDTH),
        family,
    )


def _region(characters: Iterable[str]) -> str:
    """Tell Japanese and Korean, by the letters that only they have, from Chinese."""
    names = {unicodedata.name(character, "").partition(" ")[0] for character in characters}
    return "kana" if {"HIRAGANA", "KATAKANA"} & names else "hangul" if "HANGUL" in names else "han"
