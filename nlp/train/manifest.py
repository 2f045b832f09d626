#!/usr/bin/python3
"""Writes the manifest of exported weights: manifest.py FOLDER NAME=CHECKPOINT..."""

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


PLACES = {"data": "DATA", "lists": "nlp/ner/gazetteer", "start": "FIRST/best.pt", "teacher": "PARSER/best.pt"}


def command(job, out="OUT"):
    """The command of the training, the options in order; after that of the run that it went on from."""
    options = []
    for k, v in sorted(job["args"].items()):
        if v not in ("", "{}"):
            v = out if k == "out" else PLACES.get(k, v)
            options.append("--%s %s" % (k.replace("_", "-"), "'%s'" % v if "{" in str(v) else v))
    own = "nlp/train/train_%s.py %s" % (job["kind"], " ".join(options))
    start = job["args"].get("start")
    return command(torch.load(start)["job"], "FIRST") + " && " + own if start else own


def entry(folder, name, path):
    state = torch.load(path)
    job = state["job"]
    return {"name": name, "sha256": digest(os.path.join(folder, name)), "command": command(job), "seed": job["args"]["seed"],
            "torch": torch.__version__, "corpora": CORPORA[job["kind"]], "dev": {"epoch": str(state["epoch"]), "scores": state["text"]}}


def main():
    folder = sys.argv[1]
    with open(os.path.join(folder, "manifest.json"), "w", encoding="utf-8") as f:
        json.dump({"files": [entry(folder, *p.split("=", 1)) for p in sys.argv[2:]]}, f, indent="\t", ensure_ascii=False)
        f.write("\n")


if __name__ == "__main__":
    main()
