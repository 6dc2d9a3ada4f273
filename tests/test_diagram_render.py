import os
import stat
import sys
from importlib import metadata
from pathlib import Path

import pytest

from journeymap.diagram import render as engine_room
from journeymap.diagram.board import Link
from journeymap.diagram.picture import Picture, paint
from journeymap.diagram.raster import MAX_PIXELS
from journeymap.diagram.render import find_engine, render
from journeymap.errors import RenderError
from tests.test_diagram_boards import a_board, a_card

TINY = 'digraph { graph [layout=nop2, bb="0,0,72,36"]; a [pos="36,18"] }'
PNG = b"\x89PNG\r\n\x1a\n"

needs_shebang = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in engines are scripts")


def width_of(png: bytes) -> int:
    return int.from_bytes(png[16:20], "big")


@pytest.fixture
def no_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Hide every engine."""

    def nothing(_: str) -> list[metadata.PackagePath]:
        raise metadata.PackageNotFoundError

    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(metadata, "files", nothing)
    monkeypatch.setenv("PATH", str(tmp_path))


def stand_in(folder: Path, script: str, name: str = "dot") -> None:
    """Write an engine that does what a test needs."""
    program = folder / name
    program.write_text(f"#!{Path(sys.base_prefix) / 'bin' / 'python3'}\n{script}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IEXEC)


def codes(error: pytest.ExceptionInfo[RenderError]) -> list[str]:
    return [diagnostic.code for diagnostic in error.value.diagnostics]


def test_svg_is_painted() -> None:
    assert b"<svg" in render(TINY, "svg")


def test_png_has_its_signature_and_resolution() -> None:
    once, twice = render(TINY, "png", dpi=72), render(TINY, "png", dpi=144)
    assert once.startswith(PNG)
    assert width_of(twice) == pytest.approx(2 * width_of(once), abs=2)


def test_the_resolution_is_bounded() -> None:
    assert width_of(render(TINY, "png", dpi=10**9)) == width_of(render(TINY, "png", dpi=600))


def test_a_large_picture_gets_fewer_dots() -> None:
    large = TINY.replace("72,36", "7200,7200").replace("36,18", "3600,3600")
    assert engine_room.resolution(large, 600) ** 2 * 100 * 100 <= MAX_PIXELS


def test_a_picture_too_large_for_png_is_refused() -> None:
    with pytest.raises(RenderError, match="too large") as error:
        render(TINY.replace("72,36", "720000,720000"), "png")
    assert codes(error) == ["R104"]


def test_another_format_is_refused() -> None:
    with pytest.raises(RenderError, match="`gif`") as error:
        render(TINY, "gif")  # type: ignore[arg-type]
    assert codes(error) == ["R104"]


@pytest.mark.usefixtures("no_engine")
def test_a_missing_engine_says_what_to_install() -> None:
    with pytest.raises(RenderError, match="pip install") as error:
        render(TINY, "svg")
    assert codes(error) == ["R101"]


@pytest.mark.usefixtures("no_engine")
def test_a_missing_system_engine_is_not_replaced() -> None:
    with pytest.raises(RenderError, match="no `dot`"):
        find_engine("dot")


@needs_shebang
@pytest.mark.usefixtures("no_engine")
def test_the_systems_engine_paints_when_it_is_the_only_one(tmp_path: Path) -> None:
    stand_in(tmp_path, "print('painted')")
    assert find_engine().name == "dot"
    assert render(TINY, "svg").strip() == b"painted"


@needs_shebang
@pytest.mark.usefixtures("no_engine")
def test_the_embedded_engine_is_found_on_the_path(tmp_path: Path) -> None:
    stand_in(tmp_path, "", name="graphviz-pure")
    assert find_engine().name == "embedded"


def test_the_embedded_engine_comes_first() -> None:
    assert find_engine().name == "embedded"


def test_a_text_that_is_no_dot_is_an_error_without_the_engines_words() -> None:
    with pytest.raises(RenderError, match="ended with status") as error:
        render("digraph {", "svg")
    assert codes(error) == ["R102"]
    assert "syntax" not in str(error.value)


@needs_shebang
@pytest.mark.usefixtures("no_engine")
@pytest.mark.parametrize("script", ["import sys; print('half a picture'); sys.exit(1)", "", "import os; os.abort()"])
def test_any_unclean_exit_is_an_error(script: str, tmp_path: Path) -> None:
    stand_in(tmp_path, script)
    with pytest.raises(RenderError) as error:
        render(TINY, "svg")
    assert codes(error) == ["R102"]


@needs_shebang
@pytest.mark.usefixtures("no_engine")
def test_an_engine_that_does_not_end_is_stopped(tmp_path: Path) -> None:
    stand_in(tmp_path, "import time; time.sleep(60)")
    with pytest.raises(RenderError, match=r"more than 0\.5 s") as error:
        render(TINY, "svg", seconds=0.5)
    assert codes(error) == ["R103"]


@pytest.mark.skipif(sys.platform != "linux", reason="limits need prlimit")
@pytest.mark.usefixtures("no_engine")
def test_an_engine_cannot_take_all_memory(tmp_path: Path) -> None:
    stand_in(tmp_path, "import sys; sys.stdin.read(); bytearray(4 * 1024**3); print('painted')")
    with pytest.raises(RenderError) as error:
        render(TINY, "svg")
    assert codes(error) == ["R102"]


@needs_shebang
@pytest.mark.usefixtures("no_engine")
def test_an_engine_cannot_paint_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_room, "MAX_BYTES", 1000)
    stand_in(tmp_path, "import sys; sys.stdin.read(); print('x' * 5000, flush=True)")
    with pytest.raises(RenderError) as error:
        render(TINY, "svg")
    assert codes(error) == ["R102"]


@needs_shebang
@pytest.mark.usefixtures("no_engine")
def test_the_engine_sees_almost_nothing_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GV_FILE_PATH", os.sep)
    monkeypatch.setenv("SECRET", "x")
    stand_in(tmp_path, "import os; print(sorted(os.environ))")
    seen = render(TINY, "svg").decode()
    assert "'SERVER_NAME'" in seen
    assert "GV_FILE_PATH" not in seen
    assert "SECRET" not in seen


def test_no_file_is_ever_included(tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', encoding="utf-8")
    dot = f'digraph {{ layout=nop2; a [shape=none, pos="36,18", image="{secret.as_posix()}"] }}'
    assert b"secret" not in render(dot, "svg")


def test_a_picture_is_saved_by_its_suffix(tmp_path: Path) -> None:
    links = (Link("a", "b", 5.0, planned=True),)
    picture = paint(a_board(a_card("a"), a_card("b", number=2), links=links))
    assert picture.save(tmp_path / "shop.png").read_bytes().startswith(PNG)
    assert b"<svg" in picture.save(str(tmp_path / "shop.SVG")).read_bytes()
    assert picture.save(tmp_path / "shop.dot").read_text(encoding="utf-8") == picture.dot


def test_an_unknown_suffix_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match=r"write `\.svg`, `\.png`"):
        Picture(a_board(), TINY).save(tmp_path / "shop.gif")
    assert not list(tmp_path.iterdir())


def test_a_picture_can_be_handed_to_the_graphviz_package() -> None:
    assert "digraph" in Picture(a_board(), TINY).source().source
