"""What is found, as a pipeline shows it: workflow commands of GitHub Actions, and JUnit XML."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from xml.etree import ElementTree as ET

from journeymap.errors import Place, Severity

__all__ = ["Tested", "TestedAs", "junit", "workflow_command"]

_OF_GITHUB = {"error": "error", "warning": "warning", "note": "notice"}
TestedAs = Literal["passed", "failure", "skipped"]
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def workflow_command(severity: Severity, said: str, *, title: str, file: str, place: Place | None) -> str:
    """Write a workflow command of GitHub Actions; `endColumn` is the column behind the last character.

    Example:
        >>> workflow_command("note", "50 % done", title="G101", file="a,b.yaml", place=None)
        '::notice file=a%2Cb.yaml,title=G101::50 %25 done'
    """
    properties: dict[str, str | int] = {"file": file}
    if place:
        properties |= {"line": place.line, "col": place.column, "endColumn": place.column + place.length}
    properties["title"] = title
    written = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{_OF_GITHUB[severity]} {written}::{_escaped(said)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


@dataclass(frozen=True, slots=True)
class Tested:
    """One thing that was tested."""

    name: str
    result: TestedAs
    said: str
    code: str


def junit(suite: str, cases: Sequence[Tested]) -> str:
    """Write test results as JUnit XML: elements and attributes that every reader of it knows.

    Example:
        >>> print(junit("lamp", [Tested("worst", "failure", "30 % leave", "G106")]))
        <?xml version='1.0' encoding='UTF-8'?>
        <testsuites name="journeymap gate" tests="1" failures="1" errors="0" time="0">
          <testsuite name="lamp" tests="1" failures="1" errors="0" skipped="0" time="0">
            <testcase classname="lamp" name="worst" time="0">
              <failure message="30 % leave" type="G106">30 % leave</failure>
            </testcase>
          </testsuite>
        </testsuites>
    """
    count = {result: str(sum(case.result == result for case in cases)) for result in ("failure", "skipped")}
    totals = {"tests": str(len(cases)), "failures": count["failure"], "errors": "0"}
    root = ET.Element("testsuites", {"name": "journeymap gate", **totals, "time": "0"})
    named = {"name": _in_xml(suite), **totals, "skipped": count["skipped"], "time": "0"}
    parent = ET.SubElement(root, "testsuite", named)
    for case in cases:
        tested = {"classname": _in_xml(suite), "name": _in_xml(case.name), "time": "0"}
        element, said = ET.SubElement(parent, "testcase", tested), _in_xml(case.said)
        if case.result == "failure":
            ET.SubElement(element, "failure", {"message": said, "type": case.code}).text = said
        elif case.result == "skipped":
            ET.SubElement(element, "skipped", {"message": said})
        else:
            ET.SubElement(element, "system-out").text = said
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written.decode("utf-8")


def _in_xml(text: str) -> str:
    """Replace what no XML may hold, however it is escaped."""
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)
