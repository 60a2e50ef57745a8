//! Sets of whole texts with a class: `cameo_quad` and `plv`.

use rayon::prelude::*;
use serde::Deserialize;
use serde_json::Value;

use super::{Means, Measured, rows, shared};
use crate::error::{BenchError, File};
use crate::folder::Part;
use crate::metrics::{argmax, macro_f1};

#[derive(Deserialize)]
struct Quad {
    text: String,
    label: Value,
}

#[derive(Deserialize)]
struct Plv {
    sentence: String,
    marked_sentence: String,
    gold_root: Value,
    gold_penta: Value,
}

/// A text as the model reads it, the sentence that it is of, and its gold classes, one a head.
struct Item {
    text: String,
    sentence: String,
    gold: Vec<String>,
}

pub(crate) fn cameo_quad(means: &Means, part: &Part, file: &File) -> Result<Measured, BenchError> {
    let items = rows::<Quad>(file)?.into_iter().map(|x| Item { sentence: x.text.clone(), text: x.text, gold: vec![class(&x.label)] });
    measure(means, shared::unseen(part, items.collect(), |x: &Item| x.sentence.clone())?, &[("quad", "macro F1")], file)
}

pub(crate) fn plv(means: &Means, part: &Part, file: &File) -> Result<Measured, BenchError> {
    let item =
        |x: Plv| Item { text: marked(&x.marked_sentence), sentence: x.sentence, gold: vec![class(&x.gold_root), class(&x.gold_penta)] };
    let items = rows::<Plv>(file)?.into_iter().map(item);
    measure(
        means,
        shared::unseen(part, items.collect(), |x: &Item| x.sentence.clone())?,
        &[("root", "root macro F1"), ("penta", "penta macro F1")],
        file,
    )
}

/// A class as a string, whether it is one in the file or a number.
fn class(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The source between @ signs, the target between # signs, single spaces.
fn marked(text: &str) -> String {
    let signs = [("<s>", " @ "), ("</s>", " @ "), ("<t>", " # "), ("</t>", " # ")];
    let text = signs.iter().fold(text.to_owned(), |text, (tag, sign)| text.replace(tag, sign));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One figure a head: its name in the model, its name in the table.
fn measure(means: &Means, items: Vec<Item>, heads: &[(&str, &str)], file: &File) -> Result<Measured, BenchError> {
    let mut figures = Vec::new();
    for (k, (head, metric)) in heads.iter().enumerate() {
        let Some(labels) = means.model.config().text_labels(head) else {
            return Ok(Measured { items: items.len(), figures: None });
        };
        if let Some(odd) = items.iter().find(|x| !labels.contains(&x.gold[k])) {
            return Err(file.malformed(1, format!("class `{}` is none of the model's: {}", odd.gold[k], labels.join(", "))));
        }
        let answer = |item: &Item| means.model.classify(&item.text, head).map_or("", |p| &labels[argmax(&p)]);
        let answers: Vec<&str> = items.par_iter().map(answer).collect();
        figures.push(((*metric).to_owned(), macro_f1(items.iter().map(|x| x.gold[k].as_str()).zip(answers))));
    }
    Ok(Measured { items: items.len(), figures: Some(figures) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_signs() {
        assert_eq!(marked("<s>Orland</s>'s  navy hit <t>a ferry</t>."), "@ Orland @ 's navy hit # a ferry # .");
        assert_eq!(class(&Value::from(4)), "4");
        assert_eq!(class(&Value::from("AID")), "AID");
    }
}
