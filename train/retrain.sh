#!/bin/sh
# retrain.sh [PUBLIC_DIR]: trains, tunes, exports and measures the release model. A night on 2 CPU cores is ample.
set -eu
cd "$(dirname "$0")"
PYTHON=${PYTHON:-python3}
PUBLIC=${1:+--public $1}
$PYTHON train.py release $PUBLIC --bf16
$PYTHON evaluate.py release --tune $PUBLIC --json runs/release.float.json
$PYTHON export.py release --out ../models --version "${VERSION:-0.1.0}"
$PYTHON evaluate.py ../models/reader.safetensors $PUBLIC --json runs/release.int8.json
$PYTHON card.py release --out ../models --version "${VERSION:-0.1.0}"
