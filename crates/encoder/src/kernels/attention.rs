//! Self-attention of one head in 16-bit integers: products and sums are exact, and twice as fast as in `f32`.

use super::float::{LANES, Wide, exp, fold, max, round};
use super::lanes::{Block, Lanes};

/// Largest query or key in integers: 32 products of two of them stay under 2^31.
const QUERY_TOP: f32 = 8000.0;
/// What the weights of a row sum to in integers, and the largest value: their products stay under 2^31.
const WEIGHT_SUM: f32 = 32_000.0;
const VALUE_TOP: f32 = 32_000.0;
/// Widest head that `QUERY_TOP` allows.
pub(crate) const MAX_HEAD: usize = 32;

/// Work space for one head: queries, keys and values of all rows in 16-bit integers, two to an `i32`.
#[derive(Default)]
pub(crate) struct Head {
    /// Width of a head and number of rows.
    width: usize,
    rows: usize,
    /// `[row][width / 2]`.
    queries: Vec<i32>,
    query_scale: Vec<f32>,
    /// `[row / 16][width / 2][16 rows]`.
    keys: Vec<Block>,
    key_scale: f32,
    /// `[width / 16][row / 2][16 columns]`.
    values: Vec<Block>,
    value_scale: f32,
    /// Scores of a few rows: integers, then `f32`, then weights two to an `i32`.
    scores: Vec<Block>,
    floats: Vec<Wide>,
    weights: Vec<i32>,
}

impl Head {
    /// For heads of `width` columns, a multiple of 16 and at most 32.
    pub(crate) fn new(width: usize) -> Self {
        assert!(width % LANES == 0 && width <= MAX_HEAD, "a head of {width} columns");
        Head { width, ..Head::default() }
    }
}

/// Two 16-bit numbers in one `i32`, the first in the low half.
#[inline(always)]
fn pair(low: i32, high: i32) -> i32 {
    (low & 0xffff) | (high << 16)
}

/// Largest magnitude in a column range of all rows.
#[inline(always)]
fn top(rows: &[f32], stride: usize, at: usize, width: usize) -> f32 {
    let mut most = [0.0; LANES];
    for row in rows.chunks_exact(stride) {
        for chunk in row[at..at + width].as_chunks::<LANES>().0 {
            for l in 0..LANES {
                most[l] = max(most[l], chunk[l].abs());
            }
        }
    }
    max(fold(&most, max), 1e-30)
}

/// Rounds the head's columns of every row: queries a row at its own scale, keys and values at one scale.
#[inline(always)]
fn fill(head: &mut Head, qkv: &[f32], hidden: usize, number: usize) {
    let (width, stride, at) = (head.width, 3 * hidden, number * head.width);
    let pairs = width / 2;
    head.rows = qkv.len() / stride;
    let blocks = head.rows.div_ceil(LANES);
    let steps = blocks * LANES / 2;
    head.queries.resize(head.rows * pairs, 0);
    head.query_scale.resize(head.rows, 0.0);
    head.keys.clear();
    head.keys.resize(blocks * pairs, [0; LANES]);
    head.values.clear();
    head.values.resize(width / LANES * steps, [0; LANES]);
    let (key_top, value_top) = (top(qkv, stride, hidden + at, width), top(qkv, stride, 2 * hidden + at, width));
    let (key_inverse, value_inverse) = (QUERY_TOP / key_top, VALUE_TOP / value_top);
    head.key_scale = key_top / QUERY_TOP / (width as f32).sqrt();
    head.value_scale = value_top / VALUE_TOP;
    for (r, row) in qkv.chunks_exact(stride).enumerate() {
        let (q, k, v) = (&row[at..][..width], &row[hidden + at..][..width], &row[2 * hidden + at..][..width]);
        let query_top = top(q, width, 0, width);
        let inverse = QUERY_TOP / query_top;
        head.query_scale[r] = query_top / QUERY_TOP;
        for (i, out) in head.queries[r * pairs..][..pairs].iter_mut().enumerate() {
            *out = pair(round(q[2 * i] * inverse), round(q[2 * i + 1] * inverse));
        }
        for (i, out) in head.keys[r / LANES * pairs..][..pairs].iter_mut().enumerate() {
            out[r % LANES] = pair(round(k[2 * i] * key_inverse), round(k[2 * i + 1] * key_inverse));
        }
        for (i, chunk) in v.as_chunks::<LANES>().0.iter().enumerate() {
            let out = &mut head.values[i * steps + r / 2];
            for l in 0..LANES {
                let v = round(chunk[l] * value_inverse);
                out[l] = if r % 2 == 0 { v & 0xffff } else { out[l] | (v << 16) };
            }
        }
    }
}

#[inline(always)]
pub(super) fn attend<V: Lanes>(head: &mut Head, qkv: &[f32], hidden: usize, number: usize, out: &mut [f32]) {
    fill(head, qkv, hidden, number);
    let mut row = 0;
    if V::LARGE {
        while row + 8 <= head.rows {
            rows::<V, 8, 2>(head, row, hidden, number, out);
            row += 8;
        }
    } else {
        while row + 4 <= head.rows {
            rows::<V, 4, 1>(head, row, hidden, number, out);
            row += 4;
        }
    }
    while row < head.rows {
        rows::<V, 1, 1>(head, row, hidden, number, out);
        row += 1;
    }
}

/// `ROWS` rows from queries to output; products over `COLS` panels at a time.
#[inline(always)]
fn rows<V: Lanes, const ROWS: usize, const COLS: usize>(head: &mut Head, row: usize, hidden: usize, number: usize, out: &mut [f32]) {
    let pairs = head.width / 2;
    let blocks = head.rows.div_ceil(LANES);
    head.scores.resize(ROWS * blocks, [0; LANES]);
    let queries: [&[i32]; ROWS] = std::array::from_fn(|r| &head.queries[(row + r) * pairs..][..pairs]);
    let mut block = 0;
    while block < blocks {
        // The last group may overlap the one before; the same scores are written twice.
        let first = if COLS <= blocks { block.min(blocks - COLS) } else { block };
        if COLS <= blocks {
            store::<ROWS, COLS>(&products::<V, ROWS, COLS>(&queries, &head.keys, pairs, first), &mut head.scores, blocks, first);
            block = first + COLS;
        } else {
            store::<ROWS, 1>(&products::<V, ROWS, 1>(&queries, &head.keys, pairs, first), &mut head.scores, blocks, first);
            block += 1;
        }
    }
    let steps = blocks * LANES / 2;
    head.weights.resize(ROWS * steps, 0);
    head.floats.resize(blocks, [0.0; LANES]);
    let mut scale = [0.0; ROWS];
    for r in 0..ROWS {
        let score_scale = head.query_scale[row + r] * head.key_scale;
        let weights = &mut head.weights[r * steps..][..steps];
        let total = weigh(&head.scores[r * blocks..][..blocks], score_scale, head.rows, &mut head.floats, weights);
        scale[r] = head.value_scale / total as f32;
    }
    let weights: [&[i32]; ROWS] = std::array::from_fn(|r| &head.weights[r * steps..][..steps]);
    for panel in 0..head.width / LANES {
        let sums = products::<V, ROWS, 1>(&weights, &head.values, steps, panel);
        for r in 0..ROWS {
            let out = &mut out[(row + r) * hidden + number * head.width + panel * LANES..][..LANES];
            for (o, s) in out.iter_mut().zip(sums[r][0]) {
                *o = s as f32 * scale[r];
            }
        }
    }
}

#[inline(always)]
fn products<V: Lanes, const ROWS: usize, const COLS: usize>(
    rows: &[&[i32]; ROWS],
    blocks: &[Block],
    depth: usize,
    panel: usize,
) -> [[Block; COLS]; ROWS] {
    let rows: [&[i32]; ROWS] = std::array::from_fn(|r| &rows[r][..depth]);
    let panels: [&[Block]; COLS] = std::array::from_fn(|c| &blocks[(panel + c) * depth..][..depth]);
    let mut acc = [[V::zero(); COLS]; ROWS];
    for k in 0..depth {
        let b: [V; COLS] = std::array::from_fn(|c| V::load(&panels[c][k]));
        for r in 0..ROWS {
            for c in 0..COLS {
                acc[r][c] = acc[r][c].dot_halves(rows[r][k], b[c]);
            }
        }
    }
    acc.map(|row| row.map(V::store))
}

#[inline(always)]
fn store<const ROWS: usize, const COLS: usize>(sums: &[[Block; COLS]; ROWS], out: &mut [Block], stride: usize, at: usize) {
    for r in 0..ROWS {
        out[r * stride + at..][..COLS].copy_from_slice(&sums[r]);
    }
}

/// Softmax of one row of scores, rounded to integers that sum to about `WEIGHT_SUM`; returns their exact sum.
#[inline(always)]
fn weigh(scores: &[Block], scale: f32, keys: usize, floats: &mut [Wide], out: &mut [i32]) -> i32 {
    let mut most = [f32::MIN; LANES];
    for (chunk, wide) in scores.iter().zip(floats.iter_mut()) {
        for l in 0..LANES {
            wide[l] = chunk[l] as f32 * scale;
        }
    }
    // Rows that pad the last block are no keys.
    if let Some(last) = floats.last_mut() {
        for v in &mut last[keys.wrapping_sub(1) % LANES + 1..] {
            *v = f32::MIN;
        }
    }
    for wide in floats.iter() {
        for l in 0..LANES {
            most[l] = max(most[l], wide[l]);
        }
    }
    let most = fold(&most, max);
    let mut total = [0.0; LANES];
    for wide in floats.iter_mut() {
        for l in 0..LANES {
            wide[l] = exp(wide[l] - most);
            total[l] += wide[l];
        }
    }
    let factor = WEIGHT_SUM / fold(&total, |a, b| a + b);
    let mut sum = [0; LANES];
    for (wide, out) in floats.iter().zip(out.as_chunks_mut::<{ LANES / 2 }>().0) {
        let mut whole = [0; LANES];
        for l in 0..LANES {
            whole[l] = round(wide[l] * factor);
            sum[l] += whole[l];
        }
        for (o, w) in out.iter_mut().zip(whole.as_chunks::<2>().0) {
            *o = pair(w[0], w[1]);
        }
    }
    sum.iter().sum::<i32>().max(1)
}
