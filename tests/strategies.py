"""Random journeys for property tests: `journey_files()` as they stand in a file, `journeys()` as models.

Every one is sound: it loads without an error, each touchpoint leads to an end, and names come from many scripts.
"""

import string
from typing import Any

from hypothesis import strategies as st

from journeymap.journey import Journey

NAMES = ("Zażółć gęślą jaźń", "Оформление заказа", "结账", "الدفع", "支払い 💳", "café", "Fußweg", "naïve ‘quote’")
CHANNELS = ("web", "app", "phone", "chat", "shop", "branch", "e-mail", "letter", "form", "delivery", "drone")
SITUATIONS = ("landing_page", "app_response", "phone_hold", "shop_queue", "parcel", "public_office")
PHASES = {"find": "before", "buy": "during", "use": "after"}


def ids() -> st.SearchStrategy[str]:
    """Ids of touchpoints: mostly plain, some as people of other countries write them."""
    plain = st.text(string.ascii_lowercase + string.digits + "_-", min_size=1, max_size=10)
    return st.one_of(plain, st.sampled_from(NAMES), st.sampled_from(("no", "yes", "0123", "12:30", "null-ish", "next")))


def durations() -> st.SearchStrategy[str]:
    """Durations as text, from milliseconds to weeks."""
    spoken = st.builds(
        "{} {}".format, st.integers(1, 90), st.sampled_from(("ms", "s", "min", "hours", "days", "weeks"))
    )
    return st.one_of(spoken, st.integers(1, 90).map("PT{}M".format), st.just("2h 15m"), st.just("0"))


def waits() -> st.SearchStrategy[Any]:
    """Waits in each form a file has for them."""
    ordered = st.tuples(st.integers(1, 60), st.integers(0, 60)).map(
        lambda pair: {"median": f"{pair[0]} min", "p90": f"{sum(pair)} min"},
    )
    return st.one_of(durations(), ordered, st.just("measured"))


def satisfactions() -> st.SearchStrategy[Any]:
    """Satisfaction on 1..5 in each form a file has for it."""
    score = st.decimals(1, 5, places=1).map(str)
    counts = st.lists(st.integers(0, 500).map(str), min_size=5, max_size=5)
    answers = st.integers(0, 1000).map(str)
    share = st.integers(0, 100).map("{}%".format)
    return st.one_of(
        score,
        st.fixed_dictionaries({"score": score}, optional={"answers": answers}),
        st.fixed_dictionaries({"counts": counts}),
        st.fixed_dictionaries({"satisfied": share}, optional={"answers": answers}),
        st.fixed_dictionaries({"bad": share}, optional={"answers": answers}),
        st.fixed_dictionaries({"nps": st.integers(-100, 100).map(str)}),
        st.fixed_dictionaries({"promoters": answers, "passives": answers, "detractors": answers}),
    )


def measures() -> st.SearchStrategy[dict[str, Any]]:
    """What a file may say of a touchpoint, but for where it leads."""
    left = st.tuples(st.integers(0, 400), st.integers(1, 400)).map(lambda n: f"{n[0]} of {sum(n)}")
    yes_no = st.sampled_from(("yes", "no", "true", "false"))
    return st.fixed_dictionaries(
        {},
        optional={
            "name": st.sampled_from(NAMES),
            "phase": st.sampled_from(tuple(PHASES)),
            "channel": st.sampled_from(CHANNELS),
            "situation": st.sampled_from(SITUATIONS),
            "owner": st.sampled_from(("Sales", "Obsługa klienta")),
            "wait": waits(),
            "promise": st.one_of(durations(), durations().map(lambda wait: {"wait": wait, "says": "soon"})),
            "patience": st.integers(1, 90).map("{} min".format),
            "informed": yes_no,
            "time_critical": yes_no,
            "alternatives": st.sampled_from(("many", "few", "none")),
            "clicks": st.integers(0, 80).map(str),
            "keystrokes": st.integers(0, 400).map(str),
            "satisfaction": satisfactions(),
            "left": left,
            "optional": yes_no,
            "skip_cost": st.integers(0, 5).map(str),
            "fix_cost": st.integers(1, 50).map(str),
        },
    )


def shares(targets: list[str]) -> st.SearchStrategy[Any]:
    """Where customers go on to, with shares that add up to 100 %, or without; every share is above zero."""
    parts = st.lists(st.integers(1, 9), min_size=len(targets), max_size=len(targets))
    told = parts.map(
        lambda sizes: {name: f"{100 * size / sum(sizes):.6f}%" for name, size in zip(targets, sizes, strict=True)},
    )
    alone = st.just(targets[0]) if len(targets) == 1 else st.just(targets)
    return st.one_of(alone, st.just(targets), told)


@st.composite
def journey_files(draw: st.DrawFn, *, max_touchpoints: int = 6) -> dict[str, Any]:
    """Draw the content of a journey file: every scalar is text, as it stands there.

    Every touchpoint but the last leads to a later one, and perhaps back; the last is the goal.
    """
    names = draw(st.lists(ids(), min_size=1, max_size=max_touchpoints, unique=True))
    touchpoints: dict[str, Any] = {}
    for i, name in enumerate(names):
        point = draw(measures())
        later = names[i + 1 :]
        if later:
            onward = draw(st.lists(st.sampled_from(later), min_size=1, max_size=3, unique=True))
            back = draw(st.lists(st.sampled_from(names[: i + 1]), max_size=1))
            point["next"] = draw(shares(onward + back))
        touchpoints[name] = point
    content: dict[str, Any] = {"journey": draw(ids()), "phases": PHASES, "touchpoints": touchpoints}
    if draw(st.booleans()):
        content["start"] = draw(shares(draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))))
    if draw(st.booleans()):
        content["goal"] = names[-1]
    return content


def journeys(*, max_touchpoints: int = 6) -> st.SearchStrategy[Journey]:
    """Draw a journey."""
    return journey_files(max_touchpoints=max_touchpoints).map(Journey.model_validate)
