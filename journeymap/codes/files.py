"""J001–J101, J150–J151: files that cannot be read at all, or not as their writer meant them."""

from journeymap.codes.code import Code, Example, checked

__all__ = ["FILES"]

_SOUND = """
    journey: lamp
    touchpoints:
      order: {satisfaction: 4.1, next: delivery}
      delivery: {}
"""

FILES = (
    Code(
        "J001",
        "error",
        "no such file",
        why="There is no file of this name, or it may not be read. A folder stands for the `journey.yaml` in it.",
        failing=Example("check jurney.yaml", checked(_SOUND).files),
        fixed=checked(_SOUND),
    ),
    Code(
        "J002",
        "error",
        "a file too large for a journey",
        why="A journey file is written by people and takes kilobytes. One of more than 16 MB is nearly always the "
        "event log, given in the wrong place.",
        cure="give the journey file first and the event log behind it: `journeymap friction journey.yaml events.csv`",
    ),
    Code(
        "J003",
        "error",
        "not a text file",
        why="Journey files are text in UTF-8 (UTF-16 with its mark is read too). Spreadsheets, pictures and text in "
        "an old encoding would come out as wrong names, so they are refused.",
        failing=checked("journey: lamp\0\n"),
        fixed=checked(_SOUND),
    ),
    Code(
        "J004",
        "error",
        "not well-formed YAML or JSON",
        why="Brackets, quotes or indentation do not add up, so nobody can tell which value belongs to which key.",
        failing=checked(
            """
            journey: lamp
            touchpoints:
              order: {next: delivery
              delivery: {}
            """
        ),
        fixed=checked(_SOUND),
    ),
    Code(
        "J005",
        "error",
        "nested too deeply, or too much in it",
        why="No journey needs more than 64 levels or a million values. Files that have them are damaged, or made "
        "to exhaust the memory of whoever opens them by aliases that repeat aliases.",
        failing=checked("journey: lamp\ntouchpoints: " + 70 * "[" + 70 * "]" + "\n"),
        fixed=checked(_SOUND),
    ),
    Code(
        "J006",
        "error",
        "two documents in one file",
        why="YAML lets a line of `---` start another document. A journey file holds one journey, and reading only "
        "the first would silently drop the rest.",
        failing=checked(
            """
            journey: lamp
            touchpoints:
              order: {}
            ---
            journey: chair
            touchpoints:
              order: {}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            touchpoints:
              order: {}
            """
        ),
    ),
    Code(
        "J007",
        "error",
        "a key that is no text",
        why="YAML lets lists and mappings be keys. Keys of a journey file are names, and nothing else can be one.",
        failing=checked(
            """
            journey: lamp
            touchpoints:
              order: {satisfaction: 4.1, next: delivery}
              delivery: {}
              [parcel, letter]: {}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            touchpoints:
              order: {satisfaction: 4.1, next: delivery}
              delivery: {channel: parcel}
            """
        ),
    ),
    Code(
        "J008",
        "error",
        "a merge without keys",
        why="`<<` copies the keys of a part that was named before with `&`. Here it points at something that has none, "
        "so nothing would be copied.",
        failing=checked(
            """
            journey: lamp
            touchpoints:
              order: {satisfaction: 4.1, channel: &usual web, next: delivery}
              delivery: {<<: *usual}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            touchpoints:
              order: &usual {satisfaction: 4.1, channel: web, clicks: 3, next: delivery}
              delivery: {<<: *usual, next: first_use}
              first_use: {}
            """
        ),
    ),
    Code(
        "J101",
        "error",
        "a key given twice",
        why="Most programs keep the last of two equal keys and say nothing, so that half of what was written is "
        "lost. Often two touchpoints were given the same id.",
        failing=checked(
            """
            journey: lamp
            touchpoints:
              order: {satisfaction: 4.1, next: delivery}
              delivery: {clicks: 2}
              delivery: {wait: 7 days}
            """
        ),
        fixed=checked(
            """
            journey: lamp
            touchpoints:
              order: {satisfaction: 4.1, next: delivery}
              delivery: {clicks: 2, wait: 7 days}
            """
        ),
    ),
    Code(
        "J150",
        "error",
        "no file to build upon",
        why="`extends` names the file whose content this one takes over, as seen from its own folder. Without it most "
        "of the journey would be missing.",
        failing=checked(
            """
            extends: base.yaml
            journey: lamp-by-phone
            """
        ),
        fixed=checked(
            """
            extends: base.yaml
            journey: lamp-by-phone
            """,
            base=_SOUND,
        ),
    ),
    Code(
        "J151",
        "error",
        "files that build upon one another",
        why="Each of them waits for the content of the other, so that none has any.",
        failing=checked(
            """
            extends: base.yaml
            journey: lamp-by-phone
            """,
            base="""
            extends: journey.yaml
            journey: lamp
            """,
        ),
        fixed=checked(
            """
            extends: base.yaml
            journey: lamp-by-phone
            """,
            base=_SOUND,
        ),
    ),
)
