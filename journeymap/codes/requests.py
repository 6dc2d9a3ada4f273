"""J152–J162, J179, J180, J195: what a verb cannot do, though the journey file can be read."""

from journeymap.codes.code import Code, Example, checked, reported

__all__ = ["REQUESTS"]

_SOUND = """
    journey: lamp
    touchpoints:
      order: {satisfaction: 4.1, next: delivery}
      delivery: {}
"""
_SEGMENTS = """
    journey: lamp
    touchpoints:
      order: {satisfaction: 4.1, next: delivery}
      delivery: {}
    segments:
      age: {seniors: {share: 20%, touchpoints: {order: {satisfaction: 2.4}}}}
"""
_ROUND = """
    journey: lamp
    goal: first_use
    touchpoints:
      order: {{satisfaction: 5, next: delivery}}
      delivery: {{next: {}}}
      first_use: {{}}
"""

REQUESTS = (
    Code(
        "J152",
        "error",
        "no such segment",
        why="The customers asked for are neither described under `segments` nor found in the log. Showing everyone "
        "instead would pass for an answer.",
        failing=Example("friction journey.yaml --segment age=senior", checked(_SEGMENTS).files),
        fixed=Example("friction journey.yaml --segment age=seniors", checked(_SEGMENTS).files),
    ),
    Code(
        "J153",
        "error",
        "a touchpoint asked for that is not there",
        why="The verb was asked about one touchpoint, and the journey has none of this id. Ids are what stands under "
        "`touchpoints`, not the names that people see.",
        failing=Example("friction journey.yaml --explain delivry", checked(_SOUND).files),
        fixed=Example("friction journey.yaml --explain delivery", checked(_SOUND).files),
    ),
    Code(
        "J160",
        "error",
        "a folder that has a journey already",
        why="A starter journey would take the place of your own. Nothing is ever overwritten.",
        failing=Example("init .", checked(_SOUND).files),
        fixed=Example("init my-journey", checked(_SOUND).files),
    ),
    Code(
        "J161",
        "error",
        "a file in place of a folder",
        why="A starter journey is two files, which need a folder of their own.",
        failing=Example("init journey.yaml", checked(_SOUND).files),
        fixed=Example("init my-journey", checked(_SOUND).files),
    ),
    Code(
        "J162",
        "error",
        "a place that cannot be written",
        why="The system does not let you write there, or its disk is full. Nothing is left behind in part.",
        cure="name a folder that you may write to: `journeymap init ~/my-journey`",
    ),
    Code(
        "J179",
        "error",
        "customers who would travel for ever",
        why="A way leads out of this circle, but next to nobody takes it, and none is lost on the way. However often "
        "customers go round, they never arrive.",
        failing=Example(
            "friction journey.yaml", checked(_ROUND.format("{order: 100%, first_use: 0.0000000000000001%}")).files
        ),
        fixed=Example("friction journey.yaml", checked(_ROUND.format("{order: 10%, first_use: 90%}")).files),
    ),
    Code(
        "J180",
        "error",
        "no such way to tell customers apart",
        why="Nothing tells customers apart by the dimension asked for: with a log that would be a column it was "
        "measured by, without one a key under `segments`.",
        failing=Example("friction journey.yaml --by-segment ages", checked(_SEGMENTS).files),
        fixed=Example("friction journey.yaml --by-segment age", checked(_SEGMENTS).files),
    ),
    Code(
        "J195",
        "error",
        "a plan that no off-plan route is worth taking into",
        why="`--adopt` plans the routes that serve customers better, and those that more than one in ten take and come "
        "back from. Here there is none, or they rest on fewer than 30 customers, so the new plan would be the old one.",
        failing=Example(
            "conformance journey.yaml events.csv --adopt -o new.yaml",
            reported(_SOUND, {"order delivery": 60, "order": 3}).files,
        ),
        fixed=Example(
            "conformance journey.yaml events.csv --adopt -o new.yaml",
            reported(_SOUND, {"order delivery": 60, "order call delivery": 40}).files,
        ),
    ),
)
