//! The assignment of rows to columns with the largest sum (Hungarian method with potentials).

/// The largest sum of `value[row][column]` over pairs that share no row and no column. Values are 0 or more.
pub fn best_sum(value: &[Vec<f64>]) -> f64 {
    best_pairs(value).into_iter().map(|(row, column)| value[row][column]).sum()
}

/// Pairs (row, column) of such an assignment; as many as the shorter side has.
pub fn best_pairs(value: &[Vec<f64>]) -> Vec<(usize, usize)> {
    let (rows, columns) = (value.len(), value.first().map_or(0, Vec::len));
    if rows == 0 || columns == 0 {
        return Vec::new();
    }
    if rows > columns {
        let turned: Vec<Vec<f64>> = (0..columns).map(|c| value.iter().map(|row| row[c]).collect()).collect();
        return best_pairs(&turned).into_iter().map(|(c, r)| (r, c)).collect();
    }
    // Counted from 1; row and column 0 stand for none.
    let mut of_column = vec![0; columns + 1];
    let (mut u, mut v) = (vec![0.0; rows + 1], vec![0.0; columns + 1]);
    for row in 1..=rows {
        let way = augment(value, row, &mut of_column, &mut u, &mut v);
        let mut column = way.1;
        while column != 0 {
            let before = way.0[column];
            of_column[column] = of_column[before];
            column = before;
        }
    }
    let mut pairs: Vec<(usize, usize)> = (1..=columns).filter(|&c| of_column[c] > 0).map(|c| (of_column[c] - 1, c - 1)).collect();
    pairs.sort_unstable();
    pairs
}

/// The cheapest way from `row` to a free column: the column before each column on it, and its end.
fn augment(value: &[Vec<f64>], row: usize, of_column: &mut [usize], u: &mut [f64], v: &mut [f64]) -> (Vec<usize>, usize) {
    let columns = v.len() - 1;
    let (mut least, mut way, mut done) = (vec![f64::INFINITY; columns + 1], vec![0; columns + 1], vec![false; columns + 1]);
    of_column[0] = row;
    let mut column = 0;
    while of_column[column] != 0 {
        done[column] = true;
        let at = of_column[column];
        let (mut step, mut next) = (f64::INFINITY, 0);
        for c in (1..=columns).filter(|&c| !done[c]) {
            let cost = -value[at - 1][c - 1] - u[at] - v[c];
            if cost < least[c] {
                (least[c], way[c]) = (cost, column);
            }
            if least[c] < step {
                (step, next) = (least[c], c);
            }
        }
        for c in 0..=columns {
            if done[c] {
                u[of_column[c]] += step;
                v[c] -= step;
            } else {
                least[c] -= step;
            }
        }
        column = next;
    }
    (way, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_assignment_is_not_the_greedy_one() {
        let value = vec![vec![5.0, 4.0, 0.0], vec![4.0, 1.0, 0.0]];
        assert_eq!(best_pairs(&value), [(0, 1), (1, 0)]);
        assert_eq!(best_sum(&value), 8.0);
        let turned = vec![vec![5.0, 4.0], vec![4.0, 1.0], vec![0.0, 0.0]];
        assert_eq!(best_sum(&turned), 8.0);
        assert_eq!(best_sum(&[]), 0.0);
        assert_eq!(best_sum(&[Vec::new()]), 0.0);
    }
}
