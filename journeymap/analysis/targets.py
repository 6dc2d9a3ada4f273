"""What a touchpoint should reach, and what it would be like if it did."""

from dataclasses import dataclass, replace

from journeymap.facts import Facts, Waits
from journeymap.model import Model
from journeymap.satisfaction import bad_share_of_mean

__all__ = ["Aim", "aim_of", "aimed_bad", "at_aim"]


@dataclass(frozen=True, slots=True)
class Aim:
    """A complete target; None where the measure is unknown, for what is unknown gains nothing."""

    wait_seconds: float | None
    clicks: float | None
    score: float | None
    """On the touchpoint's own scale."""
    left: float | None
    """Share of visits, 0 to 1, after which customers may leave; None unless it was declared."""
    work_seconds: float | None = None
    """None unless it was declared: how short work can be only those who ask for it know."""


def aim_of(node: Facts, model: Model) -> Aim:
    """Return the declared target of a touchpoint, completed by the default ones.

    By default the wait is the promised or the tolerated one, whichever is longer, a score is at 4 of 5 or the
    same share of its scale, and clicks are within the budget.
    """
    declared = node.target
    wait = clicks = score = None
    if node.wait and node.patience:
        usual = max(node.promise_seconds or 0.0, node.patience.tolerated)
        wait = declared.wait if declared and declared.wait is not None else usual
    if node.clicks is not None:
        clicks = declared.clicks if declared and declared.clicks is not None else model.click_budget
    if node.bad is not None:
        usual = node.scale.score(model.good_score_share)
        score = declared.satisfaction if declared and declared.satisfaction is not None else usual
    left, work = (declared.left, declared.work_time) if declared else (None, None)
    return Aim(wait, clicks, score, left, work)


def at_aim(node: Facts, aim: Aim) -> Facts:
    """Return the touchpoint as it is when it meets its target; nothing gets worse."""
    clicks, bad = node.clicks, node.bad
    if clicks is not None and aim.clicks is not None:
        clicks = min(clicks, aim.clicks)
    if bad is not None:
        bad = min(bad, aimed_bad(node, aim))
    wait, work = _within(node.wait, aim.wait_seconds), _within(node.work, aim.work_seconds)
    return replace(node, wait=wait, work=work, clicks=clicks, bad=bad)


def _within(waits: Waits | None, longest: float | None) -> Waits | None:
    if waits is None or longest is None:
        return waits
    return replace(waits, seconds=tuple(min(each, longest) for each in waits.seconds))


def aimed_bad(node: Facts, aim: Aim) -> float:
    """Return the share of bad experiences, 0 to 1, at the score that is aimed at; 1 where none is."""
    return 1.0 if aim.score is None else bad_share_of_mean(node.scale.share(aim.score))
