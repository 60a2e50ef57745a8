//! Tag scores of words to spans: the best legal path of begin, inside, outside.

/// A span of words with its label and probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct WordSpan {
    pub first: usize,
    pub last: usize,
    pub label: u16,
    /// Geometric mean of the probabilities along the path.
    pub score: f32,
}

/// Spans of the best legal path. Class 0 is outside, `2k + 1` begins label k, `2k + 2` goes on with it.
pub(crate) fn spans(scores: &[&[f32]]) -> Vec<WordSpan> {
    let mut path: Vec<usize> = scores.iter().map(|row| best(row)).collect();
    if !legal(&path) {
        path = viterbi(scores);
    }
    let mut out = Vec::new();
    let mut at = 0;
    while at < path.len() {
        let mut last = at;
        if path[at] % 2 == 1 {
            while path.get(last + 1) == Some(&(path[at] + 1)) {
                last += 1;
            }
            let logs: f64 = (at..=last).map(|w| log_probability(scores[w], path[w])).sum();
            let score = libm::exp(logs / (last - at + 1) as f64) as f32;
            out.push(WordSpan { first: at, last, label: (path[at] / 2) as u16, score });
        }
        at = last + 1;
    }
    out
}

/// Probability of each label for a span of words, then that of no label: geometric means along the label's path.
pub(crate) fn label_scores(words: &[&[f32]]) -> Vec<f32> {
    let Some(head) = words.first() else { return Vec::new() };
    let along = |first: usize, rest: usize| {
        let logs: f64 = words.iter().enumerate().map(|(w, row)| log_probability(row, if w == 0 { first } else { rest })).sum();
        libm::exp(logs / words.len() as f64) as f32
    };
    let labels = (0..head.len() / 2).map(|k| along(2 * k + 1, 2 * k + 2));
    labels.chain(std::iter::once_with(|| along(0, 0))).collect()
}

/// Index of the largest; the first of equals.
fn best<T: PartialOrd + Copy>(row: &[T]) -> usize {
    let mut best = 0;
    for (i, x) in row.iter().enumerate() {
        if *x > row[best] {
            best = i;
        }
    }
    best
}

fn is_inside(class: usize) -> bool {
    class > 0 && class.is_multiple_of(2)
}

fn legal(path: &[usize]) -> bool {
    let before = std::iter::once(&0).chain(path);
    path.iter().zip(before).all(|(&class, &before)| !is_inside(class) || before == class || before + 1 == class)
}

/// Best path where the inside of a label follows only its begin or inside. Ties go to the lower class.
fn viterbi(scores: &[&[f32]]) -> Vec<usize> {
    let Some((head, tail)) = scores.split_first() else { return Vec::new() };
    let classes = head.len();
    let start = |(class, &s): (usize, &f32)| if is_inside(class) { -1e9 } else { f64::from(s) };
    let mut total: Vec<f64> = head.iter().enumerate().map(start).collect();
    let mut back: Vec<Vec<usize>> = Vec::with_capacity(tail.len());
    for row in tail {
        let top = best(&total);
        let from = |class: usize| match class {
            c if is_inside(c) && total[c - 1] >= total[c] => c - 1,
            c if is_inside(c) => c,
            _ => top,
        };
        let origin: Vec<usize> = (0..classes).map(from).collect();
        total = origin.iter().zip(*row).map(|(&o, &s)| total[o] + f64::from(s)).collect();
        back.push(origin);
    }
    let mut path = vec![best(&total)];
    for origin in back.iter().rev() {
        path.push(origin[path[path.len() - 1]]);
    }
    path.reverse();
    path
}

fn log_probability(row: &[f32], class: usize) -> f64 {
    let top = f64::from(row[best(row)]);
    let total: f64 = row.iter().map(|&x| libm::exp(f64::from(x) - top)).sum();
    f64::from(row[class]) - top - libm::log(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rows: &[[f32; 5]], want: &[(usize, usize, u16)]) {
        let rows: Vec<&[f32]> = rows.iter().map(|r| r.as_slice()).collect();
        let found: Vec<_> = spans(&rows).iter().map(|s| (s.first, s.last, s.label)).collect();
        assert_eq!(found, want);
    }

    #[test]
    fn decodes_only_legal_paths() {
        let (o, b0, i0, b1, i1) =
            ([5., 0., 0., 0., 0.], [0., 5., 0., 0., 0.], [0., 0., 5., 0., 0.], [0., 0., 0., 5., 0.], [0., 0., 0., 0., 5.]);
        check(&[], &[]);
        check(&[o, b0, i0, o, b1], &[(1, 2, 0), (4, 4, 1)]);
        check(&[b0, b0, i0], &[(0, 0, 0), (1, 2, 0)]);
        // An inside at the start, or after another label, costs least when the path bends once.
        check(&[[0., 4., 5., 0., 0.], i0], &[(0, 1, 0)]);
        check(&[[0., 5., 0., 4., 0.], [0., 0., 0., 0., 9.], i1], &[(0, 2, 1)]);
        check(&[[1., 0., 9., 0., 0.]], &[]);
    }

    #[test]
    fn path_is_the_best_of_all_legal_ones() {
        // A small fixed generator in place of a random one.
        let mut state = 7u64;
        let mut next = || {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 40) as f32 / 4e6
        };
        for _ in 0..200 {
            let rows: Vec<[f32; 5]> = (0..5).map(|_| [next(), next(), next(), next(), next()]).collect();
            let rows: Vec<&[f32]> = rows.iter().map(|r| r.as_slice()).collect();
            let sum = |path: &[usize]| path.iter().zip(&rows).map(|(&c, r)| f64::from(r[c])).sum::<f64>();
            let mut most = f64::MIN;
            for n in 0..5usize.pow(5) {
                let path: Vec<usize> = (0..5).map(|i| n / 5usize.pow(i) % 5).collect();
                if legal(&path) {
                    most = most.max(sum(&path));
                }
            }
            let path = viterbi(&rows);
            assert!(legal(&path) && (sum(&path) - most).abs() < 1e-9, "{path:?}");
        }
    }

    #[test]
    fn score_is_the_mean_probability() {
        let row: &[f32] = &[0.0, 2f32.ln(), 0.0];
        assert!((spans(&[row])[0].score - 0.5).abs() < 1e-6);
        let both = label_scores(&[row]);
        assert_eq!(both.len(), 2);
        assert!((both[0] - 0.5).abs() < 1e-6 && (both[1] - 0.25).abs() < 1e-6);
    }
}
