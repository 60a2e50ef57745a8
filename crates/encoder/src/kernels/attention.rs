//! Self-attention of one head in 16-bit integers: products and sums are exact, and twice as fast as in `f32`.

#![allow(clippy::needless_range_loop)] // tiles are indexed by row and column

use super::float::{exp, fold, max, round};
use super::lanes::{Block, LANES, Lanes, Wide};

/// Largest query or key in integers: the products of 64 of them stay under 2^31.
const QUERY_TOP: f32 = 5700.0;
/// What the weights of a row sum to in integers, and the largest value: their products stay under 2^31.
const WEIGHT_SUM: f32 = 32_000.0;
const VALUE_TOP: f32 = 32_000.0;
/// A head's width is a multiple of it, and rows are padded to it. An `i32` holds the 16-bit numbers l and l + 16 of
/// such a group, so that sixteen of them are packed lane by lane without a shuffle.
pub(crate) const HEAD_GROUP: usize = 2 * LANES;
/// Widest head that `QUERY_TOP` allows.
pub(crate) const MAX_HEAD: usize = 64;

/// Work space for one head: queries, keys and values of all rows in 16-bit integers, two to an `i32`.
#[derive(Default)]
pub(crate) struct Head {
    /// Width of a head and number of rows.
    width: usize,
    rows: usize,
    /// `[row][width / 2]`.
    queries: Vec<i32>,
    /// `[row / 16][width / 2][16 rows]`.
    keys: Vec<Block>,
    /// What an integer product of query and key is worth, with the 1/√width of attention.
    score_scale: f32,
    /// `[width / 16][row / 2][16 columns]`.
    values: Vec<Block>,
    value_scale: f32,
    /// Scores of a few rows: integers, then `f32`, then weights two to an `i32`.
    scores: Vec<Block>,
    floats: Vec<Wide>,
    weights: Vec<Block>,
}

impl Head {
    /// For heads of `width` columns, 32 or 64.
    pub(crate) fn new(width: usize) -> Self {
        assert!(width.is_multiple_of(HEAD_GROUP) && width <= MAX_HEAD, "a head of {width} columns");
        Head { width, ..Head::default() }
    }

    /// Makes room for `rows` rows; what pads the last blocks is 0 and stays so.
    fn resize(&mut self, rows: usize) {
        if self.rows != rows {
            self.rows = rows;
            let (blocks, pairs) = (self.blocks(), self.width / 2);
            self.queries = vec![0; rows * pairs];
            self.keys = vec![[0; LANES]; blocks * pairs];
            self.values = vec![[0; LANES]; self.width / LANES * blocks * LANES / 2];
        }
    }

    /// Blocks of sixteen keys, an even number.
    fn blocks(&self) -> usize {
        self.rows.div_ceil(HEAD_GROUP) * 2
    }
}

/// Numbers l and l + 16 of a group as integers, the first in the low half of the `i32`.
#[inline(always)]
fn halves<V: Lanes>(group: &[f32; HEAD_GROUP], scale: f32) -> Block {
    let [a, b] = group.as_chunks::<LANES>().0 else { unreachable!("a group is two chunks") };
    let scale = V::fsplat(scale);
    let (low, high) = (round::<V>(V::fmul(V::fload(a), scale)), round::<V>(V::fmul(V::fload(b), scale)));
    low.and(V::splat(0xffff)).or(high.shl(16)).store()
}

/// Largest magnitude in a column range of all rows.
#[inline(always)]
fn top<V: Lanes>(rows: &[f32], stride: usize, at: usize, width: usize) -> f32 {
    let (mut low, mut high) = (V::fsplat(0.0), V::fsplat(0.0));
    for row in rows.chunks_exact(stride) {
        for chunk in row[at..at + width].as_chunks::<LANES>().0 {
            low = V::fmin(low, V::fload(chunk));
            high = V::fmax(high, V::fload(chunk));
        }
    }
    let most = V::fmax(high, V::fsub(V::fsplat(0.0), low));
    max(fold(&V::fstore(most), max), 1e-30)
}

/// Rounds the head's columns of every row.
#[inline(always)]
fn fill<V: Lanes>(head: &mut Head, qkv: &[f32], hidden: usize, number: usize) {
    let (width, stride, at) = (head.width, 3 * hidden, number * head.width);
    let pairs = width / 2;
    head.resize(qkv.len() / stride);
    let steps = head.blocks() * LANES / 2;
    let tops = [top::<V>(qkv, stride, at, width), top::<V>(qkv, stride, hidden + at, width), top::<V>(qkv, stride, 2 * hidden + at, width)];
    let scale = [QUERY_TOP / tops[0], QUERY_TOP / tops[1], VALUE_TOP / tops[2]];
    head.score_scale = (tops[0] / QUERY_TOP) * (tops[1] / QUERY_TOP) / (width as f32).sqrt();
    head.value_scale = tops[2] / VALUE_TOP;
    for (r, row) in qkv.chunks_exact(stride).enumerate() {
        let (q, k, v) = (&row[at..][..width], &row[hidden + at..][..width], &row[2 * hidden + at..][..width]);
        let queries = head.queries[r * pairs..][..pairs].as_chunks_mut::<LANES>().0;
        for (out, q) in queries.iter_mut().zip(q.as_chunks::<HEAD_GROUP>().0) {
            *out = halves::<V>(q, scale[0]);
        }
        let keys = head.keys[r / LANES * pairs..][..pairs].as_chunks_mut::<LANES>().0;
        for (out, k) in keys.iter_mut().zip(k.as_chunks::<HEAD_GROUP>().0) {
            for (block, k) in out.iter_mut().zip(halves::<V>(k, scale[1])) {
                block[r % LANES] = k;
            }
        }
        let (step, high) = (r / HEAD_GROUP * LANES + r % LANES, r % HEAD_GROUP >= LANES);
        for (i, chunk) in v.as_chunks::<LANES>().0.iter().enumerate() {
            let out = &mut head.values[i * steps + step];
            let v = round::<V>(V::fmul(V::fload(chunk), V::fsplat(scale[2])));
            let v = if high { V::load(out).or(v.shl(16)) } else { v.and(V::splat(0xffff)) };
            *out = v.store();
        }
    }
}

#[inline(always)]
pub(super) fn attend<V: Lanes>(head: &mut Head, qkv: &[f32], hidden: usize, number: usize, out: &mut [f32]) {
    fill::<V>(head, qkv, hidden, number);
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
    let blocks = head.blocks();
    head.scores.resize(ROWS * blocks, [0; LANES]);
    let queries: [&[i32]; ROWS] = std::array::from_fn(|r| &head.queries[(row + r) * pairs..][..pairs]);
    for block in (0..blocks).step_by(COLS) {
        let sums = products::<V, ROWS, COLS>(&queries, &head.keys, pairs, block);
        for r in 0..ROWS {
            for c in 0..COLS {
                head.scores[r * blocks + block + c] = sums[r][c].store();
            }
        }
    }
    let groups = blocks / 2;
    head.weights.resize(ROWS * groups, [0; LANES]);
    head.floats.resize(blocks, [0.0; LANES]);
    let mut scale = [0.0; ROWS];
    for r in 0..ROWS {
        let weights = &mut head.weights[r * groups..][..groups];
        let total = weigh::<V>(&head.scores[r * blocks..][..blocks], head.score_scale, head.rows, &mut head.floats, weights);
        scale[r] = head.value_scale / total as f32;
    }
    let steps = groups * LANES;
    let weights: [&[i32]; ROWS] = std::array::from_fn(|r| &head.weights.as_flattened()[r * steps..][..steps]);
    for panel in 0..head.width / LANES {
        let sums = products::<V, ROWS, 1>(&weights, &head.values, steps, panel);
        for r in 0..ROWS {
            let out = &mut out[(row + r) * hidden + number * head.width + panel * LANES..][..LANES];
            out.copy_from_slice(&V::fstore(V::fmul(sums[r][0].float(), V::fsplat(scale[r]))));
        }
    }
}

#[inline(always)]
fn products<V: Lanes, const ROWS: usize, const COLS: usize>(
    rows: &[&[i32]; ROWS],
    blocks: &[Block],
    depth: usize,
    panel: usize,
) -> [[V; COLS]; ROWS] {
    let rows: [&[i32]; ROWS] = std::array::from_fn(|r| &rows[r][..depth]);
    let panels: [&[Block]; COLS] = std::array::from_fn(|c| &blocks[(panel + c) * depth..][..depth]);
    let mut acc = [[V::splat(0); COLS]; ROWS];
    for k in 0..depth {
        let mut b = [V::splat(0); COLS];
        for c in 0..COLS {
            b[c] = V::load(&panels[c][k]);
        }
        for r in 0..ROWS {
            for c in 0..COLS {
                acc[r][c] = acc[r][c].dot_halves(rows[r][k], b[c]);
            }
        }
    }
    acc
}

/// Softmax of one row of scores, rounded to integers that sum to about `WEIGHT_SUM`; returns their exact sum.
#[inline(always)]
fn weigh<V: Lanes>(scores: &[Block], scale: f32, keys: usize, floats: &mut [Wide], out: &mut [Block]) -> i32 {
    let mut most = V::fsplat(f32::MIN);
    for (n, (chunk, wide)) in scores.iter().zip(floats.iter_mut()).enumerate() {
        *wide = V::fstore(V::fmul(V::load(chunk).float(), V::fsplat(scale)));
        // Rows that pad the last blocks are no keys.
        let real = keys.saturating_sub(n * LANES);
        if real < LANES {
            wide[real..].fill(f32::MIN);
        }
        most = V::fmax(most, V::fload(wide));
    }
    let most = V::fsplat(fold(&V::fstore(most), max));
    let mut total = V::fsplat(0.0);
    for wide in floats.iter_mut() {
        let e = exp::<V>(V::fsub(V::fload(wide), most));
        total = V::fadd(total, e);
        *wide = V::fstore(e);
    }
    let factor = V::fsplat(WEIGHT_SUM / fold(&V::fstore(total), |a, b| a + b));
    let mut sum = V::splat(0);
    for (pair, out) in floats.as_chunks::<2>().0.iter().zip(out) {
        let low = round::<V>(V::fmul(V::fload(&pair[0]), factor));
        let high = round::<V>(V::fmul(V::fload(&pair[1]), factor));
        sum = sum.add(low.add(high));
        *out = low.or(high.shl(16)).store();
    }
    sum.store().iter().fold(0, |a: i32, b| a.wrapping_add(*b)).max(1)
}
