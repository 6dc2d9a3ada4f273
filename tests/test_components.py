"""Groups of places that lead back to one another, held against NetworkX."""

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from journeymap.components import strong_components


@st.composite
def ways(draw: st.DrawFn) -> list[list[int]]:
    n = draw(st.integers(0, 12))
    return [draw(st.lists(st.integers(0, n - 1), max_size=4)) for _ in range(n)]


@given(onward=ways())
def test_groups_are_those_of_networkx_each_behind_those_it_leads_to(onward: list[list[int]]) -> None:
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(onward)))
    graph.add_edges_from((place, there) for place, ahead in enumerate(onward) for there in ahead)
    groups = strong_components(onward)
    assert {frozenset(group) for group in groups} == {
        frozenset(each) for each in nx.strongly_connected_components(graph)
    }
    at = {place: i for i, group in enumerate(groups) for place in group}
    assert all(at[there] <= at[place] for place, there in graph.edges)


def test_a_journey_longer_than_the_stack_is_deep_is_searched() -> None:
    n = 20_000
    assert len(strong_components([*([i + 1] for i in range(n - 1)), [0]])) == 1
    assert len(strong_components([*([i + 1] for i in range(n - 1)), []])) == n
