"""train.py NAME --stage one [--public DIR] [--epochs N] [--init NAME]: trains the reader, saves runs/NAME.pt and NAME.json.

Seeded: the same versions, threads and data give the same weights, unless --minutes cuts the run. Texts of public sets are read, never stored.
"""
import argparse
import copy
import json
import os
import random
import time
import tomllib

import torch
import torch.nn as nn

import data
from model import Reader

HERE = os.path.dirname(os.path.abspath(__file__))
RUNS = os.path.join(HERE, 'runs')
MIX = os.path.join(HERE, 'mix.toml')
# Pieces of one batch by task: short texts are cheap, links between many mentions are not.
ROOM = {'rep': 1000, 'gum': 1000, 'pol': 1400, 'muc': 1400}
KEEP = 0.995  # of the running average of the weights at each step


def arguments():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('name')
    p.add_argument('--stage', default='one', help='section of mix.toml')
    p.add_argument('--public', metavar='DIR', help='folder with the public sets (cameo_roles.train.jsonl, ...)')
    p.add_argument('--epochs', type=int, default=10)
    p.add_argument('--encoder-rate', type=float, default=1.5e-4)
    p.add_argument('--head-rate', type=float, default=1e-3)
    p.add_argument('--last-rate', type=float, default=0.0, help='share of the rates that is left at the last step')
    p.add_argument('--seed', type=int, default=1)
    p.add_argument('--threads', type=int, default=2)
    p.add_argument('--bf16', action='store_true', help='bfloat16 in the encoder (faster on CPUs that have it)')
    p.add_argument('--init', metavar='NAME', help='go on from the weights of this run')
    p.add_argument('--minutes', type=float, default=0,
                   help='end after this time, the rates falling with it; such a run cannot be repeated to the bit')
    return p.parse_args()


def batches(items, rng):
    """Random batches of examples of one task and like length, within the task's room."""
    order, out = list(range(len(items))), []
    rng.shuffle(order)
    for i in range(0, len(order), 64):
        batch, longest = [], 0
        for j in sorted(order[i:i + 64], key=lambda j: len(items[j].ids)):
            longest = len(items[j].ids)
            if batch and longest * (len(batch) + 1) > ROOM.get(items[j].task, 1000):
                out.append(batch)
                batch = []
            batch.append(items[j])
        out.append(batch)
    return out


class Mix:
    """What an epoch is drawn from."""

    def __init__(self, options, rng):
        with open(MIX, 'rb') as f:
            self.stage = tomllib.load(f)[options.stage]
        self.rng = rng
        families = self.stage.get('families')
        self.reports = [x for x in data.reports()[0] if not families or x.family in families]
        self.sets = {}
        if options.public:
            d = options.public
            self.sets = {'cameo': data.cameo(d, 'train'), 'quad': data.quad(d, 'train'), 'plv': data.plv(d, 'train'),
                         're3d': data.re3d(d, 'train'), 'gum': data.gum(d, 'train')}
            # made into examples when drawn, as there are many
            self.drawn = {'polnear': (lambda x: data.Example('pol', *x), [w for w in data.polnear(d, 'train') if len(w[0]) > 80]),
                          'muc': (lambda x: data.Example('muc', *x), data.muc(d, 'train')),
                          'ngec': (lambda x: data.text_example('ngec', x[0], ngec=x[1]), data.ngec(d))}
            self.order = {name: [] for name in (*self.sets, *self.drawn)}

    def take(self, name, items, count):
        """The next items of a set: every one is seen before one is seen again."""
        order, out = self.order[name], []
        while len(out) < min(count, len(items)):
            if not order:
                order += range(len(items))
                self.rng.shuffle(order)
            out.append(items[order.pop()])
        return out

    def epoch(self):
        times = self.stage['reports']
        drawn = [x for x in self.reports for _ in range(times.get(x.family, times['others']))]
        plan = batches(drawn, self.rng)
        if self.sets:
            for name, items in self.sets.items():
                plan += batches(self.take(name, items, self.stage[name]), self.rng)
            for name, (make, items) in self.drawn.items():
                plan += batches([make(x) for x in self.take(name, items, self.stage[name])], self.rng)
        self.rng.shuffle(plan)
        return plan


def optimiser(net, options):
    """AdamW over encoder and heads. Word embeddings stay as pretrained: rare names keep their place in the space."""
    net.bert.embeddings.word_embeddings.weight.requires_grad_(False)
    named = [(n, p) for n, p in net.named_parameters() if p.requires_grad]
    groups = [dict(params=[p for n, p in named if n.startswith('bert.')], lr=options.encoder_rate),
              dict(params=[p for n, p in named if not n.startswith('bert.')], lr=options.head_rate)]
    return torch.optim.AdamW(groups, weight_decay=0.01, fused=True)


class Schedule:
    """Rate factor: linear warm-up over a tenth of the steps (at most 200), then linear to `last` at the last step, or at
    the end of the time if that is given."""

    def __init__(self, steps, minutes, last):
        self.steps, self.warm, self.minutes, self.last = steps, min(200, max(1, steps // 10)), minutes, last
        self.start = time.time()

    def spent(self):
        return (time.time() - self.start) / (60 * self.minutes) if self.minutes else 0.0

    def __call__(self, step):
        done = min(1.0, max(self.spent(), (step - self.warm) / max(1, self.steps - self.warm)))
        return min(step / self.warm, 1 - done * (1 - self.last))


class Average:
    """Running average of the weights: what is saved, a point or so better than the last step's."""

    def __init__(self, net):
        self.of = [p for p in net.parameters() if p.requires_grad]
        self.mean = [p.detach().clone() for p in self.of]
        self.steps = 0

    @torch.no_grad()
    def take(self):
        self.steps += 1
        keep = min(KEEP, self.steps / (self.steps + 10))
        torch._foreach_lerp_(self.mean, [p.detach() for p in self.of], 1 - keep)

    @torch.no_grad()
    def weights(self, net):
        averaged = copy.deepcopy(net)
        for p, mean in zip((p for p in averaged.parameters() if p.requires_grad), self.mean):
            p.copy_(mean)
        return averaged.state_dict()


def step_of(net, batch, opt, schedule, average):
    """One optimiser step: {part: loss}."""
    parts = net.loss(batch)
    opt.zero_grad(set_to_none=True)
    sum(parts.values()).backward()
    nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    opt.step()
    schedule.step()
    average.take()
    return {k: v.item() for k, v in parts.items()}


def save(net, average, options, reports, steps, began, loss):
    os.makedirs(RUNS, exist_ok=True)
    torch.save(average.weights(net), os.path.join(RUNS, options.name + '.pt'))
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
    opt, average = optimiser(net, options), Average(net)
    plan, taken = mix.epoch(), 0
    factor = Schedule(options.epochs * len(plan), options.minutes, options.last_rate)
    schedule = torch.optim.lr_scheduler.LambdaLR(opt, factor)
    print(vars(options), 'reports', len(mix.reports), 'steps', factor.steps,
          'pieces an epoch', sum(len(x.ids) for b in plan for x in b), flush=True)
    for epoch in range(options.epochs):
        began, sums = time.time(), {}
        net.train()
        for batch in plan:
            for k, v in step_of(net, batch, opt, schedule, average).items():
                sums.setdefault(k, []).append(v)
            taken += 1
            if factor.spent() >= 1:
                break
        loss = {k: round(sum(v) / len(v), 3) for k, v in sums.items()}
        print(f'epoch {epoch + 1} {time.time() - began:.0f}s {taken} steps', loss, flush=True)
        save(net, average, options, len(mix.reports), taken, factor.start, loss)
        if factor.spent() >= 1:
            break
        plan = mix.epoch()


if __name__ == '__main__':
    main()
