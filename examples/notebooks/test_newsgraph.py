"""Tests of newsgraph.py against a server with the sample articles, at $NEWSGRAPH_URL."""

import os
import socket
import unittest

import newsgraph

PAGES = """query($first: Int, $after: String, $filter: StatementFilter) {
  statements(filter: $filter, first: $first, after: $after) { nodes { id text } pageInfo { hasNextPage endCursor } totalCount }
}"""


class ClientTest(unittest.TestCase):
    def setUp(self) -> None:
        self.news = newsgraph.Client(os.environ["NEWSGRAPH_URL"])

    def test_query(self) -> None:
        statistics = self.news.query("{ statistics { articles statements revision } }")["statistics"]
        self.assertGreater(statistics["articles"], 5)
        self.assertEqual(self.news.revision, statistics["revision"])
        with self.assertRaisesRegex(newsgraph.Error, "nothing"):
            self.news.query("{ nothing }")

    def test_addresses(self) -> None:
        for url in (self.news.url + "/", self.news.url + "/graphql", self.news.url.removeprefix("http://")):
            self.assertEqual(newsgraph.Client(url).url, self.news.url)

    def test_no_answer(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as nobody:
            address = "http://127.0.0.1:%d" % nobody.getsockname()[1]
            with self.assertRaisesRegex(newsgraph.Error, "has not answered within 0.2 seconds"):
                newsgraph.Client(address, timeout=0.2).query("{ __typename }")
        with self.assertRaisesRegex(newsgraph.Error, f"no server answers at {address}.*newsgraph serve") as caught:
            newsgraph.Client(address).query("{ __typename }")
        self.assertTrue(caught.exception.__suppress_context__)  # a notebook shows this and no library's inside
        with self.assertRaisesRegex(newsgraph.Error, "no server answers"):
            newsgraph.Client(address).frame()
        for other in (self.news.url + "/explorer", "http://a b"):
            with self.assertRaises(newsgraph.Error):
                newsgraph.Client(other).query("{ __typename }")
            with self.assertRaises(newsgraph.Error):
                newsgraph.Client(other).export("GRAPHML")

    def test_pages(self) -> None:
        everything = self.news.query("{ statements(first: 1000) { nodes { id } totalCount } }")["statements"]
        pages = list(self.news.pages(PAGES, size=7))
        self.assertTrue(all(len(page) == 7 for page in pages[:-1]))
        found = [node["id"] for page in pages for node in page]
        self.assertEqual(found, [node["id"] for node in everything["nodes"]])
        self.assertEqual([node["id"] for node in self.news.nodes(PAGES, size=50)], found)
        huawei = list(self.news.nodes(PAGES, filter={"object": {"name": "Huawei"}}))
        self.assertTrue(0 < len(huawei) < len(found))
        with self.assertRaisesRegex(newsgraph.Error, "pageInfo"):
            list(self.news.pages("query($first: Int, $after: String) { statements(first: $first, after: $after) { nodes { id } } }"))

    def test_frame(self) -> None:
        frame = self.news.frame()
        statements = self.news.query("{ statistics { statements } }")["statistics"]["statements"]
        self.assertEqual(frame["statement_id"].nunique(), statements)
        for name in newsgraph._TIMES:
            self.assertRegex(str(frame[name].dtype), r"^datetime64\[\w+, UTC\]$", name)
        for name in newsgraph._NUMBERS:
            self.assertIn(frame[name].dtype.kind, "if", name)
        self.assertEqual(frame["verified"].dtype.kind, "b")
        self.assertTrue(frame["verified"].all())
        years = self.news.frame({"text": "in 2012"})
        self.assertIn("2012", list(years["time"]))  # a text, also where all are numbers
        self.assertTrue((frame["confidence"] > 0).all())
        self.assertTrue((frame["quote"] != "").all())
        some = self.news.frame({"object": {"name": "Huawei"}})
        self.assertEqual(set(some["object"]), {"Huawei"})
        self.assertEqual(len(self.news.frame({"subject": {"name": "nobody at all"}})), 0)
        with self.assertWarnsRegex(UserWarning, 'nothing is named "Facebók"'):
            self.assertEqual(len(self.news.frame(around=["Facebók"])), 0)

    def test_graph(self) -> None:
        graph = self.news.graph()
        frame = self.news.frame()
        self.assertEqual(graph.number_of_edges(), frame["statement_id"].nunique())
        self.assertTrue(graph.is_directed() and graph.is_multigraph())
        _, _, edge = next(iter(graph.edges(data=True)))
        self.assertTrue(edge["quotes"] and edge["sources"])
        around = self.news.graph(around=["Facebook"], depth=1)
        self.assertIn("Facebook", [data["label"] for _, data in around.nodes(data=True)])
        self.assertLess(around.number_of_nodes(), graph.number_of_nodes())
        with self.assertWarnsRegex(UserWarning, "more entities are around it than the limit of 3"):
            few = self.news.graph(around="Facebook", max_entities=3)
        self.assertEqual(sum(kind != "VALUE" for _, kind in few.nodes(data="type")), 3)

    def test_draw(self) -> None:
        import matplotlib

        matplotlib.use("Agg")
        graph = self.news.graph({"entity": {"name": "Pentagon"}})
        ax = newsgraph.draw(graph, title="Around the Pentagon")
        words = [text.get_text() for text in ax.texts]
        self.assertTrue({name for _, name in graph.nodes(data="label") if len(name) <= 30} <= set(words))
        self.assertTrue({"stop sales of", "be spokesman of"} & set(words))
        boxes = [text.get_window_extent() for text in ax.texts]
        self.assertFalse([1 for i, a in enumerate(boxes) for b in boxes[:i] if a.overlaps(b)], "texts lie over each other")
        self.assertEqual(ax.get_title(loc="left"), "Around the Pentagon")
        legend = [text.get_text() for text in ax.get_legend().get_texts()]
        self.assertEqual(legend[-1], "denied")
        self.assertIn("organization", legend)
        again = newsgraph.draw(graph.subgraph(reversed(list(graph))))
        self.assertEqual([tuple(t.xy) for t in ax.texts if hasattr(t, "xy")], [tuple(t.xy) for t in again.texts if hasattr(t, "xy")])
        painted = newsgraph.draw(graph, places={n: (i, i * i) for i, n in enumerate(graph)}, colours={n: "#123456" for n in graph})
        self.assertEqual([text.get_text() for text in painted.get_legend().get_texts()], ["denied"])
        newsgraph.draw(self.news.graph({"subject": {"name": "nobody at all"}}))

    def test_export(self) -> None:
        self.assertTrue(self.news.export("GRAPHML").startswith(b"<?xml"))
        with self.assertRaisesRegex(newsgraph.Error, "there is no format"):
            self.news.export("GIF")
        with self.assertRaisesRegex(newsgraph.Error, "objekt"):
            self.news.frame({"objekt": 1})

    def test_load(self) -> None:
        article = {"url": "https://client.example/1", "title": "Mills sold", "publishedAt": "2019-05-02", "text": "Otterburn Foods bought Calder Mills."}
        first, again = self.news.load([article])[0], self.news.load([article])[0]
        self.assertEqual((first["outcome"], again["outcome"]), ("ADDED", "UNCHANGED"))
        self.assertGreater(first["statementCount"], 0)
        gone = self.news.query("mutation($id: ID!) { deleteArticle(input: {id: $id}) { id userErrors { message } } }", id=first["article"]["id"])
        self.assertEqual(gone["deleteArticle"]["id"], first["article"]["id"])

    def test_guard(self) -> None:
        for cell, text in {"'=1": "=1", "''=1": "'=1", "'x": "'x", "it's": "it's", "'": "'", "x'=1": "x'=1"}.items():
            self.assertEqual(newsgraph._GUARDED.sub("", cell), text)


if __name__ == "__main__":
    unittest.main()
