//! Sixteen 32-bit integer lanes: the one vector type the integer kernels are written in, and its portable form.

/// Sixteen `i32` lanes.
pub(crate) type Block = [i32; 16];

/// A vector of sixteen `i32` accumulators. Every form gives the same sums: products and sums are exact integers.
pub(crate) trait Lanes: Copy {
    /// Whether the machine has registers enough for large tiles.
    const LARGE: bool;
    fn zero() -> Self;
    fn load(block: &Block) -> Self;
    fn store(self) -> Block;
    /// `self[l] + Σ a.byte[i] * b[l].byte[i]`, four unsigned bytes of `a` against four signed bytes of each lane of `b`.
    fn dot_bytes(self, a: i32, b: Self) -> Self;
    /// `self[l] + Σ a.half[i] * b[l].half[i]`, two signed 16-bit numbers of `a` against those of each lane of `b`.
    fn dot_halves(self, a: i32, b: Self) -> Self;
}

/// Plain Rust, for machines without the instruction sets of `x86`; written so that the compiler can use vectors.
#[derive(Clone, Copy)]
pub(crate) struct Portable(Block);

impl Lanes for Portable {
    const LARGE: bool = false;

    #[inline(always)]
    fn zero() -> Self {
        Portable([0; 16])
    }

    #[inline(always)]
    fn load(block: &Block) -> Self {
        Portable(*block)
    }

    #[inline(always)]
    fn store(self) -> Block {
        self.0
    }

    #[inline(always)]
    fn dot_bytes(mut self, a: i32, b: Self) -> Self {
        let [a0, a1, a2, a3] = [a & 255, (a >> 8) & 255, (a >> 16) & 255, (a >> 24) & 255];
        for (acc, b) in self.0.iter_mut().zip(b.0) {
            *acc += a0 * (b << 24 >> 24) + a1 * (b << 16 >> 24) + a2 * (b << 8 >> 24) + a3 * (b >> 24);
        }
        self
    }

    #[inline(always)]
    fn dot_halves(mut self, a: i32, b: Self) -> Self {
        let (low, high) = (a << 16 >> 16, a >> 16);
        for (acc, b) in self.0.iter_mut().zip(b.0) {
            *acc += low * (b << 16 >> 16) + high * (b >> 16);
        }
        self
    }
}
