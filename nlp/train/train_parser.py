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
from export import build
from layers import restore
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


class Teacher:
    """What a larger parser says of the training sentences, each as it is in the treebank: probabilities of tags, heads, and
    relations to the right heads. The smaller one learns from them beside the treebank (Hinton et al. 2015)."""

    def __init__(self, path, sentences):
        module, vocabulary = build(torch.load(path))
        lists = Gazetteer.stored(torch.load(path)["job"]["lists"])
        self.of = {}
        with torch.no_grad():
            for part in groups(sentences, 2500):
                batch = Batch([sentences[i] for i in part], vocabulary)
                tags, arcs, ld, lh = module(batch, lists.rows(batch))
                relations = module.pairs(batch, heads_of(batch), ld, lh).softmax(1).half()
                tags = {k: tags[k].softmax(1).half() for k in TAGS}
                at = 0
                for b, s in enumerate(batch.sentences):
                    n = len(s)
                    own = {k: v[at : at + n] for k, v in tags.items()}
                    own["deprel"] = relations[at : at + n]
                    self.of[id(s)] = own, arcs[b, :n, : n + 1].softmax(1).half()
                    at += n

    def loss(self, batch, tags, arcs, relations):
        """The cross entropy with the teacher's probabilities; sentences that were changed count for nothing."""
        want = {k: torch.zeros_like(v) for k, v in dict(tags, deprel=relations).items()}
        heads, at = torch.zeros_like(arcs), 0
        for b, s in enumerate(batch.sentences):
            n = len(s)
            if id(s) in self.of:
                own, row = self.of[id(s)]
                heads[b, :n, : n + 1] = row
                for k, v in own.items():
                    want[k][at : at + n] = v
            at += n
        total = -(heads * arcs.log_softmax(2)).sum() - (want["deprel"] * relations.log_softmax(1)).sum()
        return total - sum((want[k] * tags[k].log_softmax(1)).sum() for k in TAGS)


def heads_of(batch):
    heads = torch.zeros(batch.B, batch.T, dtype=torch.long)
    for b, s in enumerate(batch.sentences):
        heads[b, : len(s)] = torch.tensor(s.head)
    return heads


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
            restore(self.module, torch.load(args.start)["mean"])
        self.teacher = Teacher(args.teacher, [s for s in self.train if len(s) <= 160]) if args.teacher else None
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
        sentences = self.train + [made(rng, self.args.titles) for _ in range(self.args.made)]
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
        out["head"] = heads_of(batch)
        return out

    def loss(self, batch):
        want = self.targets(batch)
        tags, arcs, ld, lh = self.module(batch, self.gazetteer and self.gazetteer.dropped(batch))
        total = sum(w * F.cross_entropy(tags[k], want[k], reduction="sum") for k, w in (("upos", 1.0), ("xpos", 1.0), ("feats", 0.5)))
        places = Parser.by_sentence(batch)
        flat = arcs.reshape(-1, arcs.shape[2]).index_select(0, places)
        total = total + F.cross_entropy(flat, want["head"].view(-1).index_select(0, places), reduction="sum")
        scores = self.module.pairs(batch, want["head"], ld, lh)
        total = total + F.cross_entropy(scores, want["deprel"], reduction="sum")
        return total + self.teacher.loss(batch, tags, arcs, scores) if self.teacher else total

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
    p.add_argument("--epochs", type=int, default=30)
    p.add_argument("--workers", type=int, default=2)
    p.add_argument("--words", type=int, default=800, help="in a batch of one worker")
    p.add_argument("--rate", type=float, default=2.5e-3)
    p.add_argument("--decay", type=int, default=6, help="the last epochs, in which the rate falls")
    p.add_argument("--sync", type=int, default=12, help="steps between two means of the processes")
    p.add_argument("--clip", type=float, default=5.0)
    p.add_argument("--mean", type=float, default=0.998, help="decay of the running mean of the weights")
    p.add_argument("--made", type=int, default=0, help="sentences of templates.py in an epoch, new ones in each")
    p.add_argument("--titles", type=float, default=0.0, help="how many of the made headlines have the capitals of titles")
    p.add_argument("--start", default="", help="best.pt of a run to go on from, with Adam's moments at nothing")
    p.add_argument("--teacher", default="", help="best.pt of a larger parser to learn from as well")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--evaluate-every", type=int, default=2)
    p.add_argument("--config", default="{}", help="JSON over the sizes in CONFIG")
    args = p.parse_args()
    os.makedirs(args.out, exist_ok=True)
    Trainer(Job(args), args).run()


if __name__ == "__main__":
    main()
