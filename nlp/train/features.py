"""What the networks see of a word. The Go package nlp/neural computes the same; a test holds the two together.

A form gives a key (for the table of words), hashed affixes and a shape (for the table of affixes), and its characters
(for the convolutions).
"""

import hashlib

PAD, UNKNOWN, BEGIN, END = 0, 1, 2, 3  # of words (the first two) and of characters
AFFIX_BUCKETS = 1 << 14
AFFIXES = 8  # prefixes of 2, 3, 4 characters, suffixes of 1, 2, 3, 4, the shape
MAX_CHARS = 24

_PLAIN = {
    "\u2018": "'", "\u2019": "'", "\u201b": "'", "\u02bc": "'", "\u00b4": "'", "`": "'",
    "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"',
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2015": "-", "\u2212": "-",
    "\u2026": "...", "\u00a0": " ",
}


def plain(form):
    """The form with typographic quotes, dashes and dots made plain."""
    return "".join(_PLAIN.get(c, c) for c in form)


def key(form):
    """The entry in the table of words: plain, lower case, digits made 0."""
    return "".join("0" if "0" <= c <= "9" else lower(c) for c in plain(form))


def lower(c):
    low = c.lower()
    return low if len(low) == 1 else c


def shape(form):
    """X for upper case, x for lower case, 0 for digits, others as they are; runs of one kind become one."""
    out = []
    for c in plain(form):
        if c.isupper():
            c = "X"
        elif c.islower():
            c = "x"
        elif "0" <= c <= "9":
            c = "0"
        if not out or out[-1] != c:
            out.append(c)
    return "".join(out)


def fnv1a(data):
    h = 0x811C9DC5
    for b in data:
        h = ((h ^ b) * 0x01000193) & 0xFFFFFFFF
    return h


def affixes(form):
    """Buckets of the affix table, 1-based; 0 is none."""
    k = key(form)
    out = []
    for n in (2, 3, 4):
        out.append("p%d%s" % (n, k[:n]) if len(k) >= n else None)
    for n in (1, 2, 3, 4):
        out.append("s%d%s" % (n, k[-n:]) if len(k) >= n else None)
    out.append("f" + shape(form))
    return [0 if a is None else 1 + fnv1a(a.encode()) % AFFIX_BUCKETS for a in out]


def characters(form, table):
    """Numbers of the characters, between BEGIN and END; the middle of long words is left out."""
    runes = plain(form)
    if len(runes) > MAX_CHARS:
        runes = runes[: MAX_CHARS // 2] + runes[-MAX_CHARS // 2 :]
    return [BEGIN] + [table.get(c, UNKNOWN) for c in runes] + [END]


class Vocabulary:
    """The words and characters of the training text and the labels to predict."""

    def __init__(self, words, chars, labels):
        self.words, self.chars, self.labels = list(words), list(chars), {k: list(v) for k, v in labels.items()}
        self.word_ids = {w: i + 2 for i, w in enumerate(self.words)}
        self.char_ids = {c: i + 4 for i, c in enumerate(self.chars)}
        self.label_ids = {k: {v: i for i, v in enumerate(vs)} for k, vs in self.labels.items()}
        self._cache = {}

    @staticmethod
    def build(forms, labels, least=2, least_char=5):
        words, chars = {}, {}
        for form in forms:
            k = key(form)
            words[k] = words.get(k, 0) + 1
            for c in plain(form):
                chars[c] = chars.get(c, 0) + 1
        vocabulary = Vocabulary(
            sorted(w for w, n in words.items() if n >= least),
            sorted(c for c, n in chars.items() if n >= least_char),
            labels,
        )
        vocabulary.counts = words
        return vocabulary

    def features(self, form):
        """(word number, affix buckets, character numbers)."""
        got = self._cache.get(form)
        if got is None:
            got = (self.word_ids.get(key(form), UNKNOWN), affixes(form), characters(form, self.char_ids))
            self._cache[form] = got
        return got

    def state(self):
        return {"words": self.words, "chars": self.chars, "labels": self.labels}

    @staticmethod
    def of(state):
        return Vocabulary(state["words"], state["chars"], state["labels"])


def digest(path):
    with open(path, "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()
