"""Trains with some processes that share the gradients of each step; the sum has a fixed order, so that a run with the same
seed and number of processes gives the same weights."""

import os
import time

import torch
import torch.multiprocessing as mp

from layers import schedule


class Flat:
    """All parameters of a module in one shared vector, with Adam's moments and a running mean of the weights."""

    def __init__(self, module, workers):
        ps = list(module.parameters())
        self.n = sum(p.numel() for p in ps)
        self.w = torch.empty(self.n).share_memory_()
        self.m = torch.zeros(self.n).share_memory_()
        self.v = torch.zeros(self.n).share_memory_()
        self.mean = torch.empty(self.n).share_memory_()
        self.grads = [torch.zeros(self.n).share_memory_() for _ in range(workers)]
        self.norms = torch.zeros(workers, dtype=torch.float64).share_memory_()
        self.module = module
        self._bind(self.w)
        self.mean.copy_(self.w)

    def _bind(self, vector):
        at = 0
        with torch.no_grad():
            for p in self.module.parameters():
                n = p.numel()
                if vector is self.w and p.data.data_ptr() != vector[at:].data_ptr():
                    vector[at : at + n] = p.data.reshape(-1)
                p.data = vector[at : at + n].view(p.shape)
                at += n

    def use_mean(self):
        self._point(self.mean)

    def use_weights(self):
        self._point(self.w)

    def _point(self, vector):
        at = 0
        for p in self.module.parameters():
            n = p.numel()
            p.data = vector[at : at + n].view(p.shape)
            at += n

    def bind_grads(self, rank):
        at = 0
        for p in self.module.parameters():
            n = p.numel()
            p.grad = self.grads[rank][at : at + n].view(p.shape)
            at += n

    def state(self):
        return {k: getattr(self, k).clone() for k in ("w", "m", "v", "mean")}

    def load(self, state):
        for k in ("w", "m", "v", "mean"):
            getattr(self, k).copy_(state[k])


class Trainer:
    """job has: module, batches(epoch, rank) giving lists of equal length for all ranks, loss(batch) as a sum over words,
    words(batch), evaluate(rank, workers) giving a tensor of counts, report(counts) giving (score, text)."""

    def __init__(self, job, args):
        self.job, self.args = job, args
        torch.set_num_threads(1)
        self.flat = Flat(job.module, args.workers)
        self.barrier = mp.Barrier(args.workers)
        self.counts = torch.zeros(args.workers, 64, dtype=torch.float64).share_memory_()
        self.start, self.best = 0, -1.0
        self.path = os.path.join(args.out, "checkpoint.pt")
        if os.path.exists(self.path):
            state = torch.load(self.path)
            self.flat.load(state["flat"])
            self.start, self.best = state["epoch"], state["best"]
            print("resumed after epoch", self.start, flush=True)

    def run(self):
        workers = [mp.get_context("fork").Process(target=self._work, args=(r,)) for r in range(1, self.args.workers)]
        for w in workers:
            w.start()
        self._work(0)
        for w in workers:
            w.join()

    def _work(self, rank):
        a, flat, job = self.args, self.flat, self.job
        flat.bind_grads(rank)
        per_epoch = None
        step = None
        for epoch in range(self.start, a.epochs):
            began = time.time()
            torch.manual_seed(a.seed * 1000003 + epoch * 101 + rank)
            batches, totals = job.batches(epoch, rank)
            if step is None:
                per_epoch = len(batches)
                step = epoch * per_epoch
            job.module.train()
            loss_sum = 0.0
            for make, total in zip(batches, totals):
                flat.grads[rank].zero_()
                loss = job.loss(make()) / total
                loss.backward()
                loss_sum += loss.item()
                self._update(rank, step, schedule(step, a.epochs * per_epoch, 150, a.decay * per_epoch))
                step += 1
            took = time.time() - began
            if (epoch + 1) % a.evaluate_every == 0 or epoch + 1 == a.epochs:
                self._evaluate(rank, epoch, loss_sum / len(batches), took)
            elif rank == 0:
                print("epoch %d loss %.4f %.0fs" % (epoch + 1, loss_sum / len(batches), took), flush=True)
                self._save(epoch)

    def _update(self, rank, step, factor):
        a, flat = self.args, self.flat
        self.barrier.wait()
        share = flat.n // a.workers
        part = slice(rank * share, flat.n if rank == a.workers - 1 else (rank + 1) * share)
        g = flat.grads[0][part].clone()
        for other in flat.grads[1:]:
            g += other[part]
        flat.norms[rank] = float(g.norm()) ** 2
        self.barrier.wait()
        norm = float(flat.norms.sum()) ** 0.5
        if norm > a.clip:
            g *= a.clip / norm
        rate = a.rate * factor
        b1, b2 = 0.9, 0.98
        m, v, w, mean = flat.m[part], flat.v[part], flat.w[part], flat.mean[part]
        m.mul_(b1).add_(g, alpha=1 - b1)
        v.mul_(b2).addcmul_(g, g, value=1 - b2)
        scale = (1 - b2 ** (step + 1)) ** 0.5
        denominator = v.sqrt().div_(scale).add_(1e-8)
        w.addcdiv_(m, denominator, value=-rate / (1 - b1 ** (step + 1)))
        keep = min(a.mean, (step + 1) / (step + 10))
        mean.mul_(keep).add_(w, alpha=1 - keep)
        self.barrier.wait()

    def _evaluate(self, rank, epoch, loss, took):
        self.flat.use_mean()
        self.job.module.eval()
        with torch.no_grad():
            counts = self.job.evaluate(rank, self.args.workers)
        self.counts[rank].zero_()
        self.counts[rank, : len(counts)] = counts
        self.flat.use_weights()
        self.barrier.wait()
        if rank == 0:
            score, text = self.job.report(self.counts.sum(0))
            print("epoch %d loss %.4f %s %.0fs" % (epoch + 1, loss, text, took), flush=True)
            if score > self.best:
                self.best = score
                self._write("best.pt", {"mean": self.flat.mean.clone(), "epoch": epoch + 1, "text": text})
            self._save(epoch)
        self.barrier.wait()

    def _save(self, epoch):
        self._write("checkpoint.pt", {"flat": self.flat.state(), "epoch": epoch + 1, "best": self.best})

    def _write(self, name, state):
        path = os.path.join(self.args.out, name)
        state["job"] = self.job.state()
        torch.save(state, path + ".new")
        os.replace(path + ".new", path)
