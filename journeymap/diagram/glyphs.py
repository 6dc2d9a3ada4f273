"""Characters that a picture cannot show because no font at hand has them."""

import shutil
import subprocess
import unicodedata
from collections import defaultdict

from journeymap.diagram.text import is_measured
from journeymap.errors import Diagnostic

__all__ = ["boxed", "unpainted", "without_font"]

_SECONDS = 5.0


def unpainted(text: str) -> str:
    """Return the characters that Arimo lacks, each once, in the order of Unicode.

    Example:
        >>> unpainted("Zażółć 支付")
        '付支'
    """
    return "".join(sorted(c for c in set(text) if not is_measured(c)))


def without_font(text: str) -> str:
    """Return the characters that neither Arimo nor a font of this system has, as far as fontconfig can say."""
    lister = shutil.which("fc-list")
    scripts: dict[str, str] = defaultdict(str)
    for character in unpainted(text):
        scripts[unicodedata.name(character, "unnamed").partition(" ")[0]] += character
    if lister is None:
        return ""
    return "".join(characters for characters in scripts.values() if not _has_font(lister, characters))


def _has_font(lister: str, characters: str) -> bool:
    """Whether one font has all of these characters."""
    wanted = ":charset=" + " ".join(f"{ord(c):x}" for c in characters)
    try:
        found = subprocess.run([lister, wanted, "family"], capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 - a program that we found, no shell
    except subprocess.TimeoutExpired:
        return True
    return found.returncode != 0 or bool(found.stdout.strip())


def boxed(characters: str) -> Diagnostic:
    """Say that these characters are painted as boxes."""
    some = " ".join(characters[:8]) + (" …" if len(characters) > 8 else "")  # noqa: PLR2004 - a few tell
    return Diagnostic(
        "R108",
        f"no font at hand has {some}: painted as boxes",
        help="save it as `.svg`; for PNG, install Graphviz and a font with them, such as Debian's `fonts-noto-cjk`",
        severity="warning",
    )
