"""The sum behind one touchpoint's friction, so that a person can redo it by hand."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from journeymap.analysis.friction import Terms, TouchpointLoss, free_seconds, loss_per_100, losses
from journeymap.analysis.friction import terms as terms_of
from journeymap.facts import Facts, Waits
from journeymap.journey import Journey
from journeymap.measurement import Measurement
from journeymap.model import Model
from journeymap.network import Network
from journeymap.patience import MOODS, mood
from journeymap.satisfaction import bad_share_of_mean
from journeymap.situations import Patience
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

    Time of work has a line of its own where it is charged: that is where the touchpoint gives its own `patience`,
    for how long customers hold a line says nothing of how long they would work.

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
    network = Network.of(journey, measurement)
    about = network.outline
    node, found = network.facts[touchpoint], losses(network)[touchpoint]
    return tuple(_lines(node, found, about.model, about.pooled_bad))


def _lines(node: Facts, found: TouchpointLoss, model: Model, pooled: float | None) -> Iterator[Line]:
    yield from _modelled(node, found.terms, model, pooled)
    expected = f"100 × (1 − 2^−{found.modelled:.4f})"
    yield Line("the model's loss, of 100", expected, loss_per_100(found.modelled), "")
    if node.wait is not None and node.patience is not None:
        yield _mood(node.wait, node.patience)
    if node.left is not None and node.reached:
        yield from _own_data(node, found, model)


def _mood(wait: Waits, patience: Patience) -> Line:
    longest, waited = patience.tolerated + patience.half_life, wait.median
    middle = "" if len(wait.seconds) == 1 else "median "
    ladder = ", ".join(f"{name} from {least:g}" for least, name in reversed(MOODS) if least)
    said = f"{middle}{format_duration(waited)} / {format_duration(longest)}: {mood(waited, patience)}"
    return Line("the mood, of patience", said, waited / longest, f"{ladder}; whatever was promised, a convention")


def _by_channel(node: Facts, terms: Terms, model: Model, pooled: float | None) -> Iterator[Line]:
    """Explain every channel, and then what their losses make together."""
    averaged = []
    for part in node.parts:
        own = terms_of(part.facts, model, pooled)
        yield from (
            replace(line, term=f"{part.channel}: {line.term}") for line in _modelled(part.facts, own, model, pooled)
        )
        averaged.append(f"{format_share(part.share)} × 2^−{own.total:.4f}")
    split = f"{terms.total:.4f}, shared out by what each channel loses, and there by its terms"
    parts = {"wait": terms.wait - terms.work, "work": terms.work, "effort": terms.effort, "feeling": terms.feeling}
    yield from (Line(name, f"part of {split}", value, "") for name, value in parts.items() if name != "work" or value)
    assumed = any(part.share_evidence == "assumed" for part in node.parts)
    shares = "shares of the channels: " + ("equal ones assumed where none is given" if assumed else "described")
    yield Line("the model's friction", f"−log2({' + '.join(averaged)})", terms.total, shares)


def _modelled(node: Facts, terms: Terms, model: Model, pooled: float | None) -> Iterator[Line]:
    if node.parts:
        yield from _by_channel(node, terms, model, pooled)
        return
    lines = [Line("wait", *_wait(node, terms, model))]
    if node.planned and node.charged_work and node.patience:
        lines.append(Line("work", *_work(node, node.charged_work, node.patience, terms, model)))
    lines += [Line("effort", *_effort(node, terms, model)), Line("feeling", *_feeling(node, terms, model, pooled))]
    yield from lines
    parts = " + ".join(f"{line.value:.4f}" for line in lines)
    yield Line("the model's friction", parts, terms.total, "halvings: 1 halves the customers")


_Step = tuple[str, float, str]
"""Sum, value and source of a line."""


def _wait(node: Facts, terms: Terms, model: Model) -> _Step:
    if not node.planned:
        return "not planned: nothing is modelled", 0.0, ""
    if node.wait is None:
        return "wait unknown, or the customer's own time: nothing is charged", 0.0, ""
    if node.patience is None:
        return "patience unknown: nothing is charged", 0.0, "give `situation` or `patience`"
    value = terms.wait - terms.work
    said, spread = _overrun("wait", node.wait, node, node.patience, model, value=value)
    return said, value, f"{spread}wait {node.wait_evidence}; {_wait_source(node, node.patience, model)}"


def _work(node: Facts, work: Waits, patience: Patience, terms: Terms, model: Model) -> _Step:
    both, what = (node.wait.plus(work), "(wait + work)") if node.wait else (work, "work")
    less = f" − {terms.wait - terms.work:.4f}" if node.wait else ""
    said, spread = _overrun(what, both, node, patience, model, value=terms.wait)
    source = "time of work counts as more wait, sheltered by the same promise, as the touchpoint gives its patience"
    return said + less, terms.work, spread + source


def _overrun(
    what: str, waits: Waits, node: Facts, patience: Patience, model: Model, *, value: float
) -> tuple[str, str]:
    """Write how often patience halves those who wait, and of a distribution what is averaged."""
    free = format_duration(free_seconds(patience, node.promise_seconds or 0.0))
    factor = f" × {model.informed_factor:g}" if node.informed else ""
    power = f"^{model.wait_exponent:g}" if model.wait_exponent != 1 else ""
    one = len(waits.seconds) == 1
    waited = format_duration(waits.seconds[0]) if one else what
    said = f"(max(0, {waited} − {free}){factor} / {format_duration(patience.half_life)}){power}"
    if one:
        return said, ""
    kind = (
        f"{format_count(waits.n)} measured waits"
        if waits.n
        else f"{format_count(len(waits.seconds))} equally likely ones"
    )
    middle = f"median {format_duration(waits.median)}, p90 {format_duration(waits.quantile(0.9))}"
    return f"−log2({2**-value:.4f})", f"{2**-value:.4f}: the mean of 2^−{said} over {kind} ({middle}); "


def _wait_source(node: Facts, patience: Patience, model: Model) -> str:
    promised, longest = node.promise_seconds or 0.0, patience.tolerated + patience.half_life
    free = "the promise" if promised > patience.tolerated else "what is tolerated anyway"
    if promised > longest:
        free = "the end of patience, as the promise is longer"
    parts = [f"free: {free}", f"patience: {patience.source}"]
    if node.informed:
        shown = "customers see where they stand (Munichor & Rafaeli 2007)"
        parts.append(f"{model.informed_factor:g}: {_source(model, 'informed_factor', shown)}")
    parts.append(_source(model, "wait_exponent", "exponential patience as in Erlang-A (Palm 1953)"))
    return "; ".join(parts)


def _effort(node: Facts, terms: Terms, model: Model) -> _Step:
    if not node.planned or (node.clicks is None and node.keystrokes is None):
        return "clicks unknown: nothing is charged", 0.0, ""
    said = (
        f"({model.click_seconds:g} s × {format_number(node.clicks or 0)} clicks + {model.keystroke_seconds:g} s × "
        f"{format_number(node.keystrokes or 0)} keystrokes) / {model.effort_half_life:g} s"
    )
    per_stroke = {
        _source(model, name, "Keystroke-Level Model (Card, Moran & Newell 1980)")
        for name in ("click_seconds", "keystroke_seconds")
    }
    half_life = _source(model, "effort_half_life", "18 % leave at 23.5 form elements (Baymard Institute)")
    return said, terms.effort, "; ".join([*sorted(per_stroke), f"{model.effort_half_life:g} s: {half_life}"])


def _feeling(node: Facts, terms: Terms, model: Model, pooled: float | None) -> _Step:
    if not node.planned:
        return "not planned: nothing is modelled", 0.0, ""
    if node.bad is None and pooled is None:
        return "nobody was asked anywhere: costs 0, and could cost up to all of it", 0.0, ""
    bad = node.bad if node.bad is not None else pooled or 0.0
    chance = _source(model, "bad_experience_loss", "those who give a single chance (PwC 2020)")
    said = f"−log2(1 − {model.bad_experience_loss:g} × {bad:.4f})"
    return said, terms.feeling, f"{_bad_source(node)}; {model.bad_experience_loss:g}: {chance}"


def _bad_source(node: Facts) -> str:
    if node.bad is None:
        return "unknown here: the answers-weighted share of bad experiences of the journey"
    origin = f"bad experiences {node.satisfaction_evidence}"
    if node.score is not None and node.score_share is not None:
        if node.bad == bad_share_of_mean(node.score_share):
            origin += f" from a score of {format_number(node.score)} on {node.scale}"
            origin += f", u = {node.score_share:.4f}: (1 − u)³ × (1 + 3u)"
        else:
            origin += f", counted over the bottom 40 % of the steps of {node.scale} (mean {format_number(node.score)})"
    return f"{origin}, {format_count(node.answers)} answer{'' if node.answers == 1 else 's'}"


def _source(model: Model, constant: str, published: str) -> str:
    """Return the source of a constant: that of the published one, unless the journey file says another."""
    return f"`{constant}` of the journey's `model`" if constant in model.model_fields_set else published


def _own_data(node: Facts, found: TouchpointLoss, model: Model) -> Iterator[Line]:
    left, reached, pseudo = node.left or 0.0, node.reached or 0.0, model.pseudo_customers
    said = f"100 × {format_count(left)} / {format_count(reached)}"
    seen = f"{node.leaving_evidence}: those who left, of those who reached it"
    yield Line("observed loss, of 100", said, 100 * left / reached, seen)
    said = (
        f"−log2(1 − ({format_count(left)} + {pseudo:g} × {1 - 2**-found.modelled:.4f}) / "
        f"({format_count(reached)} + {pseudo:g}))"
    )
    worth = f"own data beats presets: the model is worth {pseudo:g} customers"
    yield Line("friction", said, found.friction, worth)
    more = f"{found.friction:.4f} − {found.modelled:.4f}"
    overstates = "the model overstates here" if (found.unexplained or 0.0) < 0 else "what the model does not explain"
    yield Line("unexplained", more, found.unexplained or 0.0, overstates)
