//! Whether a confidence is the share of right answers: expected calibration error.

const BINS: usize = 10;

/// Answers by their confidence, in ten equal bins from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Calibration {
    bins: [Bin; BINS],
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Bin {
    all: usize,
    right: usize,
    confidence: f64,
}

impl Calibration {
    pub fn add(&mut self, confidence: f64, right: bool) {
        let bin = &mut self.bins[((confidence * BINS as f64) as usize).min(BINS - 1)];
        bin.all += 1;
        bin.right += usize::from(right);
        bin.confidence += confidence;
    }

    pub fn merge(&mut self, other: &Calibration) {
        for (bin, more) in self.bins.iter_mut().zip(&other.bins) {
            bin.all += more.all;
            bin.right += more.right;
            bin.confidence += more.confidence;
        }
    }

    pub fn all(&self) -> usize {
        self.bins.iter().map(|b| b.all).sum()
    }

    /// Mean difference between confidence and share of right answers, bins weighed by their answers.
    pub fn error(&self) -> f64 {
        let off: f64 = self.bins.iter().map(|b| (b.confidence - b.right as f64).abs()).sum();
        off / self.all().max(1) as f64
    }

    /// Mean confidence, share of right answers and number of answers of each bin that has some.
    pub fn diagram(&self) -> Vec<(f64, f64, usize)> {
        let used = self.bins.iter().filter(|b| b.all > 0);
        used.map(|b| (b.confidence / b.all as f64, b.right as f64 / b.all as f64, b.all)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_is_weighed_by_the_answers_of_a_bin() {
        let mut c = Calibration::default();
        for right in [true, true, true, false] {
            c.add(0.95, right);
        }
        c.add(0.25, false);
        c.add(1.0, true);
        // One bin of five at mean .96 with .8 right, one of one at .25 with none.
        assert!((c.error() - ((4.8 - 4.0) + 0.25) / 6.0).abs() < 1e-12);
        assert_eq!(c.diagram().len(), 2);
        assert_eq!(Calibration::default().error(), 0.0);
    }
}
