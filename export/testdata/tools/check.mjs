// node check.mjs FOLDER: reads what was exported to FOLDER with cytoscape and graphology, and prints what they found.
import fs from "node:fs";
import path from "node:path";
import cytoscape from "cytoscape";
import { MultiDirectedGraph } from "graphology";

const folder = process.argv[2];
const read = (name) => JSON.parse(fs.readFileSync(path.join(folder, name), "utf8"));

const cy = cytoscape({ headless: true, elements: read("cytoscape").elements });
const degrees = {};
cy.nodes().forEach((n) => { degrees[n.id()] = n.degree(true); });

const graph = new MultiDirectedGraph();
graph.import(read("graphology"));
const others = {};
graph.forEachNode((n) => { others[n] = graph.degree(n); });

const quotes = (list) => list.flat().sort();
console.log(JSON.stringify({
  cytoscape: { nodes: cy.nodes().length, edges: cy.edges().length, degrees, quotes: quotes(cy.edges().map((e) => e.data("quotes"))) },
  graphology: { nodes: graph.order, edges: graph.size, degrees: others, quotes: quotes(graph.mapEdges((_, a) => a.quotes)) },
}));
