"""A small client of newsgraph for notebooks: one file, to be copied beside yours.

It needs requests; frame() needs pandas and graph() networkx besides.

    import newsgraph

    news = newsgraph.Client("http://127.0.0.1:8080")
    news.query("{ statistics { articles statements } }")
    news.frame({"object": {"name": "Huawei"}})             # a DataFrame, one row for each piece of evidence
    news.graph(around=["Facebook"], depth=2)               # a networkx.MultiDiGraph
    for page in news.pages(QUERY, size=100): ...           # of a query with $first and $after

A filter is a StatementFilter of the GraphQL schema, as a dict. Every answer sets Client.revision, which tells of which
state of the graph it speaks. What the server refuses raises an Error with its message.
"""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING, Any, Iterable, Iterator, Mapping, Sequence

import requests

if TYPE_CHECKING:
    import networkx
    import pandas

__all__ = ["Client", "Error"]

Filter = Mapping[str, Any]

# What begins a formula in a spreadsheet has an apostrophe before it in the server's CSV; see the reference of exports.
_GUARDED = re.compile("'(?='*[=+\\-@\t\r\n＝＋－＠])")

_TIMES = [
    "time_start", "time_end", "first_published", "last_published", "first_loaded", "withdrawn_at", "published_at", "loaded_at",
]


class Error(Exception):
    """What the server says of a request that it does not answer; errors has all of it."""

    def __init__(self, message: str, errors: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(message)
        self.errors = list(errors)


class Client:
    """A connection to a server. It may be used for many requests, from one thread."""

    def __init__(self, url: str = "http://127.0.0.1:8080", token: str | None = None, timeout: float = 120) -> None:
        """url: where the server is, as it says when it starts; token: of one that asks for it; timeout: in seconds."""
        self.url = url.rstrip("/").removesuffix("/graphql")
        self.timeout = timeout
        self.revision: int | None = None
        self.warnings: list[dict[str, Any]] = []
        self._session = requests.Session()
        if token:
            self._session.headers["Authorization"] = f"Bearer {token}"

    def query(self, text: str, **variables: Any) -> dict[str, Any]:
        """The data of the answer to a query or a mutation in GraphQL. Warnings of the answer are in warnings."""
        response = self._session.post(self.url + "/graphql", json={"query": text, "variables": variables}, timeout=self.timeout)
        answer = self._json(response)
        if answer.get("errors"):
            raise Error("; ".join(e["message"] for e in answer["errors"]), answer["errors"])
        extensions = answer.get("extensions", {})
        self.revision = extensions.get("revision", self.revision)
        self.warnings = extensions.get("warnings", [])
        return answer["data"]

    def pages(self, text: str, size: int = 100, **variables: Any) -> Iterator[list[dict[str, Any]]]:
        """The pages of a list, each a list of its nodes.

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

        Without filter and around it has everything. around takes what is around entities, by name or id.
        """
        parameters = {"format": format}
        if filter:
            parameters["filter"] = json.dumps(filter)
        if around is not None:
            seeds = [{"id" if name.startswith("entity/") else "name": name} for name in around]
            parameters |= {"seeds": json.dumps(seeds), "depth": str(depth), "maxEntities": str(max_entities)}
        response = self._session.get(self.url + "/export", params=parameters, timeout=self.timeout)
        if response.status_code != 200:
            answer = self._json(response)
            raise Error("; ".join(e["message"] for e in answer["errors"]), answer["errors"])
        self.revision = int(response.headers["Newsgraph-Revision"])
        return response.content

    def frame(self, filter: Filter | None = None, around: Iterable[str] | None = None, depth: int = 1) -> pandas.DataFrame:
        """Statements as a table, one row for each piece of evidence, with the columns of STATEMENTS_CSV.

        Texts that are not there are empty, numbers NaN and times NaT.
        """
        import pandas

        table = pandas.read_csv(io.BytesIO(self.export("STATEMENTS_CSV", filter, around, depth)), keep_default_na=False, na_values={
            name: [""] for name in [*_TIMES, "object_number", "confidence", "evidence_confidence"]})
        for name in table.columns:
            if name in _TIMES:
                table[name] = pandas.to_datetime(table[name], utc=True, errors="coerce")
            elif table[name].dtype == object:
                table[name] = table[name].map(lambda text: _GUARDED.sub("", text, count=1) if str(text).startswith("'") else text)
        return table

    def graph(self, filter: Filter | None = None, around: Iterable[str] | None = None, depth: int = 1) -> networkx.MultiDiGraph:
        """Statements as a directed graph: entities are its nodes, each statement is an edge with its sources."""
        import networkx

        data = json.loads(self.export("NODELINK", filter, around, depth))
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

    def _json(self, response: requests.Response) -> dict[str, Any]:
        try:
            answer = response.json()
        except ValueError:
            raise Error(f"{self.url} answers {response.status_code}: {response.text[:200].strip()}") from None
        if not isinstance(answer, dict):
            raise Error(f"{self.url} does not answer as newsgraph does")
        return answer


_LOAD = """mutation($input: LoadArticlesInput!) {
  loadArticles(input: $input) {
    articles { outcome statementCount error { code message } article { id title } }
    userErrors { code message path }
  }
}"""


def _connection(value: Any) -> dict[str, Any] | None:
    """The first list in an answer that has nodes and a pageInfo."""
    if isinstance(value, dict):
        if "nodes" in value and "hasNextPage" in (value.get("pageInfo") or {}):
            return value
        for inner in value.values():
            if (found := _connection(inner)) is not None:
                return found
    return None
