"""A small client of newsgraph for notebooks: one file, to be copied beside yours.

It needs requests; frame() needs pandas, graph() networkx, and draw() matplotlib besides.

    import newsgraph

    news = newsgraph.Client("http://127.0.0.1:8080")
    news.query("{ statistics { articles statements } }")
    news.frame({"object": {"name": "Huawei"}})             # a DataFrame, one row for each piece of evidence
    graph = news.graph(around=["Facebook"], depth=2)       # a networkx.MultiDiGraph
    newsgraph.draw(graph)                                  # a picture of it
    for page in news.pages(QUERY, size=100): ...           # of a query with $first and $after

A filter is a StatementFilter of the GraphQL schema, as a dict. Every answer sets Client.revision, which tells of which
state of the graph it speaks. What the server refuses, and a server that is not there, raise an Error that says so.
"""

from __future__ import annotations

import io
import json
import re
import urllib.parse
import warnings
from typing import TYPE_CHECKING, Any, Iterable, Iterator, Mapping, Sequence

import requests

if TYPE_CHECKING:
    import matplotlib.axes
    import networkx
    import pandas

__all__ = ["Client", "Error", "draw"]

Filter = Mapping[str, Any]

# What begins a formula in a spreadsheet has an apostrophe before it in the server's CSV; see the reference of exports.
_GUARDED = re.compile("^'(?='*[=+\\-@\t\r\n＝＋－＠])")

# The columns of a frame that are no texts.
_TIMES = [
    "time_start", "time_end", "first_published", "last_published", "first_loaded", "withdrawn_at", "published_at", "loaded_at",
]
_NUMBERS = [
    "object_number", "confidence", "article_count", "independent_source_count", "quote_start", "quote_end", "evidence_confidence",
]


class Error(Exception):
    """Why there is no answer. errors has all that the server says of it, data what it could answer all the same."""

    def __init__(self, message: str, errors: Sequence[Mapping[str, Any]] = (), data: Any = None) -> None:
        super().__init__(message)
        self.errors = list(errors)
        self.data = data


class Client:
    """A connection to a server. It may be used for many requests, from one thread.

    revision is that of the last answer, warnings what the last query's answer warns of, such as that a name is the name of
    several things.
    """

    def __init__(self, url: str = "http://127.0.0.1:8080", token: str | None = None, timeout: float = 120) -> None:
        """url: where the server is, as it says when it starts; token: of one that asks for it; timeout: in seconds."""
        self.url = (url if "://" in url else "http://" + url).rstrip("/").removesuffix("/graphql")
        self.timeout = timeout
        self.revision: int | None = None
        self.warnings: list[dict[str, Any]] = []
        self._session = requests.Session()
        if token:
            self._session.headers["Authorization"] = f"Bearer {token}"

    def query(self, text: str, **variables: Any) -> dict[str, Any]:
        """The data of the answer to a query or a mutation in GraphQL."""
        answer = self._json(self._send("POST", "/graphql", json={"query": text, "variables": variables}))
        if answer.get("errors"):
            raise _refused(answer)
        extensions = answer.get("extensions", {})
        self.revision = extensions.get("revision", self.revision)
        self.warnings = extensions.get("warnings", [])
        data: dict[str, Any] = answer["data"]
        return data

    def pages(self, text: str, size: int = 100, **variables: Any) -> Iterator[list[dict[str, Any]]]:
        """The pages of a list, each a list of its nodes; size, at most 1000, is how many a page has.

        The query takes $first: Int and $after: String, hands them to one list and selects nodes and
        pageInfo { hasNextPage endCursor } of it:

            query($first: Int, $after: String) {
              articles(first: $first, after: $after) { nodes { title } pageInfo { hasNextPage endCursor } }
            }
        """
        after = None
        while True:
            found = _connection(self.query(text, first=size, after=after, **variables))
            if found is None:
                raise Error("no list in the answer has nodes and pageInfo { hasNextPage endCursor }")
            yield found["nodes"]
            if not found["pageInfo"]["hasNextPage"]:
                return
            after = found["pageInfo"]["endCursor"]

    def nodes(self, text: str, size: int = 100, **variables: Any) -> Iterator[dict[str, Any]]:
        """The nodes of all pages, one after the other."""
        for page in self.pages(text, size, **variables):
            yield from page

    def export(
        self, format: str, filter: Filter | None = None, around: Iterable[str] | None = None, depth: int = 1, max_entities: int = 100
    ) -> bytes:
        """A file of statements in a format of the server's: "GRAPHML", "STATEMENTS_CSV", "PARQUET", ...

        Without filter and around it has everything. around takes what is around entities, by name or id: what can be reached
        over depth statements, at most max_entities entities. A name that nothing has, and what the limit leaves out, are warned of.
        """
        parameters = {"format": format}
        if filter:
            parameters["filter"] = json.dumps(filter)
        if around is not None:
            names = [around] if isinstance(around, str) else around
            seeds = [{"id" if name.startswith("entity/") else "name": name} for name in names]
            parameters |= {"seeds": json.dumps(seeds), "depth": str(depth), "maxEntities": str(max_entities)}
        response = self._send("GET", "/export", params=parameters)
        if response.status_code != 200 or "Newsgraph-Revision" not in response.headers:
            raise _refused(self._json(response))
        self.revision = int(response.headers["Newsgraph-Revision"])
        if warning := response.headers.get("Newsgraph-Warning"):
            warnings.warn(urllib.parse.unquote(warning), stacklevel=3)
        return response.content

    def frame(
        self, filter: Filter | None = None, around: Iterable[str] | None = None, depth: int = 1, max_entities: int = 100
    ) -> pandas.DataFrame:
        """Statements as a table, one row for each piece of evidence, with the columns of STATEMENTS_CSV.

        Texts that are not there are empty, numbers NaN and times NaT; the items of a list are parted by " | ".
        """
        import pandas

        content = self.export("STATEMENTS_CSV", filter, around, depth, max_entities)
        table = pandas.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
        for name in table.columns:
            if name in _TIMES:
                table[name] = pandas.to_datetime(table[name], utc=True, errors="coerce")
            elif name in _NUMBERS:
                table[name] = pandas.to_numeric(table[name])
            elif name == "verified":
                table[name] = table[name] == "true"
            else:
                table[name] = table[name].str.replace(_GUARDED, "", regex=True)
        return table

    def graph(
        self, filter: Filter | None = None, around: Iterable[str] | None = None, depth: int = 1, max_entities: int = 100
    ) -> networkx.MultiDiGraph:
        """Statements as a directed graph: entities are its nodes, each statement is an edge with its sources.

        A node has a label and a type, VALUE where it is no entity but a sum, a date or a phrase; an edge has the id of its
        statement for its key, a label, quotes, sources and the rest of what the reference of exports lists.
        """
        import networkx

        data = json.loads(self.export("NODELINK", filter, around, depth, max_entities))
        made = networkx.MultiDiGraph(**data["graph"])
        for node in data["nodes"]:
            made.add_node(node.pop("id"), **node)
        for edge in data["edges"]:
            made.add_edge(edge.pop("source"), edge.pop("target"), **edge)
        return made

    def load(self, articles: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Loads articles and tells of each what became of it: outcome, statementCount, error, article { id title }.

        An article has the fields of ArticleInput: url, title, source, authors, publishedAt, and text or html.
        """
        done: list[dict[str, Any]] = []
        for start in range(0, len(articles), 20):
            answer = self.query(_LOAD, input={"articles": [dict(a) for a in articles[start:start + 20]]})["loadArticles"]
            if answer["userErrors"]:
                raise Error("; ".join(e["message"] for e in answer["userErrors"]), answer["userErrors"])
            done.extend(answer["articles"])
        return done

    def _send(self, method: str, path: str, **what: Any) -> requests.Response:
        try:
            return self._session.request(method, self.url + path, timeout=self.timeout, **what)
        except requests.Timeout:
            raise Error(f"{self.url} has not answered within {self.timeout:g} seconds") from None
        except requests.ConnectionError:
            raise Error(f"no server answers at {self.url}: start one with `newsgraph serve` or `newsgraph demo`, "
                        "or give Client the address that it printed") from None
        except requests.RequestException as e:
            raise Error(f"{self.url}: {e}") from None

    def _json(self, response: requests.Response) -> dict[str, Any]:
        try:
            answer = response.json()
        except ValueError:
            answer = None
        if not isinstance(answer, dict) or not ("data" in answer or "errors" in answer):
            raise Error(f"{self.url} is no newsgraph server: it answers {response.status_code}, {response.text[:200].strip()!r}")
        return answer


_LOAD = """mutation($input: LoadArticlesInput!) {
  loadArticles(input: $input) {
    articles { outcome statementCount error { code message } article { id title } }
    userErrors { code message path }
  }
}"""


def _refused(answer: Mapping[str, Any]) -> Error:
    """The error of an answer that has errors."""
    errors = answer.get("errors") or []
    return Error("; ".join(e["message"] for e in errors), errors, answer.get("data"))


def _connection(value: Any) -> dict[str, Any] | None:
    """The first list in an answer that has nodes and a pageInfo."""
    if isinstance(value, dict):
        if "nodes" in value and "hasNextPage" in (value.get("pageInfo") or {}):
            return value
        for inner in value.values():
            if (found := _connection(inner)) is not None:
                return found
    return None


# The colours of the types, the same as in the server's own drawings.
_COLOURS = {
    "PERSON": "#cfe3f7", "ORGANIZATION": "#d7efd3", "PLACE": "#fbe3c0", "PRODUCT": "#e3d8f3", "EVENT": "#f8d5da", "WORK": "#d2eeee",
    "LAW": "#eadfc8", "GROUP": "#e8f0c4", "VALUE": "#f1f1f1",
}


def draw(
    graph: networkx.MultiDiGraph, ax: matplotlib.axes.Axes | None = None, title: str = "", places: Mapping[str, Any] | None = None,
    colours: Mapping[str, str] | None = None,
) -> matplotlib.axes.Axes:
    """Draws a graph of Client.graph, into ax where it is given, and gives the axes.

    Things are coloured by their type and as large as they have ties; an arrow goes from who does something to whom it is
    done. Dashed is what is only planned or possible, red what is denied. In a graph with few ties these have their words.
    places, as a layout of networkx gives them, say where things stand; colours are for the things in it, in the place of
    those of types. The same graph is drawn the same way each time.
    """
    import matplotlib.pyplot
    import networkx

    if ax is None:
        _, ax = matplotlib.pyplot.subplots(figsize=(12, 8.5), constrained_layout=True)
    ax.set_axis_off()
    ax.set_title(title, loc="left", fontsize=13)
    simple = networkx.Graph()
    simple.add_nodes_from(sorted(graph))  # the order decides where things come to stand
    simple.add_edges_from(sorted(graph.edges()))
    simple.remove_edges_from(networkx.selfloop_edges(simple))
    if places is None:
        places = networkx.spring_layout(simple, seed=1, k=1.6 / max(1, len(simple)) ** 0.5, iterations=300)
    ties: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for u, v, _, edge in sorted(graph.edges(keys=True, data=True), key=lambda tie: (str(tie[0]), str(tie[1]), str(tie[2]))):
        if u != v:
            ties.setdefault((u, v), []).append(edge)
    sizes = {n: 120 + 90 * simple.degree(n) for n in simple}
    for dashed in (False, True):
        for denied in (False, True):
            some = [pair for pair, edges in ties.items() if dashed == all(e["modality"] != "ASSERTED" for e in edges)
                    and denied == all(e["polarity"] == "NEGATED" for e in edges)]
            networkx.draw_networkx_edges(
                simple, places, edgelist=some, ax=ax, arrows=True, arrowstyle="-|>", arrowsize=10, nodelist=list(simple),
                node_size=list(sizes.values()), edge_color="#b3261e" if denied else "#8a919c", style="dashed" if dashed else "solid",
                width=[min(1 + len(ties[pair]) / 4, 3) for pair in some])
    shades = {n: _COLOURS.get(kind, "#e4e6ea") for n, kind in graph.nodes(data="type")} | dict(colours or {})
    networkx.draw_networkx_nodes(
        simple, places, nodelist=list(simple), ax=ax, node_size=list(sizes.values()), linewidths=0.8, edgecolors="#5c6370",
        node_color=[shades[n] for n in simple])
    ax.margins(0.08)
    taken = _labels(ax, places, {n: graph.nodes[n]["label"] for n in sorted(simple, key=simple.degree, reverse=True)}, sizes)
    if len(ties) <= 40:
        _words(ax, places, ties, taken, sizes)
    _legend(ax, [] if colours else sorted({kind for _, kind in graph.nodes(data="type")}), graph)
    return ax


def _labels(ax: matplotlib.axes.Axes, places: Mapping[str, Any], names: Mapping[str, str], sizes: Mapping[str, float]) -> list[Any]:
    """Writes names where they lie over nothing else: below their thing, else above or beside it; the first has the first choice.

    The boxes that things and names fill are given back.
    """
    from matplotlib import patheffects
    from matplotlib.transforms import Bbox

    ax.figure.canvas.draw()
    circles = {}
    for node in names:
        (x, y), r = ax.transData.transform(places[node]), sizes[node] ** 0.5 / 2 * ax.figure.dpi / 72
        circles[node] = Bbox([(x - r, y - r), (x + r, y + r)])
    taken: list[Any] = []
    for node, name in names.items():
        away = sizes[node] ** 0.5 / 2 + 2
        written: list[tuple[int, int, Any, Any]] = []
        for x, y, ha, va in (0, -away, "center", "top"), (0, away, "center", "bottom"), (away, 0, "left", "center"), (-away, 0, "right", "center"):
            text = ax.annotate(
                _short(name, 30), places[node], (x, y), textcoords="offset points", ha=ha, va=va, fontsize=9, zorder=5,
                path_effects=[patheffects.withStroke(linewidth=2.5, foreground="white")])
            box = text.get_window_extent()
            over = 2 * sum(box.overlaps(t) for t in taken) + sum(box.overlaps(c) for n, c in circles.items() if n != node)
            written.append((over, len(written), text, box))
        _, _, best, box = min(written)
        for _, _, text, _ in written:
            if text is not best:
                text.remove()
        taken.append(box)
    return taken + list(circles.values())


def _words(
    ax: matplotlib.axes.Axes, places: Mapping[str, Any], ties: Mapping[tuple[str, str], Sequence[Mapping[str, Any]]], taken: list[Any],
    sizes: Mapping[str, float],
) -> None:
    """Writes on each line what it says, nearer to the smaller of its ends; what finds no room is left out."""
    for (u, v), edges in ties.items():
        hub, leaf = (u, v) if sizes[u] >= sizes[v] else (v, u)
        denied = all(e["polarity"] == "NEGATED" for e in edges)
        words = ("not: " if denied else "") + _short(edges[0]["label"], 24) + (f" +{len(edges) - 1}" if len(edges) > 1 else "")
        for part in 0.6, 0.45, 0.75, 0.3:
            x, y = ((1 - part) * places[hub][i] + part * places[leaf][i] for i in (0, 1))
            text = ax.text(x, y, words, fontsize=7, color="#b3261e" if denied else "#5c6370", ha="center", va="center", zorder=1.5,
                           bbox={"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.8})
            box = text.get_window_extent()
            if not any(box.overlaps(t) for t in taken):
                taken.append(box)
                break
            text.remove()


def _legend(ax: matplotlib.axes.Axes, kinds: Sequence[str], graph: networkx.MultiDiGraph) -> None:
    """Says what the colours of these types and the lines in the graph mean."""
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], label="sum, date, phrase" if kind == "VALUE" else kind.lower(), marker="o", ls="", ms=8, mew=0.8, mec="#5c6370",
               mfc=_COLOURS.get(kind, "#e4e6ea"))
        for kind in kinds]
    edges = [edge for _, _, edge in graph.edges(data=True)]
    if any(edge["modality"] != "ASSERTED" for edge in edges):
        handles.append(Line2D([], [], label="planned or possible", color="#8a919c", ls="--"))
    if any(edge["polarity"] == "NEGATED" for edge in edges):
        handles.append(Line2D([], [], label="denied", color="#b3261e"))
    if handles:
        ax.legend(handles=handles, loc="lower center", bbox_to_anchor=(0.5, -0.06), ncol=5, frameon=False, fontsize=8)


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else text[:length - 1] + "…"
