"""export.py NAME --out DIR: runs/NAME.pt to reader.safetensors (int8), vocab.txt and reader.vectors.json.

Format 1. Every Linear or Embedding weight of more than 4,096 elements is stored as NAME (I8, [out, in]) with
NAME.scale (F32, [out]); weight = q * scale of its row. All else is F32. The position embeddings stay F32 and have the
token type 0 embedding added. The labels, lists and thresholds that a reader needs are in the metadata key `config`.
"""
import argparse
import json
import os
import shutil

import numpy as np
import torch
from safetensors.torch import load_file, safe_open, save_file

import labels
import model
import text
from train import RUNS

FORMAT = 1
LARGE = 4096
THRESHOLDS = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'thresholds.json')
POSITION = 'bert.embeddings.position_embeddings.weight'
TOKEN_TYPE = 'bert.embeddings.token_type_embeddings.weight'


def shift_outside(net, thresholds):
    """Lowers the bias of 'outside' in the layers of rare marks, so that they balance precision and recall."""
    with torch.no_grad():
        for layer, amount in thresholds.get('outside', {}).items():
            net.tag[layer].bias[0] -= amount


def quantise(weight):
    """(int8 [out, in], scale [out]): symmetric per row; a row of zeros gets scale 1."""
    scale = weight.abs().amax(1) / 127
    scale = torch.where(scale > 0, scale, torch.ones_like(scale))
    return (weight / scale[:, None]).round().clamp(-127, 127).to(torch.int8), scale


def pack(state):
    """State dict to stored tensors."""
    out = {}
    for name, weight in state.items():
        weight = weight.detach().float().contiguous()
        if name == TOKEN_TYPE or name.endswith('position_ids'):
            continue
        if name == POSITION:
            out[name] = weight + state[TOKEN_TYPE][0]
        elif weight.dim() == 2 and weight.numel() > LARGE:
            out[name], out[name + '.scale'] = quantise(weight)
        else:
            out[name] = weight
    return out


def unpack(tensors):
    """Stored tensors to a state dict of `Reader`, dequantised; token types are zero."""
    out = {}
    for name, tensor in tensors.items():
        if name.endswith('.scale'):
            continue
        scale = tensors.get(name + '.scale')
        out[name] = tensor if scale is None else tensor.float() * scale[:, None]
    out[TOKEN_TYPE] = torch.zeros(2, out[POSITION].size(1))
    return out


def load(path):
    """(Reader with the dequantised weights of a model file, its config)."""
    net = model.Reader()
    net.load_state_dict(unpack(load_file(path)))
    with safe_open(path, 'pt') as f:
        return net.eval(), json.loads(f.metadata()['config'])


def config(net, about, thresholds):
    """All that a reader must know besides the weights. Lists keep the order of the weights' rows."""
    bert = net.bert.config
    return {
        'format': FORMAT,
        'name': 'khabar-reader',
        'version': about.get('version', '0'),
        'date': about.get('finished'),
        'encoder': {'hidden': bert.hidden_size, 'layers': bert.num_hidden_layers, 'heads': bert.num_attention_heads,
                    'intermediate': bert.intermediate_size, 'layer_norm_eps': bert.layer_norm_eps,
                    'activation': 'gelu (erf)', 'vocabulary': bert.vocab_size, 'positions': bert.max_position_embeddings,
                    'max_pieces': text.MAX_PIECES, 'cls': text.CLS, 'sep': text.SEP, 'unk': 100,
                    'max_word_chars': 100, 'shapes': model.SHAPES},
        'shape': ['[CLS] or [SEP]', 'all digits', 'contains a digit', 'no letter', 'one capital', 'all capitals',
                  'capitalised, rest lower case', 'all lower case', 'first letter capital, rest mixed', 'other mixed',
                  'a word\'s first piece: 10 more'],
        'span_width': model.D,
        'tags': {'corpus': [{'name': k, 'labels': v} for k, v in labels.CORPUS_LAYERS.items()],
                 'public': [{'name': k, 'labels': v} for layers in labels.PUBLIC_LAYERS.values()
                            for k, v in layers.items()]},
        'span_kinds': labels.KINDS,
        'text_classes': [{'name': k, 'labels': v} for k, v in labels.TEXT_CLASSES.items()],
        'span_classes': [{'name': k, 'kind': kind, 'labels': values, 'attribute': attribute}
                         for k, (kind, values, attribute, _) in labels.SPAN_CLASSES.items()],
        'mode_allowed': [{'type': event, 'modes': [''] + list(labels.MODES_OF.get(event, ()))}
                         for event in labels.EVENT],
        'pair_heads': [{'name': k, 'anchor': a, 'argument': b, 'classes': c} for k, (a, b, c) in labels.PAIRS.items()],
        'distance_edges': model.DISTANCE_EDGES,
        'sentence_clamp': model.SENTENCE_CLAMP,
        'rank_clamp': model.RANK_CLAMP,
        'coref': {'string_features': ['same text, not a pronoun', 'same words', 'a word shared', 'words of one in other',
                                      'this is a pronoun', 'that is a pronoun'],
                  'pronouns': sorted(labels.PRONOUNS), 'stop_words': sorted(labels.STOP_WORDS)},
        'thresholds': thresholds,
        'training': about,
    }


# ---- stored inputs and outputs for the agreement test of the Rust encoder

VECTOR_TEXTS = 6
FULL_TEXTS = 2  # texts whose long arrays are kept


def rounded(array, digits=4):
    return np.round(np.asarray(array, dtype=np.float64), digits).tolist()


@torch.inference_mode()
def vectors_of(net, example, full):
    """Inputs and outputs of one text; long arrays only if `full`."""
    plain = text.Text(example.text)
    h = net.encode([plain])[0]
    found, _ = net.tags([plain], labels.CORPUS_LAYERS)[0]
    spans = model.assemble(plain, found)
    out = {'text': plain.text, 'sentence_starts': plain.sentence_starts, 'ids': plain.ids, 'shapes': plain.shape,
           'offsets': plain.offs[1:-1], 'words': plain.words, 'sentence_of_piece': plain.sent,
           'hidden_first_last': [rounded(h[0][:8]), rounded(h[-1][:8])]}
    out['spans'] = {k: [[i, j, label, round(score, 4)] for i, j, label, score in v] for k, v in spans.items()}
    spans = {**example.spans, 'men': example.mentions, 'sent': spans['sent']}  # the heads are fed the gold spans
    out['given'] = {k: [[m[0], m[1], m[2]] for m in spans[k]] for k in labels.REPORT_KINDS}
    v = {kind: net.vectors(kind, h, spans[kind]) for kind in labels.REPORT_KINDS}
    mentions = spans['men']
    coref = net.antecedents(v['men'], model.geometry(plain, mentions, mentions), model.strings(plain, mentions))
    out['antecedents'] = (coref.argmax(1) - 1).tolist()
    out['classes'] = {k: rounded(net.span_class(k, v[kind], spans[kind]).clamp(min=-1e9))
                      for k, (kind, *_) in labels.SPAN_CLASSES.items() if spans[kind]}
    pairs = {k: rounded(net.pair[k](v[a], v[b], model.geometry(plain, spans[a], spans[b])))
             for k, (a, b, _) in labels.PAIRS.items() if spans[a] and spans[b]}
    if full:
        words = h[plain.words]
        out['tag_logits'] = {k: rounded(net.tag[k](words)) for k in labels.CORPUS_LAYERS}
        out['pairs'] = pairs
        out['coref'] = [rounded(row[:i + 1]) for i, row in enumerate(coref)]  # 'new', then the earlier mentions
    return out


def write_vectors(path, net):
    """Stores the shortest held-out report of different families, 100 words or more."""
    from data import reports
    chosen, families = [], set()
    for example in sorted(reports()[1], key=lambda x: len(x.ids)):
        if len(example.words) >= 100 and example.family not in families and len(chosen) < VECTOR_TEXTS:
            families.add(example.family)
            chosen.append(example)
    out = {'note': 'float32 arithmetic on the dequantised weights; piece and span indices include [CLS] at 0; '
                   'spans are [first piece, last piece, label, score], inclusive; `spans` are the decoded ones; '
                   '`classes`, `pairs`, `coref` are scores before softmax for the `given` spans',
           'texts': [vectors_of(net, x, n < FULL_TEXTS) for n, x in enumerate(chosen)]}
    with open(path, 'w', encoding='utf8') as f:
        json.dump(out, f, ensure_ascii=False, separators=(',', ':'))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('name')
    p.add_argument('--out', required=True)
    p.add_argument('--version', default='0')
    options = p.parse_args()
    os.makedirs(options.out, exist_ok=True)
    net = model.Reader()
    net.load_state_dict(torch.load(os.path.join(RUNS, options.name + '.pt')))
    with open(os.path.join(RUNS, options.name + '.json')) as f:
        about = {**json.load(f), 'version': options.version}
    with open(THRESHOLDS) as f:
        thresholds = json.load(f)
    shift_outside(net, thresholds)
    path = os.path.join(options.out, 'reader.safetensors')
    save_file(pack(net.state_dict()), path, {'config': json.dumps(config(net, about, thresholds))})
    os.chmod(path, 0o644)
    shutil.copyfile(os.path.join(text.base_model(), 'vocab.txt'), os.path.join(options.out, 'vocab.txt'))
    torch.set_num_threads(1)
    net, _ = load(path)
    write_vectors(os.path.join(options.out, 'reader.vectors.json'), net)
    for name in ('reader.safetensors', 'vocab.txt', 'reader.vectors.json'):
        print(name, os.path.getsize(os.path.join(options.out, name)), 'bytes')


if __name__ == '__main__':
    main()
