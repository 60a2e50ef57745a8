//! Sixteen lanes of `i32` or `f32`: the vectors that every kernel is written in, and their portable form.

use std::array::from_fn;

/// Number of lanes; rows of the network are multiples of it.
pub(crate) const LANES: usize = 16;

/// Sixteen integers in memory.
pub(crate) type Block = [i32; LANES];
/// Sixteen floats in memory.
pub(crate) type Wide = [f32; LANES];

/// A vector of sixteen `i32`, with its `f32` companion. Every form gives the same bits: integer sums are exact, and float
/// operations are single IEEE operations (no fused multiply-add, no approximate reciprocal).
pub(crate) trait Lanes: Copy {
    type Float: Copy;
    /// Whether the machine has registers enough for large tiles.
    const LARGE: bool;

    fn splat(x: i32) -> Self;
    fn load(x: &Block) -> Self;
    fn store(self) -> Block;
    fn add(self, other: Self) -> Self;
    fn sub(self, other: Self) -> Self;
    fn mul(self, other: Self) -> Self;
    fn and(self, other: Self) -> Self;
    fn or(self, other: Self) -> Self;
    fn shl(self, bits: i32) -> Self;
    /// The nearest floats.
    fn float(self) -> Self::Float;
    fn bits(x: Self::Float) -> Self;
    fn reinterpret(self) -> Self::Float;
    /// `self[l] + Σ a.byte[i] * b[l].byte[i]`, four unsigned bytes of `a` against four signed bytes of each lane of `b`.
    fn dot_bytes(self, a: i32, b: Self) -> Self;
    /// `self[l] + Σ a.half[i] * b[l].half[i]`, two signed 16-bit numbers of `a` against those of each lane of `b`.
    fn dot_halves(self, a: i32, b: Self) -> Self;

    fn fsplat(x: f32) -> Self::Float;
    fn fload(x: &Wide) -> Self::Float;
    fn fstore(x: Self::Float) -> Wide;
    fn fadd(a: Self::Float, b: Self::Float) -> Self::Float;
    fn fsub(a: Self::Float, b: Self::Float) -> Self::Float;
    fn fmul(a: Self::Float, b: Self::Float) -> Self::Float;
    fn fdiv(a: Self::Float, b: Self::Float) -> Self::Float;
    /// `a < b ? a : b`.
    fn fmin(a: Self::Float, b: Self::Float) -> Self::Float;
    /// `a > b ? a : b`.
    fn fmax(a: Self::Float, b: Self::Float) -> Self::Float;
}

/// Plain Rust, for machines without the instruction sets of `x86`; written so that the compiler can use vectors.
#[derive(Clone, Copy)]
pub(crate) struct Portable(Block);

/// A method lane by lane.
macro_rules! by_lane {
    ($($name:ident($a:ident, $b:ident) = $op:expr;)*) => {$(
        #[inline(always)]
        fn $name(self, other: Self) -> Self {
            let op = |$a: i32, $b: i32| -> i32 { $op };
            Portable(from_fn(|l| op(self.0[l], other.0[l])))
        }
    )*};
}

macro_rules! by_float_lane {
    ($($name:ident($a:ident, $b:ident) = $op:expr;)*) => {$(
        #[inline(always)]
        fn $name(x: Wide, y: Wide) -> Wide {
            let op = |$a: f32, $b: f32| -> f32 { $op };
            from_fn(|l| op(x[l], y[l]))
        }
    )*};
}

impl Lanes for Portable {
    type Float = Wide;
    const LARGE: bool = false;

    by_lane! {
        add(a, b) = a.wrapping_add(b);
        sub(a, b) = a.wrapping_sub(b);
        mul(a, b) = a.wrapping_mul(b);
        and(a, b) = a & b;
        or(a, b) = a | b;
    }

    by_float_lane! {
        fadd(a, b) = a + b;
        fsub(a, b) = a - b;
        fmul(a, b) = a * b;
        fdiv(a, b) = a / b;
        fmin(a, b) = if a < b { a } else { b };
        fmax(a, b) = if a > b { a } else { b };
    }

    #[inline(always)]
    fn splat(x: i32) -> Self {
        Portable([x; LANES])
    }

    #[inline(always)]
    fn load(x: &Block) -> Self {
        Portable(*x)
    }

    #[inline(always)]
    fn store(self) -> Block {
        self.0
    }

    #[inline(always)]
    fn shl(self, bits: i32) -> Self {
        Portable(from_fn(|l| self.0[l] << bits))
    }

    #[inline(always)]
    fn float(self) -> Wide {
        from_fn(|l| self.0[l] as f32)
    }

    #[inline(always)]
    fn bits(x: Wide) -> Self {
        Portable(from_fn(|l| x[l].to_bits() as i32))
    }

    #[inline(always)]
    fn reinterpret(self) -> Wide {
        from_fn(|l| f32::from_bits(self.0[l] as u32))
    }

    #[inline(always)]
    fn fsplat(x: f32) -> Wide {
        [x; LANES]
    }

    #[inline(always)]
    fn fload(x: &Wide) -> Wide {
        *x
    }

    #[inline(always)]
    fn fstore(x: Wide) -> Wide {
        x
    }

    #[inline(always)]
    fn dot_bytes(self, a: i32, b: Self) -> Self {
        let [a0, a1, a2, a3] = [a & 255, (a >> 8) & 255, (a >> 16) & 255, (a >> 24) & 255];
        let products = |b: i32| a0 * (b << 24 >> 24) + a1 * (b << 16 >> 24) + a2 * (b << 8 >> 24) + a3 * (b >> 24);
        Portable(from_fn(|l| self.0[l].wrapping_add(products(b.0[l]))))
    }

    #[inline(always)]
    fn dot_halves(self, a: i32, b: Self) -> Self {
        let (low, high) = (a << 16 >> 16, a >> 16);
        let products = |b: i32| (low * (b << 16 >> 16)).wrapping_add(high * (b >> 16));
        Portable(from_fn(|l| self.0[l].wrapping_add(products(b.0[l]))))
    }
}
