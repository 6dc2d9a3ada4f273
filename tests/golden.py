"""Golden files: what a person sees, kept as text under `tests/golden` and rewritten by `pytest --rewrite-golden`."""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


@dataclass(frozen=True, slots=True)
class Golden:
    """Compares texts with golden files, or rewrites the files; a test gets one as the fixture `golden`."""

    rewrite: bool

    def __call__(self, name: str, text: str, *, folder: Path = FOLDER) -> None:
        """Hold a text against `tests/golden/<name>.txt`; read what changed before you rewrite it."""
        file = folder / f"{name}.txt"
        seen = text if text.endswith("\n") else f"{text}\n"
        if self.rewrite:
            folder.mkdir(exist_ok=True)
            file.write_text(seen, encoding="utf-8", newline="\n")
        assert file.is_file(), f"there is no {file.name}: run `pytest --rewrite-golden`, read it, and keep it"
        expected = file.read_text(encoding="utf-8")
        assert seen == expected, f"{file.name} would change: `pytest --rewrite-golden` and read the difference"
