//! Logistic regression on frozen vectors, for heads that users train from a few dozen examples: squared weights are
//! penalised, limited-memory BFGS in `f64`, the same bits on every machine.

/// Steps and gradients that the search remembers.
const MEMORY: usize = 8;
/// Stops where no part of the gradient is larger.
const STILL: f64 = 1e-3;
/// Accumulators of a sum: a fixed order that vectorises.
const LANES: usize = 8;

/// What to learn from: vectors side by side, and for each whether it is one of the kind and how much it counts.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    pub width: usize,
    /// `[row][width]`.
    pub data: &'a [f32],
    pub is: &'a [bool],
    /// 0 leaves a row out.
    pub counts: &'a [f64],
}

/// A direction and a place on it: `weights · vector + bias` are the log odds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    pub weights: Vec<f64>,
    pub bias: f64,
}

impl Line {
    /// Log odds of a vector.
    pub fn log_odds(&self, vector: &[f32]) -> f64 {
        dot(&self.weights, vector) + self.bias
    }
}

/// The line that fits best under `penalty` × half the squared weights, from `start` (all 0 where it is empty) in at most
/// `steps` steps. The bias is not penalised.
pub fn fit(rows: Rows, start: &Line, penalty: f64, steps: usize) -> Line {
    let mut x = start.weights.clone();
    x.resize(rows.width, 0.0);
    x.push(start.bias);
    let (mut loss, mut gradient) = rows.loss(&x, penalty);
    let mut past: Vec<(Vec<f64>, Vec<f64>, f64)> = Vec::new();
    for _ in 0..steps {
        if gradient.iter().all(|g| g.abs() < STILL) {
            break;
        }
        let down = direction(&gradient, &past);
        let slope: f64 = down.iter().zip(&gradient).map(|(d, g)| d * g).sum();
        let mut step = if past.is_empty() { 1.0 / gradient.iter().map(|g| g.abs()).sum::<f64>().max(1.0) } else { 1.0 };
        let (next, found) = loop {
            let next: Vec<f64> = x.iter().zip(&down).map(|(x, d)| x + step * d).collect();
            let found = rows.loss(&next, penalty);
            if found.0 <= loss + 1e-4 * step * slope || step < 1e-8 {
                break (next, found);
            }
            step *= 0.5;
        };
        let moved: Vec<f64> = next.iter().zip(&x).map(|(a, b)| a - b).collect();
        let turned: Vec<f64> = found.1.iter().zip(&gradient).map(|(a, b)| a - b).collect();
        let curve: f64 = moved.iter().zip(&turned).map(|(s, y)| s * y).sum();
        if curve <= 1e-12 {
            break;
        }
        if past.len() == MEMORY {
            past.remove(0);
        }
        past.push((moved, turned, 1.0 / curve));
        (x, loss, gradient) = (next, found.0, found.1);
    }
    let bias = x.pop().unwrap_or_default();
    Line { weights: x, bias }
}

/// The two loops of L-BFGS: the gradient turned by what past steps taught of the curvature.
fn direction(gradient: &[f64], past: &[(Vec<f64>, Vec<f64>, f64)]) -> Vec<f64> {
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    let mut q: Vec<f64> = gradient.iter().map(|g| -g).collect();
    let mut alphas = Vec::with_capacity(past.len());
    for (s, y, rho) in past.iter().rev() {
        let alpha = rho * product(s, &q);
        q.iter_mut().zip(y).for_each(|(q, y)| *q -= alpha * y);
        alphas.push(alpha);
    }
    if let Some((s, y, _)) = past.last() {
        let scale = product(s, y) / product(y, y);
        q.iter_mut().for_each(|q| *q *= scale);
    }
    for ((s, y, rho), alpha) in past.iter().zip(alphas.iter().rev()) {
        let beta = rho * product(y, &q);
        q.iter_mut().zip(s).for_each(|(q, s)| *q += (alpha - beta) * s);
    }
    q
}

impl Rows<'_> {
    /// Penalised negative log likelihood at `x` (weights, then bias) with its gradient.
    fn loss(&self, x: &[f64], penalty: f64) -> (f64, Vec<f64>) {
        let (weights, bias) = (&x[..self.width], x[self.width]);
        let mut loss = 0.5 * penalty * weights.iter().map(|w| w * w).sum::<f64>();
        let mut gradient: Vec<f64> = weights.iter().map(|w| penalty * w).chain([0.0]).collect();
        let rows = self.data.chunks_exact(self.width).zip(self.is).zip(self.counts);
        for ((row, &is), &count) in rows.filter(|(_, count)| **count > 0.0) {
            let z = dot(weights, row) + bias;
            let away = if is { -z } else { z };
            // log(1 + e^away) without overflow
            loss += count * (away.max(0.0) + libm::log1p(libm::exp(-away.abs())));
            let error = count * (sigmoid(z) - f64::from(u8::from(is)));
            gradient.iter_mut().zip(row).for_each(|(g, &v)| *g += error * f64::from(v));
            gradient[self.width] += error;
        }
        (loss, gradient)
    }
}

/// The probability that log odds stand for.
pub fn sigmoid(log_odds: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-log_odds))
}

fn dot(weights: &[f64], vector: &[f32]) -> f64 {
    let (a, b) = (weights.as_chunks::<LANES>(), vector.as_chunks::<LANES>());
    let mut sums = [0.0; LANES];
    for (x, y) in a.0.iter().zip(b.0) {
        for lane in 0..LANES {
            sums[lane] += x[lane] * f64::from(y[lane]);
        }
    }
    sums.iter().sum::<f64>() + a.1.iter().zip(b.1).map(|(x, y)| x * f64::from(*y)).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_line_whose_gradient_is_still() {
        // Two overlapping heaps in 11 numbers, of which only the first tells; the rest are a fixed scatter.
        let mut state = 3u64;
        let mut next = || {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 40) as f32 / 8e6 - 1.0
        };
        let is: Vec<bool> = (0..200).map(|i| i % 4 == 0).collect();
        let data: Vec<f32> =
            is.iter().flat_map(|&is| (0..11).map(|k| next() + if k == 0 && is { 1.0 } else { 0.0 }).collect::<Vec<_>>()).collect();
        let counts = vec![1.0; 200];
        let rows = Rows { width: 11, data: &data, is: &is, counts: &counts };
        let line = fit(rows, &Line::default(), 0.5, 200);
        let x: Vec<f64> = line.weights.iter().copied().chain([line.bias]).collect();
        assert!(rows.loss(&x, 0.5).1.iter().all(|g| g.abs() < STILL));
        assert!(line.weights[1..].iter().all(|w| w.abs() < line.weights[0] / 2.0), "{line:?}");
        // A start near the end leads to the same place; a row that counts nothing teaches nothing.
        let mut fewer = counts.clone();
        fewer[0] = 0.0;
        let without = fit(Rows { counts: &fewer, ..rows }, &line, 0.5, 200);
        let fresh = fit(Rows { width: 11, data: &data[11..], is: &is[1..], counts: &counts[1..] }, &Line::default(), 0.5, 200);
        assert!(without.weights.iter().zip(&fresh.weights).all(|(a, b)| (a - b).abs() < 1e-3));
    }
}
