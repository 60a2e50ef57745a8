//! Sets of tokens with BIO tags: `cameo_roles` (who, to whom) and `re3d` (entities).

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rayon::prelude::*;
use serde::Deserialize;

use super::{Figure, Means, Measured, rows, shared, tokens_of};
use crate::error::{BenchError, File};
use crate::folder::Part;
use crate::metrics::Prf;

#[derive(Deserialize)]
struct Item {
    tokens: Vec<String>,
    tags: Vec<String>,
}

/// First and last token and type.
type Entity = (usize, usize, String);

pub(crate) fn cameo_roles(means: &Means, part: &Part, file: &File) -> Result<Measured, BenchError> {
    measure(means, part, file, "cam")
}

pub(crate) fn re3d(means: &Means, part: &Part, file: &File) -> Result<Measured, BenchError> {
    measure(means, part, file, "re3d")
}

fn measure(means: &Means, part: &Part, file: &File, layer: &str) -> Result<Measured, BenchError> {
    let mut items = Vec::new();
    for (n, item) in rows::<Item>(file)?.into_iter().enumerate() {
        if item.tokens.len() != item.tags.len() {
            return Err(file.malformed(n + 1, format!("{} tokens but {} tags", item.tokens.len(), item.tags.len())));
        }
        let gold = entities(&item.tags).map_err(|tag| file.malformed(n + 1, format!("`{tag}` is no BIO tag")))?;
        items.push((item.tokens, gold));
    }
    let items = shared::unseen(part, items, |(tokens, _)| tokens.join(" "))?;
    let figures = means.model.config().labels_of(layer).map(|labels| {
        let answer = |(tokens, _): &(Vec<String>, _)| found(means, tokens, layer, labels);
        let answers: Vec<BTreeSet<Entity>> = items.par_iter().map(answer).collect();
        count(items.iter().map(|(_, gold)| gold).zip(&answers))
    });
    Ok(Measured { items: items.len(), figures })
}

/// Entities of BIO tags; an inside without its begin starts one.
fn entities(tags: &[String]) -> Result<BTreeSet<Entity>, String> {
    let mut out: Vec<Entity> = Vec::new();
    let mut open = false;
    for (i, tag) in tags.iter().enumerate() {
        match tag.split_once('-') {
            None if tag == "O" => open = false,
            Some(("I", kind)) if open && out.last().is_some_and(|e| e.2 == kind) => out.last_mut().into_iter().for_each(|e| e.1 = i),
            Some(("B" | "I", kind)) => {
                out.push((i, i, kind.to_owned()));
                open = true;
            }
            _ => return Err(tag.clone()),
        }
    }
    Ok(out.into_iter().collect())
}

fn found(means: &Means, tokens: &[String], layer: &str, labels: &[String]) -> BTreeSet<Entity> {
    let mut places: Vec<Range<usize>> = Vec::with_capacity(tokens.len());
    let mut text = String::new();
    for token in tokens {
        if !text.is_empty() {
            text.push(' ');
        }
        places.push(text.len()..text.len() + token.len());
        text.push_str(token);
    }
    let tagged = means.model.tag(&text, &[layer]).pop().unwrap_or_default();
    let entity = |t: khabar_encoder::Tagged| {
        let (first, last) = tokens_of(&places, &t.span)?;
        Some((first, last, labels.get(usize::from(t.label))?.clone()))
    };
    tagged.into_iter().filter_map(entity).collect()
}

/// Micro and macro F1; the macro mean is over all types that occur.
fn count<'a>(pairs: impl Iterator<Item = (&'a BTreeSet<Entity>, &'a BTreeSet<Entity>)>) -> Vec<Figure> {
    let mut types: BTreeMap<&str, Prf> = BTreeMap::new();
    for (gold, found) in pairs {
        for entity in gold.union(found) {
            let (there, seen) = (gold.contains(entity), found.contains(entity));
            let counts = (usize::from(there && seen), usize::from(!there), usize::from(!seen));
            types.entry(&entity.2).or_default().count(counts.0, counts.1, counts.2);
        }
    }
    let mut all = Prf::default();
    types.values().for_each(|f| all.add(f));
    let mean = types.values().map(Prf::f1).sum::<f64>() / types.len().max(1) as f64;
    vec![("entity F1 micro".to_owned(), all.f1()), ("entity F1 macro".to_owned(), mean)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(tags: &str) -> BTreeSet<Entity> {
        entities(&tags.split(' ').map(str::to_owned).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn entities_begin_at_b_or_at_a_change_of_type() {
        let e = |a, b, t: &str| (a, b, t.to_owned());
        assert_eq!(of("B-S I-S O I-T I-S B-S I-S"), BTreeSet::from([e(0, 1, "S"), e(3, 3, "T"), e(4, 4, "S"), e(5, 6, "S")]));
        assert_eq!(of("B-S O I-S"), BTreeSet::from([e(0, 0, "S"), e(2, 2, "S")]));
        assert!(entities(&["B".to_owned()]).is_err() && entities(&["X-S".to_owned()]).is_err());
    }

    #[test]
    fn micro_counts_entities_and_macro_types() {
        // S: one hit, one extra, none missed: 2/3. T: one missed: 0. Together 2/4.
        let (gold, found) = (of("B-S I-S O B-T"), of("B-S I-S B-S O"));
        let figures = count([(&gold, &found)].into_iter());
        assert!((figures[0].1 - 0.5).abs() < 1e-12 && (figures[1].1 - 1.0 / 3.0).abs() < 1e-12, "{figures:?}");
    }
}
