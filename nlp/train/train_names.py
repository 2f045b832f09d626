#!/usr/bin/python3
"""Trains the recogniser of named entities: features of words with lists of names, a BiLSTM that also learns the tags, a
BiLSTM and a CRF over it. A corpus that leaves a kind of name out says nothing about it: the loss sums over all label
sequences that its annotation allows.

    train_names.py --data DIR --lists DIR --out DIR --epochs 15 --seed 1
"""

import argparse
import json
import os

import torch
from torch import nn
from torch.nn import functional as F

from corpus import Batch, augmented, epoch_rng, groups, word_counts
from corpus import recased as change
from features import Vocabulary
from layers import BiLSTM, Words, linear, locked, restore
from names import LABELS, TAG_ID, TAGS, Gazetteer, Replacement, is_news, load, named, read_lists, spans
from parallel import Trainer
from train_parser import labels_of

CONFIG = {"word": 96, "affix": 48, "char": 32, "filters": [(3, 48), (5, 48)], "hidden": [128, 128], "stack": 32,
          "dropout": 0.4, "weight_drop": 0.2}
NEVER = -1e4


class Recogniser(nn.Module):
    def __init__(self, vocabulary, lists, config):
        super().__init__()
        c, self.config = config, config
        sizes = {k: len(v) for k, v in vocabulary.labels.items()}
        self.words = Words(len(vocabulary.words), len(vocabulary.chars), c["word"], c["affix"], c["char"], c["filters"], lists)
        h = c["hidden"]
        self.first = BiLSTM(self.words.size, h[0], c["weight_drop"])
        self.tags = nn.ModuleDict({k: linear(2 * h[0], sizes[k], 0.5) for k in ("upos", "xpos")})
        self.stack = linear(sizes["upos"] + sizes["xpos"], c["stack"], bias=False)
        layers, size = [], 2 * h[0] + c["stack"]
        for n in h[1:]:
            layers.append(BiLSTM(size, n, c["weight_drop"]))
            size = 2 * n
        self.upper = nn.ModuleList(layers)
        self.emit = linear(size, len(TAGS))
        self.trans = nn.Parameter(torch.zeros(len(TAGS), len(TAGS)))  # from, to
        self.register_buffer("forbidden", forbidden())

    def forward(self, batch, extra):
        p, B, T = self.config["dropout"], batch.B, batch.T
        x = self.words(*batch.inputs(), extra).view(T, B, -1)
        h = locked(self.first(locked(x, p, self.training), batch.reverse), p, self.training)
        flat = h.view(T * B, -1)
        tags = {k: v(flat) for k, v in self.tags.items()}
        probabilities = torch.cat([tags["upos"].softmax(1), tags["xpos"].softmax(1)], 1)
        h = torch.cat([h, self.stack(probabilities).view(T, B, -1)], 2)
        for layer in self.upper:
            h = locked(layer(h, batch.reverse), p, self.training)
        return {k: v.index_select(0, batch.real) for k, v in tags.items()}, self.emit(h)

    def steps(self):
        return self.trans + self.forbidden

    def log_sum(self, scores, lengths):
        """log of the sum over label sequences; scores [T,B,L]."""
        moves = self.steps().exp()
        start = torch.zeros(len(TAGS))
        start[2::2] = NEVER
        a = scores[0] + start
        out = [a.logsumexp(1)]
        for t in range(1, scores.shape[0]):
            top = a.max(1, keepdim=True)[0]
            a = ((a - top).exp() @ moves).clamp_min(1e-30).log() + top + scores[t]
            out.append(a.logsumexp(1))
        return torch.stack(out).gather(0, (lengths - 1).unsqueeze(0))[0]

    def best(self, scores, length):
        """Viterbi; scores [T,L] of one sentence."""
        moves = self.steps()
        start = torch.zeros(len(TAGS))
        start[2::2] = NEVER
        a, back = scores[0] + start, []
        for t in range(1, length):
            a, k = (a.unsqueeze(1) + moves).max(0)
            a = a + scores[t]
            back.append(k.tolist())
        at = int(a.argmax())
        path = [at]
        for k in reversed(back):
            at = k[at]
            path.append(at)
        return [TAGS[i] for i in reversed(path)]


def forbidden():
    out = torch.zeros(len(TAGS), len(TAGS))
    for l in LABELS:
        inside = TAG_ID["I-" + l]
        out[:, inside] = NEVER
        out[inside, inside] = out[TAG_ID["B-" + l], inside] = 0
    return out


def allowed(s, peoples):
    """For each word the tags that the corpus allows, as rows of 0 and NEVER. peoples says whether names of peoples may be
    where the corpus and the lists have none."""
    out = torch.full((len(s), len(TAGS)), float(NEVER))
    free = [0] + [TAG_ID[p + l] for l in s.open if peoples or l != "NORP" for p in ("B-", "I-")]
    out[:, free] = 0
    for a, b, means in s.names:
        out[a:b] = NEVER
        for l in means:
            out[a, TAG_ID["B-" + l]] = 0
            out[a + 1 : b, TAG_ID["I-" + l]] = 0
        if b < len(s):  # the name ends here
            for l in means:
                out[b, TAG_ID["I-" + l]] = NEVER
    return out


class Job:
    def __init__(self, args):
        self.args = args
        lists = read_lists(args.lists)
        self.gazetteer = Gazetteer(lists)
        self.train, self.dev, self.gum = load(args.data, self.gazetteer)
        self.replacement = Replacement(lists, self.train)
        forms = [f for s in self.train for f in s.forms]
        tagged = [s for s in self.train if s.upos[0]]
        labels = {k: v for k, v in labels_of(tagged, 3).items() if k in ("upos", "xpos")}
        self.vocabulary = Vocabulary.build(forms, labels)
        self.counts = word_counts(self.vocabulary, forms)
        torch.manual_seed(args.seed)
        self.config = dict(CONFIG, **json.loads(args.config))
        self.module = Recogniser(self.vocabulary, len(self.gazetteer.names), self.config)
        if args.start:
            restore(self.module, torch.load(args.start)["mean"])
        print("words %d, characters %d, sentences %d, parameters %d" % (len(self.vocabulary.words), len(self.vocabulary.chars),
              len(self.train), sum(p.numel() for p in self.module.parameters())), flush=True)

    def state(self):
        return {"kind": "names", "config": self.config, "vocabulary": self.vocabulary.state(), "args": vars(self.args),
                "lists": self.gazetteer.state()}

    def batches(self, epoch, rank):
        rng = epoch_rng(self.args.seed, epoch, 0)
        dress = tuple(float(x) for x in self.args.dress.split(","))
        sentences = [recased(self.renamed(s, rng), rng, dress) for s in self.train if len(s) <= 120]
        parts = groups(sentences, self.args.words, rng)
        n = self.args.workers
        parts = parts[: len(parts) // n * n]
        own = epoch_rng(self.args.seed, epoch, rank + 1)
        makers = []
        for i in range(0, len(parts), n):
            part = [sentences[k] for k in parts[i + rank]]
            makers.append(lambda part=part: Batch(part, self.vocabulary, own, self.counts))
        return makers

    def renamed(self, s, rng):
        """The sentence, at times with other names."""
        if not s.names or rng.random() >= self.args.rename:
            return s
        out = clone(s)
        out.forms = self.replacement.of(s, rng)
        return out

    def loss(self, batch):
        tags, scores = self.module(batch, self.gazetteer.dropped(batch))
        total = 0
        for k, weight in (("upos", 0.3), ("xpos", 0.3)):
            ids = self.vocabulary.label_ids[k]
            want = torch.tensor([-100 if v is None else ids.get(v, 0) for s in batch.sentences for v in getattr(s, k)])
            total = total + weight * F.cross_entropy(tags[k], want, reduction="sum", ignore_index=-100)
        mask = torch.zeros(batch.T, batch.B, len(TAGS))
        for b, s in enumerate(batch.sentences):
            mask[: len(s), b] = allowed(s, self.args.peoples == "open")
        both = torch.cat([scores, scores + mask], 1)
        z = self.module.log_sum(both, torch.cat([batch.lengths, batch.lengths]))
        return total + 2.0 * (z[: batch.B] - z[batch.B :]).sum()

    def evaluate(self, rank, workers):
        """For UNER, and GUM but its news and interviews: names in the gold, found, right. (News and interviews of both sets are
        what eval/ measures, so they do not choose the epoch.)"""
        counts = torch.zeros(6, dtype=torch.float64)
        for sentences in (self.dev, self.gum):
            for part in groups(sentences, 2500)[rank::workers]:
                batch = Batch([sentences[i] for i in part], self.vocabulary)
                _, scores = self.module(batch, self.gazetteer.rows(batch))
                for b, s in enumerate(batch.sentences):
                    path = self.module.best(scores[: len(s), b], len(s))
                    row = torch.tensor(compare(s, path), dtype=torch.float64)
                    if s.corpus == "uner":
                        counts[0:3] += row
                    elif not is_news(s):
                        counts[3:6] += row
        return counts

    def report(self, counts):
        out, score = [], 0
        for k, name in enumerate(("UNER", "GUM")):
            gold, found, right = counts[3 * k : 3 * k + 3].tolist()
            f1 = 200 * right / max(1, gold + found)
            out.append("%s P %.1f R %.1f F1 %.2f" % (name, 100 * right / max(1, found), 100 * right / max(1, gold), f1))
            score += f1 / 2
        return score, "; ".join(out)


def compare(s, path):
    """(gold, found, right); only labels that the corpus has count."""
    found = {(a, b): l for a, b, l in spans(path) if l not in s.open}
    right = sum(found.get((a, b)) in means for a, b, means in s.names)
    return len(s.names), len(found), right


def recased(s, rng, dress):
    if not s.upos or s.upos[0] is None:
        forms = change(s.forms, rng, dress)
        if forms is s.forms:
            return s
        out = clone(s)
        out.forms = forms
        return out
    got = augmented(s, rng, dress)
    if got is s:
        return s
    out = clone(s)
    for k in ("forms", "upos", "xpos"):
        setattr(out, k, getattr(got, k))
    out.names = [n for n in s.names if n[1] <= len(got)]
    return out


def clone(s):
    return named(s, s.names, s.open, s.corpus)


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--data", required=True)
    p.add_argument("--lists", required=True, help="folder of the lists of names")
    p.add_argument("--out", required=True)
    p.add_argument("--epochs", type=int, default=15)
    p.add_argument("--workers", type=int, default=1)
    p.add_argument("--words", type=int, default=1000, help="in a batch of one worker")
    p.add_argument("--rate", type=float, default=2.5e-3)
    p.add_argument("--decay", type=int, default=6, help="the last epochs, in which the rate falls")
    p.add_argument("--sync", type=int, default=12, help="steps between two means of the processes")
    p.add_argument("--clip", type=float, default=5.0)
    p.add_argument("--mean", type=float, default=0.998)
    p.add_argument("--rename", type=float, default=0.0, help="how many of the sentences with names get other names in an epoch")
    p.add_argument("--dress", default="0.03,0.03,0.03", help="how many sentences go without case, in capitals, in the case of headlines")
    p.add_argument("--peoples", default="open", choices=["open", "closed"], help="whether there may be names of peoples that the lists lack")
    p.add_argument("--start", default="", help="best.pt of a run to go on from, with Adam's moments at nothing")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--evaluate-every", type=int, default=1)
    p.add_argument("--config", default="{}", help="JSON over the sizes in CONFIG")
    args = p.parse_args()
    os.makedirs(args.out, exist_ok=True)
    Trainer(Job(args), args).run()


if __name__ == "__main__":
    main()
