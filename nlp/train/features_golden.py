#!/usr/bin/python3
"""Writes what features.py says of some forms, for the test that holds the Go program to it."""

import json
import sys

from features import affixes, characters, key, plain, shape

FORMS = ["Huawei", "don’t", "“", "…", "3.5bn", "O'Neill", "AT&T", "U.S.", "x", "naïve", "ÉCOLE", "İstanbul", "日本", "😀", "--", "—", "``", "",
         "internationalisation-of-everything", "Ünïcödé", "1,234.56", "#TakeBack2018", "www.example.org/a/very/long/path", "ß", "ﬁne", "a\u00a0b", "A…B"]
CHARS = {c: i + 4 for i, c in enumerate("abcdefghijklmnopqrstuvwxyzABCDEFGH'.-é0123")}

if __name__ == "__main__":
    for form in FORMS:
        json.dump({"form": form, "plain": plain(form), "key": key(form), "shape": shape(form), "affixes": [a for a in affixes(form) if a],
                   "chars": characters(form, CHARS)}, sys.stdout, ensure_ascii=False)
        print()
