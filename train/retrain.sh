#!/bin/sh
# retrain.sh PUBLIC_DIR: trains, tunes, exports and measures the release model; about three hours on two free cores.
set -eu
cd "$(dirname "$0")"
PYTHON=${PYTHON:-python3}
VERSION=${VERSION:-0.3.0}
$PYTHON train.py s1 --stage one --public "$1" --bf16 --epochs 7 --last-rate 1 --seed 1
$PYTHON train.py s2 --stage two --public "$1" --bf16 --epochs 2 --last-rate 1 --seed 2 --init s1
$PYTHON train.py s3 --stage two --public "$1" --bf16 --epochs 6 --seed 3 --init s2
$PYTHON train.py s4 --stage three --public "$1" --bf16 --epochs 3 --encoder-rate 8e-5 --head-rate 5e-4 --seed 4 --init s3
$PYTHON evaluate.py s4 --tune
$PYTHON evaluate.py s4 --public "$1" --json runs/s4.float.json
$PYTHON export.py s4 --out ../models --version "$VERSION"
$PYTHON evaluate.py ../models/reader.safetensors --public "$1" --json runs/s4.int8.json
$PYTHON card.py s4 --out ../models --version "$VERSION"
