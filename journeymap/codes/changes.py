"""J170–J176, J186–J188: a what-if that cannot be computed as it was asked."""

from journeymap.codes.code import Code, Example, checked

__all__ = ["CHANGES"]

_LAMP = """
    journey: lamp
    touchpoints:
      order: {satisfaction: 4.1, clicks: 24, next: [delivery, support]}
      support: {wait: 5 min, channel: phone, next: delivery}
      delivery: {owner: Logistics}
    segments:
      age: {seniors: {share: 20%, touchpoints: {order: {satisfaction: 2.4}}}}
      size: {large: {share: 10%, touchpoints: {order: {clicks: 60}}}}
      from: {abroad: {touchpoints: {order: {clicks: 40}}}}
"""


def _asked(code: str, title: str, why: str, *, wrong: str, right: str) -> Code:
    """Make a row whose examples differ in what is set."""
    failing, fixed = (
        Example(f"what-if journey.yaml --set {assignments}", checked(_LAMP).files) for assignments in (wrong, right)
    )
    return Code(code, "error", title, why=why, failing=failing, fixed=fixed)


CHANGES = (
    _asked(
        "J170",
        "a change that does not say what changes",
        "A change names a touchpoint, one of its measures and the new value. Without the measure nothing can be set.",
        wrong="support=0",
        right="support.wait=0",
    ),
    _asked(
        "J171",
        "a change at a touchpoint that is not there",
        "The touchpoint that should change is neither planned nor in the log. Setting something there would leave "
        "every number as it is, and look like a change that does not help.",
        wrong="suport.wait=0",
        right="support.wait=0",
    ),
    _asked(
        "J172",
        "a change of a measure that does not exist",
        "The measures are those of the journey file: wait, clicks, satisfaction, promise, left and a few more.",
        wrong="order.click=6",
        right="order.clicks=6",
    ),
    _asked(
        "J173",
        "a change to a value that cannot be read",
        "A what-if reads values as the journey file does, so that a scenario that helps can be written into the file.",
        wrong="support.wait=5",
        right="support.wait=5min",
    ),
    _asked(
        "J174",
        "a change that no figure depends on",
        "Some keys describe a touchpoint and cost nobody anything. Setting one would show a difference of zero, as if "
        "it had been tried.",
        wrong="delivery.owner=Sales",
        right="delivery.clicks=3",
    ),
    _asked(
        "J175",
        "a change of ways that cannot be gone",
        "Shares are of those who go on: together they make 100 %, and they lead to touchpoints of the journey.",
        wrong="order.next.supprt=10%",
        right="order.next.support=10%",
    ),
    _asked(
        "J176",
        "one thing set twice",
        "A scenario has one value for each measure. Two of them would leave it to chance which one counts.",
        wrong="support.wait=0 --set support.wait=60s",
        right="support.wait=0 --set order.clicks=6",
    ),
    _asked(
        "J186",
        "a change of a segment that is not there",
        "Of segments a what-if changes the share: who comes. The segment named is neither described nor in the log, or "
        "something else of it was set; `--segment` narrows every other change to some customers.",
        wrong="segments.age.senior.share=40%",
        right="segments.age.seniors.share=40%",
    ),
    _asked(
        "J187",
        "a mix of customers that is not known",
        "What a change of the mix gives is the mean over the segments before and after. Where the share of a segment "
        "is not given, there is no before.",
        wrong="segments.from.abroad.share=40%",
        right="segments.age.seniors.share=40%",
    ),
    _asked(
        "J188",
        "mixes of two dimensions at once",
        "Segments of two dimensions overlap, and nothing says by how much: a scenario changes the shares of one.",
        wrong="segments.age.seniors.share=40% --set segments.size.large.share=5%",
        right="segments.age.seniors.share=40%",
    ),
)
