"""train.py NAME [--public DIR] [--epochs N]: trains the reader on the marked reports, saves runs/NAME.pt and NAME.json.

Seeded: the same versions, threads and data give the same weights, unless --minutes cuts the run. Texts of public sets are read, never stored.
"""
import argparse
import json
import os
import random
import time

import torch
import torch.nn as nn

import data
from model import Reader

RUNS = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'runs')


def arguments():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('name')
    p.add_argument('--public', metavar='DIR', help='folder with polnear.train.jsonl and cameo_roles.train.jsonl')
    p.add_argument('--epochs', type=int, default=14)
    p.add_argument('--polnear', type=int, default=400, help='PolNeAR windows an epoch')
    p.add_argument('--cameo', type=int, default=160, help='cameo_roles sentences an epoch')
    p.add_argument('--batch', type=int, default=4)
    p.add_argument('--encoder-rate', type=float, default=1.5e-4)
    p.add_argument('--head-rate', type=float, default=1e-3)
    p.add_argument('--seed', type=int, default=1)
    p.add_argument('--threads', type=int, default=2)
    p.add_argument('--bf16', action='store_true', help='bfloat16 in the encoder (faster on CPUs that have it)')
    p.add_argument('--init', metavar='NAME', help='go on from the weights of this run')
    p.add_argument('--minutes', type=float, default=0,
                   help='end after this time, the rates falling with it; such a run cannot be repeated to the bit')
    return p.parse_args()


def batches(items, size, rng):
    """Random batches of examples of like length."""
    order, out = list(range(len(items))), []
    rng.shuffle(order)
    for i in range(0, len(order), size * 8):
        chunk = sorted(order[i:i + size * 8], key=lambda j: len(items[j].ids))
        out += [[items[j] for j in chunk[k:k + size]] for k in range(0, len(chunk), size)]
    return out


class Mix:
    """What an epoch is drawn from."""

    def __init__(self, options, rng):
        self.rng, self.options = rng, options
        self.reports, _ = data.reports()
        self.polnear, self.cameo = [], []
        if options.public:
            self.polnear = [w for w in data.polnear(options.public, 'train') if len(w[0]) > 80]
            self.cameo, _ = data.cameo(options.public)
        self.windows = min(options.polnear, len(self.polnear))
        self.sentences = min(options.cameo, len(self.cameo))

    def epoch(self):
        rng, o = self.rng, self.options
        drawn = [x for x in self.reports for _ in range(data.TIMES.get(x.family, 1))]
        plan = batches(drawn, o.batch, rng)
        plan += batches([data.Example('pol', *w) for w in rng.sample(self.polnear, self.windows)], 8, rng)
        plan += batches(rng.sample(self.cameo, self.sentences), 16, rng)
        rng.shuffle(plan)
        return plan


def optimiser(net, options):
    """AdamW over encoder and heads. Word embeddings stay as pretrained: rare names keep their place in the space."""
    net.bert.embeddings.word_embeddings.weight.requires_grad_(False)
    named = [(n, p) for n, p in net.named_parameters() if p.requires_grad]
    groups = [dict(params=[p for n, p in named if n.startswith('bert.')], lr=options.encoder_rate),
              dict(params=[p for n, p in named if not n.startswith('bert.')], lr=options.head_rate)]
    return torch.optim.AdamW(groups, weight_decay=0.01, fused=True)


class Schedule:
    """Rate factor: linear warm-up over a tenth of the steps (at most 200), then linear to zero at the last step, or at
    the end of the time if that is given."""

    def __init__(self, steps, minutes):
        self.steps, self.warm, self.minutes = steps, min(200, max(1, steps // 10)), minutes
        self.start = time.time()

    def spent(self):
        return (time.time() - self.start) / (60 * self.minutes) if self.minutes else 0.0

    def __call__(self, step):
        done = max(self.spent(), (step - self.warm) / max(1, self.steps - self.warm))
        return min(step / self.warm, max(0.0, 1 - done))


def step_of(net, batch, opt, schedule):
    """One optimiser step: {part: loss}."""
    parts = net.loss(batch)
    opt.zero_grad(set_to_none=True)
    sum(parts.values()).backward()
    nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    opt.step()
    schedule.step()
    return {k: v.item() for k, v in parts.items()}


def save(net, options, reports, steps, began, loss):
    os.makedirs(RUNS, exist_ok=True)
    torch.save(net.state_dict(), os.path.join(RUNS, options.name + '.pt'))
    about = {**vars(options), 'public': bool(options.public), 'reports': reports, 'steps': steps,
             'seconds': round(time.time() - began), 'finished': time.strftime('%Y-%m-%d', time.gmtime()), 'loss': loss}
    with open(os.path.join(RUNS, options.name + '.json'), 'w') as f:
        json.dump(about, f, indent=1)


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    rng = random.Random(options.seed)
    mix = Mix(options, rng)
    net = Reader()
    net.bf16 = options.bf16
    if options.init:
        net.load_state_dict(torch.load(os.path.join(RUNS, options.init + '.pt')))
    opt = optimiser(net, options)
    plan, taken = mix.epoch(), 0
    factor = Schedule(options.epochs * len(plan), options.minutes)
    schedule = torch.optim.lr_scheduler.LambdaLR(opt, factor)
    print(vars(options), 'reports', len(mix.reports), 'steps', factor.steps, flush=True)
    for epoch in range(options.epochs):
        began, sums = time.time(), {}
        net.train()
        for batch in plan:
            for k, v in step_of(net, batch, opt, schedule).items():
                sums.setdefault(k, []).append(v)
            taken += 1
            if factor.spent() >= 1:
                break
        loss = {k: round(sum(v) / len(v), 3) for k, v in sums.items()}
        print(f'epoch {epoch + 1} {time.time() - began:.0f}s {taken} steps', loss, flush=True)
        save(net, options, len(mix.reports), taken, factor.start, loss)
        if factor.spent() >= 1:
            break
        plan = mix.epoch()


if __name__ == '__main__':
    main()
