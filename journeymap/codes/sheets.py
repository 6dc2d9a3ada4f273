"""P106–P112: sheets of raters that cannot be taken as they are."""

from journeymap.codes.code import Code, Example

__all__ = ["SHEETS"]

_PROGRAMME = """\
programme: Lamp shop
audiences: {shoppers: {rank: 1}}
pillars:
  ratings: {leadership: leaders.csv}
"""
_LONG = "rater,pillar,score\nAnna,service,4\nBen,service,2\n"


def _rated(sheet: str) -> Example:
    """Make an example of a programme whose leaders rate in a sheet."""
    return Example("check programme.yaml", {"programme.yaml": _PROGRAMME, "leaders.csv": sheet})


_SOUND = _rated(_LONG)

SHEETS = (
    Code(
        "P106",
        "error",
        "a sheet that cannot be read",
        why="Sheets are CSV (comma, semicolon, tab or bar; UTF-8) or workbooks (.xlsx, .xls, .ods), named as seen from "
        "the folder of the programme file. What cannot be read is not taken for an empty sheet.",
        failing=Example("check programme.yaml", {"programme.yaml": _PROGRAMME}),
        fixed=_SOUND,
    ),
    Code(
        "P107",
        "error",
        "a sheet of raters without its columns",
        why="A row has one score (columns `rater`, `pillar` and `score`), or one rater (column `rater` and one for "
        "each pillar). Without these names nobody knows what a number means.",
        failing=_rated("name,pillar,score\nAnna,service,4\n"),
        fixed=_SOUND,
    ),
    Code(
        "P108",
        "error",
        "a score that is no number",
        why="Words cannot be averaged. A cell left empty is no score: who cannot judge a pillar leaves it out.",
        failing=_rated("rater,pillar,score\nAnna,service,good\n"),
        fixed=_rated("rater,pillar,score\nAnna,service,4\nAnna,products,\n"),
    ),
    Code(
        "P109",
        "error",
        "a score of nobody",
        why="How far raters agree is seen only where it is known who gave which score. A pseudonym will do.",
        failing=_rated("rater,service,products\nAnna,4,5\n,2,4\n"),
        fixed=_rated("rater,service,products\nAnna,4,5\nsomebody,2,4\n"),
    ),
    Code(
        "P110",
        "error",
        "a score of what is no pillar",
        why="There are ten pillars: advertising, content, digital, in_person, communication, representatives, "
        "products, service, friction, reputation. Another name would be left out of every comparison.",
        failing=_rated("rater,pillar,score\nAnna,servise,4\n"),
        fixed=_SOUND,
    ),
    Code(
        "P111",
        "error",
        "a pillar rated twice by one rater",
        why="One of the two scores is a slip, or two people have one name. Taking both would give the rater two votes.",
        failing=_rated("rater,pillar,score\nAnna,service,4\nAnna,service,2\n"),
        fixed=_SOUND,
    ),
    Code(
        "P112",
        "error",
        "ratings given in two ways, or in none",
        why="A group rates by mean scores (`scores`), rater by rater (`raters`) or in a sheet (`file`). Of two ways "
        "nobody knows which counts.",
        failing=Example(
            "check programme.yaml",
            {
                "programme.yaml": _PROGRAMME.replace("leaders.csv", "{file: leaders.csv, scores: {service: 4}}"),
                "leaders.csv": _LONG,
            },
        ),
        fixed=_SOUND,
    ),
)
