"""train.py NAME [--public DIR] [--epochs N]: trains the reader on the marked reports, saves runs/NAME.pt and NAME.json.

Seeded: the same versions, threads and data give the same weights. Texts of public sets are read, never stored.
"""
import argparse
import json
import math
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
    p.add_argument('--polnear', type=int, default=480, help='PolNeAR windows an epoch')
    p.add_argument('--cameo', type=int, default=320, help='cameo_roles sentences an epoch')
    p.add_argument('--style', type=int, default=2, help='times an epoch that a report in the register of analysis is seen')
    p.add_argument('--batch', type=int, default=4)
    p.add_argument('--encoder-rate', type=float, default=1.5e-4)
    p.add_argument('--head-rate', type=float, default=1e-3)
    p.add_argument('--seed', type=int, default=1)
    p.add_argument('--threads', type=int, default=2)
    p.add_argument('--bf16', action='store_true', help='bfloat16 in the encoder (faster on CPUs that have it)')
    p.add_argument('--minutes', type=float, default=0, help='stop after this time, whatever the schedule (for tests)')
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
        styled = [x for x in self.reports if x.family in data.STYLE_FAMILIES]
        plan = batches(self.reports + styled * (o.style - 1), o.batch, rng)
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


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    rng = random.Random(options.seed)
    mix = Mix(options, rng)
    net = Reader()
    net.bf16 = options.bf16
    opt = optimiser(net, options)
    plan = mix.epoch()
    steps = options.epochs * len(plan)
    warm = max(1, steps // 10)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        opt, lambda s: s / warm if s < warm else max(0.0, (steps - s) / (steps - warm)))
    print(vars(options), 'reports', len(mix.reports), 'steps', steps, flush=True)
    start, log = time.time(), []
    for epoch in range(options.epochs):
        began, sums = time.time(), {}
        net.train()
        for batch in plan:
            parts = net.loss(batch)
            opt.zero_grad(set_to_none=True)
            sum(parts.values()).backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            opt.step()
            schedule.step()
            for k, v in parts.items():
                sums.setdefault(k, []).append(v.item())
            if options.minutes and time.time() - start > 60 * options.minutes:
                break
        log.append({k: round(sum(v) / len(v), 3) for k, v in sums.items()})
        print(f'epoch {epoch + 1} {time.time() - began:.0f}s', log[-1], flush=True)
        if options.minutes and time.time() - start > 60 * options.minutes:
            break
        plan = mix.epoch()
    os.makedirs(RUNS, exist_ok=True)
    torch.save(net.state_dict(), os.path.join(RUNS, options.name + '.pt'))
    about = {**vars(options), 'public': bool(options.public), 'reports': len(mix.reports), 'steps': steps,
             'seconds': round(time.time() - start), 'finished': time.strftime('%Y-%m-%d', time.gmtime()), 'loss': log[-1]}
    with open(os.path.join(RUNS, options.name + '.json'), 'w') as f:
        json.dump(about, f, indent=1)
    print('total', about['seconds'], 's', flush=True)


if __name__ == '__main__':
    main()
