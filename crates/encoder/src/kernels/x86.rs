//! The sixteen lanes on x86-64: AVX2, and AVX-512 with VNNI. The only intrinsics of the workspace.
//!
//! The trait methods carry no target feature themselves; they are always inlined into the functions of `mod.rs` that do,
//! which run only after the processor was asked.
#![allow(unsafe_code)]

use std::arch::x86_64::*;

use super::lanes::{Block, Lanes};

/// Two 256-bit registers. Bytes are widened to 16 bits before they are multiplied: the byte instruction of AVX2 saturates.
#[derive(Clone, Copy)]
pub(crate) struct Avx2(__m256i, __m256i);

impl Lanes for Avx2 {
    const LARGE: bool = false;

    #[inline(always)]
    fn zero() -> Self {
        // SAFETY: used only inside functions compiled for AVX2, entered after the processor was found to have it.
        unsafe { Avx2(_mm256_setzero_si256(), _mm256_setzero_si256()) }
    }

    #[inline(always)]
    fn load(block: &Block) -> Self {
        let p = block.as_ptr();
        // SAFETY: AVX2 as in `zero`; both 32-byte loads lie inside the 64 bytes of `block` and need no alignment.
        unsafe { Avx2(_mm256_loadu_si256(p.cast()), _mm256_loadu_si256(p.add(8).cast())) }
    }

    #[inline(always)]
    fn store(self) -> Block {
        let mut out = [0; 16];
        let p = out.as_mut_ptr();
        // SAFETY: AVX2 as in `zero`; both 32-byte stores lie inside the 64 bytes of `out` and need no alignment.
        unsafe {
            _mm256_storeu_si256(p.cast(), self.0);
            _mm256_storeu_si256(p.add(8).cast(), self.1);
        }
        out
    }

    #[inline(always)]
    fn dot_bytes(self, a: i32, b: Self) -> Self {
        // SAFETY: AVX2 as in `zero`; register operations only.
        unsafe {
            let (even, odd) = (_mm256_set1_epi32(a & 0x00ff_00ff), _mm256_set1_epi32((a >> 8) & 0x00ff_00ff));
            let half = |acc: __m256i, b: __m256i| {
                let low = _mm256_madd_epi16(even, _mm256_srai_epi16::<8>(_mm256_slli_epi16::<8>(b)));
                let high = _mm256_madd_epi16(odd, _mm256_srai_epi16::<8>(b));
                _mm256_add_epi32(acc, _mm256_add_epi32(low, high))
            };
            Avx2(half(self.0, b.0), half(self.1, b.1))
        }
    }

    #[inline(always)]
    fn dot_halves(self, a: i32, b: Self) -> Self {
        // SAFETY: AVX2 as in `zero`; register operations only.
        unsafe {
            let a = _mm256_set1_epi32(a);
            Avx2(_mm256_add_epi32(self.0, _mm256_madd_epi16(a, b.0)), _mm256_add_epi32(self.1, _mm256_madd_epi16(a, b.1)))
        }
    }
}

/// One 512-bit register and the dot product instructions of VNNI, which do not saturate.
#[derive(Clone, Copy)]
pub(crate) struct Avx512(__m512i);

impl Lanes for Avx512 {
    const LARGE: bool = true;

    #[inline(always)]
    fn zero() -> Self {
        // SAFETY: used only inside functions compiled for AVX-512 VNNI, entered after the processor was found to have it.
        unsafe { Avx512(_mm512_setzero_si512()) }
    }

    #[inline(always)]
    fn load(block: &Block) -> Self {
        // SAFETY: AVX-512 as in `zero`; the 64-byte load is exactly `block` and needs no alignment.
        unsafe { Avx512(_mm512_loadu_si512(block.as_ptr().cast())) }
    }

    #[inline(always)]
    fn store(self) -> Block {
        let mut out = [0; 16];
        // SAFETY: AVX-512 as in `zero`; the 64-byte store is exactly `out` and needs no alignment.
        unsafe { _mm512_storeu_si512(out.as_mut_ptr().cast(), self.0) };
        out
    }

    #[inline(always)]
    fn dot_bytes(self, a: i32, b: Self) -> Self {
        // SAFETY: AVX-512 VNNI as in `zero`; register operations only.
        unsafe { Avx512(_mm512_dpbusd_epi32(self.0, _mm512_set1_epi32(a), b.0)) }
    }

    #[inline(always)]
    fn dot_halves(self, a: i32, b: Self) -> Self {
        // SAFETY: AVX-512 VNNI as in `zero`; register operations only.
        unsafe { Avx512(_mm512_dpwssd_epi32(self.0, _mm512_set1_epi32(a), b.0)) }
    }
}
