"""The frame of every page: templates, style, and a policy that lets nothing in from elsewhere."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from journeymap.analysis.finding import Finding, Severity
from journeymap.diagram.text import clean
from journeymap.units import format_count, format_number, format_share

__all__ = ["Worded", "asset", "environment", "page", "program_version", "worded"]

_SIGNS: Mapping[Severity, str] = {"outcome": "■", "bad": "▼", "good": "▲", "note": "●"}


@dataclass(frozen=True, slots=True)
class Worded:
    """A finding as it is shown."""

    code: str
    severity: str
    sign: str
    label: str
    sentence: str
    owner: str | None


def worded(finding: Finding, labels: Mapping[Severity, str]) -> Worded:
    """Put a finding into the words of a page."""
    severity = finding.severity
    return Worded(finding.code, severity, _SIGNS[severity], labels[severity], finding.sentence, finding.owner)


def page(template: str, *, style: str = "", script: str = "", **content: Any) -> str:  # noqa: ANN401 - whatever the template shows
    """Return a page of a template; the same content gives the same text.

    Args:
        template: Its file.
        style: How it looks, beyond what all pages have in common.
        script: What may run in it.
        content: What the template shows.
    """
    style = asset("page.css") + style
    return (
        environment()
        .get_template(template)
        .render(
            **content,
            style=Markup(style),  # noqa: S704 - our own file
            script=Markup(script),  # noqa: S704 - our own file
            policy=_policy(style, script),
        )
    )


def program_version() -> str:
    """Return which journeymap makes the page."""
    try:
        return version("journeymap")
    except PackageNotFoundError:
        return "(run from its source)"


def asset(name: str) -> str:
    """Return the text of a file beside the templates."""
    return files(__package__).joinpath("templates", name).read_text(encoding="utf-8")


@cache
def environment() -> Environment:
    """Return where templates come from: everything is escaped, and what cannot be seen is dropped."""
    made = Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_seen,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"count": format_count, "number": format_number, "share": format_share, "sortable": _sortable}
    return made


def _seen(value: object) -> object:
    """Drop characters that cannot be seen, such as those that turn the direction of writing."""
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _sortable(order: float | str) -> str:
    """Write what a cell is sorted by, figures with the digits that tell rows apart."""
    return order if isinstance(order, str) else f"{order:.6g}"


def _policy(style: str, script: str) -> str:
    """Allow a page's own style and script, by their hashes, and nothing else."""
    scripts = _hash(script) if script else "'none'"
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {scripts}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
