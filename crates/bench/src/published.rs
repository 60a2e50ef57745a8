//! Published figures and aims, from `published.toml`.

use serde::Deserialize;

use crate::error::BenchError;

const FILE: &str = include_str!("../published.toml");

#[derive(Debug, Deserialize)]
struct Shelf {
    figure: Vec<Published>,
}

/// What others reached on a set, and what we aim at.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Published {
    pub set: String,
    pub metric: String,
    pub published: Option<f64>,
    pub aim: Option<f64>,
    pub source: Option<String>,
}

/// All figures of the file.
pub(crate) fn published() -> Result<Vec<Published>, BenchError> {
    let shelf: Shelf = toml::from_str(FILE).map_err(|e| BenchError::Published(e.message().to_owned()))?;
    Ok(shelf.figure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_is_a_share_with_its_source_and_of_a_known_set() {
        let all = published().unwrap();
        for p in &all {
            assert!(p.set == "reports" || crate::sets::SETS.iter().any(|s| s.name == p.set), "unknown set `{}`", p.set);
            assert!(p.published.iter().chain(&p.aim).all(|x| (0.0..=1.0).contains(x)), "{} {}", p.set, p.metric);
            assert_eq!(p.published.is_some(), p.source.is_some(), "{} {}: a published figure has a source", p.set, p.metric);
        }
        assert!(all.len() > 10);
    }
}
