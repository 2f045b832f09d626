"""Layers of the networks, written for speed on a CPU with plain PyTorch."""

import math

import torch
from torch import nn
from torch.nn import functional as F

from fast import at, library
from features import AFFIX_BUCKETS


class Recurrence(torch.autograd.Function):
    """Both directions of an LSTM without its input product: gates G [T,2,B,4H] in the order o i f g, U [2,H,4H]; gives
    h [T,2,B,H]. The gradient is written out, so that the weights' gradient is one product and not one for each step."""

    @staticmethod
    def forward(ctx, G, U):
        T, _, B, H4 = G.shape
        H = H4 // 4
        acts = torch.empty_like(G)
        hs = G.new_zeros(T + 1, 2, B, H)
        cs = G.new_zeros(T + 1, 2, B, H)
        tcs = G.new_empty(T, 2, B, H)
        for t in range(T):
            a = torch.baddbmm(G[t], hs[t], U, out=acts[t])
            if library:
                library.cell_forward(2 * B, H, at(a), at(cs[t]), at(cs[t + 1]), at(tcs[t]), at(hs[t + 1]))
                continue
            a[..., : 3 * H].sigmoid_()
            a[..., 3 * H :].tanh_()
            c = torch.mul(a[..., 2 * H : 3 * H], cs[t], out=cs[t + 1])
            c.addcmul_(a[..., H : 2 * H], a[..., 3 * H :])
            torch.tanh(c, out=tcs[t])
            torch.mul(a[..., :H], tcs[t], out=hs[t + 1])
        ctx.save_for_backward(acts, hs, cs, tcs, U)
        return hs[1:]

    @staticmethod
    def backward(ctx, dH):
        acts, hs, cs, tcs, U = ctx.saved_tensors
        T, _, B, H4 = acts.shape
        H = H4 // 4
        if library:
            return Recurrence.fast_backward(dH.contiguous(), acts, hs, cs, tcs, U)
        o, i, f, g = (acts[..., k * H : (k + 1) * H] for k in range(4))
        K = torch.empty(T, 2, B, 4, H)
        K[..., 0, :] = tcs * o * (1 - o)
        K[..., 1, :] = g * i * (1 - i)
        K[..., 2, :] = cs[:-1] * f * (1 - f)
        K[..., 3, :] = i * (1 - g * g)
        through = o * (1 - tcs * tcs)
        dG = torch.empty(T, 2, B, 4, H)
        UT = U.transpose(1, 2).contiguous()
        dh = torch.zeros(2, B, H)
        dc = torch.zeros(2, B, H)
        for t in range(T - 1, -1, -1):
            dh += dH[t]
            dc.addcmul_(dh, through[t])
            torch.mul(K[t, :, :, :1], dh.unsqueeze(2), out=dG[t, :, :, :1])
            torch.mul(K[t, :, :, 1:], dc.unsqueeze(2), out=dG[t, :, :, 1:])
            dc *= f[t]
            dh = torch.bmm(dG[t].view(2, B, H4), UT)
        dG = dG.view(T, 2, B, H4)
        return dG, Recurrence.of_weights(hs, dG)

    @staticmethod
    def fast_backward(dH, acts, hs, cs, tcs, U):
        T, _, B, H4 = acts.shape
        H = H4 // 4
        dG = torch.empty_like(acts)
        UT = U.transpose(1, 2).contiguous()
        dh, dc = torch.zeros(2, B, H), torch.zeros(2, B, H)
        for t in range(T - 1, -1, -1):
            library.cell_backward(2 * B, H, at(acts[t]), at(cs[t]), at(tcs[t]), at(dH[t]), at(dh), at(dc), at(dG[t]))
            torch.bmm(dG[t], UT, out=dh)
        return dG, Recurrence.of_weights(hs, dG)

    @staticmethod
    def of_weights(hs, dG):
        T, _, B, H4 = dG.shape
        return torch.stack([hs[:-1, d].reshape(T * B, -1).t() @ dG[:, d].reshape(T * B, H4) for d in (0, 1)])


def locked(x, p, training):
    """Dropout of [T,B,D] with one mask for all words of a sentence."""
    if not training or p == 0:
        return x
    mask = torch.empty(1, x.shape[1], x.shape[2]).bernoulli_(1 - p).div_(1 - p)
    return x * mask


class BiLSTM(nn.Module):
    """One layer, both directions: [T,B,D] to [T,B,2H]. Sentences begin at 0; what stands after their end is ignored."""

    def __init__(self, size, hidden, weight_drop=0.0):
        super().__init__()
        self.hidden, self.weight_drop = hidden, weight_drop
        self.W = nn.Parameter(torch.empty(2, size, 4 * hidden))
        self.U = nn.Parameter(torch.empty(2, hidden, 4 * hidden))
        self.b = nn.Parameter(torch.zeros(2, 4 * hidden))
        with torch.no_grad():
            for d in (0, 1):
                nn.init.xavier_uniform_(self.W[d], gain=1.0)
                for k in range(4):
                    nn.init.orthogonal_(self.U[d, :, k * hidden : (k + 1) * hidden])
            self.b[:, 2 * hidden : 3 * hidden] = 1.0

    def forward(self, x, reverse):
        T, B, D = x.shape
        flat = x.reshape(T * B, D)
        forth = torch.addmm(self.b[0], flat, self.W[0]).view(T, B, -1)
        back = torch.addmm(self.b[1], flat, self.W[1]).index_select(0, reverse).view(T, B, -1)
        U = self.U
        if self.training and self.weight_drop > 0:
            U = F.dropout(U, self.weight_drop)
        h = Recurrence.apply(torch.stack([forth, back], 1), U)
        forth = h[:, 0].reshape(T * B, -1)
        back = h[:, 1].reshape(T * B, -1).index_select(0, reverse)
        return torch.cat([forth, back], 1).view(T, B, -1)


class Words(nn.Module):
    """Words to vectors: a table of words, a sum of hashed affixes, convolutions over characters."""

    def __init__(self, words, chars, word_size, affix_size, char_size, filters, extra=0):
        super().__init__()
        self.word = nn.Embedding(words + 2, word_size, padding_idx=0)
        self.affix = nn.EmbeddingBag(AFFIX_BUCKETS + 1, affix_size, mode="sum", padding_idx=0)
        self.char = nn.Embedding(chars + 4, char_size, padding_idx=0)
        self.convs = nn.ModuleList([nn.Conv1d(char_size, n, width, padding=width // 2) for width, n in filters])
        self.extra = nn.Embedding(extra, 24) if extra else None
        self.size = word_size + affix_size + sum(n for _, n in filters) + (24 if extra else 0)
        nn.init.normal_(self.word.weight, std=0.3)
        nn.init.normal_(self.affix.weight, std=0.1)
        nn.init.normal_(self.char.weight, std=0.5)
        with torch.no_grad():
            self.word.weight[0] = 0
            self.affix.weight[0] = 0
            self.char.weight[0] = 0

    def forward(self, word, affix, chars, char_index, extra=None):
        """word [N], affix [N,8], chars [types, longest], char_index [N]: the row of chars."""
        x = self.char(chars).transpose(1, 2)
        padding = (chars == 0).unsqueeze(1)
        pooled = [conv(x).masked_fill(padding, -1e4).max(2)[0].relu() for conv in self.convs]
        parts = [self.word(word), self.affix(affix), torch.cat(pooled, 1).index_select(0, char_index)]
        if self.extra is not None:
            parts.append(extra @ self.extra.weight)
        return torch.cat(parts, 1)


def restore(module, vector):
    """Gives the module the weights of a checkpoint, which are one vector."""
    at = 0
    with torch.no_grad():
        for p in module.parameters():
            p.copy_(vector[at : at + p.numel()].view(p.shape))
            at += p.numel()
    assert at == vector.numel()


def linear(n_in, n_out, gain=1.0, bias=True):
    layer = nn.Linear(n_in, n_out, bias=bias)
    nn.init.xavier_uniform_(layer.weight, gain=gain)
    if bias:
        nn.init.zeros_(layer.bias)
    return layer


def schedule(step, steps, warm, decay):
    """The factor on the learning rate: up in the first warm steps, then 1, and down to 0 in the last decay steps."""
    if step < warm:
        return (step + 1) / warm
    return 0.5 * (1 - math.cos(math.pi * min(1.0, (steps - step) / max(1, decay))))
