"""P101–P105: a programme file whose parts do not fit together."""

from journeymap.codes.code import Code, checked

__all__ = ["PROGRAMMES"]

PROGRAMMES = (
    Code(
        "P101",
        "error",
        "a rating off its scale",
        why="Pillars are rated from 1 to 5, so that ten of them make a score out of 50. A rating beyond that was "
        "given on another scale.",
        failing=checked(
            """
            programme: Lamp shop
            audiences: {shoppers: {rank: 1}}
            pillars:
              ratings: {staff: {service: 8, products: 4}}
            """,
            "programme.yaml",
        ),
        fixed=checked(
            """
            programme: Lamp shop
            audiences: {shoppers: {rank: 1}}
            pillars:
              ratings: {staff: {service: 4, products: 4}}
            """,
            "programme.yaml",
        ),
    ),
    Code(
        "P102",
        "error",
        "a pillar ranked twice",
        why="In a ranking everything has one place. A pillar in two places pushes the others down.",
        failing=checked(
            """
            programme: Lamp shop
            audiences: {shoppers: {rank: 1}}
            pillars:
              ranking: {customers: [service, products, service]}
            """,
            "programme.yaml",
        ),
        fixed=checked(
            """
            programme: Lamp shop
            audiences: {shoppers: {rank: 1}}
            pillars:
              ranking: {customers: [service, products, friction]}
            """,
            "programme.yaml",
        ),
    ),
    Code(
        "P103",
        "warning",
        "two audiences of one rank",
        why="Ranks say who comes first when means are short. Equal ranks leave the question open.",
        failing=checked(
            """
            programme: Lamp shop
            audiences:
              shoppers: {rank: 1}
              employees: {rank: 1}
            """,
            "programme.yaml",
        ),
        fixed=checked(
            """
            programme: Lamp shop
            audiences:
              shoppers: {rank: 1}
              employees: {rank: 2}
            """,
            "programme.yaml",
        ),
    ),
    Code(
        "P104",
        "error",
        "an effect on nobody",
        why="`affects` says whose touchpoint stands or falls with one of these: an audience of the programme, a dot, "
        "and its touchpoint. A name that leads nowhere hides the effect.",
        failing=checked(
            """
            programme: Lamp shop
            audiences:
              shoppers: {rank: 1}
              employees: {rank: 2, affects: {training: shopers.support}}
            """,
            "programme.yaml",
        ),
        fixed=checked(
            """
            programme: Lamp shop
            audiences:
              shoppers: {rank: 1}
              employees: {rank: 2, affects: {training: shoppers.support}}
            """,
            "programme.yaml",
        ),
    ),
    Code(
        "P105",
        "error",
        "a journey file that is not there",
        why="The audience has no journey of this name, so that its friction would be missing from the programme. Files "
        "are named as seen from the folder of the programme file.",
        failing=checked(
            """
            programme: Lamp shop
            audiences:
              shoppers: {rank: 1, journeys: [buy-a-lamp.yaml]}
            """,
            "programme.yaml",
        ),
        fixed=checked(
            """
            programme: Lamp shop
            audiences:
              shoppers: {rank: 1, journeys: [lamp.yaml]}
            """,
            "programme.yaml",
            lamp="""
            journey: lamp
            touchpoints:
              order: {satisfaction: 4.1, next: delivery}
              delivery: {}
            """,
        ),
    ),
)
