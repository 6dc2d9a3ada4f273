"""P106–P116: sheets of raters and survey exports that cannot be taken as they are."""

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
_COLUMNS = "--score score --touchpoint touchpoint"
_PLAN = "journey: lamp\ntouchpoints:\n  order: {satisfaction: 4.1, next: delivery}\n  delivery: {wait: 5 days}\n"


def _asked(answers: str, options: str = _COLUMNS) -> Example:
    """Make an example of a survey export."""
    return Example(f"survey answers.csv {options}", {"answers.csv": answers, "journey.yaml": _PLAN})


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
    Code(
        "P113",
        "error",
        "an export without a column",
        why="The columns of a survey export are called as the survey tool likes, and none has the name that was typed.",
        failing=_asked("touchpoint,score\ndelivery,4\n", "--score rating --touchpoint touchpoint"),
        fixed=_asked("touchpoint,score\ndelivery,4\n"),
    ),
    Code(
        "P114",
        "error",
        "an export without an answer",
        why="All cells of the column are empty. No answers are no zero: nothing is counted.",
        failing=_asked("touchpoint,score\ndelivery,\n"),
        fixed=_asked("touchpoint,score\ndelivery,4\ndelivery,\n"),
    ),
    Code(
        "P115",
        "error",
        "an answer that cannot be counted",
        why="Answers are whole steps of one scale, about one touchpoint, on a day. A 9 on a scale of 1 to 5 was given "
        "on another scale; taking it for a 5 would hide that.",
        failing=_asked("touchpoint,score\ndelivery,9\n"),
        fixed=_asked("touchpoint,score\ndelivery,9\n", "--score score --touchpoint touchpoint --scale 0..10"),
    ),
    Code(
        "P116",
        "error",
        "an answer about a touchpoint that is not there",
        why="The journey file has no touchpoint of this id or name, so that nobody knows where the answers belong.",
        failing=_asked("touchpoint,score\nparcel,4\n", f"{_COLUMNS} --write journey.yaml"),
        fixed=_asked("touchpoint,score\nDelivery,4\n", f"{_COLUMNS} --write journey.yaml"),
    ),
)
