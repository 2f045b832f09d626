"""Trains with some processes that work alone for some steps and then take the mean of their weights and moments (local
SGD, Stich 2019): on a busy machine they wait for each other less often than with shared gradients. The mean has a fixed
order, so that a run with the same seed and number of processes gives the same weights."""

import os
import time

import torch
import torch.multiprocessing as mp

from fast import at, count, library, number
from layers import schedule

B1, B2 = 0.9, 0.98  # of Adam
STATE = ("w", "m", "v", "mean")  # the weights, Adam's moments, the running mean of the weights


class Flat:
    """All parameters of a module in one vector of shared memory for each process, with Adam's moments and a running mean."""

    def __init__(self, module, workers):
        self.module = module
        self.n = sum(p.numel() for p in module.parameters())
        self.all = [{k: torch.zeros(self.n).share_memory_() for k in STATE} for _ in range(workers)]
        start = torch.cat([p.data.reshape(-1) for p in module.parameters()])
        self.load({"w": start, "m": torch.zeros(self.n), "v": torch.zeros(self.n), "mean": start})

    def load(self, state):
        for own in self.all:
            for k in STATE:
                own[k].copy_(state[k])

    def state(self):
        return {k: self.all[0][k].clone() for k in STATE}

    def bind(self, rank, gradients):
        """The module of this process works on its own weights."""
        self.rank = rank
        self.point("w")
        self.each(lambda p, part: setattr(p, "grad", gradients[part].view(p.shape)))

    def point(self, name):
        vector = self.all[self.rank][name]
        self.each(lambda p, part: setattr(p, "data", vector[part].view(p.shape)))

    def each(self, do):
        start = 0
        for p in self.module.parameters():
            do(p, slice(start, start + p.numel()))
            start += p.numel()

    def average(self):
        """This process's share of the vectors becomes the mean of all processes', everywhere."""
        workers = len(self.all)
        share = self.n // workers
        part = slice(self.rank * share, self.n if self.rank == workers - 1 else (self.rank + 1) * share)
        for k in STATE:
            total = self.all[0][k][part].clone()
            for other in self.all[1:]:
                total += other[k][part]
            total /= workers
            for own in self.all:
                own[k][part] = total


class Trainer:
    """job has: module, batches(epoch, rank) giving makers of batches, as many for all ranks, loss(batch) as a sum over
    words, evaluate(rank, workers) giving a tensor of counts, report(counts) giving (score, text), state()."""

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
        gradients = torch.zeros(flat.n)
        flat.bind(rank, gradients)
        for epoch in range(self.start, a.epochs):
            began = time.time()
            torch.manual_seed(a.seed * 1000003 + epoch * 101 + rank)
            batches = job.batches(epoch, rank)
            steps, decay = a.epochs * len(batches), a.decay * len(batches)
            job.module.train()
            loss_sum = 0.0
            for i, make in enumerate(batches):
                step = epoch * len(batches) + i
                gradients.zero_()
                batch = make()
                loss = job.loss(batch) / len(batch.real)
                loss.backward()
                loss_sum += loss.item()
                self._adam(gradients, flat.all[rank], step, schedule(step, steps, 150, decay))
                if (i + 1) % a.sync == 0 or i + 1 == len(batches):
                    self.barrier.wait()
                    flat.average()
                    self.barrier.wait()
            took = time.time() - began
            if (epoch + 1) % a.evaluate_every == 0 or epoch + 1 == a.epochs:
                self._evaluate(rank, epoch, loss_sum / len(batches), took)
            elif rank == 0:
                print("epoch %d loss %.4f %.0fs" % (epoch + 1, loss_sum / len(batches), took), flush=True)
                self._save(epoch)
            self.barrier.wait()

    def _adam(self, g, own, step, factor):
        a = self.args
        scale = min(1.0, a.clip / (float(g.norm()) + 1e-12))
        rate = a.rate * factor / (1 - B1 ** (step + 1))
        root = (1 - B2 ** (step + 1)) ** -0.5
        keep = min(a.mean, (step + 1) / (step + 10))
        w, m, v, mean = (own[k] for k in STATE)
        if library:
            library.adam(count(len(g)), at(g), at(m), at(v), at(w), at(mean), *map(number, (scale, B1, B2, rate, root, keep)))
            return
        g *= scale
        m.mul_(B1).add_(g, alpha=1 - B1)
        v.mul_(B2).addcmul_(g, g, value=1 - B2)
        w.addcdiv_(m, v.sqrt().mul_(root).add_(1e-8), value=-rate)
        mean.mul_(keep).add_(w, alpha=1 - keep)

    def _evaluate(self, rank, epoch, loss, took):
        self.flat.point("mean")
        self.job.module.eval()
        with torch.no_grad():
            counts = self.job.evaluate(rank, self.args.workers)
        self.counts[rank].zero_()
        self.counts[rank, : len(counts)] = counts
        self.flat.point("w")
        self.barrier.wait()
        if rank == 0:
            score, text = self.job.report(self.counts.sum(0))
            print("epoch %d loss %.4f %s %.0fs" % (epoch + 1, loss, text, took), flush=True)
            if score > self.best:
                self.best = score
                self._write("best.pt", {"mean": self.flat.all[0]["mean"].clone(), "epoch": epoch + 1, "text": text})
            self._save(epoch)

    def _save(self, epoch):
        self._write("checkpoint.pt", {"flat": self.flat.state(), "epoch": epoch + 1, "best": self.best})

    def _write(self, name, state):
        path = os.path.join(self.args.out, name)
        state["job"] = self.job.state()
        torch.save(state, path + ".new")
        os.replace(path + ".new", path)
