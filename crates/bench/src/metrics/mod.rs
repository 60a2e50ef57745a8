//! Counting, without any knowledge of sets and models: precision and recall, matching of spans, coreference, calibration.

mod assignment;
mod calibration;
mod chains;
mod counts;
mod fillers;
mod spans;

pub use calibration::Calibration;
pub use chains::{Chain, Coreference, clusters};
pub use counts::{Accuracy, Prf, macro_f1};
pub use fillers::fillers;
pub use spans::{Extent, half, matched, touches};

/// The first of the largest; 0 for none.
pub fn argmax(row: &[f32]) -> usize {
    (1..row.len()).fold(0, |best, i| if row[i] > row[best] { i } else { best })
}
