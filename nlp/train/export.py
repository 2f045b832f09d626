#!/usr/bin/python3
"""Writes a checkpoint as a file of weights for the Go package nlp/neural (its files.go has the format), with test vectors.

    export.py --checkpoint best.pt --out parser.bin --vectors parser.json --sentences sentences.txt

The tables of words and affixes are kept as bytes with a scale for each row, all other weights as 16-bit floats. The test
vectors are computed here from the weights as they are in the file, so that the Go program has to give the same.
"""

import argparse
import json
import struct

import numpy
import torch

from corpus import Batch, Sentence
from features import Vocabulary, digest
from layers import restore
from names import LABELS, Gazetteer
from network import Parser

MAGIC = b"NGWEIGH1"
BYTES = ("words.word.weight", "words.affix.weight")


def build(state):
    """The module of a checkpoint, with its best weights."""
    vocabulary = Vocabulary.of(state["job"]["vocabulary"])
    if state["job"]["kind"] == "parser":
        module = Parser(vocabulary, state["job"]["config"], len(state["job"].get("lists", {"names": []})["names"]))
    else:
        from train_names import Recogniser

        module = Recogniser(vocabulary, len(state["job"]["lists"]["names"]), state["job"]["config"])
    restore(module, state["mean"])
    return module.eval(), vocabulary


def quantise(p):
    """Bytes of a tensor with a scale for each row, and the tensor that they stand for."""
    rows = p.reshape(p.shape[0], -1)
    scale = (rows.abs().max(1)[0] / 127).clamp_min(1e-12).numpy().astype("<f4")
    values = numpy.rint(rows.numpy() / scale[:, None]).clip(-127, 127).astype("i1")
    back = torch.from_numpy(values.astype("f4") * scale[:, None])
    return scale.tobytes() + values.tobytes(), back.view(p.shape)


def pack(module):
    """The tensors' infos and bytes; the module keeps the weights as they are stored."""
    infos, body = [], bytearray()
    with torch.no_grad():
        for name, p in module.named_parameters():
            if name in BYTES:
                kind, (data, back) = "i8", quantise(p.detach())
            else:
                half = p.detach().numpy().astype("<f2")
                kind, data, back = "f16", half.tobytes(), torch.from_numpy(half.astype("f4"))
            infos.append({"name": name, "type": kind, "shape": list(p.shape), "offset": len(body)})
            body += data
            p.copy_(back)
    return infos, bytes(body)


def write(path, state, module):
    infos, body = pack(module)
    job = state["job"]
    labels = dict(job["vocabulary"]["labels"])
    header = {"kind": job["kind"], "hidden": job["config"]["hidden"], "widths": [w for w, _ in job["config"]["filters"]],
              "words": job["vocabulary"]["words"], "chars": job["vocabulary"]["chars"], "labels": labels, "tensors": infos}
    if "lists" in job:
        header["lists"] = job["lists"]
    if job["kind"] == "names":
        labels["names"] = LABELS
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    with open(path, "wb") as f:
        f.write(MAGIC + struct.pack("<I", len(text)) + text + body)


def vectors(state, module, vocabulary, path):
    """What the network gives for sentences of one line each, words parted by spaces."""
    out = []
    for line in open(path, encoding="utf-8"):
        s = Sentence()
        s.forms = line.split()
        batch = Batch([s], vocabulary)
        rounded = lambda t: [[round(x, 6) for x in row] for row in t.tolist()]
        extra = Gazetteer.stored(state["job"]["lists"]).rows(batch) if "lists" in state["job"] else None
        with torch.no_grad():
            if state["job"]["kind"] == "parser":
                tags, arcs, ld, lh = module(batch, extra)
                heads = arcs.argmax(2)
                out.append({"forms": s.forms, "tags": rounded(torch.cat([tags["upos"], tags["xpos"]], 1)),
                            "arcs": rounded(arcs[0]), "heads": heads[0].tolist(), "labels": rounded(module.pairs(batch, heads, ld, lh))})
            else:
                _, scores = module(batch, extra)
                out.append({"forms": s.forms, "scores": rounded(scores[:, 0]), "path": module.best(scores[:, 0], len(s.forms))})
    return out


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--checkpoint", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--sentences", required=True)
    p.add_argument("--vectors", required=True)
    a = p.parse_args()
    state = torch.load(a.checkpoint)
    module, vocabulary = build(state)
    write(a.out, state, module)
    with open(a.vectors, "w", encoding="utf-8") as f:
        for line in vectors(state, module, vocabulary, a.sentences):
            f.write(json.dumps(line, ensure_ascii=False) + "\n")
    print(a.out, digest(a.out), "epoch", state["epoch"], state["text"])


if __name__ == "__main__":
    main()
