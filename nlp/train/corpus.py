"""Reads treebanks and makes batches."""

import random

import torch

from features import UNKNOWN, Vocabulary, key


class Sentence:
    """Columns of equal length; head is 0 for the root, else the 1-based number of the head."""

    __slots__ = ("forms", "upos", "xpos", "feats", "head", "deprel", "misc", "id", "doc", "spaces")

    def __init__(self):
        self.forms, self.upos, self.xpos, self.feats, self.head, self.deprel, self.misc = ([] for _ in range(7))
        self.id = self.doc = ""

    def __len__(self):
        return len(self.forms)

    def copy(self):
        out = Sentence()
        for name in ("forms", "upos", "xpos", "feats", "head", "deprel", "misc"):
            setattr(out, name, list(getattr(self, name)))
        out.id, out.doc = self.id, self.doc
        return out


def read_conllu(path):
    sentences, current, doc = [], Sentence(), ""
    with open(path, encoding="utf-8") as f:
        for line in f:
            line = line.rstrip("\n")
            if line.startswith("#"):
                if line.startswith("# newdoc id = "):
                    doc = line[len("# newdoc id = ") :]
                if line.startswith("# sent_id = "):
                    current.id, current.doc = line[len("# sent_id = ") :], doc
            elif line:
                c = line.split("\t")
                if c[0].isdigit():
                    current.forms.append(c[1])
                    current.upos.append(c[3])
                    current.xpos.append(c[4])
                    current.feats.append(c[5])
                    current.head.append(int(c[6]))
                    current.deprel.append(c[7])
                    current.misc.append(c[9])
            elif len(current):
                sentences.append(current)
                current = Sentence()
    if len(current):
        sentences.append(current)
    return sentences


DRESS = (0.03, 0.03, 0.03)


def recased(forms, rng, dress=DRESS):
    """The words as news also writes them: some sentences without case, in capitals, or in the case of headlines; dress
    says how many of each."""
    p = rng.random()
    if p < dress[0]:
        return [f.lower() for f in forms]
    if p < dress[0] + dress[1]:
        return [f.upper() for f in forms]
    if p < sum(dress):
        return [f[:1].upper() + f[1:] if len(f) > 3 else f for f in forms]
    return forms


def augmented(s, rng, dress=DRESS):
    """The sentence as training sees it in one epoch."""
    out = s
    if len(s) > 2 and s.upos[-1] == "PUNCT" and len(s) not in s.head and rng.random() < 0.06:
        out = s.copy()
        for name in ("forms", "upos", "xpos", "feats", "head", "deprel", "misc"):
            getattr(out, name).pop()
    forms = recased(out.forms, rng, dress)
    if forms is not out.forms:
        out = out.copy() if out is s else out
        out.forms = forms
    return out


def groups(sentences, words, rng=None):
    """Parts the sentences into batches of about so many words, of like length; rng shuffles."""
    order = list(range(len(sentences)))
    if rng:
        rng.shuffle(order)
        order.sort(key=lambda i: len(sentences[i]) + rng.random() * 3)
    else:
        order.sort(key=lambda i: len(sentences[i]))
    out, batch, longest = [], [], 0
    for i in order:
        n = max(longest, len(sentences[i]))
        if batch and n * (len(batch) + 1) > words:
            out.append(batch)
            batch, n = [], len(sentences[i])
        batch.append(i)
        longest = n
    out.append(batch)
    if rng:
        rng.shuffle(out)
    return out


class Batch:
    """Tensors of some sentences, time first. real are the places of true words in [T*B], sentence by sentence."""

    def __init__(self, sentences, vocabulary, rng=None, counts=None):
        self.sentences = sentences
        self.B, self.T = len(sentences), max(map(len, sentences))
        B, T = self.B, self.T
        self.lengths = torch.tensor([len(s) for s in sentences])
        word = torch.zeros(T * B, dtype=torch.long)
        affix = torch.zeros(T * B, 8, dtype=torch.long)
        char_index = torch.zeros(T * B, dtype=torch.long)
        types, rows = {}, []
        words, affixes, chars, places, reverse = [], [], [], [], list(range(T * B))
        for b, s in enumerate(sentences):
            n = len(s)
            for t, form in enumerate(s.forms):
                w, a, c = vocabulary.features(form)
                if rng is not None and w != UNKNOWN:
                    n_seen = counts[w]
                    if rng.random() < 0.3 / (0.3 + n_seen):
                        w = UNKNOWN
                row = types.get(form)
                if row is None:
                    row = types[form] = len(rows)
                    rows.append(c)
                words.append(w)
                affixes.append(a)
                chars.append(row)
                places.append(t * B + b)
                reverse[t * B + b] = (n - 1 - t) * B + b
        self.real = torch.tensor(places)
        word[self.real] = torch.tensor(words)
        affix[self.real] = torch.tensor(affixes)
        char_index[self.real] = torch.tensor(chars)
        longest = max(map(len, rows))
        self.chars = torch.tensor([r + [0] * (longest - len(r)) for r in rows])
        self.word, self.affix, self.char_index, self.reverse = word, affix, char_index, torch.tensor(reverse)

    def inputs(self):
        return self.word, self.affix, self.chars, self.char_index


def word_counts(vocabulary, forms):
    """How often each entry of the table of words is seen."""
    counts = [0] * (len(vocabulary.words) + 2)
    for form in forms:
        counts[vocabulary.word_ids.get(key(form), UNKNOWN)] += 1
    return counts


def epoch_rng(seed, epoch, rank):
    return random.Random("%d/%d/%d" % (seed, epoch, rank))


__all__ = ["Sentence", "Batch", "Vocabulary", "read_conllu", "augmented", "groups", "word_counts", "epoch_rng"]
