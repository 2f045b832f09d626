"""Reads the corpora of named entities, each with what it says and what it leaves open."""

import os
import re

import torch

from corpus import Sentence, read_conllu
from features import key, plain

LABELS = ["PER", "ORG", "LOC", "PRODUCT", "EVENT", "WORK", "LAW", "NORP", "MISC"]
TAGS = ["O"] + [p + l for l in LABELS for p in ("B-", "I-")]
TAG_ID = {t: i for i, t in enumerate(TAGS)}

MEANS = {
    "PER": ["PER"], "ORG": ["ORG"], "LOC": ["LOC"], "MISC": ["MISC", "EVENT", "WORK", "PRODUCT", "LAW"],
    "person": ["PER"], "location": ["LOC"], "corporation": ["ORG"], "group": ["ORG"], "product": ["PRODUCT"],
    "creative-work": ["WORK"],
}
BEYOND_THREE = ["PRODUCT", "EVENT", "WORK", "LAW", "NORP", "MISC"]
GUM_MEANS = {"person": ["PER"], "organization": ["ORG"], "place": ["LOC"], "event": ["EVENT"], "object": ["PRODUCT", "WORK"],
             "abstract": ["MISC", "WORK"]}
LAW_WORDS = set("act law treaty constitution amendment bill agreement convention code accord accords protocol directive charter statute".split())
EVENT_WORDS = set("""war wars battle cup olympics olympic festival games championship championships revolution conference summit holocaust uprising
massacre open prix tour crusade crusades crisis depression renaissance hajj hurricane marathon""".split())
IN_NAMES = set("of the and & 's ’s - for de la von van".split())


class Named(Sentence):
    """A sentence with names: (start, end, labels that it may have); open are labels that its corpus leaves out."""

    __slots__ = ("names", "open", "extra", "corpus")


def named(sentence, names, open_labels, corpus):
    out = Named()
    for k in ("forms", "upos", "xpos", "feats", "head", "deprel", "misc"):
        setattr(out, k, list(getattr(sentence, k)))
    out.id, out.doc = sentence.id, sentence.doc
    out.names, out.open, out.corpus, out.extra = names, open_labels, corpus, None
    return out


def read_iob(path, token, tag):
    """Sentences as (id, forms, spans); IO and BIO."""
    out, ident, forms, tags = [], "", [], []

    def end():
        if forms:
            out.append((ident, list(forms), spans(tags)))
        forms.clear()
        tags.clear()

    with open(path, encoding="utf-8") as f:
        for line in f:
            line = line.rstrip("\n")
            if line.startswith("# sent_id = "):
                ident = line[len("# sent_id = ") :]
            if not line.strip():
                end()
            elif not line.startswith("# ") and "-DOCSTART-" not in line:
                c = line.split("\t") if "\t" in line else line.split()
                forms.append(c[token])
                tags.append(c[tag])
    end()
    return out


def spans(tags):
    out, start, label = [], None, None
    for i, t in enumerate(list(tags) + ["O"]):
        p, _, l = t.partition("-")
        if start is not None and (p != "I" or l != label):
            out.append((start, i, label))
            start = None
        if p in ("B", "I") and start is None:
            start, label = i, l
    return out


def gum_mentions(s):
    """(start, end, kind) of the Entity fields, outer ones first."""
    out, opened = [], {}
    for i, misc in enumerate(s.misc):
        for field in misc.split("|"):
            if not field.startswith("Entity="):
                continue
            for part in re.findall(r"\([^()]*\)?|[^()]+\)", field[7:]):
                ident, _, rest = part.strip("()").partition("-")
                if part[0] == "(":
                    out.append([i, i + 1, rest.partition("-")[0]])
                    opened.setdefault(ident, []).append(len(out) - 1)
                if part[-1] == ")" and opened.get(ident):
                    out[opened[ident].pop()][1] = i + 1
    return out


def name_in(s, start, end, titles):
    """The run of proper nouns around the head of a mention; None where the head is none. "United" in "United States" has
    another UPOS, so the finer tag counts; a number that hangs on the name belongs to it, a title before it does not."""
    is_name = lambda i: s.upos[i] == "PROPN" or s.xpos[i] in ("NNP", "NNPS")
    head = next((i for i in range(start, end) if not start <= s.head[i] - 1 < end), None)
    if head is None or not is_name(head):
        return None
    proper = lambda i: start <= i < end and is_name(i)
    inner = lambda i: start <= i < end and s.forms[i].lower() in IN_NAMES
    a, b = head, head + 1
    while True:
        if proper(a - 1):
            a -= 1
        elif inner(a - 1) and proper(a - 2):
            a -= 2
        elif proper(b) or b < end and s.upos[b] == "NUM" and a <= s.head[b] - 1 < b:
            b += 1
        elif inner(b) and proper(b + 1):
            b += 2
        elif inner(b) and inner(b + 1) and proper(b + 2):
            b += 3
        else:
            break
    while a < b and key(s.forms[a]) in titles:
        a += 1
    good = a < b and is_name(a) and any(f != f.lower() for f in s.forms[a:b]) and not any("@" in f or "://" in f for f in s.forms[a:b])
    return (a, b) if good else None


def narrowed(means, words):
    """What a name may be that a corpus calls a thing of another kind, by its words."""
    if len(means) > 1:
        words = {w.lower() for w in words}
        if words & LAW_WORDS:
            return ["LAW"]
        if words & EVENT_WORDS:
            return ["EVENT"]
    return means


def gum_names(s, titles, peoples):
    out, taken = [], set()
    for start, end, kind in gum_mentions(s):
        span = name_in(s, start, end, titles if kind == "person" else ())
        if kind not in GUM_MEANS or span is None or taken & set(range(*span)):
            continue
        taken |= set(range(*span))
        means = narrowed(GUM_MEANS[kind], s.forms[span[0] : span[1]])
        if kind == "person" and span[1] - span[0] == 1 and (key(s.forms[span[0]]) in peoples or s.xpos[span[0]] == "NNPS"):
            means = ["NORP"]
        out.append((span[0], span[1], means))
    return sorted(out)


def parts(phrase):
    """The words of a name as treebanks part them."""
    for mark, apart in (("-", " - "), ("'s", " 's"), ("&", " & ")):
        phrase = phrase.replace(mark, apart)
    return phrase.split()


def read_lists(folder):
    """The lists of names in a folder, by their name."""
    lists = {}
    for name in sorted(os.listdir(folder)):
        if name.endswith(".txt"):
            with open(os.path.join(folder, name), encoding="utf-8") as f:
                lists[name[:-4]] = [l.strip() for l in f if l.strip() and not l.startswith("#")]
    return lists


class Gazetteer:
    """Lists of names; a word has a bit for each list in which a longest run of words around it stands."""

    def __init__(self, lists):
        self.names = sorted(lists)
        self.bits = {}
        for bit, name in enumerate(self.names):
            for phrase in lists[name]:
                for words in {tuple(phrase.split()), tuple(parts(phrase))}:
                    k = " ".join(key(w) for w in words)
                    self.bits[k] = self.bits.get(k, 0) | 1 << bit
        self.longest = max(k.count(" ") + 1 for k in self.bits)

    @staticmethod
    def read(folder):
        return Gazetteer(read_lists(folder))

    def of(self, forms):
        """The bits of each word: of the longest entry that begins at a word, and of the word alone."""
        keys = [key(f) for f in forms]
        out = [self.bits.get(k, 0) for k in keys]
        i = 0
        while i < len(keys):
            step = 1
            for n in range(min(self.longest, len(keys) - i), 1, -1):
                got = self.bits.get(" ".join(keys[i : i + n]), 0)
                if got:
                    for k in range(i, i + n):
                        out[k] |= got
                    step = n
                    break
            i += step
        return out

    def state(self):
        return {"names": self.names, "bits": self.bits}

    @staticmethod
    def stored(state):
        out = Gazetteer.__new__(Gazetteer)
        out.names, out.bits = state["names"], state["bits"]
        out.longest = max(k.count(" ") + 1 for k in out.bits)
        return out

    def rows(self, batch):
        """The bits of a batch's words, a row for each place in [T*B]."""
        places, lists = [], []
        for b, s in enumerate(batch.sentences):
            for t, bits in enumerate(self.of(s.forms)):
                for k in range(len(self.names)):
                    if bits >> k & 1:
                        places.append(t * batch.B + b)
                        lists.append(k)
        out = torch.zeros(batch.T * batch.B, len(self.names))
        out[places, lists] = 1
        return out

    def dropped(self, batch):
        """The same for training, without a quarter of the words: else the network trusts the lists too far."""
        return self.rows(batch) * torch.empty(batch.T * batch.B, 1).bernoulli_(0.75)

    def single(self, name):
        """The entries of one word of a list."""
        bit = self.names.index(name)
        return {k for k, bits in self.bits.items() if bits >> bit & 1 and " " not in k}


def demonyms(s, gazetteer, bit):
    """Names of peoples that the corpus leaves out: capitalised entries of the list outside other names."""
    taken = {i for a, b, _ in s.names for i in range(a, b)}
    return [(i, i + 1, ["NORP"]) for i, (f, k) in enumerate(zip(s.forms, gazetteer.of(s.forms)))
            if i not in taken and f[:1].isupper() and k >> bit & 1 and gazetteer.bits.get(key(f), 0) >> bit & 1]


def is_news(s):
    """Whether a sentence is of GUM's news or interviews."""
    return "_news_" in s.doc or "_interview_" in s.doc


class Replacement:
    """Puts other names into sentences, of the same kind and as many words: names of the lists and of the corpora."""

    LISTS = {"PER": [], "LOC": ["city", "country", "region"], "ORG": ["organisation"]}

    def __init__(self, lists, train):
        self.pools = {}
        for label, names in self.LISTS.items():
            for phrase in (p for name in names for p in lists[name]):
                self.add(label, tuple(parts(phrase)))
        for s in train:
            for a, b, means in s.names:
                if means[0] in self.LISTS and len(means) == 1 and all(f[:1].isupper() and f[1:].islower() for f in s.forms[a:b]):
                    self.add(means[0], tuple(s.forms[a:b]))
        self.given, self.surnames = lists["given"], lists["surname"]

    def add(self, label, words):
        self.pools.setdefault((label, len(words)), {})[words] = True

    def choose(self, label, n, rng):
        if label == "PER" and rng.random() < 0.6:
            if n == 1:
                return (rng.choice(self.surnames if rng.random() < 0.6 else self.given),)
            if n == 2:
                return rng.choice(self.given), rng.choice(self.surnames)
        pool = self.pools.get((label, n))
        if isinstance(pool, dict):
            pool = self.pools[label, n] = list(pool)
        return rng.choice(pool) if pool else None

    def of(self, s, rng):
        """The forms, some names replaced."""
        forms = s.forms
        for a, b, means in s.names:
            if len(means) == 1 and means[0] in self.LISTS and rng.random() < 0.5:
                other = self.choose(means[0], b - a, rng)
                if other:
                    forms = forms[:a] + [like(w, f) for w, f in zip(other, forms[a:b])] + forms[b:]
        return forms


def like(word, form):
    """The word in the case of the form."""
    if form.islower():
        return word.lower()
    return word.upper() if form.isupper() and len(form) > 4 else word


def load(data, gazetteer):
    """train, dev of UNER, dev of GUM."""
    ewt = {s.id: s for s in read_conllu(os.path.join(data, "treebank/ewt/en_ewt-ud-train.conllu"))}
    titles, peoples = gazetteer.single("title"), gazetteer.single("demonym")
    gum = lambda part: [named(s, gum_names(s, titles, peoples), ["NORP"], "gum") for s in read_conllu(
        os.path.join(data, "treebank/gum/gum-commercial-ok-%s.conllu" % part))]

    def iob(path, token, tag, open_labels, corpus):
        out = []
        for ident, forms, found in read_iob(os.path.join(data, "ner", path), token, tag):
            s = ewt.get(ident)
            if s is None or len(s) != len(forms):
                s = Sentence()
                s.forms = forms
                s.upos = s.xpos = [None] * len(forms)
            names = [(a, b, narrowed(MEANS[l], forms[a:b])) for a, b, l in found if l in MEANS]
            out.append(named(s, names, open_labels, corpus))
        return out

    train = iob("uner-ewt/en_ewt-ud-train.prerelease.iob2", 1, 2, BEYOND_THREE, "uner")
    train += iob("wikigold/wikigold.conll", 0, 1, [], "wikigold")
    train += iob("wnut17/wnut17train.conll", 0, 1, ["EVENT", "LAW", "NORP", "MISC"], "wnut")
    train += iob("wnut17/emerging.dev.conll", 0, 1, ["EVENT", "LAW", "NORP", "MISC"], "wnut")
    train += gum("train")
    train += [s for s in train if is_news(s)]  # twice: there is little of it
    bit = gazetteer.names.index("demonym")
    for s in train:
        if s.corpus == "wikigold":  # its MISC has the names of peoples
            s.names = [(a, b, ["NORP"] if means == MEANS["MISC"] and b - a == 1 and gazetteer.bits.get(key(s.forms[a]), 0) >> bit & 1 else means)
                       for a, b, means in s.names]
        else:
            s.names = sorted(s.names + demonyms(s, gazetteer, bit))
    dev = iob("uner-ewt/en_ewt-ud-dev.iob2", 1, 2, BEYOND_THREE, "uner")
    return train, dev, gum("dev")


__all__ = ["LABELS", "TAGS", "TAG_ID", "Gazetteer", "Replacement", "is_news", "load", "plain", "read_lists"]
