"""A101–A115: what the findings of the promises audit mean."""

from journeymap.codes.code import Code, Example, audited

__all__ = ["AUDIT_PROMISES"]


_ON = "--only promises --on 2026-03-01"
_ORDER = "journey: lamp\ntouchpoints:\n  order: {clicks: 4}\n"


def _delivery(keys: str, order: str = "clicks: 4") -> Example:
    """Make an example of an order and its delivery with further keys."""
    lines = ["journey: lamp", "touchpoints:", f"  order: {{{order}, next: delivery}}", f"  delivery: {{{keys}}}"]
    return audited("\n".join([*lines, ""]), _ON)


_KEPT = "wait: 4 days, promise: 5 days, owner: Logistics"
_MISSED = "wait: 7 days, promise: 5 days, owner: Logistics"

AUDIT_PROMISES = (
    Code(
        "A101",
        "finding",
        "how many promises are kept",
        why="A promise is exceeded, met, missed, or nobody knows. `controllable` says whether the organisation can do "
        "something about it: those promises must be kept, the others told as they are. At risk is what is spent on "
        "making known what customers do not get.",
        failing=_delivery(_KEPT),
        cure="every audit of promises starts with it",
    ),
    Code(
        "A102",
        "finding",
        "a promise that is missed",
        why="Of waits whose spread is known (a log, or `{median, p90}`) fewer than 95 % (`--reliable`) have "
        "it as promised; a wait given as one duration, clicks or a score are worse than promised by more than a "
        "hundredth. With a log of what each case was promised, a day counts to its end. It costs customers, and those "
        "who stay believe less. Where chance could explain it, it is a note.",
        failing=_delivery(_MISSED),
        fixed=_delivery(_KEPT),
    ),
    Code(
        "A103",
        "finding",
        "a promise that is kept",
        why="Customers get what they were told, or more. Where nearly all get it much sooner, a shorter wait could be "
        "promised and still be kept.",
        failing=_delivery(_KEPT),
        fixed=_delivery(_MISSED),
    ),
    Code(
        "A104",
        "finding",
        "promises on one topic that do not agree",
        why="Customers see one company: what the advertisement says and what the mail says must be the same. Promises "
        "with the same `topic` are compared, wherever they stand.",
        failing=_delivery(
            "promise: {wait: 5 days, topic: delivery time}",
            "promise: {wait: 3 days, about: delivery, topic: delivery time}",
        ),
        fixed=_delivery(
            "promise: {wait: 5 days, topic: delivery time}",
            "promise: {wait: 5 days, about: delivery, topic: delivery time}",
        ),
    ),
    Code(
        "A105",
        "finding",
        "a promise that nobody checks",
        why="It is made in words alone (`says`), or what it fixes is measured nowhere: nobody knows if it is kept.",
        failing=_delivery("promise: {says: soon with you}, owner: Logistics"),
        fixed=_delivery(_KEPT),
    ),
    Code(
        "A106",
        "finding",
        "a promise longer than patience lasts",
        why="A promise shelters a wait from friction only as long as customers put up with one: what is tolerated "
        "and the half-life of patience. Beyond that half of them are gone before it is broken.",
        failing=_delivery("wait: 2 days, promise: 9 days, situation: parcel, owner: Logistics"),
        fixed=_delivery("wait: 2 days, promise: 5 days, situation: parcel, owner: Logistics"),
    ),
    Code(
        "A107",
        "finding",
        "a promise at a place that nobody reaches",
        why="It is to be delivered at a touchpoint that does not exist (`missing: yes`), or to which no way leads: a "
        "slogan without anybody to keep it.",
        failing=audited(f"{_ORDER}  call: {{missing: yes, promise: {{says: we call you}}}}\n", _ON),
        fixed=audited(f"{_ORDER}  delivery: {{promise: {{says: we call you}}}}\n", _ON),
    ),
    Code(
        "A108",
        "finding",
        "a promise that nobody is named to deliver",
        why="Neither an `owner` nor a `department` stands at the touchpoint that has to keep it.",
        failing=_delivery("wait: 4 days, promise: 5 days"),
        fixed=_delivery(_KEPT),
    ),
    Code(
        "A109",
        "finding",
        "a promise that somebody else has to keep",
        why="Who promises (the `owner` of the promise) is not who delivers (the owner of the touchpoint). Marketing "
        "builds the expectations and everybody delivers them: both should know what was said.",
        failing=_delivery("wait: 4 days, promise: {wait: 5 days, owner: Marketing}, owner: Logistics"),
        fixed=_delivery("wait: 4 days, promise: {wait: 5 days, owner: Logistics}, owner: Logistics"),
    ),
    Code(
        "A110",
        "finding",
        "a promise of less than customers expect",
        why="Customers said what they expect (`expects`), reasonable or not, and the promise itself is worse. Keeping "
        "it does not please them.",
        failing=_delivery(f"{_KEPT}, expects: 3 days"),
        fixed=_delivery(f"{_KEPT}, expects: 5 days"),
    ),
    Code(
        "A111",
        "finding",
        "touchpoints about which nothing is promised",
        why="Where nothing is promised customers expect what they know from elsewhere, and of waiting: none at all.",
        failing=_delivery(_KEPT),
        fixed=_delivery(_KEPT, "clicks: 4, promise: {clicks: 5}"),
    ),
    Code(
        "A112",
        "finding",
        "what customers must be told",
        why="A promise is missed, and the touchpoint is `controllable: no` or `partly`: what cannot be mended must be "
        "told before it happens, and while it lasts. With `informed: yes` it is told already.",
        failing=_delivery(f"{_MISSED}, controllable: no"),
        fixed=_delivery(f"{_MISSED}, controllable: no, informed: yes"),
    ),
    Code(
        "A113",
        "finding",
        "money spent on a promise that is not kept",
        why="Advertising what customers do not get is money lost twice. Of the `spend` the share of customers to whom "
        "the promise is not kept is at risk; all of it where it is missed and that share is not known.",
        failing=_delivery("wait: 7 days, promise: {wait: 5 days, spend: 2000 EUR}, owner: Logistics"),
        fixed=_delivery("wait: 4 days, promise: {wait: 5 days, spend: 2000 EUR}, owner: Logistics"),
    ),
    Code(
        "A114",
        "finding",
        "a wait beyond what customers expect, unpromised",
        why="Nothing is promised, so what customers say they expect (`expects`) is the yardstick; they wait longer.",
        failing=_delivery("wait: 4 days, expects: 2 days"),
        fixed=_delivery("wait: 4 days, expects: 4 days"),
    ),
    Code(
        "A115",
        "finding",
        "an answer later than the same day",
        why="Who writes (e-mail, letter, form, or `situation: message_reply`) expects an answer the same day, promised "
        "or not: within a day, or a working day where the wait counts in working time.",
        failing=_delivery("channel: e-mail, wait: 2 days, promise: 3 days, owner: Logistics"),
        fixed=_delivery("channel: e-mail, wait: 20 h, promise: 3 days, owner: Logistics"),
    ),
)
