//! The sixteen lanes on x86-64: AVX2, and AVX-512 with VNNI. The only intrinsics of the workspace.
//!
//! The trait methods carry no target feature themselves; they are always inlined into the functions of `mod.rs` that do,
//! which run only after the processor was asked.
#![allow(unsafe_code)]

use std::arch::x86_64::*;

use super::lanes::{Block, LANES, Lanes, Wide};

/// Two 256-bit registers. Bytes are widened to 16 bits before they are multiplied: the byte instruction of AVX2 saturates.
#[derive(Clone, Copy)]
pub(crate) struct Avx2(__m256i, __m256i);

/// Methods that apply one instruction to each half.
macro_rules! halves {
    ($($name:ident = $instruction:ident;)*) => {$(
        #[inline(always)]
        fn $name(self, other: Self) -> Self {
            // SAFETY: runs only inside functions compiled for AVX2, entered after the processor was found to have it.
            unsafe { Avx2($instruction(self.0, other.0), $instruction(self.1, other.1)) }
        }
    )*};
}

macro_rules! float_halves {
    ($($name:ident = $instruction:ident;)*) => {$(
        #[inline(always)]
        fn $name(a: Self::Float, b: Self::Float) -> Self::Float {
            // SAFETY: AVX2 as in `halves`; register operations only.
            unsafe { ($instruction(a.0, b.0), $instruction(a.1, b.1)) }
        }
    )*};
}

impl Lanes for Avx2 {
    type Float = (__m256, __m256);
    const LARGE: bool = false;

    halves! {
        add = _mm256_add_epi32;
        sub = _mm256_sub_epi32;
        mul = _mm256_mullo_epi32;
        and = _mm256_and_si256;
        or = _mm256_or_si256;
    }

    float_halves! {
        fadd = _mm256_add_ps;
        fsub = _mm256_sub_ps;
        fmul = _mm256_mul_ps;
        fdiv = _mm256_div_ps;
        fmin = _mm256_min_ps;
        fmax = _mm256_max_ps;
    }

    #[inline(always)]
    fn splat(x: i32) -> Self {
        // SAFETY: AVX2 as in `halves`; register operations only.
        unsafe { Avx2(_mm256_set1_epi32(x), _mm256_set1_epi32(x)) }
    }

    #[inline(always)]
    fn load(x: &Block) -> Self {
        let p = x.as_ptr();
        // SAFETY: AVX2 as in `halves`; both 32-byte loads lie inside the 64 bytes of `x` and need no alignment.
        unsafe { Avx2(_mm256_loadu_si256(p.cast()), _mm256_loadu_si256(p.add(8).cast())) }
    }

    #[inline(always)]
    fn store(self) -> Block {
        let mut out = [0; LANES];
        let p = out.as_mut_ptr();
        // SAFETY: AVX2 as in `halves`; both 32-byte stores lie inside the 64 bytes of `out` and need no alignment.
        unsafe {
            _mm256_storeu_si256(p.cast(), self.0);
            _mm256_storeu_si256(p.add(8).cast(), self.1);
        }
        out
    }

    #[inline(always)]
    fn shl(self, bits: i32) -> Self {
        // SAFETY: AVX2 as in `halves`; register operations only.
        unsafe {
            let bits = _mm_cvtsi32_si128(bits);
            Avx2(_mm256_sll_epi32(self.0, bits), _mm256_sll_epi32(self.1, bits))
        }
    }

    #[inline(always)]
    fn float(self) -> Self::Float {
        // SAFETY: AVX2 as in `halves`; register operations only.
        unsafe { (_mm256_cvtepi32_ps(self.0), _mm256_cvtepi32_ps(self.1)) }
    }

    #[inline(always)]
    fn bits(x: Self::Float) -> Self {
        // SAFETY: AVX2 as in `halves`; register operations only.
        unsafe { Avx2(_mm256_castps_si256(x.0), _mm256_castps_si256(x.1)) }
    }

    #[inline(always)]
    fn reinterpret(self) -> Self::Float {
        // SAFETY: AVX2 as in `halves`; register operations only.
        unsafe { (_mm256_castsi256_ps(self.0), _mm256_castsi256_ps(self.1)) }
    }

    #[inline(always)]
    fn dot_bytes(self, a: i32, b: Self) -> Self {
        // SAFETY: AVX2 as in `halves`; register operations only.
        unsafe {
            let a = _mm256_set1_epi32(a);
            let (a_even, a_odd) = (_mm256_and_si256(a, _mm256_set1_epi32(0x00ff_00ff)), _mm256_srli_epi16::<8>(a));
            let even = |b| _mm256_madd_epi16(a_even, _mm256_srai_epi16::<8>(_mm256_slli_epi16::<8>(b)));
            let odd = |b| _mm256_madd_epi16(a_odd, _mm256_srai_epi16::<8>(b));
            let sum = |acc, b| _mm256_add_epi32(acc, _mm256_add_epi32(even(b), odd(b)));
            Avx2(sum(self.0, b.0), sum(self.1, b.1))
        }
    }

    #[inline(always)]
    fn dot_halves(self, a: i32, b: Self) -> Self {
        // SAFETY: AVX2 as in `halves`; register operations only.
        unsafe {
            let a = _mm256_set1_epi32(a);
            Avx2(_mm256_add_epi32(self.0, _mm256_madd_epi16(a, b.0)), _mm256_add_epi32(self.1, _mm256_madd_epi16(a, b.1)))
        }
    }

    #[inline(always)]
    fn fsplat(x: f32) -> Self::Float {
        // SAFETY: AVX2 as in `halves`; register operations only.
        unsafe { (_mm256_set1_ps(x), _mm256_set1_ps(x)) }
    }

    #[inline(always)]
    fn fload(x: &Wide) -> Self::Float {
        let p = x.as_ptr();
        // SAFETY: AVX2 as in `halves`; both 32-byte loads lie inside the 64 bytes of `x` and need no alignment.
        unsafe { (_mm256_loadu_ps(p), _mm256_loadu_ps(p.add(8))) }
    }

    #[inline(always)]
    fn fstore(x: Self::Float) -> Wide {
        let mut out = [0.0; LANES];
        let p = out.as_mut_ptr();
        // SAFETY: AVX2 as in `halves`; both 32-byte stores lie inside the 64 bytes of `out` and need no alignment.
        unsafe {
            _mm256_storeu_ps(p, x.0);
            _mm256_storeu_ps(p.add(8), x.1);
        }
        out
    }
}

/// One 512-bit register and the dot product instructions of VNNI, which do not saturate.
#[derive(Clone, Copy)]
pub(crate) struct Avx512(__m512i);

macro_rules! whole {
    ($($name:ident = $instruction:ident;)*) => {$(
        #[inline(always)]
        fn $name(self, other: Self) -> Self {
            // SAFETY: runs only inside functions compiled for AVX-512 VNNI, entered after the processor was found to have it.
            unsafe { Avx512($instruction(self.0, other.0)) }
        }
    )*};
}

macro_rules! float_whole {
    ($($name:ident = $instruction:ident;)*) => {$(
        #[inline(always)]
        fn $name(a: __m512, b: __m512) -> __m512 {
            // SAFETY: AVX-512 as in `whole`; register operations only.
            unsafe { $instruction(a, b) }
        }
    )*};
}

impl Lanes for Avx512 {
    type Float = __m512;
    const LARGE: bool = true;

    whole! {
        add = _mm512_add_epi32;
        sub = _mm512_sub_epi32;
        mul = _mm512_mullo_epi32;
        and = _mm512_and_si512;
        or = _mm512_or_si512;
    }

    float_whole! {
        fadd = _mm512_add_ps;
        fsub = _mm512_sub_ps;
        fmul = _mm512_mul_ps;
        fdiv = _mm512_div_ps;
        fmin = _mm512_min_ps;
        fmax = _mm512_max_ps;
    }

    #[inline(always)]
    fn splat(x: i32) -> Self {
        // SAFETY: AVX-512 as in `whole`; register operations only.
        unsafe { Avx512(_mm512_set1_epi32(x)) }
    }

    #[inline(always)]
    fn load(x: &Block) -> Self {
        // SAFETY: AVX-512 as in `whole`; the 64-byte load is exactly `x` and needs no alignment.
        unsafe { Avx512(_mm512_loadu_si512(x.as_ptr().cast())) }
    }

    #[inline(always)]
    fn store(self) -> Block {
        let mut out = [0; LANES];
        // SAFETY: AVX-512 as in `whole`; the 64-byte store is exactly `out` and needs no alignment.
        unsafe { _mm512_storeu_si512(out.as_mut_ptr().cast(), self.0) };
        out
    }

    #[inline(always)]
    fn shl(self, bits: i32) -> Self {
        // SAFETY: AVX-512 as in `whole`; register operations only.
        unsafe { Avx512(_mm512_sll_epi32(self.0, _mm_cvtsi32_si128(bits))) }
    }

    #[inline(always)]
    fn float(self) -> __m512 {
        // SAFETY: AVX-512 as in `whole`; register operations only.
        unsafe { _mm512_cvtepi32_ps(self.0) }
    }

    #[inline(always)]
    fn bits(x: __m512) -> Self {
        // SAFETY: AVX-512 as in `whole`; register operations only.
        unsafe { Avx512(_mm512_castps_si512(x)) }
    }

    #[inline(always)]
    fn reinterpret(self) -> __m512 {
        // SAFETY: AVX-512 as in `whole`; register operations only.
        unsafe { _mm512_castsi512_ps(self.0) }
    }

    #[inline(always)]
    fn dot_bytes(self, a: i32, b: Self) -> Self {
        // SAFETY: AVX-512 VNNI as in `whole`; register operations only.
        unsafe { Avx512(_mm512_dpbusd_epi32(self.0, _mm512_set1_epi32(a), b.0)) }
    }

    #[inline(always)]
    fn dot_halves(self, a: i32, b: Self) -> Self {
        // SAFETY: AVX-512 VNNI as in `whole`; register operations only.
        unsafe { Avx512(_mm512_dpwssd_epi32(self.0, _mm512_set1_epi32(a), b.0)) }
    }

    #[inline(always)]
    fn fsplat(x: f32) -> __m512 {
        // SAFETY: AVX-512 as in `whole`; register operations only.
        unsafe { _mm512_set1_ps(x) }
    }

    #[inline(always)]
    fn fload(x: &Wide) -> __m512 {
        // SAFETY: AVX-512 as in `whole`; the 64-byte load is exactly `x` and needs no alignment.
        unsafe { _mm512_loadu_ps(x.as_ptr()) }
    }

    #[inline(always)]
    fn fstore(x: __m512) -> Wide {
        let mut out = [0.0; LANES];
        // SAFETY: AVX-512 as in `whole`; the 64-byte store is exactly `out` and needs no alignment.
        unsafe { _mm512_storeu_ps(out.as_mut_ptr(), x) };
        out
    }
}
