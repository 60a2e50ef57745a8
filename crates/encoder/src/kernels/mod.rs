//! The arithmetic of the network, in three forms that give the same bits: portable, AVX2, AVX-512 with VNNI.
//!
//! Integer sums are exact in every form. Floating-point code is plain Rust over sixteen lanes in a fixed order, without
//! fused multiply-add, compiled once for each form; IEEE arithmetic then leaves no room for a difference.
#![allow(unsafe_code)]

mod attention;
mod float;
mod lanes;
mod linear;
#[cfg(target_arch = "x86_64")]
mod x86;

pub(crate) use attention::{HEAD_GROUP, Head, MAX_HEAD};
pub(crate) use linear::{Dense, GROUP, Packed, Quantised};

/// A form of the kernels that this processor can run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kernels(Form);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512Vnni,
}

impl Kernels {
    /// The forms this processor can run, slowest first; the first is always the portable one.
    pub fn available() -> Vec<Kernels> {
        let mut out = vec![Kernels(Form::Portable)];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") {
                out.push(Kernels(Form::Avx2));
            }
            if ["f", "bw", "vl", "dq", "vnni"].iter().all(|x| avx512_has(x)) {
                out.push(Kernels(Form::Avx512Vnni));
            }
        }
        out
    }

    /// The fastest form this processor can run.
    pub fn best() -> Kernels {
        Self::available().pop().unwrap_or(Kernels(Form::Portable))
    }

    /// `portable`, `avx2` or `avx512vnni`.
    pub fn name(self) -> &'static str {
        match self.0 {
            Form::Portable => "portable",
            #[cfg(target_arch = "x86_64")]
            Form::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Form::Avx512Vnni => "avx512vnni",
        }
    }
}

#[cfg(target_arch = "x86_64")]
fn avx512_has(part: &str) -> bool {
    match part {
        "f" => is_x86_feature_detected!("avx512f"),
        "bw" => is_x86_feature_detected!("avx512bw"),
        "vl" => is_x86_feature_detected!("avx512vl"),
        "dq" => is_x86_feature_detected!("avx512dq"),
        _ => is_x86_feature_detected!("avx512vnni"),
    }
}

/// Makes a method of `Kernels` for each generic kernel: one copy a form, chosen when called.
macro_rules! forms {
    ($($(#[$doc:meta])* $name:ident = $body:path, ($($arg:ident: $type:ty),* $(,)?);)*) => {
        impl Kernels {
            $($(#[$doc])*
            pub(crate) fn $name(self, $($arg: $type),*) {
                #[cfg(target_arch = "x86_64")]
                {
                    #[target_feature(enable = "avx2")]
                    fn avx2($($arg: $type),*) {
                        use $body as body;
                        body::<x86::Avx2>($($arg),*)
                    }
                    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")]
                    fn avx512($($arg: $type),*) {
                        use $body as body;
                        body::<x86::Avx512>($($arg),*)
                    }
                    match self.0 {
                        // SAFETY: this form exists only if `available` found AVX2 on this processor.
                        Form::Avx2 => return unsafe { avx2($($arg),*) },
                        // SAFETY: this form exists only if `available` found all five AVX-512 parts on this processor.
                        Form::Avx512Vnni => return unsafe { avx512($($arg),*) },
                        Form::Portable => {}
                    }
                }
                use $body as body;
                body::<lanes::Portable>($($arg),*)
            })*
        }
    };
}

forms! {
    /// Rows of `x` (`width` each) to bytes with a scale and a zero point a row.
    quantise = linear::quantise, (x: &[f32], width: usize, out: &mut Quantised);
    /// `out[row] = w · x[row] + bias`, `out` with `w.padded()` columns.
    linear = linear::linear, (x: &Quantised, w: &Packed, out: &mut [f32]);
    /// As `linear` with weights and inputs in `f32`; `x` has `w.inputs()` columns.
    dense = linear::dense, (x: &[f32], w: &Dense, out: &mut [f32]);
    /// GELU (exact form) of every element; the length is a multiple of 16.
    gelu = float::gelu_all, (x: &mut [f32]);
    /// `x = norm(x + y)` a row; all slices are rows of `gain.len()`.
    add_norm = float::add_norm, (x: &mut [f32], y: &[f32], gain: &[f32], bias: &[f32]);
    /// Self-attention of head `number` over all rows of `qkv` (queries, keys, values of `hidden` columns each).
    attend = attention::attend, (head: &mut Head, qkv: &[f32], hidden: usize, number: usize, out: &mut [f32]);
    /// Adds to each row of `x`: `row`, its row of `others`, and its rows of `extra`.
    add_rows = float::add_rows, (x: &mut [f32], row: &[f32], others: &[f32], extra: &[Vec<&[f32]>]);
    /// Softmax of each row of `width` scores in place.
    softmax = float::softmax_rows, (x: &mut [f32], width: usize);
}
