"""A file that is changed keeps what people wrote into it."""

import json
from collections.abc import Mapping
from difflib import ndiff
from pathlib import Path
from typing import Any

import pytest

from journeymap.editing import edit
from journeymap.errors import JourneyError
from journeymap.loading import load_journey

ROOT = Path(__file__).parent.parent
FILES = sorted([*ROOT.glob("examples/*/journey.yaml"), *ROOT.glob("journeymap/templates/*/journey.yaml")])

Changes = Mapping[tuple[str | int, ...], Any]

PATIENT: Changes = {("touchpoints", "pay", "patience"): "5 min"}
COMMENTED = """\
# My journey: read me first.
journey:   j     # a short name
touchpoints:

    # how it starts
    pay:   {wait: 2 s,
            next: done}   # few wait

    ask:
        informed:   yes
        quotes:
        - "x: y"
        - 'z'

        # where to
        next: [pay,done]
        # and that is all of it

    done:   # the end
# goodbye
"""


def written(tmp_path: Path, text: str, changes: Changes, name: str = "journey.yaml") -> str:
    """Change a file of this text, and return what it holds then."""
    file = tmp_path / name
    file.write_bytes(text.encode())
    edit(file, changes)
    return file.read_bytes().decode()


def difference(old: str, new: str) -> list[str]:
    return [line for line in ndiff(old.splitlines(), new.splitlines()) if line[0] in "+-"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_a_key_is_added_to_any_touchpoint_and_nothing_else_changes(file: Path, tmp_path: Path) -> None:
    text = file.read_text(encoding="utf-8")
    for name, point in load_journey(file).touchpoints.items():
        if not point.quotes:
            new = written(tmp_path, text, {("touchpoints", name, "quotes"): "Oh!"})
            changed = difference(text, new)
            assert len(changed) <= 2
            assert all(line.startswith("-") or "quotes: Oh!" in line for line in changed)
            assert load_journey(tmp_path).touchpoints[name] == point.model_copy(update={"quotes": ("Oh!",)})


@pytest.mark.parametrize(
    ("keys", "value", "expected"),
    [
        (("touchpoints", "ask", "owner"), "Me", ["+         owner: Me"]),
        (("touchpoints", "ask", "next"), "done", ["-         next: [pay,done]", "+         next: done"]),
        (("touchpoints", "ask", "quotes", 2), "w", ["+         - w"]),
        (("touchpoints", "ask", "quotes", 0), "w", ['-         - "x: y"', '+         - "w"']),
        (("title",), "T", ["+ title: T"]),
        (("log", "names", "Paid"), "pay", ["+ log:", "+     names:", "+         Paid: pay"]),
        (("touchpoints", "done", "name"), "End", None),
        (("touchpoints", "pay", "clicks"), 3, None),
        (("touchpoints", "new"), {"name": "N", "next": {"pay": "70%", "done": "30%"}}, None),
        (("off_plan",), [{"from": "pay", "to": "ask", "share": "3%"}], None),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_people_wrote_around_a_change_survives_it(
    keys: tuple[str | int, ...], value: object, expected: list[str] | None, tmp_path: Path
) -> None:
    new = written(tmp_path, COMMENTED, {keys: value})
    comments = [line.split("#", 1)[1] for line in COMMENTED.splitlines() if "#" in line]
    assert sorted(line.split("#", 1)[1] for line in new.splitlines() if "#" in line) == sorted(comments)
    if expected is not None:
        assert difference(COMMENTED, new) == expected


def test_the_comments_between_two_keys_stay_where_they_are_read(tmp_path: Path) -> None:
    text = "journey: j\ntouchpoints:\n  a:\n    next: b   # on\n\n  # about b\n  b: {}\n# end\n"
    new = written(tmp_path, text, {("touchpoints", "a", "name"): "A"})
    assert new == text.replace("# on\n", "# on\n    name: A\n")


def test_line_ends_and_encoding_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "journey.yaml"
    text = "journey: zażółć  # ok\r\ntouchpoints:\r\n  pay: {}\r\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        file.write_bytes(text.encode(encoding))
        edit(file, PATIENT)
        assert file.read_bytes() == text.replace(" {}", "\r\n    patience: 5 min").encode(encoding)


def test_a_json_file_keeps_its_order_and_indentation(tmp_path: Path) -> None:
    content = {"touchpoints": {"pay": {"clicks": 4.5}, "done": {"name": "żółw"}}, "journey": "j"}
    text = json.dumps(content, ensure_ascii=False, indent=4) + "\n"
    new = written(
        tmp_path,
        text.replace("4.5", "4.50").replace('"j"', ' "j"'),
        {("touchpoints", "done", "clicks"): 2},
        "journey.json",
    )
    assert difference(text, new) == [
        '-             "clicks": 4.5',
        '+             "clicks": 4.50',
        '-             "name": "żółw"',
        '+             "name": "żółw",',
        '+             "clicks": 2',
        '-     "journey": "j"',
        '+     "journey":  "j"',
    ]


@pytest.mark.parametrize("name", ["journey.yaml", "journey.json"])
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({("touchpoints", "pay", "wait"): "long"}, "J110"),
        ({("touchpoints", "pay", "next"): "nowhere"}, "J104"),
        ({("touchpoints", "pay", "waits"): "2 s"}, "J102"),
        ({("journey", "x"): "2 s"}, "J162"),
        ({("touchpoints", "pay", "quotes", 7): "2 s"}, "J162"),
    ],
)
def test_a_change_that_would_break_the_file_is_refused(changes: Changes, code: str, name: str, tmp_path: Path) -> None:
    text = '{"journey": "j", "touchpoints": {"pay": {"quotes": ["a"]}}}'
    with pytest.raises(JourneyError) as refused:
        written(tmp_path, text, changes, name)
    assert [problem.code for problem in refused.value.diagnostics] == [code]
    assert str(tmp_path / name) in str(refused.value)
    assert [(file.name, file.read_text(encoding="utf-8")) for file in tmp_path.iterdir()] == [(name, text)]


def test_a_part_that_is_repeated_elsewhere_is_not_changed(tmp_path: Path) -> None:
    text = "journey: j\ntouchpoints:\n  pay: &pay {clicks: 2}\n  ask: *pay\n"
    with pytest.raises(JourneyError, match="shared with another part"):
        written(tmp_path, text, PATIENT)
    assert (tmp_path / "journey.yaml").read_text(encoding="utf-8") == text


def test_a_file_with_errors_is_not_changed(tmp_path: Path) -> None:
    with pytest.raises(JourneyError, match="J103"):
        written(tmp_path, "journey: j\n", PATIENT)
    with pytest.raises(JourneyError, match="J004"):
        written(tmp_path, "journey: [\n", PATIENT)
    with pytest.raises(JourneyError, match="J001"):
        edit(tmp_path / "nowhere.yaml", PATIENT)
