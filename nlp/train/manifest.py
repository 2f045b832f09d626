#!/usr/bin/python3
"""Writes the manifest of exported weights: manifest.py FOLDER NAME=CHECKPOINT..., the parser first."""

import json
import os
import sys

import torch

from features import digest

EWT = {"name": "UD English EWT, train", "licence": "CC BY-SA 4.0"}
GUM = {"name": "GUM, train, documents whose texts allow commercial use", "licence": "annotations CC BY 4.0; texts CC BY, CC BY-SA, public domain"}
CORPORA = {
    "parser": [EWT, GUM],
    "names": [EWT, GUM, {"name": "Universal NER English EWT, train (first release)", "licence": "CC BY-SA 4.0"},
              {"name": "WikiGold", "licence": "CC BY 4.0"}, {"name": "WNUT 2017 emerging entities, train and development", "licence": "CC BY 4.0"}],
}


def entry(folder, name, path):
    state = torch.load(path)
    job = state["job"]
    a = dict(job["args"])
    options = " ".join("--%s %s" % (k.replace("_", "-"), v if k != "config" else "'%s'" % v) for k, v in sorted(a.items())
                       if k not in ("data", "lists", "out", "start"))
    script = {"parser": "train_parser.py", "names": "train_names.py"}[job["kind"]]
    return {"name": name, "sha256": digest(os.path.join(folder, name)),
            "command": "nlp/train/%s --data DATA --lists nlp/ner/gazetteer --out OUT %s" % (script, options), "seed": a["seed"], "torch": torch.__version__,
            "corpora": CORPORA[job["kind"]], "dev": {"epoch": str(state["epoch"]), "scores": state["text"]}}


def main():
    folder = sys.argv[1]
    with open(os.path.join(folder, "manifest.json"), "w", encoding="utf-8") as f:
        json.dump({"files": [entry(folder, *p.split("=", 1)) for p in sys.argv[2:]]}, f, indent="\t", ensure_ascii=False)
        f.write("\n")


if __name__ == "__main__":
    main()
