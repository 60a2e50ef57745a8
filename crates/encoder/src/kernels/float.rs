//! Floating-point kernels over sixteen lanes in a fixed order: exponential, GELU, softmax, layer norm.

use super::lanes::Lanes;

/// Width of the lanes; rows of the network are multiples of it.
pub(crate) const LANES: usize = 16;

pub(super) type Wide = [f32; LANES];

/// Adding it to a small number rounds that number to an integer, to even at ties, in the low bits of the sum.
const ROUND: f32 = 12_582_912.0;

/// `x` rounded to the nearest integer; |x| must be under 2^22.
#[inline(always)]
pub(super) fn round(x: f32) -> i32 {
    ((x + ROUND).to_bits() as i32).wrapping_sub(ROUND.to_bits() as i32)
}

#[inline(always)]
pub(super) fn max(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

#[inline(always)]
pub(super) fn min(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}

/// The lanes folded into one in halves: 16, 8, 4, 2, 1.
#[inline(always)]
pub(super) fn fold(x: &Wide, f: impl Fn(f32, f32) -> f32) -> f32 {
    let mut x = *x;
    let mut half = LANES / 2;
    while half > 0 {
        for i in 0..half {
            x[i] = f(x[i], x[i + half]);
        }
        half /= 2;
    }
    x[0]
}

#[inline(always)]
fn sum(x: &[f32]) -> f32 {
    let mut total = [0.0; LANES];
    for chunk in x.as_chunks::<LANES>().0 {
        for (t, v) in total.iter_mut().zip(chunk) {
            *t += v;
        }
    }
    fold(&total, |a, b| a + b)
}

/// e^x for x of -87 or more (smaller x count as -87), within 2e-7 of relative error.
#[inline(always)]
pub(super) fn exp(x: f32) -> f32 {
    const LN2_HIGH: f32 = 0.693_359_4;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    let x = min(max(x, -87.0), 88.0);
    let n = x * std::f32::consts::LOG2_E + ROUND;
    let whole = n - ROUND;
    let r = (x - whole * LN2_HIGH) - whole * LN2_LOW;
    // The Taylor series is enough for |r| under ln 2 / 2.
    let tail = 1.0 / 120.0 + r * (1.0 / 720.0);
    let p = 1.0 + r * (1.0 + r * (0.5 + r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * tail))));
    p * f32::from_bits((n.to_bits() << 23).wrapping_add(1.0f32.to_bits()))
}

/// x Φ(x) with Φ(x) - 1/2 = x P(x²) / Q(x²), a minimax fit of our own on |x| < 5.2; within 4e-6 everywhere.
#[inline(always)]
pub(super) fn gelu(x: f32) -> f32 {
    const P: [f32; 5] = [0.398_968_55, 0.028_049_5, 0.004_255_549_5, 5.096_386_3e-5, -1.141_436_2e-7];
    const Q: [f32; 4] = [1.0, 0.237_175_06, 0.024_992_824, 0.001_444_265_8];
    let c = min(max(x, -5.2), 5.2);
    let t = c * c;
    let p = P[0] + t * (P[1] + t * (P[2] + t * (P[3] + t * P[4])));
    let q = Q[0] + t * (Q[1] + t * (Q[2] + t * Q[3]));
    x * (0.5 + c * p / q)
}

#[inline(always)]
pub(super) fn gelu_all<V: Lanes>(x: &mut [f32]) {
    for chunk in x.as_chunks_mut::<LANES>().0 {
        for v in chunk {
            *v = gelu(*v);
        }
    }
}

#[inline(always)]
pub(super) fn add_norm<V: Lanes>(x: &mut [f32], y: &[f32], gain: &[f32], bias: &[f32]) {
    const EPSILON: f32 = 1e-12; // of BERT
    let width = gain.len();
    let per = 1.0 / width as f32;
    for (x, y) in x.chunks_exact_mut(width).zip(y.chunks_exact(width)) {
        for (x, y) in x.iter_mut().zip(y) {
            *x += y;
        }
        let mean = sum(x) * per;
        let mut square = [0.0; LANES];
        for chunk in x.as_chunks_mut::<LANES>().0 {
            for (s, v) in square.iter_mut().zip(chunk) {
                *v -= mean;
                *s += *v * *v;
            }
        }
        let scale = 1.0 / (fold(&square, |a, b| a + b) * per + EPSILON).sqrt();
        for ((x, g), b) in x.iter_mut().zip(gain).zip(bias) {
            *x = *x * scale * g + b;
        }
    }
}

#[inline(always)]
pub(super) fn softmax_rows<V: Lanes>(x: &mut [f32], width: usize) {
    for row in x.chunks_exact_mut(width) {
        let top = row.iter().fold(f32::MIN, |a, &b| max(a, b));
        let mut total = 0.0;
        for v in row.iter_mut() {
            *v = exp(*v - top);
            total += *v;
        }
        for v in row.iter_mut() {
            *v /= total;
        }
    }
}
