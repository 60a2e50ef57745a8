//! Three sets took their sentences from one pool: a dev part cut from one must not hold what another trains on.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::Value;

use super::rows;
use crate::error::{BenchError, File};
use crate::folder::{EVERY, Part};

/// The sets that share sentences.
pub const SHARED: [&str; 3] = ["cameo_roles", "cameo_quad", "plv"];

/// The items of a part; of a part cut from train only those whose sentence stands in no training row of the sets that share
/// sentences.
pub(crate) fn unseen<T>(part: &Part, items: Vec<T>, sentence: impl Fn(&T) -> String) -> Result<Vec<T>, BenchError> {
    let mut items = part.of(items);
    if part.cut {
        let seen = seen(&part.siblings)?;
        items.retain(|x| !seen.contains(&key(&sentence(x))));
    }
    Ok(items)
}

fn seen(paths: &[PathBuf]) -> Result<BTreeSet<String>, BenchError> {
    let mut out = BTreeSet::new();
    for path in paths {
        let all: Vec<Value> = rows(&File::read(path)?)?;
        out.extend(all.iter().enumerate().filter(|(i, _)| i % EVERY != 0).map(|(_, row)| key(&sentence_of(row))));
    }
    Ok(out)
}

/// A row's sentence, whichever of the three sets it is of.
fn sentence_of(row: &Value) -> String {
    let words = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default();
    match row.get("tokens").and_then(Value::as_array) {
        Some(tokens) => tokens.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
        None => format!("{}{}", words("text"), words("sentence")),
    }
}

/// Letters and digits of ASCII in lower case: the sets space and quote one sentence in different ways.
fn key(sentence: &str) -> String {
    sentence.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_known_however_it_is_spaced() {
        let rows = [
            r#"{"tokens":["Orland","'s","navy","sailed","."]}"#,
            r#"{"text":"Orland's navy sailed."}"#,
            r#"{"sentence":"Orland’s navy sailed."}"#,
        ];
        let keys: BTreeSet<String> = rows.iter().map(|r| key(&sentence_of(&serde_json::from_str(r).unwrap()))).collect();
        assert_eq!(keys, BTreeSet::from(["orlandsnavysailed".to_owned()]));
    }
}
