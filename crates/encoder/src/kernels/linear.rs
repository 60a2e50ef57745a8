//! Linear layers: bytes times bytes with exact integer sums, or plain `f32`.

#![allow(clippy::needless_range_loop)] // tiles are indexed by row and column

use super::float::{fold, max, min, round};
use super::lanes::{Block, LANES, Lanes, Wide};

/// Inputs of one step of the layout: an `i32` holds the bytes of inputs l, l + 16, l + 32, l + 48 of such a group, so
/// that sixteen of them are packed lane by lane without a shuffle. Widths of layers are multiples of it.
pub(crate) const GROUP: usize = 4 * LANES;

/// Weights of a layer in signed bytes, laid out for the kernels: `[output / 16][input / 4][16 outputs][4 inputs]`.
pub(crate) struct Packed {
    blocks: Vec<Block>,
    inputs: usize,
    scale: Vec<Wide>,
    bias: Vec<Wide>,
    /// Sum of the weights of each output: what a zero point of 1 adds to it.
    sums: Vec<Block>,
}

impl Packed {
    /// From rows of `inputs` signed bytes (a multiple of `GROUP`), one row, one scale and one bias an output.
    pub(crate) fn new(rows: &[u8], inputs: usize, scale: &[f32], bias: &[f32]) -> Self {
        let (outputs, quads) = (scale.len(), inputs / 4);
        let panels = outputs.div_ceil(LANES);
        let mut out = Packed {
            blocks: vec![[0; LANES]; panels * quads],
            inputs,
            scale: vec![[0.0; LANES]; panels],
            bias: vec![[0.0; LANES]; panels],
            sums: vec![[0; LANES]; panels],
        };
        for (o, row) in rows.chunks_exact(inputs).enumerate() {
            let (panel, lane) = (o / LANES, o % LANES);
            let (groups, _) = row.as_chunks::<GROUP>();
            for (blocks, group) in out.blocks[panel * quads..].chunks_exact_mut(LANES).zip(groups) {
                for (l, block) in blocks.iter_mut().enumerate() {
                    block[lane] = i32::from_le_bytes([group[l], group[l + 16], group[l + 32], group[l + 48]]);
                }
            }
            out.sums[panel][lane] = row.iter().map(|&b| i32::from(b as i8)).sum();
            out.scale[panel][lane] = scale[o];
            out.bias[panel][lane] = bias[o];
        }
        out
    }

    /// Number of outputs, rounded up to whole lanes; those beyond the layer's own are 0.
    pub(crate) fn padded(&self) -> usize {
        self.scale.len() * LANES
    }

    pub(crate) fn inputs(&self) -> usize {
        self.inputs
    }
}

/// Weights of a small layer in `f32`: `[output / 16][input][16 outputs]`.
pub(crate) struct Dense {
    weights: Vec<Wide>,
    inputs: usize,
    bias: Vec<Wide>,
}

impl Dense {
    /// From rows of `inputs` numbers, one row and one bias an output.
    pub(crate) fn new(rows: &[f32], inputs: usize, bias: &[f32]) -> Self {
        let panels = bias.len().div_ceil(LANES);
        let mut out = Dense { weights: vec![[0.0; LANES]; panels * inputs], inputs, bias: vec![[0.0; LANES]; panels] };
        for (o, row) in rows.chunks_exact(inputs).enumerate() {
            let (panel, lane) = (o / LANES, o % LANES);
            for (wide, &w) in out.weights[panel * inputs..].iter_mut().zip(row) {
                wide[lane] = w;
            }
            out.bias[panel][lane] = bias[o];
        }
        out
    }

    /// As of `Packed`.
    pub(crate) fn padded(&self) -> usize {
        self.bias.len() * LANES
    }
}

/// Rows of activations in unsigned bytes, four to an `i32`: `x = scale[row] * (byte - zero[row])`.
#[derive(Default)]
pub(crate) struct Quantised {
    quads: Vec<i32>,
    width: usize,
    scale: Vec<f32>,
    zero: Vec<i32>,
}

#[inline(always)]
pub(super) fn quantise<V: Lanes>(x: &[f32], width: usize, out: &mut Quantised) {
    let rows = x.len() / width;
    out.width = width / 4;
    out.quads.resize(rows * out.width, 0);
    out.scale.resize(rows, 0.0);
    out.zero.resize(rows, 0);
    for (row, x) in x.chunks_exact(width).enumerate() {
        let (mut low, mut high) = (V::fsplat(0.0), V::fsplat(0.0));
        for chunk in x.as_chunks::<LANES>().0 {
            low = V::fmin(low, V::fload(chunk));
            high = V::fmax(high, V::fload(chunk));
        }
        let (low, high) = (fold(&V::fstore(low), min), fold(&V::fstore(high), max));
        // A row of zeros keeps a harmless scale.
        let scale = max((high - low) / 255.0, 1e-30);
        let inverse = 1.0 / scale;
        let zero = (-low * inverse).round_ties_even();
        (out.scale[row], out.zero[row]) = (scale, zero as i32);
        let (inverse, shift) = (V::fsplat(inverse), V::fsplat(zero));
        let quads = out.quads[row * out.width..][..out.width].as_chunks_mut::<LANES>().0;
        for (group, quad) in x.as_chunks::<GROUP>().0.iter().zip(quads) {
            let [a, b, c, d] = group.as_chunks::<LANES>().0 else { unreachable!("a group is four chunks") };
            let low = bytes::<V>(a, inverse, shift).or(bytes::<V>(b, inverse, shift).shl(8));
            let high = bytes::<V>(c, inverse, shift).shl(16).or(bytes::<V>(d, inverse, shift).shl(24));
            *quad = low.or(high).store();
        }
    }
}

#[inline(always)]
fn bytes<V: Lanes>(x: &Wide, inverse: V::Float, shift: V::Float) -> V {
    let x = V::fadd(V::fmul(V::fload(x), inverse), shift);
    round::<V>(V::fmin(V::fmax(x, V::fsplat(0.0)), V::fsplat(255.0)))
}

#[inline(always)]
pub(super) fn linear<V: Lanes>(x: &Quantised, w: &Packed, out: &mut [f32]) {
    let panels = w.scale.len();
    let mut panel = 0;
    if V::LARGE {
        while panel + 3 <= panels {
            columns::<V, 8, 3>(x, w, panel, out);
            panel += 3;
        }
        while panel < panels {
            columns::<V, 8, 1>(x, w, panel, out);
            panel += 1;
        }
    } else {
        while panel < panels {
            columns::<V, 4, 1>(x, w, panel, out);
            panel += 1;
        }
    }
}

/// All rows of `COLS` panels, `ROWS` at a time so that the panels stay in the nearest cache.
#[inline(always)]
fn columns<V: Lanes, const ROWS: usize, const COLS: usize>(x: &Quantised, w: &Packed, panel: usize, out: &mut [f32]) {
    let rows = x.scale.len();
    let mut row = 0;
    while row + ROWS <= rows {
        finish::<V, ROWS, COLS>(&sums::<V, ROWS, COLS>(x, w, panel, row), x, w, panel, row, out);
        row += ROWS;
    }
    while row + 2 <= rows {
        finish::<V, 2, COLS>(&sums::<V, 2, COLS>(x, w, panel, row), x, w, panel, row, out);
        row += 2;
    }
    while row < rows {
        finish::<V, 1, COLS>(&sums::<V, 1, COLS>(x, w, panel, row), x, w, panel, row, out);
        row += 1;
    }
}

#[inline(always)]
fn sums<V: Lanes, const ROWS: usize, const COLS: usize>(x: &Quantised, w: &Packed, panel: usize, row: usize) -> [[V; COLS]; ROWS] {
    let width = x.width;
    let rows: [&[i32]; ROWS] = std::array::from_fn(|r| &x.quads[(row + r) * width..][..width]);
    let panels: [&[Block]; COLS] = std::array::from_fn(|c| &w.blocks[(panel + c) * width..][..width]);
    let mut acc = [[V::splat(0); COLS]; ROWS];
    for k in 0..width {
        let mut b = [V::splat(0); COLS];
        for c in 0..COLS {
            b[c] = V::load(&panels[c][k]);
        }
        for r in 0..ROWS {
            for c in 0..COLS {
                acc[r][c] = acc[r][c].dot_bytes(rows[r][k], b[c]);
            }
        }
    }
    acc
}

/// From integer sums to `f32` with scales, zero points and bias.
#[inline(always)]
fn finish<V: Lanes, const ROWS: usize, const COLS: usize>(
    sums: &[[V; COLS]; ROWS],
    x: &Quantised,
    w: &Packed,
    panel: usize,
    row: usize,
    out: &mut [f32],
) {
    for r in 0..ROWS {
        let (scale, zero) = (V::fsplat(x.scale[row + r]), V::splat(x.zero[row + r]));
        let out = out[(row + r) * w.padded() + panel * LANES..][..COLS * LANES].as_chunks_mut::<LANES>().0;
        for c in 0..COLS {
            let exact = sums[r][c].sub(zero.mul(V::load(&w.sums[panel + c])));
            let scale = V::fmul(scale, V::fload(&w.scale[panel + c]));
            out[c] = V::fstore(V::fadd(V::fmul(exact.float(), scale), V::fload(&w.bias[panel + c])));
        }
    }
}

#[inline(always)]
pub(super) fn dense<V: Lanes>(x: &[f32], w: &Dense, out: &mut [f32]) {
    let padded = w.padded();
    for (panel, bias) in w.bias.iter().enumerate() {
        let weights = &w.weights[panel * w.inputs..][..w.inputs];
        let fours = x.chunks_exact(4 * w.inputs);
        let rest = fours.remainder();
        let mut row = 0;
        for x in fours {
            dense_rows::<V, 4>(x, weights, bias, &mut out[row * padded + panel * LANES..], padded);
            row += 4;
        }
        for x in rest.chunks_exact(w.inputs) {
            dense_rows::<V, 1>(x, weights, bias, &mut out[row * padded + panel * LANES..], padded);
            row += 1;
        }
    }
}

/// `ROWS` rows against one panel; each output adds its products in the order of the inputs.
#[inline(always)]
fn dense_rows<V: Lanes, const ROWS: usize>(x: &[f32], weights: &[Wide], bias: &Wide, out: &mut [f32], stride: usize) {
    let width = weights.len();
    let rows: [&[f32]; ROWS] = std::array::from_fn(|r| &x[r * width..][..width]);
    let mut acc = [V::fload(bias); ROWS];
    for (k, w) in weights.iter().enumerate() {
        let w = V::fload(w);
        for r in 0..ROWS {
            acc[r] = V::fadd(acc[r], V::fmul(V::fsplat(rows[r][k]), w));
        }
    }
    for r in 0..ROWS {
        out[r * stride..][..LANES].copy_from_slice(&V::fstore(acc[r]));
    }
}
