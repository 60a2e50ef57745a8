"""The reader: MiniLM encoder with casing shapes; tag layers, span classes, pair heads and coreference on top."""
import os

os.environ.setdefault('HF_HUB_OFFLINE', '1')
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from transformers import AttentionInterface, BertModel

from data import IGNORE
from decode import spans_of
from labels import (CORPUS_LAYERS, EVENT, KINDS, LAYERS, MODE_ALLOWED, PAIRS, PRONOUNS, REPORT_KINDS, SPAN_CLASSES, STOP_WORDS,
                    TEXT_CLASSES)
from text import base_model

torch.set_flush_denormal(True)
SHAPES = 20
D = 192  # width of span vectors
DISTANCE_EDGES = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192]  # pieces; bucket = number of edges below
SENTENCE_CLAMP, RANK_CLAMP = 3, 7
STRING_FEATURES = 6
_ALLOWED = torch.tensor(MODE_ALLOWED)
_EDGES = torch.tensor(DISTANCE_EDGES)

# Weights of the losses; a pair head's loss is a sum over pairs divided by the number of positive ones.
TAG_WEIGHT = {'men': 4.0, 'trg': 4.0, 'psrc': 1.0, 'pcue': 1.0, 'pcon': 1.0}
PAIR_WEIGHT = {'role': 1.0, 'same': 0.3, 'infer': 0.3}


def attend(module, query, key, value, attention_mask, scaling=None, dropout=0.0, **_):
    """Plain attention without dropout: in bfloat16 on a CPU twice as fast as torch's fused one."""
    scores = query @ key.transpose(2, 3) * scaling
    if attention_mask is not None:
        scores = scores + attention_mask[:, :, :, :key.shape[-2]]
    return (scores.softmax(-1) @ value).transpose(1, 2).contiguous(), None


AttentionInterface.register('plain', attend)


def geometry(text, anchors, arguments):
    """[anchors, arguments, 3]: signed distance bucket, sentences between, rank of nearness (ties by position)."""
    a, b = (torch.tensor([[x[0], x[1]] for x in spans]) for spans in (anchors, arguments))
    left = (a[:, None, 0] - b[None, :, 1]).clamp(min=0)
    right = (b[None, :, 0] - a[:, None, 1]).clamp(min=0)
    distance = torch.bucketize(left + right, _EDGES) + (len(DISTANCE_EDGES) + 1) * (right > 0)
    sent = torch.tensor(text.sent)
    between = sent[b[:, 0]][None] - sent[a[:, 0]][:, None]
    rank = (left + right).argsort(dim=1, stable=True).argsort(dim=1, stable=True)
    return torch.stack([distance, between.clamp(-SENTENCE_CLAMP, SENTENCE_CLAMP) + SENTENCE_CLAMP,
                        rank.clamp(max=RANK_CLAMP)], -1)


def strings(text, mentions):
    """[mentions, mentions, 6] string evidence that two mentions are one entity."""
    surface = [text.text[slice(*text.chars(m[0], m[1]))].lower() for m in mentions]
    plain = [s.replace("'s", '').replace('’s', '').replace(',', ' ').replace('-', ' ') for s in surface]
    words = [set(s.split()) - STOP_WORDS for s in plain]
    pronoun = [s in PRONOUNS for s in surface]

    def features(i, j):
        a, b = words[i], words[j]
        return [surface[i] == surface[j] and not pronoun[i], bool(a) and a == b, bool(a & b),
                bool(a) and bool(b) and (a <= b or b <= a), pronoun[i], pronoun[j]]

    n = len(mentions)
    return torch.tensor([[features(i, j) for j in range(n)] for i in range(n)], dtype=torch.float)


class Pair(nn.Module):
    """Scores each anchor with each argument: out(GELU(a + b + p(a * b) + geometry [+ extra features]))."""

    def __init__(self, classes, extra=0):
        super().__init__()
        self.a, self.b, self.p = nn.Linear(D, D), nn.Linear(D, D), nn.Linear(D, D, bias=False)
        self.dist = nn.Embedding(2 * (len(DISTANCE_EDGES) + 1), D)
        self.sent, self.rank = nn.Embedding(2 * SENTENCE_CLAMP + 1, D), nn.Embedding(RANK_CLAMP + 1, D)
        self.extra = nn.Linear(extra, D) if extra else None
        self.out = nn.Linear(D, classes)

    def forward(self, a, b, geo, extra=None):
        x = self.a(a)[:, None] + self.b(b)[None] + self.p(a[:, None] * b[None])
        x = x + self.dist(geo[..., 0]) + self.sent(geo[..., 1]) + self.rank(geo[..., 2])
        if self.extra is not None:
            x = x + self.extra(extra)
        return self.out(F.gelu(x))


class Reader(nn.Module):
    """The whole network. Texts go in as `Text` objects; nothing here depends on the batch they are in."""

    def __init__(self, dropout=0.1):
        super().__init__()
        self.bf16 = False  # bfloat16 in the encoder while training
        self.bert = BertModel.from_pretrained(base_model(), add_pooling_layer=False, attn_implementation='plain')
        hidden = self.bert.config.hidden_size
        self.shape = nn.Embedding(SHAPES, hidden)
        nn.init.zeros_(self.shape.weight)
        self.drop = nn.Dropout(dropout)
        self.tag = nn.ModuleDict({k: nn.Linear(hidden, 2 * len(v) + 1) for k, v in LAYERS.items()})
        self.vec = nn.ModuleDict({k: nn.Sequential(nn.Linear(3 * hidden, D), nn.GELU(), nn.Dropout(dropout))
                                  for k in KINDS})
        classes = {**{k: v[1] for k, v in SPAN_CLASSES.items()}, **TEXT_CLASSES}
        self.cls = nn.ModuleDict({k: nn.Linear(D, len(v)) for k, v in classes.items()})
        self.pair = nn.ModuleDict({k: Pair(len(v[2])) for k, v in PAIRS.items()})
        self.coref = Pair(1, STRING_FEATURES)
        self.gumcoref = Pair(1, STRING_FEATURES)

    # ---- forward pieces, shared by training and reading

    def encode(self, texts):
        """[batch, longest, hidden] in float32."""
        longest, n = max(len(x.ids) for x in texts), len(texts)
        ids, shape, mask = (torch.zeros(n, longest, dtype=torch.long) for _ in range(3))
        for i, x in enumerate(texts):
            k = len(x.ids)
            ids[i, :k], shape[i, :k], mask[i, :k] = torch.tensor(x.ids), torch.tensor(x.shape), 1
        x = self.bert.embeddings.word_embeddings(ids) + self.shape(shape)
        with torch.autocast('cpu', torch.bfloat16, enabled=self.bf16 and self.training):
            hidden = self.bert(inputs_embeds=x, attention_mask=mask if n > 1 else None).last_hidden_state
        return self.drop(hidden.float())

    def vectors(self, kind, h, spans):
        """[spans, D] of one text; h is [pieces, hidden]."""
        if not spans:
            return h.new_zeros(0, D)
        i, j = (torch.tensor([x[k] for x in spans]) for k in (0, 1))
        total = torch.cat([h.new_zeros(1, h.size(1)), h.cumsum(0)])
        mean = (total[j + 1] - total[i]) / (j + 1 - i)[:, None]
        return self.vec[kind](torch.cat([h[i], h[j], mean], -1))

    def span_class(self, name, vectors, spans):
        """[spans, labels] scores; a mode that the event type does not allow gets -1e9."""
        scores = self.cls[name](vectors)
        if name == 'mode' and len(spans):
            scores = scores.masked_fill(~_ALLOWED[torch.tensor([EVENT.index(x[2]) for x in spans])], -1e9)
        return scores

    def antecedents(self, v, geo, extra, scorer=None):
        """[M, M + 1] scores: column 0 is 'new entity', column j + 1 the earlier mention j."""
        n = len(v)
        x = (scorer or self.coref)(v, v, geo, extra).squeeze(-1)
        x = x.masked_fill(~torch.ones(n, n).tril(-1).bool(), -1e9)
        return torch.cat([x.new_zeros(n, 1), x], 1)

    # ---- training

    def loss(self, examples):
        """{part: loss}; all examples of one task."""
        h, out, task = self.encode(examples), {}, examples[0].task
        words = torch.cat([h[n, x.words] for n, x in enumerate(examples)])
        for layer in examples[0].tags:
            gold = torch.tensor([y for x in examples for y in x.tags[layer]])
            out[layer] = TAG_WEIGHT.get(layer, 2.0) * F.cross_entropy(self.tag[layer](words), gold)
        if task == 'rep':
            out.update(self._link_loss(examples, h))
        if task == 'gum':
            out['gumcoref'] = self._gum_loss(examples, h)
        if examples[0].labels:
            v = self.text_vectors(examples, h)
            for name in examples[0].labels:
                out[name] = F.cross_entropy(self.cls[name](v), torch.tensor([x.labels[name] for x in examples]))
        return out

    def text_vectors(self, texts, h):
        """[texts, D]: each text as one span, without its marks at the ends."""
        return torch.cat([self.vectors('text', h[n], [(1, len(x.ids) - 2)]) for n, x in enumerate(texts)])

    def _gum_loss(self, examples, h):
        out = []
        for n, example in enumerate(examples):
            fixed = example.cache or example.cache.update(coref=_coref(example)) or example.cache
            if fixed['coref']:
                geo, extra, gold = fixed['coref']
                x = self.antecedents(self.vectors('gum', h[n], example.mentions), geo, extra, self.gumcoref)
                out.append(x.logsumexp(1) - x.masked_fill(~gold, -1e9).logsumexp(1))
        return torch.cat(out).mean() if out else h.new_zeros(())

    def _link_loss(self, examples, h):
        classes, pairs, coref = {k: [] for k in SPAN_CLASSES}, {k: [] for k in PAIRS}, []
        for n, example in enumerate(examples):
            fixed = example.cache or example.cache.update(_fixed(example)) or example.cache
            spans = _gold_spans(example)
            v = {kind: self.vectors(kind, h[n], spans[kind]) for kind in REPORT_KINDS}
            for name, (kind, *_) in SPAN_CLASSES.items():
                keep, gold = fixed['class'][name]
                if len(keep):
                    scores = self.span_class(name, v[kind], spans[kind])[keep]
                    classes[name].append((scores, gold))
            for name, (geo, gold) in fixed['pair'].items():
                if (gold == IGNORE).all():
                    continue
                a, b, _ = PAIRS[name]
                pairs[name].append((self.pair[name](v[a], v[b], geo).flatten(0, 1), gold))
            if 'coref' in fixed:
                geo, extra, gold = fixed['coref']
                x = self.antecedents(v['men'], geo, extra)
                coref.append(x.logsumexp(1) - x.masked_fill(~gold, -1e9).logsumexp(1))
        out = {}
        for name, parts in classes.items():
            if parts:
                out[name] = 0.5 * F.cross_entropy(*(torch.cat(p) for p in zip(*parts)))
        for name, parts in pairs.items():
            if parts:
                scores, gold = (torch.cat(p) for p in zip(*parts))
                total = F.cross_entropy(scores, gold, ignore_index=IGNORE, reduction='sum')
                out[name] = PAIR_WEIGHT.get(name, 0.5) * total / max(1, (gold > 0).sum())
        if coref:
            out['coref'] = torch.cat(coref).mean()
        return out

    # ---- reading

    @torch.inference_mode()
    def tags(self, texts, layers):
        """[({layer: [(first, last, label, score)]}, hidden)] a text."""
        h, out = self.encode(texts), []
        for n, text in enumerate(texts):
            words = h[n, text.words]
            found = {k: spans_of(F.log_softmax(self.tag[k](words), -1).numpy(), text, LAYERS[k]) for k in layers}
            out.append((found, h[n, :len(text.ids)]))
        return out

    @torch.inference_mode()
    def relate(self, text, h, spans):
        """Class probabilities and links of given spans: {head: array}; spans['men'] are all mentions, sorted."""
        v, out = {kind: self.vectors(kind, h, spans[kind]) for kind in REPORT_KINDS}, {}
        for name, (kind, labels, *_) in SPAN_CLASSES.items():
            out[name] = self.span_class(name, v[kind], spans[kind]).softmax(-1).numpy()
        for name, (a, b, classes) in PAIRS.items():
            if spans[a] and spans[b]:
                scores = self.pair[name](v[a], v[b], geometry(text, spans[a], spans[b]))
                out[name] = scores.softmax(-1).numpy()
            else:
                out[name] = np.zeros((len(spans[a]), len(spans[b]), len(classes)), dtype=np.float32)
        mentions = spans['men']
        out['antecedent'] = [-1] * len(mentions)
        if len(mentions) > 1:
            scores = self.antecedents(v['men'], geometry(text, mentions, mentions), strings(text, mentions))
            out['antecedent'] = (scores.argmax(1) - 1).tolist()
            out['coref'] = scores.numpy()
        return out

    def read(self, text):
        """(spans per kind, links) of a text: the whole reader."""
        found, h = self.tags([text], CORPUS_LAYERS)[0]
        spans = assemble(text, found)
        return spans, self.relate(text, h, spans)


def assemble(text, found):
    """Tag layers to the span lists that `relate` takes: inner mentions join the outer, sentences are added."""
    outer = {m[:2] for m in found['men']}
    mentions = sorted(found['men'] + [m for m in found['inn'] if m[:2] not in outer], key=lambda x: (x[0], -x[1]))
    return {**found, 'men': mentions, 'sent': [(i, j, 'sent', 1.0) for i, j in text.sents]}


def _gold_spans(example):
    return {**example.spans, 'men': example.mentions, 'sent': example.sent_spans}


def _fixed(example):
    """What training needs of an example and does not change: geometry, string features, gold of every head."""
    spans, out = _gold_spans(example), {'class': {}, 'pair': {}}
    for name, (kind, labels, attribute, default) in SPAN_CLASSES.items():
        values = [x[3].get(attribute) or default for x in spans[kind]]
        keep = [i for i, value in enumerate(values) if value in labels and not (
            name == 'mode' and not MODE_ALLOWED[EVENT.index(spans[kind][i][2])][labels.index(value)])]
        out['class'][name] = (torch.tensor(keep, dtype=torch.long),
                              torch.tensor([labels.index(values[i]) for i in keep], dtype=torch.long))
    for name, (a, b, _) in PAIRS.items():
        if spans[a] and spans[b]:
            out['pair'][name] = (geometry(example, spans[a], spans[b]), torch.tensor(example.links[name]).flatten())
    if len(example.mentions) > 1:
        out['coref'] = _coref(example)
    return out


def _coref(example):
    """Geometry, string features and gold of the mentions' antecedents; None for fewer than two."""
    mentions = example.mentions
    if len(mentions) < 2:
        return None
    entity = [m[3]['e'] for m in mentions]
    gold = [[entity[i] not in entity[:i]] + [j < i and entity[j] == entity[i] for j in range(len(entity))]
            for i in range(len(entity))]
    return geometry(example, mentions, mentions), strings(example, mentions), torch.tensor(gold)
