//! GUM: coreference over documents in CoNLL-U with `Entity=` brackets.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;

use super::{Means, Measured, tokens_of};
use crate::error::{BenchError, File};
use crate::folder::Part;
use crate::metrics::{Chain, Coreference, Prf, clusters};

/// Pieces of a window.
const ROOM: usize = 300;

/// Tokens as bytes of the text, sentences as bytes, and the mentions of each entity as first and last token.
#[derive(Debug, Default, PartialEq)]
struct Document {
    text: String,
    tokens: Vec<Range<usize>>,
    sentences: Vec<Range<usize>>,
    entities: BTreeMap<String, Chain<(usize, usize)>>,
}

pub(crate) fn measure(means: &Means, part: &Part, file: &File) -> Result<Measured, BenchError> {
    let documents = part.of(documents(file)?);
    if !means.model.has_chains() {
        return Ok(Measured { items: documents.len(), figures: None });
    }
    let counts: Vec<(Coreference, Prf)> = documents.par_iter().map(|d| count(means, d)).collect();
    let (mut chains, mut mentions) = (Coreference::default(), Prf::default());
    for (c, m) in &counts {
        chains.merge(c);
        mentions.add(m);
    }
    let [muc, b3, ceafe] = chains.parts();
    let figures = [
        ("coreference CoNLL F1", chains.conll()),
        ("coreference MUC F1", muc),
        ("coreference B³ F1", b3),
        ("coreference CEAFe F1", ceafe),
        ("mention exact span F1", mentions.f1()),
    ];
    Ok(Measured { items: documents.len(), figures: Some(figures.map(|(name, x)| (name.to_owned(), x)).to_vec()) })
}

fn count(means: &Means, document: &Document) -> (Coreference, Prf) {
    let sizes: Vec<usize> = document.sentences.iter().map(|s| means.model.pieces(&document.text[s.clone()])).collect();
    let found = means.model.chains(&document.text, &document.sentences, &windows(&sizes)).unwrap_or_default();
    // A mention whose words are no tokens (it cannot be) keeps its place, so that antecedents stay right.
    let place = |bytes: &Range<usize>| tokens_of(&document.tokens, bytes).unwrap_or((usize::MAX, bytes.start));
    let mentions: Vec<(usize, usize)> = found.mentions.iter().map(place).collect();
    let found = clusters(&mentions, &found.antecedents);
    let gold: Vec<Chain<(usize, usize)>> = document.entities.values().cloned().collect();
    let (mut chains, mut spans) = (Coreference::default(), Prf::default());
    chains.add(&gold, &found);
    spans.sets(&gold.iter().flatten().collect(), &found.iter().flatten().collect());
    (chains, spans)
}

/// Runs of sentences that fit the room.
fn windows(sizes: &[usize]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut used = 0;
    for (i, &size) in sizes.iter().enumerate() {
        match out.last_mut() {
            Some(window) if used + size <= ROOM => window.end = i + 1,
            _ => {
                out.push(i..i + 1);
                used = 0;
            }
        }
        used += size;
    }
    out
}

/// A document while its lines are read.
#[derive(Default)]
struct Making {
    document: Document,
    /// Entity and first token of the brackets that are open.
    open: Vec<(String, usize)>,
    /// Where the sentence began, if a token of it was seen.
    sentence: Option<usize>,
}

fn documents(file: &File) -> Result<Vec<Document>, BenchError> {
    let mut out = Vec::new();
    let mut making: Option<Making> = None;
    for (n, line) in file.text.lines().enumerate() {
        let wrong = |what: String| file.malformed(n + 1, what);
        if line.starts_with("# newdoc") {
            out.extend(making.replace(Making::default()).map(Making::finish));
        } else if line.trim().is_empty() {
            making.iter_mut().for_each(Making::end_sentence);
        } else if !line.starts_with('#') {
            making.as_mut().ok_or_else(|| wrong("a token before the first `# newdoc`".to_owned()))?.token(line).map_err(wrong)?;
        }
    }
    out.extend(making.map(Making::finish));
    out.retain(|d: &Document| !d.tokens.is_empty());
    if out.is_empty() { Err(file.empty()) } else { Ok(out) }
}

impl Making {
    fn token(&mut self, line: &str) -> Result<(), String> {
        let columns: Vec<&str> = line.split('\t').collect();
        if columns.len() != 10 {
            return Err(format!("{} columns where CoNLL-U has 10", columns.len()));
        }
        if !columns[0].bytes().all(|b| b.is_ascii_digit()) {
            return Ok(()); // a range of tokens, or an empty node
        }
        let d = &mut self.document;
        let (at, number) = (d.text.len(), d.tokens.len());
        self.sentence.get_or_insert(at);
        d.text.push_str(columns[1]);
        d.tokens.push(at..d.text.len());
        let misc = |key: &str| columns[9].split('|').find_map(|x| x.strip_prefix(key)?.strip_prefix('='));
        if misc("SpaceAfter") != Some("No") {
            d.text.push(' ');
        }
        self.brackets(misc("Entity").unwrap_or(""), number)
    }

    /// Opens and closes mentions: "(3-person-…", "3)", "(3-person-…)"; parts of one that is not in one piece are left out.
    fn brackets(&mut self, marks: &str, token: usize) -> Result<(), String> {
        let mut rest = marks;
        while !rest.is_empty() {
            let opens = rest.starts_with('(');
            let body = rest.strip_prefix('(').unwrap_or(rest);
            let end = body.find(['(', ')']).unwrap_or(body.len());
            let closes = body[end..].starts_with(')');
            let name = body[..end].split('-').next().unwrap_or("");
            rest = &body[end + usize::from(closes)..];
            if name.is_empty() || !(opens || closes) {
                return Err(format!("`Entity={marks}` has no sound brackets"));
            }
            if name.contains('[') {
                continue;
            }
            if opens {
                self.open.push((name.to_owned(), token));
            }
            if closes {
                let at =
                    self.open.iter().rposition(|(open, _)| open == name).ok_or_else(|| format!("entity {name} ends but did not begin"))?;
                let (name, first) = self.open.remove(at);
                self.document.entities.entry(name).or_default().insert((first, token));
            }
        }
        Ok(())
    }

    fn end_sentence(&mut self) {
        let Some(start) = self.sentence.take() else { return };
        let d = &mut self.document;
        d.text.truncate(d.text.trim_end().len());
        d.sentences.push(start..d.text.len());
        d.text.push('\n');
    }

    fn finish(mut self) -> Document {
        self.end_sentence();
        self.document
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(lines: &[(&str, &str, &str)]) -> File {
        let mut text = "# newdoc id = a\n".to_owned();
        for (id, form, misc) in lines {
            text += &if form.is_empty() { "\n".to_owned() } else { format!("{id}\t{form}\t_\t_\t_\t_\t_\t_\t_\t{misc}\n") };
        }
        File { path: "gum.dev.conllu".into(), text }
    }

    #[test]
    fn text_sentences_and_nested_mentions_are_rebuilt() {
        let found = documents(&file(&[
            ("1", "The", "Entity=(1-person-new-x"),
            ("2", "mayor", "_"),
            ("3", "of", "_"),
            ("4", "Keld", "Entity=(2-place-new)1)|SpaceAfter=No"),
            ("5-6", "won't", "_"),
            ("5", "left", "Entity=(4[1/2]-abstract-new"),
            ("6", ".", "Entity=4[1/2])"),
            ("", "", ""),
            ("1", "She", "Entity=(1-person-giv)(3-event-new"),
            ("2", "sang", "Entity=3)"),
        ]))
        .unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].text, "The mayor of Keldleft .\nShe sang\n");
        let of: Vec<&str> = found[0].sentences.iter().map(|s| &found[0].text[s.clone()]).collect();
        assert_eq!(of, ["The mayor of Keldleft .", "She sang"]);
        let wanted = [("1", Chain::from([(0, 3), (6, 6)])), ("2", Chain::from([(3, 3)])), ("3", Chain::from([(6, 7)]))];
        assert_eq!(found[0].entities, wanted.map(|(k, v)| (k.to_owned(), v)).into());
    }

    #[test]
    fn what_is_malformed_is_told_with_its_line() {
        let told = |f: &File| documents(f).unwrap_err().to_string();
        assert_eq!(told(&file(&[("1", "a", "Entity=2)")])), "gum.dev.conllu:2: entity 2 ends but did not begin");
        let short = File { path: "g".into(), text: "# newdoc\n1\ta\n".into() };
        assert_eq!(told(&short), "g:2: 2 columns where CoNLL-U has 10");
        assert_eq!(told(&File { path: "g".into(), text: "# newdoc\n".into() }), "g: holds no items");
    }

    #[test]
    fn windows_fit_the_room() {
        assert_eq!(windows(&[200, 100, 1, 400, 5]), [0..2, 2..3, 3..4, 4..5]);
    }
}
