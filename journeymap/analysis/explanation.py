"""The sum behind one touchpoint's friction, so that a person can redo it by hand."""

from collections.abc import Iterator
from dataclasses import dataclass

from journeymap.analysis.friction import TouchpointLoss, loss_per_100, losses
from journeymap.facts import Facts
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.model import Model
from journeymap.network import facts, graph, outline
from journeymap.units import format_count, format_duration, format_number, format_share

__all__ = ["Line", "explain"]


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the sum."""

    term: str
    """What is computed."""
    sum: str
    """The sum, with its numbers."""
    value: float
    """In halvings, but for the last lines, which say what they are."""
    source: str
    """Where constants and inputs come from."""


def explain(journey: Journey, touchpoint: str, measurement: Measurement | None = None) -> tuple[Line, ...]:
    """Return the terms of a touchpoint's friction with numbers and sources, in the order of the sum.

    Args:
        journey: The plan.
        touchpoint: Id, planned or not.
        measurement: What an engine counted, if there is a log.

    Raises:
        KeyError: If there is no such touchpoint.

    Example:
        >>> plan = {"a": {"clicks": 3, "next": "b"}, "b": {}}
        >>> explain(Journey.model_validate({"journey": "j", "touchpoints": plan}), "a")[1].sum
        '(2.65 s × 3 clicks + 0.28 s × 0 keystrokes) / 210 s'
    """
    network = graph(journey, measurement)
    about = outline(network)
    return tuple(_lines(facts(network)[touchpoint], losses(network)[touchpoint], about.model, about.pooled_bad))


def _lines(node: Facts, found: TouchpointLoss, model: Model, pooled: float | None) -> Iterator[Line]:
    yield Line("wait", *_wait(node, found, model))
    yield Line("effort", *_effort(node, found, model))
    yield Line("feeling", *_feeling(node, found, model, pooled))
    terms = found.terms
    parts = " + ".join(f"{part:.4f}" for part in (terms.wait, terms.effort, terms.feeling))
    yield Line("the model's friction", parts, found.modelled, "halvings: 1 halves the customers")
    expected = f"100 × (1 − 2^−{found.modelled:.4f})"
    yield Line("the model's loss, of 100", expected, loss_per_100(found.modelled), "")
    if node.left is not None and node.reached:
        yield from _own_data(node, found, model)


def _wait(node: Facts, found: TouchpointLoss, model: Model) -> tuple[str, float, str]:
    if not node.planned:
        return "not planned: nothing is modelled", 0.0, ""
    if node.wait is None:
        return "wait unknown, or the customer's own time: nothing is charged", 0.0, ""
    if node.patience is None:
        return "patience unknown: nothing is charged", 0.0, "give `situation` or `patience`"
    patience = node.patience
    free = max(patience.tolerated, min(node.promise_seconds or 0.0, patience.tolerated + patience.half_life))
    factor = f" × {model.informed_factor:g}" if node.informed else ""
    power = f"^{model.wait_exponent:g}" if model.wait_exponent != 1 else ""
    waited = format_duration(node.wait.seconds[0])
    said = f"(max(0, {waited} − {format_duration(free)}){factor} / {format_duration(patience.half_life)}){power}"
    if len(node.wait.seconds) > 1:
        over = sum(s for w, s in zip(node.wait.seconds, node.wait.shares, strict=True) if w > free)
        n = f"{format_count(node.wait.n)} measured waits" if node.wait.n else "a log-normal distribution"
        said = (
            f"−log2 of the mean of 2^−(max(0, wait − {format_duration(free)}){factor} / "
            f"{format_duration(patience.half_life)}){power} over {n}, {format_share(over)} of them longer"
        )
    source = f"wait {node.wait_evidence}; free: the promise up to the end of patience, else what is tolerated"
    assumed = "preset" if patience.assumed else "the journey's own"
    return said, found.terms.wait, f"{source}; patience: {assumed}; exponential patience as in Erlang-A (Palm 1953)"


def _effort(node: Facts, found: TouchpointLoss, model: Model) -> tuple[str, float, str]:
    if not node.planned or (node.clicks is None and node.keystrokes is None):
        return "clicks unknown: nothing is charged", 0.0, ""
    said = (
        f"({model.click_seconds:g} s × {format_number(node.clicks or 0)} clicks + {model.keystroke_seconds:g} s × "
        f"{format_number(node.keystrokes or 0)} keystrokes) / {model.effort_half_life:g} s"
    )
    return said, found.terms.effort, "Keystroke-Level Model (Card, Moran & Newell 1980); 210 s: Baymard Institute"


def _feeling(node: Facts, found: TouchpointLoss, model: Model, pooled: float | None) -> tuple[str, float, str]:
    if not node.planned:
        return "not planned: nothing is modelled", 0.0, ""
    if node.bad is None and pooled is None:
        return "nobody was asked anywhere: costs 0, and could cost up to all of it", 0.0, ""
    bad = node.bad if node.bad is not None else pooled or 0.0
    said = f"−log2(1 − {model.bad_experience_loss:g} × {bad:.4f})"
    if node.bad is None:
        return said, found.terms.feeling, "unknown here: the answers-weighted share of bad experiences of the journey"
    score = f" from a score of {format_number(node.score)} on {node.scale}" if node.score is not None else ""
    origin = f"bad experiences {node.satisfaction_evidence}{score}, {format_count(node.answers)} answers"
    return said, found.terms.feeling, f"{origin}; 44 % give a single chance (PwC 2020)"


def _own_data(node: Facts, found: TouchpointLoss, model: Model) -> Iterator[Line]:
    left, reached, pseudo = node.left or 0.0, node.reached or 0.0, model.pseudo_customers
    said = f"{format_count(left)} of {format_count(reached)} left"
    yield Line("observed loss, of 100", said, 100 * left / reached, f"{node.leaving_evidence}")
    said = (
        f"−log2(1 − ({format_count(left)} + {pseudo:g} × {1 - 2**-found.modelled:.4f}) / "
        f"({format_count(reached)} + {pseudo:g}))"
    )
    yield Line("friction", said, found.friction, f"own data beats presets: the model is worth {pseudo:g} customers")
    yield Line(
        "unexplained", "friction − the model's friction", found.unexplained or 0.0, "below 0 the model overstates"
    )
