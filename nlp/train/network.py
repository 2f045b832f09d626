"""The tagger and parser: features of words, a BiLSTM with the tags on it, BiLSTMs over both, biaffine arcs and labels
(Dozat and Manning 2017, with the tags stacked as in Hashimoto et al. 2017, and a low-rank scorer of labels)."""

import torch
from torch import nn
from torch.nn import functional as F

from layers import BiLSTM, Words, linear, locked

TAGS = ("upos", "xpos", "feats")


class Parser(nn.Module):
    def __init__(self, vocabulary, config, lists=0):
        super().__init__()
        c, self.config = config, config
        sizes = {k: len(v) for k, v in vocabulary.labels.items()}
        self.words = Words(len(vocabulary.words), len(vocabulary.chars), c["word"], c["affix"], c["char"], c["filters"], lists)
        hidden = c["hidden"]
        self.first = BiLSTM(self.words.size, hidden[0], c["weight_drop"])
        self.tags = nn.ModuleDict({k: linear(2 * hidden[0], sizes[k], 0.5) for k in TAGS})
        self.stack = linear(sizes["upos"] + sizes["xpos"], c["stack"], bias=False)
        layers, size = [], 2 * hidden[0] + c["stack"]
        for h in hidden[1:]:
            layers.append(BiLSTM(size, h, c["weight_drop"]))
            size = 2 * h
        self.upper = nn.ModuleList(layers)
        self.root = nn.Parameter(torch.randn(size) * 0.1)
        self.arc_dep, self.arc_head = linear(size, c["arc"]), linear(size, c["arc"])
        self.arc = nn.Parameter(torch.zeros(c["arc"], c["arc"]))
        self.arc_bias = nn.Parameter(torch.zeros(c["arc"]))
        nn.init.xavier_uniform_(self.arc, gain=0.5)
        self.label_dep, self.label_head = linear(size, c["label"]), linear(size, c["label"])
        self.label_both = linear(c["label"], sizes["deprel"])
        self.label_of_dep = linear(c["label"], sizes["deprel"], 0.5, bias=False)
        self.label_of_head = linear(c["label"], sizes["deprel"], 0.5, bias=False)

    def forward(self, batch, extra=None):
        """Logits of the tags [real words], arc scores [B,T,T+1] (0 is the root), label vectors of dependents [B,T,R]
        and heads [B,T+1,R]."""
        p, B, T = self.config["dropout"], batch.B, batch.T
        x = self.words(*batch.inputs(), extra).view(T, B, -1)
        h = locked(self.first(locked(x, p, self.training), batch.reverse), p, self.training)
        flat = h.view(T * B, -1)
        tags = {k: self.tags[k](flat) for k in TAGS}
        probabilities = torch.cat([tags["upos"].softmax(1), tags["xpos"].softmax(1)], 1)
        h = torch.cat([h, self.stack(probabilities).view(T, B, -1)], 2)
        for layer in self.upper:
            h = locked(layer(h, batch.reverse), p, self.training)
        own = h.transpose(0, 1)  # [B,T,D]
        with_root = torch.cat([self.root.expand(B, 1, -1), own], 1)
        drop = lambda y: locked(F.leaky_relu(y, 0.1).transpose(0, 1), p, self.training).transpose(0, 1)
        ad, ah = drop(self.arc_dep(own)), drop(self.arc_head(with_root))
        arcs = torch.bmm(ad @ self.arc, ah.transpose(1, 2)) + (ah @ self.arc_bias).unsqueeze(1)
        places = torch.arange(T + 1).unsqueeze(0) > batch.lengths.unsqueeze(1)
        arcs = arcs.masked_fill(places.unsqueeze(1), -1e9)
        ld, lh = drop(self.label_dep(own)), drop(self.label_head(with_root))
        real = {k: v.index_select(0, batch.real) for k, v in tags.items()}
        return real, arcs, ld, lh

    def label_scores(self, ld, lh):
        """[N,R] dependents and their heads to [N,labels]."""
        return self.label_both(ld * lh) + self.label_of_dep(ld) + self.label_of_head(lh)

    def pairs(self, batch, heads, ld, lh):
        """Label scores of the true words with these heads [B,T]."""
        index = heads.unsqueeze(2).expand(-1, -1, lh.shape[2])
        scores = self.label_scores(ld.reshape(-1, ld.shape[2]), lh.gather(1, index).reshape(-1, lh.shape[2]))
        return scores.index_select(0, self.by_sentence(batch))

    @staticmethod
    def by_sentence(batch):
        """The places of true words in [B*T], sentence by sentence, as batch.real is."""
        return (batch.real % batch.B) * batch.T + torch.div(batch.real, batch.B, rounding_mode="floor")
