"""python3 check.py FOLDER: reads what was exported to FOLDER with pandas, networkx and rdflib, and prints what they found."""

import json
import pathlib
import sys

import networkx as nx
import pandas as pd
import rdflib
from networkx.readwrite.gexf import GEXF, GEXFReader

folder = pathlib.Path(sys.argv[1])
found = {}


def graph(name, g):
    """What is known of a graph."""
    assert g.is_directed(), name
    found[name] = {
        "nodes": g.number_of_nodes(),
        "edges": g.number_of_edges(),
        "degrees": {str(n): d for n, d in g.degree()},
    }
    return g


graph("graphml", nx.read_graphml(folder / "graphml", force_multigraph=True))

# Versions of networkx before 3 know GEXF up to 1.2, which has the same elements in another namespace.
if "1.3" not in GEXF.versions:
    GEXF.versions = GEXF.versions | {"1.3": GEXF.versions["1.2draft"] | {"NS_GEXF": "http://gexf.net/1.3", "VERSION": "1.3"}}
g = graph("gexf", GEXFReader(version="1.3")(folder / "gexf"))
found["gexf"]["spells"] = sorted({tuple(s) for _, _, d in g.edges(data=True) for s in d.get("spells", [])})

data = json.loads((folder / "nodelink").read_text())
for old_or_new in ("links", "edges"):
    only = {k: v for k, v in data.items() if k in ("directed", "multigraph", "graph", "nodes")} | {"links": data[old_or_new]}
    g = graph("nodelink " + old_or_new, nx.node_link_graph(only))
    found["nodelink " + old_or_new]["quotes"] = sorted(q for _, _, d in g.edges(data=True) for q in d.get("quotes", []))

graph("cytoscape", nx.cytoscape_graph(json.loads((folder / "cytoscape").read_text())))

nodes, edges = (pd.read_csv(folder / name, keep_default_na=False) for name in ("nodes-csv", "edges-csv"))
g = nx.from_pandas_edgelist(edges, "Source", "Target", create_using=nx.MultiDiGraph)
g.add_nodes_from(nodes["Id"])
graph("csv", g)

rows = pd.read_csv(folder / "statements-csv", keep_default_na=False, parse_dates=["published_at", "first_loaded"])
found["rows"] = len(rows)
found["quotes"] = sorted(rows["quote"])
lines = pd.read_json(folder / "jsonl", lines=True)
found["lines"] = len(lines)


def quads(name, syntax):
    """The quads of a file, as texts that can be compared."""
    d = rdflib.Dataset()
    d.parse(str(folder / name), format=syntax)
    return {tuple(t.n3() for t in (s, p, o, rdflib.URIRef(str(getattr(c, "identifier", c))))) for s, p, o, c in d.quads((None, None, None, None))}


# rdflib gives numbers another spelling when it reads them; it is the same in every syntax then.
rdflib.NORMALIZE_LITERALS = False
wanted = quads("nquads", "nquads")
found["quads"] = len(wanted)
found["trig differs"] = sorted(map(str, wanted ^ quads("trig", "trig")))
found["jsonld differs"] = sorted(map(str, wanted ^ quads("jsonld", "json-ld")))
print(json.dumps(found))
