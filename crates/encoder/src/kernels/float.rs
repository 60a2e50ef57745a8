//! Floating-point kernels over sixteen lanes in a fixed order: exponential, GELU, softmax, layer norm.

use super::lanes::{LANES, Lanes, Wide};

/// Adding it to a small number rounds that number to an integer, to even at ties, in the low bits of the sum.
const ROUND: f32 = 12_582_912.0;

/// `x` rounded to the nearest integers; |x| must be under 2^22.
#[inline(always)]
pub(super) fn round<V: Lanes>(x: V::Float) -> V {
    V::bits(V::fadd(x, V::fsplat(ROUND))).sub(V::splat(ROUND.to_bits() as i32))
}

/// The lanes folded into one in halves: 16, 8, 4, 2, 1.
#[inline(always)]
pub(super) fn fold(x: &Wide, f: impl Fn(f32, f32) -> f32) -> f32 {
    let mut a = [0.0; 8];
    for i in 0..8 {
        a[i] = f(x[i], x[i + 8]);
    }
    let b = [f(a[0], a[4]), f(a[1], a[5]), f(a[2], a[6]), f(a[3], a[7])];
    f(f(b[0], b[2]), f(b[1], b[3]))
}

#[inline(always)]
pub(super) fn max(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

#[inline(always)]
pub(super) fn min(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}

/// `c[0] + x (c[1] + x (c[2] + ...))`.
#[inline(always)]
fn polynomial<V: Lanes, const N: usize>(x: V::Float, c: [f32; N]) -> V::Float {
    let mut sum = V::fsplat(c[N - 1]);
    for n in (0..N - 1).rev() {
        sum = V::fadd(V::fmul(sum, x), V::fsplat(c[n]));
    }
    sum
}

/// e^x for x of -87 to 88 (others count as these), within 2e-7 of relative error.
#[inline(always)]
pub(super) fn exp<V: Lanes>(x: V::Float) -> V::Float {
    const LN2_HIGH: f32 = 0.693_359_4;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    // The Taylor series is enough for arguments under ln 2 / 2.
    const SERIES: [f32; 7] = [1.0, 1.0, 0.5, 1.0 / 6.0, 1.0 / 24.0, 1.0 / 120.0, 1.0 / 720.0];
    let x = V::fmin(V::fmax(x, V::fsplat(-87.0)), V::fsplat(88.0));
    let n = V::fadd(V::fmul(x, V::fsplat(std::f32::consts::LOG2_E)), V::fsplat(ROUND));
    let whole = V::fsub(n, V::fsplat(ROUND));
    let r = V::fsub(V::fsub(x, V::fmul(whole, V::fsplat(LN2_HIGH))), V::fmul(whole, V::fsplat(LN2_LOW)));
    let power = V::bits(n).shl(23).add(V::splat(1.0f32.to_bits() as i32));
    V::fmul(polynomial::<V, 7>(r, SERIES), power.reinterpret())
}

/// x Φ(x) with Φ(x) - 1/2 = x P(x²) / Q(x²), a minimax fit of our own on |x| < 5.2; within 4e-6 everywhere.
#[inline(always)]
fn gelu<V: Lanes>(x: V::Float) -> V::Float {
    const P: [f32; 5] = [0.398_968_55, 0.028_049_5, 0.004_255_549_5, 5.096_386_3e-5, -1.141_436_2e-7];
    const Q: [f32; 4] = [1.0, 0.237_175_06, 0.024_992_824, 0.001_444_265_8];
    let c = V::fmin(V::fmax(x, V::fsplat(-5.2)), V::fsplat(5.2));
    let t = V::fmul(c, c);
    let phi = V::fdiv(V::fmul(c, polynomial::<V, 5>(t, P)), polynomial::<V, 4>(t, Q));
    V::fmul(x, V::fadd(V::fsplat(0.5), phi))
}

#[inline(always)]
pub(super) fn gelu_all<V: Lanes>(x: &mut [f32]) {
    for chunk in x.as_chunks_mut::<LANES>().0 {
        *chunk = V::fstore(gelu::<V>(V::fload(chunk)));
    }
}

#[inline(always)]
pub(super) fn add_norm<V: Lanes>(x: &mut [f32], y: &[f32], gain: &[f32], bias: &[f32]) {
    const EPSILON: f32 = 1e-12; // of BERT
    let width = gain.len();
    let per = 1.0 / width as f32;
    let (gain, bias) = (gain.as_chunks::<LANES>().0, bias.as_chunks::<LANES>().0);
    for (x, y) in x.chunks_exact_mut(width).zip(y.chunks_exact(width)) {
        let (x, y) = (x.as_chunks_mut::<LANES>().0, y.as_chunks::<LANES>().0);
        let mut sum = V::fsplat(0.0);
        for (x, y) in x.iter_mut().zip(y) {
            let v = V::fadd(V::fload(x), V::fload(y));
            sum = V::fadd(sum, v);
            *x = V::fstore(v);
        }
        let mean = V::fsplat(fold(&V::fstore(sum), |a, b| a + b) * per);
        let mut squares = V::fsplat(0.0);
        for x in x.iter_mut() {
            let v = V::fsub(V::fload(x), mean);
            squares = V::fadd(squares, V::fmul(v, v));
            *x = V::fstore(v);
        }
        let scale = V::fsplat(1.0 / (fold(&V::fstore(squares), |a, b| a + b) * per + EPSILON).sqrt());
        for ((x, g), b) in x.iter_mut().zip(gain).zip(bias) {
            let v = V::fmul(V::fmul(V::fload(x), scale), V::fload(g));
            *x = V::fstore(V::fadd(v, V::fload(b)));
        }
    }
}

#[inline(always)]
pub(super) fn softmax_rows<V: Lanes>(x: &mut [f32], width: usize) {
    for row in x.chunks_exact_mut(width) {
        let top = row.iter().fold(f32::MIN, |a, &b| max(a, b));
        let mut total = 0.0;
        for part in row.chunks_mut(LANES) {
            let mut wide = [f32::MIN; LANES];
            wide[..part.len()].copy_from_slice(part);
            let wide = V::fstore(exp::<V>(V::fsub(V::fload(&wide), V::fsplat(top))));
            part.copy_from_slice(&wide[..part.len()]);
            total = part.iter().fold(total, |a, b| a + b);
        }
        for v in row.iter_mut() {
            *v /= total;
        }
    }
}

/// `x[j] += row + others[j] + Σ tables`: what a pair scorer adds to each product, `x` rows of `row.len()`.
#[inline(always)]
pub(super) fn add_rows<V: Lanes>(x: &mut [f32], row: &[f32], others: &[f32], extra: &[Vec<&[f32]>]) {
    let width = row.len();
    let row = row.as_chunks::<LANES>().0;
    for ((x, other), extra) in x.chunks_exact_mut(width).zip(others.chunks_exact(width)).zip(extra) {
        let other = other.as_chunks::<LANES>().0;
        for (n, x) in x.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
            let mut v = V::fadd(V::fadd(V::fload(x), V::fload(&row[n])), V::fload(&other[n]));
            for e in extra {
                v = V::fadd(v, V::fload(&e.as_chunks::<LANES>().0[n]));
            }
            *x = V::fstore(v);
        }
    }
}
