//! PolNeAR: who is quoted in news articles; spans of sources, cues and contents.

use std::collections::BTreeSet;
use std::ops::Range;

use rayon::prelude::*;
use serde::Deserialize;

use super::{Means, Measured, char_offsets, rows, sentences, windows};
use crate::error::{BenchError, File};
use crate::folder::Part;
use crate::metrics::Prf;

/// Code points of a window.
pub(super) const ROOM: usize = 1000;
const LAYERS: [&str; 3] = ["psrc", "pcue", "pcon"];
const NAMES: [&str; 3] = ["source", "cue", "content"];

#[derive(Deserialize)]
struct Article {
    text: String,
    attributions: Vec<Attribution>,
}

/// Spans in code points.
#[derive(Deserialize)]
struct Attribution {
    #[serde(default)]
    source: Vec<(usize, usize)>,
    #[serde(default)]
    cue: Vec<(usize, usize)>,
    #[serde(default)]
    content: Vec<(usize, usize)>,
}

/// A text and its distinct spans, a set a layer, in bytes.
struct Item {
    text: String,
    gold: [BTreeSet<(usize, usize)>; 3],
}

pub(crate) fn measure(means: &Means, part: &Part, file: &File) -> Result<Measured, BenchError> {
    let mut items = Vec::new();
    for (n, article) in rows::<Article>(file)?.into_iter().enumerate() {
        items.push(item(article).map_err(|what| file.malformed(n + 1, what))?);
    }
    let items = part.of(items);
    if LAYERS.iter().any(|layer| means.model.config().labels_of(layer).is_none()) {
        return Ok(Measured { items: items.len(), figures: None });
    }
    let counts: Vec<[Prf; 3]> = items.par_iter().map(|item| count(means, item)).collect();
    let mut sums = [Prf::default(); 3];
    counts.iter().for_each(|c| sums.iter_mut().zip(c).for_each(|(sum, f)| sum.add(f)));
    let figures = NAMES.iter().zip(&sums).map(|(name, f)| (format!("{name} exact span F1"), f.f1())).collect();
    Ok(Measured { items: items.len(), figures: Some(figures) })
}

fn item(article: Article) -> Result<Item, String> {
    let offsets = char_offsets(&article.text);
    let mut gold = [BTreeSet::new(), BTreeSet::new(), BTreeSet::new()];
    for a in &article.attributions {
        for (set, spans) in gold.iter_mut().zip([&a.source, &a.cue, &a.content]) {
            for &(start, end) in spans {
                match (offsets.get(start), offsets.get(end)) {
                    (Some(&a), Some(&b)) if a < b => set.insert((a, b)),
                    _ => return Err(format!("span [{start}, {end}] lies outside a text of {} characters", offsets.len() - 1)),
                };
            }
        }
    }
    Ok(Item { text: article.text, gold })
}

fn count(means: &Means, item: &Item) -> [Prf; 3] {
    let mut found = [BTreeSet::new(), BTreeSet::new(), BTreeSet::new()];
    for Range { start, end } in windows(&item.text, &sentences(&item.text, means.lexicon), ROOM) {
        for (set, spans) in found.iter_mut().zip(means.model.tag(&item.text[start..end], &LAYERS)) {
            set.extend(spans.into_iter().map(|t| (start + t.span.start, start + t.span.end)));
        }
    }
    let mut out = [Prf::default(); 3];
    out.iter_mut().zip(item.gold.iter().zip(&found)).for_each(|(f, (gold, found))| f.sets(gold, found));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_counted_once_and_must_lie_in_the_text() {
        let article = |spans: Vec<(usize, usize)>| Article {
            text: "Éa said no.".to_owned(),
            attributions: vec![
                Attribution { source: spans.clone(), cue: vec![(3, 7)], content: Vec::new() },
                Attribution { source: spans, cue: Vec::new(), content: vec![(8, 11)] },
            ],
        };
        let item = item(article(vec![(0, 2)])).unwrap();
        assert_eq!(item.gold.map(|s| s.into_iter().collect::<Vec<_>>()), [vec![(0, 3)], vec![(4, 8)], vec![(9, 12)]]);
        assert!(super::item(article(vec![(0, 12)])).is_err_and(|e| e.contains("text of 11 characters")));
        assert!(super::item(article(vec![(2, 2)])).is_err());
    }
}
