//! Linear layers: bytes times bytes with exact integer sums, or plain `f32`.

use super::float::{LANES, Wide, fold, max, min, round};
use super::lanes::{Block, Lanes};

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
    /// From rows of `inputs` signed bytes (a multiple of 4), one row, one scale and one bias an output.
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
            for (block, quad) in out.blocks[panel * quads..].iter_mut().zip(row.as_chunks::<4>().0) {
                block[lane] = i32::from_le_bytes(*quad);
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

    pub(crate) fn padded(&self) -> usize {
        self.bias.len() * LANES
    }

    pub(crate) fn inputs(&self) -> usize {
        self.inputs
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
        let (mut low, mut high) = ([0.0; LANES], [0.0; LANES]);
        let (chunks, _) = x.as_chunks::<LANES>();
        for chunk in chunks {
            for i in 0..LANES {
                low[i] = min(low[i], chunk[i]);
                high[i] = max(high[i], chunk[i]);
            }
        }
        let (low, high) = (fold(&low, min), fold(&high, max));
        // A row of zeros keeps a harmless scale.
        let scale = max((high - low) / 255.0, 1e-30);
        let inverse = 1.0 / scale;
        let zero = round(-low * inverse);
        (out.scale[row], out.zero[row]) = (scale, zero);
        let shift = zero as f32;
        let quads = out.quads[row * out.width..][..out.width].as_chunks_mut::<{ LANES / 4 }>().0;
        for (chunk, quads) in chunks.iter().zip(quads) {
            let mut bytes = [0u8; LANES];
            for (b, &v) in bytes.iter_mut().zip(chunk) {
                *b = round(min(max(v * inverse + shift, 0.0), 255.0)) as u8;
            }
            for (q, b) in quads.iter_mut().zip(bytes.as_chunks::<4>().0) {
                *q = i32::from_le_bytes(*b);
            }
        }
    }
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
        finish::<ROWS, COLS>(&sums::<V, ROWS, COLS>(x, w, panel, row), x, w, panel, row, out);
        row += ROWS;
    }
    while row + 2 <= rows {
        finish::<2, COLS>(&sums::<V, 2, COLS>(x, w, panel, row), x, w, panel, row, out);
        row += 2;
    }
    while row < rows {
        finish::<1, COLS>(&sums::<V, 1, COLS>(x, w, panel, row), x, w, panel, row, out);
        row += 1;
    }
}

#[inline(always)]
fn sums<V: Lanes, const ROWS: usize, const COLS: usize>(x: &Quantised, w: &Packed, panel: usize, row: usize) -> [[Block; COLS]; ROWS] {
    let width = x.width;
    let rows: [&[i32]; ROWS] = std::array::from_fn(|r| &x.quads[(row + r) * width..][..width]);
    let panels: [&[Block]; COLS] = std::array::from_fn(|c| &w.blocks[(panel + c) * width..][..width]);
    let mut acc = [[V::zero(); COLS]; ROWS];
    for k in 0..width {
        let b: [V; COLS] = std::array::from_fn(|c| V::load(&panels[c][k]));
        for r in 0..ROWS {
            for c in 0..COLS {
                acc[r][c] = acc[r][c].dot_bytes(rows[r][k], b[c]);
            }
        }
    }
    acc.map(|row| row.map(V::store))
}

/// From integer sums to `f32` with scales, zero points and bias.
#[inline(always)]
fn finish<const ROWS: usize, const COLS: usize>(
    sums: &[[Block; COLS]; ROWS],
    x: &Quantised,
    w: &Packed,
    panel: usize,
    row: usize,
    out: &mut [f32],
) {
    for r in 0..ROWS {
        let (scale, zero) = (x.scale[row + r], x.zero[row + r]);
        let out = &mut out[(row + r) * w.padded() + panel * LANES..][..COLS * LANES];
        for (c, out) in out.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
            let (ws, bias, total) = (&w.scale[panel + c], &w.bias[panel + c], &w.sums[panel + c]);
            for l in 0..LANES {
                let exact = sums[r][c][l].wrapping_sub(zero.wrapping_mul(total[l]));
                out[l] = exact as f32 * (scale * ws[l]) + bias[l];
            }
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
            dense_rows::<4>(x, weights, bias, &mut out[row * padded + panel * LANES..], padded);
            row += 4;
        }
        for x in rest.chunks_exact(w.inputs) {
            dense_rows::<1>(x, weights, bias, &mut out[row * padded + panel * LANES..], padded);
            row += 1;
        }
    }
}

/// `ROWS` rows against one panel; each output adds its products in the order of the inputs.
#[inline(always)]
fn dense_rows<const ROWS: usize>(x: &[f32], weights: &[Wide], bias: &Wide, out: &mut [f32], stride: usize) {
    let width = weights.len();
    let rows: [&[f32]; ROWS] = std::array::from_fn(|r| &x[r * width..][..width]);
    let mut acc = [*bias; ROWS];
    for (k, w) in weights.iter().enumerate() {
        for r in 0..ROWS {
            let v = rows[r][k];
            for l in 0..LANES {
                acc[r][l] += v * w[l];
            }
        }
    }
    for (r, acc) in acc.iter().enumerate() {
        out[r * stride..][..LANES].copy_from_slice(acc);
    }
}
