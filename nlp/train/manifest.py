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


NOTES = {"names": "Epoch 1 was trained by one process with batches of 1000 words at a rate of 0.0024; the rest as in the command.",
         "parser": "Of the first run, epochs 1 to 5 were trained with gradients shared at each step, at rates of 0.0025 and 0.0022; the rest as in the command."}
PLACES = {"data": "DATA", "lists": "nlp/ner/gazetteer", "out": "OUT", "start": "FIRST/checkpoint.pt"}


def command(job, out="OUT"):
    a = dict(job["args"])
    options = []
    for k, v in sorted(a.items()):
        if v in ("", "{}"):
            continue
        options.append("--%s %s" % (k.replace("_", "-"), PLACES.get(k, v) if k != "out" else out))
    return "nlp/train/train_%s.py %s" % (job["kind"], " ".join(options))


def entry(folder, name, path):
    state = torch.load(path)
    job = state["job"]
    run = command(job)
    if job["args"].get("start"):
        run = command(torch.load(job["args"]["start"])["job"], "FIRST") + " && " + run
    return {"name": name, "sha256": digest(os.path.join(folder, name)), "command": run, "seed": job["args"]["seed"],
            "note": NOTES.get(job["kind"], ""), "torch": torch.__version__, "corpora": CORPORA[job["kind"]],
            "dev": {"epoch": str(state["epoch"]), "scores": state["text"]}}


def main():
    folder = sys.argv[1]
    with open(os.path.join(folder, "manifest.json"), "w", encoding="utf-8") as f:
        json.dump({"files": [entry(folder, *p.split("=", 1)) for p in sys.argv[2:]]}, f, indent="\t", ensure_ascii=False)
        f.write("\n")


if __name__ == "__main__":
    main()
