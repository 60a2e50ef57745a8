//! Measures the rules for times against marked texts: `timex [--errors] FILE...`, one JSON object a line with
//! `dct`, `text` and `times` (start and end in code points, value).
#![allow(clippy::print_stdout)]

use khabar_lexicon::Lexicon;
use khabar_model::{CharIndex, Chars, Sentence, Span, When};
use khabar_reader::times::times_apart;

#[derive(Default)]
struct Tally {
    gold: usize,
    own: usize,
    strict: usize,
    relaxed: usize,
    value_strict: usize,
    value: usize,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let lex = Lexicon::bundled()?;
    let (flags, files): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|a| a.starts_with("--"));
    let errors = flags.iter().any(|f| f == "--errors");
    for file in files {
        let mut tally = Tally::default();
        for line in std::fs::read_to_string(&file)?.lines() {
            measure(&serde_json::from_str(line)?, &lex, errors, &mut tally);
        }
        tally.print(&file);
    }
    Ok(())
}

/// Paragraphs, then sentences at a point and a capital: enough for a measure of times.
fn sentences(text: &str) -> Vec<Sentence> {
    let mut out = Vec::new();
    let mut start = 0;
    let bytes = text.as_bytes();
    for (i, c) in text.char_indices() {
        let blank = c == '\n' && bytes.get(i + 1) == Some(&b'\n');
        let before = text[..i].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        let stop = matches!(c, '.' | '?' | '!')
            && bytes.get(i + 1).is_some_and(u8::is_ascii_whitespace)
            && text[i + 1..].trim_start().starts_with(|c: char| c.is_uppercase() || c == '"')
            && (before.len() > 4 || before.chars().all(|c| c.is_lowercase() || c.is_ascii_digit()));
        if blank || stop {
            out.push(Sentence { span: Span::new(start, i + 1), block: 0 });
            start = i + 1;
        }
    }
    out.push(Sentence { span: Span::new(start, text.len()), block: 0 });
    out.into_iter().map(|s| Sentence { span: s.span.trimmed(text), ..s }).filter(|s| !s.span.is_empty()).collect()
}

fn measure(doc: &serde_json::Value, lex: &Lexicon, errors: bool, tally: &mut Tally) {
    let text = doc["text"].as_str().unwrap_or("");
    let anchor: Option<When> = doc["dct"].as_str().and_then(|d| d.get(..10)).and_then(|d| d.parse().ok());
    let index = CharIndex::new(text);
    let gold: Vec<(Chars, &str)> = doc["times"]
        .as_array()
        .map(|all| {
            all.iter()
                .filter_map(|t| {
                    Some((Chars { start: t["start"].as_u64()? as usize, end: t["end"].as_u64()? as usize }, t["value"].as_str()?))
                })
                .collect()
        })
        .unwrap_or_default();
    let own = times_apart(text, &sentences(text), &[], anchor, lex);
    tally.gold += gold.len();
    tally.own += own.len();
    let mut used = vec![false; own.len()];
    for (span, value) in &gold {
        let words = index.span(text, *span);
        let hit = own
            .iter()
            .enumerate()
            .filter(|(i, o)| !used[*i] && o.span.overlap(words) > 0)
            .max_by_key(|(_, o)| (o.span == words, o.span.overlap(words)));
        let Some((i, hit)) = hit else {
            if errors {
                println!("MISS  {:?} {value} | {:?}", words.of(text), around(text, words));
            }
            continue;
        };
        used[i] = true;
        tally.relaxed += 1;
        tally.strict += usize::from(hit.span == words);
        let right = same(value, &hit.value);
        tally.value += usize::from(right);
        tally.value_strict += usize::from(right && hit.span == words);
        if errors && hit.span != words {
            println!("SPAN  {:?} for {:?} | {:?}", hit.span.of(text), words.of(text), around(text, words));
        }
        if errors && !right {
            println!("VALUE {:?} {} for {value} (dct {}) | {:?}", words.of(text), hit.value, doc["dct"], around(text, words));
        }
    }
    for (i, extra) in own.iter().enumerate().filter(|(i, _)| errors && !used[*i]) {
        let _ = i;
        println!("EXTRA {:?} {} | {:?}", extra.span.of(text), extra.value, around(text, extra.span));
    }
}

fn around(text: &str, span: Span) -> String {
    let before: String = text[..span.start].chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
    let after: String = text[span.end..].chars().take(25).collect();
    format!("{before}[]{after}")
}

/// Equal up to leading zeros of a week and seconds of a clock.
fn same(gold: &str, own: &str) -> bool {
    let tidy = |v: &str| v.replace("-W0", "-W").trim_end_matches(":00").to_owned();
    gold == own || tidy(gold) == tidy(own)
}

impl Tally {
    fn print(&self, file: &str) {
        let rate = |n: usize, of: usize| if of == 0 { 0.0 } else { n as f64 / of as f64 };
        let f1 = |n: usize| rate(2 * n, self.gold + self.own);
        println!("{file}: gold {}, own {}", self.gold, self.own);
        println!("  strict  P {:.3} R {:.3} F1 {:.3}", rate(self.strict, self.own), rate(self.strict, self.gold), f1(self.strict));
        println!("  relaxed P {:.3} R {:.3} F1 {:.3}", rate(self.relaxed, self.own), rate(self.relaxed, self.gold), f1(self.relaxed));
        println!("  value   of matched {:.3}, F1 {:.3}", rate(self.value, self.relaxed), f1(self.value));
    }
}
