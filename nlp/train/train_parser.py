#!/usr/bin/python3
"""Trains the tagger and parser on UD EWT and GUM. Resumes from the checkpoint in --out.

    train_parser.py --data DIR --lists DIR --out DIR --epochs 14 --workers 2 --seed 1
"""

import argparse
import json
import os

import torch
from torch.nn import functional as F

from corpus import Batch, augmented, epoch_rng, groups, read_conllu, word_counts
from features import Vocabulary
from names import Gazetteer
from parallel import Trainer
from network import TAGS, Parser
from templates import made

FILES = {
    "train": ["treebank/ewt/en_ewt-ud-train.conllu", "treebank/gum/gum-commercial-ok-train.conllu"],
    "dev": ["treebank/ewt/en_ewt-ud-dev.conllu", "treebank/gum/gum-commercial-ok-dev.conllu"],
}
CONFIG = {"word": 112, "affix": 48, "char": 32, "filters": [(3, 48), (5, 48)], "hidden": [200, 240], "stack": 48, "arc": 160,
          "label": 128, "dropout": 0.33, "weight_drop": 0.15}


def labels_of(sentences, least):
    def table(values, fallback):
        counts = {}
        for v in values:
            counts[v] = counts.get(v, 0) + 1
        return [fallback] + sorted(v for v, n in counts.items() if n >= least and v != fallback)

    return {
        "upos": table((t for s in sentences for t in s.upos), "X"),
        "xpos": table((t for s in sentences for t in s.xpos), "NN"),
        "feats": table((t for s in sentences for t in s.feats), "_"),
        "deprel": table((t for s in sentences for t in s.deprel), "dep"),
    }


def start_from(module, state):
    """The weights of a run without lists of names: what they add begins at nothing."""
    at, vector = 0, state["flat"]["w"]
    with torch.no_grad():
        for name, p in module.named_parameters():
            if name == "words.extra.weight":
                continue
            if name == "first.W":
                new = p.shape[1]
                p.zero_()
                old = new - module.words.extra.weight.shape[1]
                n = 2 * old * p.shape[2]
                p[:, :old] = vector[at : at + n].view(2, old, -1)
            else:
                n = p.numel()
                p.copy_(vector[at : at + n].view(p.shape))
            at += n
    assert at == vector.numel()


class Job:
    def __init__(self, args):
        self.args = args
        read = lambda name: [read_conllu(os.path.join(args.data, f)) for f in FILES[name]]
        self.train = sum(read("train"), [])
        self.dev = read("dev")
        forms = [f for s in self.train for f in s.forms]
        self.vocabulary = Vocabulary.build(forms, labels_of(self.train, 3))
        self.counts = word_counts(self.vocabulary, forms)
        torch.manual_seed(args.seed)
        self.config = dict(CONFIG, **json.loads(args.config))
        self.gazetteer = Gazetteer.read(args.lists) if args.lists else None
        self.module = Parser(self.vocabulary, self.config, len(self.gazetteer.names) if args.lists else 0)
        if args.start:
            start_from(self.module, torch.load(args.start))
        print("words %d, characters %d, labels %s, parameters %d" % (
            len(self.vocabulary.words), len(self.vocabulary.chars), {k: len(v) for k, v in self.vocabulary.labels.items()},
            sum(p.numel() for p in self.module.parameters())), flush=True)

    def state(self):
        out = {"kind": "parser", "config": self.config, "vocabulary": self.vocabulary.state(), "args": vars(self.args)}
        if self.gazetteer:
            out["lists"] = self.gazetteer.state()
        return out

    def batches(self, epoch, rank):
        rng = epoch_rng(self.args.seed, epoch, 0)
        sentences = self.train + [made(rng) for _ in range(self.args.made)]
        sentences = [augmented(s, rng) for s in sentences if len(s) <= 160]
        parts = groups(sentences, self.args.words, rng)
        n = self.args.workers
        parts = parts[: len(parts) // n * n]
        own = epoch_rng(self.args.seed, epoch, rank + 1)
        makers = []
        for i in range(0, len(parts), n):
            part = [sentences[k] for k in parts[i + rank]]
            makers.append(lambda part=part: Batch(part, self.vocabulary, own, self.counts))
        return makers

    def targets(self, batch):
        ids = self.vocabulary.label_ids
        column = lambda name: torch.tensor([ids[name].get(v, 0) for s in batch.sentences for v in getattr(s, name)])
        out = {k: column(k) for k in TAGS}
        deprel = ids["deprel"]
        out["deprel"] = torch.tensor([deprel.get(v, deprel.get(v.split(":")[0], 0)) for s in batch.sentences for v in s.deprel])
        heads = torch.zeros(batch.B, batch.T, dtype=torch.long)
        for b, s in enumerate(batch.sentences):
            heads[b, : len(s)] = torch.tensor(s.head)
        out["head"] = heads
        return out

    def loss(self, batch):
        want = self.targets(batch)
        tags, arcs, ld, lh = self.module(batch, self.gazetteer and self.gazetteer.dropped(batch))
        total = sum(w * F.cross_entropy(tags[k], want[k], reduction="sum") for k, w in (("upos", 1.0), ("xpos", 1.0), ("feats", 0.5)))
        places = Parser.by_sentence(batch)
        flat = arcs.reshape(-1, arcs.shape[2]).index_select(0, places)
        total = total + F.cross_entropy(flat, want["head"].view(-1).index_select(0, places), reduction="sum")
        scores = self.module.pairs(batch, want["head"], ld, lh)
        return total + F.cross_entropy(scores, want["deprel"], reduction="sum")

    def evaluate(self, rank, workers):
        """For each treebank: words, then right UPOS, XPOS, FEATS, heads, heads with labels without subtypes, with them."""
        counts = torch.zeros(14, dtype=torch.float64)
        names = self.vocabulary.labels["deprel"]
        for k, sentences in enumerate(self.dev):
            for part in groups(sentences, 2500)[rank::workers]:
                batch = Batch([sentences[i] for i in part], self.vocabulary)
                tags, arcs, ld, lh = self.module(batch, self.gazetteer and self.gazetteer.rows(batch))
                heads = arcs.argmax(2)
                labels = self.module.pairs(batch, heads, ld, lh).argmax(1).tolist()
                heads = heads.view(-1).index_select(0, Parser.by_sentence(batch)).tolist()
                gold = [(h, r) for s in batch.sentences for h, r in zip(s.head, s.deprel)]
                row = counts[7 * k : 7 * k + 7]
                row[0] += len(gold)
                for j, name in enumerate(TAGS):
                    got = tags[name].argmax(1).tolist()
                    row[1 + j] += sum(self.vocabulary.labels[name][g] == v for g, v in zip(got, (v for s in batch.sentences for v in getattr(s, name))))
                for h, l, (gh, gr) in zip(heads, labels, gold):
                    if h == gh:
                        row[4] += 1
                        row[5] += names[l].split(":")[0] == gr.split(":")[0]
                        row[6] += names[l] == gr
        return counts

    def report(self, counts):
        c = counts.tolist()
        text, las = [], 0
        for k, name in enumerate(("EWT", "GUM")):
            n, rest = c[7 * k], [100 * v / c[7 * k] for v in c[7 * k + 1 : 7 * k + 7]]
            text.append("%s upos %.2f xpos %.2f feats %.2f uas %.2f las %.2f full %.2f" % ((name,) + tuple(rest)))
            las += rest[4] / 2 + rest[0] / 10
        return las, "; ".join(text)


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--data", required=True)
    p.add_argument("--lists", default="", help="folder of the lists of names; none without")
    p.add_argument("--out", required=True)
    p.add_argument("--start", default="", help="checkpoint of a run without lists to start from")
    p.add_argument("--epochs", type=int, default=30)
    p.add_argument("--workers", type=int, default=2)
    p.add_argument("--words", type=int, default=800, help="in a batch of one worker")
    p.add_argument("--rate", type=float, default=2.5e-3)
    p.add_argument("--decay", type=int, default=6, help="the last epochs, in which the rate falls")
    p.add_argument("--sync", type=int, default=12, help="steps between two means of the processes")
    p.add_argument("--clip", type=float, default=5.0)
    p.add_argument("--mean", type=float, default=0.998, help="decay of the running mean of the weights")
    p.add_argument("--made", type=int, default=0, help="sentences of templates.py in an epoch, new ones in each")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--evaluate-every", type=int, default=2)
    p.add_argument("--config", default="{}", help="JSON over the sizes in CONFIG")
    args = p.parse_args()
    os.makedirs(args.out, exist_ok=True)
    Trainer(Job(args), args).run()


if __name__ == "__main__":
    main()
