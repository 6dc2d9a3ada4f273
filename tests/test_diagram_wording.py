import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeymap.diagram import wording
from tests.test_diagram_boards import a_card


@pytest.mark.parametrize(
    ("loss", "observed", "shown"),
    [
        (31.4, True, "31"),
        (31.4, False, "~31"),
        (None, True, "?"),
        (0.0, True, "0"),
        (0.3, True, "<1"),
        (100.0, True, "100"),
    ],
)
def test_a_badge_says_how_sure_it_is(loss: float | None, observed: bool, shown: str) -> None:
    assert wording.badge(loss, observed=observed) == shown


@given(st.floats(0, 100), st.booleans())
def test_the_stub_has_the_number_of_the_badge(loss: float, observed: bool) -> None:
    card = a_card("pay", loss_per_100=loss, observed=observed, leave=530.0)
    assert wording.leaving(card) == f"530 leave ({wording.badge(loss, observed=observed)}%)"


def test_a_stub_without_a_known_share_has_none() -> None:
    assert wording.leaving(a_card("pay", leave=530.0)) == "530 leave"


@pytest.mark.parametrize(
    ("wait", "promised", "shown", "late"),
    [
        (None, 30.0, "wait unknown", False),
        (0.0, 30.0, "no wait", False),
        (210.0, None, "waits 3.5 min", False),
        (210.0, 30.0, "waits 3.5 min ×7.0", True),
        (31.0, 30.0, "waits 31 s ×1.03", True),
        (1500.0, 60.0, "waits 25 min ×25", True),
        (299.9, 30.0, "waits 5 min ×10", True),
        (30.0, 30.0, "waits 30 s", False),
        (5.0, 30.0, "waits 5 s", False),
        (5.0, 0.0, "waits 5 s", True),
    ],
)
def test_a_wait_beside_its_promise(wait: float | None, promised: float | None, shown: str, late: bool) -> None:
    card = a_card("pay", wait_seconds=wait, promised_seconds=promised)
    assert wording.wait(card) == shown
    assert wording.is_late(card) is late


def test_unknown_clicks_are_left_out_quietly() -> None:
    assert wording.visit(a_card("pay", channel="web", clicks=6.0)) == "web · 6 clicks"
    assert wording.visit(a_card("pay", channel="web")) == "web"
    assert wording.visit(a_card("pay", clicks=1.0)) == "1 click"
    assert wording.visit(a_card("pay")) == ""


def test_half_a_square_is_filled() -> None:
    assert [wording.five(share) for share in (0.0, 0.09, 0.1, 0.5, 0.9, 1.0)] == [0, 0, 1, 3, 5, 5]
