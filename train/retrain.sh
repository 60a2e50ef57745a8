#!/bin/sh
# retrain.sh PUBLIC_DIR: trains, tunes, exports and measures the release model. A night on 2 CPU cores is ample.
set -eu
cd "$(dirname "$0")"
PYTHON=${PYTHON:-python3}
VERSION=${VERSION:-0.3.0}
$PYTHON train.py s1 --stage one --public "$1" --bf16 --epochs 14 --last-rate 1 --seed 1
$PYTHON train.py s2 --stage two --public "$1" --bf16 --epochs 5 --init s1 --seed 2
$PYTHON evaluate.py s2 --tune --public "$1" --json runs/s2.float.json
$PYTHON export.py s2 --out ../models --version "$VERSION"
$PYTHON evaluate.py ../models/reader.safetensors --public "$1" --json runs/s2.int8.json
$PYTHON card.py s2 --out ../models --version "$VERSION"
