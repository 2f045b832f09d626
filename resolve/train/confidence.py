#!/usr/bin/python3
"""Fits the weights of confidences, of statements and of tuples, and draws how well they are calibrated.

usage: confidence.py --program NEWSGRAPH --shared DIR [--root REPOSITORY]

Statements: label 1 where a gold statement of DIR/eval/gold has the same ends, predicate and polarity, by the rules of
DIR/eval/score.py; held out by article. Tuples: the share of the tuple's words that a gold tuple of CaRB's development
set has; held out by sentence, in ten parts. Both are logistic regressions with a ridge, solved by Newton's method, so
that the same data gives the same weights. Writes resolve/confidence.json, extract/openie/confidence.json and
docs/reliability.svg. Needs numpy.
"""
import argparse, collections, hashlib, importlib.util, json, os, subprocess

import numpy as np

BINS = 10


def fit(x, y, ridge):
    """Weights of the columns of x, the last of them the bias, which the ridge leaves alone."""
    x = np.hstack([x, np.ones((len(x), 1))])
    penalty = np.r_[np.full(x.shape[1] - 1, ridge), 1e-6]
    w = np.zeros(x.shape[1])
    for _ in range(25):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (p - y) + penalty * w
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        w -= np.linalg.solve(hessian, gradient)
    return w


def predict(x, w):
    return 1 / (1 + np.exp(-(x @ w[:-1] + w[-1])))


def bins(p, y):
    """(share of the cases, mean confidence, mean label) of each bin that has cases."""
    at = np.minimum((p * BINS).astype(int), BINS - 1)
    return [(np.mean(at == b), p[at == b].mean(), y[at == b].mean()) for b in range(BINS) if (at == b).any()]


def calibration_error(p, y):
    return sum(share * abs(c - l) for share, c, l in bins(p, y))


def matrix(features, least):
    """A row for each case, a column for each feature that at least so many cases have."""
    count = collections.Counter(f for case in features for f in case)
    names = sorted(f for f, n in count.items() if n >= least)
    column = {f: i for i, f in enumerate(names)}
    x = np.zeros((len(features), len(names)))
    for row, case in enumerate(features):
        for f in case:
            if f in column:
                x[row, column[f]] = 1
    return x, names


def held_out(x, y, parts, ridge):
    p = np.zeros(len(y))
    for part in sorted(set(parts)):
        test = parts == part
        p[test] = predict(x[test], fit(x[~test], y[~test], ridge))
    return p


def lines(command, stdin=None):
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def node(thing):
    return {"name": thing["name"], "aliases": thing.get("aliases") or [], "descriptions": []} if thing else None


def statements(program, shared):
    """Features, labels and articles of the program's statements of the gold articles."""
    spec = importlib.util.spec_from_file_location("score", os.path.join(shared, "eval", "score.py"))
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    features, labels, articles = [], [], []
    folder = os.path.join(shared, "eval", "gold")
    for name in sorted(os.listdir(folder)):
        gold = json.load(open(os.path.join(folder, name)))
        entities = {e["id"]: e for e in gold["entities"]}

        def is_end(ref, thing, literal):
            texts = score.node_names(thing) + ([literal] if literal else [])
            if not isinstance(ref, str):
                return score.text_match(ref["text"], texts)
            e = entities[ref]
            return bool(thing) and score.names_match(e["names"], score.node_names(thing)) if e["names"] else score.text_match(e.get("descriptions", []), texts)

        seen = set()
        source = os.path.join(shared, gold["article"]["source"])
        for s in lines([program, "extract", "--explain", "--format", "json", source]):
            subject, thing, literal = node(s["subject"]), node(s.get("object")), (s.get("value") or {}).get("text")
            key = (subject["name"], s["predicate"], thing["name"] if thing else literal)
            if key in seen:
                continue
            seen.add(key)
            features.append(s["features"])
            labels.append(any(is_end(g["subject"], subject, None) and is_end(g["object"], thing, literal) and
                              score.predicate_match(g["predicate"], [s["predicate"], s["surface"]]) and
                              s["polarity"].lower() == g["polarity"] for g in gold["statements"]))
            articles.append(name)
    return features, np.array(labels, float), np.array(articles)


BE = "be is am are was were been being".split()


def overlap(gold, tuple_):
    """The share of the tuple's words that the gold tuple has, slot by slot; 0 where the predicates share none."""
    slots = lambda t: [t[0].split(), t[1].split(), " ".join(t[2:]).split()]
    gold, found = slots(gold), slots(tuple_)
    common = 0
    for i, (g, f) in enumerate(zip(gold, found)):
        rest, here = list(f), 0
        for w in g:
            if w in rest:
                rest.remove(w)
                here += 1
        if i == 0 and "be" in rest and any(w in g for w in BE):
            here += 1
        if i == 0 and not here:
            return 0.0
        common += here
    return common / max(1, sum(map(len, found)))


def tuples(program, shared):
    """Features, labels and parts of the program's tuples of CaRB's development sentences."""
    gold = collections.defaultdict(list)
    for line in open(os.path.join(shared, "data", "openie", "carb-dev", "dev.gold.tsv")):
        parts = line.rstrip("\n").split("\t")
        if len(parts) > 2:
            gold[parts[0]].append([parts[1]] + [a for a in parts[2:] if "C: " not in a])
    found = lines([program, "extract", "--format", "carb", "--explain"], "\n".join(gold) + "\n")
    features = [t["features"] for t in found]
    labels = [max([overlap(g, [t["predicate"]] + t["arguments"]) for g in gold[t["sentence"]]] or [0]) for t in found]
    parts = [hashlib.sha256(t["sentence"].encode()).digest()[0] % 10 for t in found]
    return features, np.array(labels), np.array(parts)


def write_weights(path, names, w):
    out = {"bias": round(float(w[-1]), 4), "features": {n: round(float(v), 4) for n, v in zip(names, w)}}
    with open(path, "w") as f:
        json.dump(out, f, indent=1, sort_keys=True)
        f.write("\n")


def draw(path, panels):
    """Reliability: of each bin the mean confidence against the mean label, the disc as large as the bin's share."""
    size, gap, out = 300, 70, []
    width = len(panels) * (size + gap) + gap
    out.append('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="13">' % (width, size + 2 * gap))
    out.append('<rect width="100%" height="100%" fill="white"/>')
    for k, (title, p, y) in enumerate(panels):
        left, top = gap + k * (size + gap), gap
        at = lambda c, l: (left + c * size, top + (1 - l) * size)
        out.append('<rect x="%d" y="%d" width="%d" height="%d" fill="none" stroke="#888"/>' % (left, top, size, size))
        out.append('<line x1="%d" y1="%d" x2="%d" y2="%d" stroke="#aaa" stroke-dasharray="4"/>' % (left, top + size, left + size, top))
        for share, c, l in bins(p, y):
            out.append('<circle cx="%.1f" cy="%.1f" r="%.1f" fill="#2a6fb0" fill-opacity="0.75"/>' % (*at(c, l), 3 + 22 * share ** 0.5))
        for tick in (0, 0.5, 1):
            out.append('<text x="%d" y="%d" text-anchor="middle">%g</text>' % (left + tick * size, top + size + 18, tick))
            out.append('<text x="%d" y="%d" text-anchor="end">%g</text>' % (left - 8, top + (1 - tick) * size + 4, tick))
        out.append('<text x="%d" y="%d" text-anchor="middle">confidence</text>' % (left + size / 2, top + size + 38))
        out.append('<text x="%d" y="%d" text-anchor="middle">%s</text>' % (left + size / 2, top - 30, title))
        out.append('<text x="%d" y="%d" text-anchor="middle">expected calibration error %.3f</text>' % (left + size / 2, top - 12, calibration_error(p, y)))
    out.append("</svg>")
    with open(path, "w") as f:
        f.write("\n".join(out) + "\n")


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--program", required=True)
    a.add_argument("--shared", required=True)
    a.add_argument("--root", default=os.path.dirname(os.path.dirname(here)))
    a = a.parse_args()
    panels = []
    for title, read, least, ridge, path in (
            ("statements, held out by article", statements, 15, 20, "resolve/confidence.json"),
            ("tuples, held out by sentence", tuples, 8, 5, "extract/openie/confidence.json")):
        features, y, parts = read(a.program, a.shared)
        x, names = matrix(features, least)
        p = held_out(x, y, parts, ridge)
        print("%-34s %5d cases, mean label %.3f, expected calibration error %.4f" % (title, len(y), y.mean(), calibration_error(p, y)))
        write_weights(os.path.join(a.root, path), names, fit(x, y, ridge))
        panels.append((title, p, y))
    draw(os.path.join(a.root, "docs", "reliability.svg"), panels)


if __name__ == "__main__":
    main()
