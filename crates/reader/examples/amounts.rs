//! Measures the rules for amounts against marked reports: `amounts [--errors] FILE.xml...`, tags `<q v u n>`.
#![allow(clippy::print_stdout)]

use khabar_lexicon::Lexicon;
use khabar_model::{Amount, Sentence, Span};
use khabar_reader::amounts::amounts;

/// A tagged amount.
struct Gold {
    span: Span,
    value: Option<f64>,
}

#[derive(Default)]
struct Tally {
    gold: usize,
    own: usize,
    hit: usize,
    value: usize,
    /// Values read when the span is given.
    given: usize,
    given_read: usize,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let lex = Lexicon::bundled()?;
    let (flags, files): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|a| a.starts_with("--"));
    let mut tally = Tally::default();
    for file in files {
        for paragraph in std::fs::read_to_string(&file)?.split("<p>").skip(1) {
            let (text, gold) = strip(paragraph.split("</p>").next().unwrap_or(""));
            measure(&text, &gold, &lex, !flags.is_empty(), &mut tally);
        }
    }
    tally.print();
    Ok(())
}

/// The text without its tags, and the tagged amounts.
fn strip(xml: &str) -> (String, Vec<Gold>) {
    let (mut text, mut gold, mut open) = (String::new(), Vec::new(), Vec::new());
    for part in xml.split_inclusive('>') {
        let (words, tag) = part.split_once('<').unwrap_or((part, ""));
        text.push_str(&words.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">"));
        if tag.starts_with("q ") || tag == "q>" {
            open.push((text.len(), attribute(tag, "v").and_then(|v| v.parse().ok())));
        } else if tag == "/q>"
            && let Some((start, value)) = open.pop()
        {
            gold.push(Gold { span: Span::new(start, text.len()), value });
        }
    }
    (text, gold)
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    tag.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split('"').next())
}

fn measure(text: &str, gold: &[Gold], lex: &Lexicon, errors: bool, tally: &mut Tally) {
    let sentences = [Sentence { span: Span::new(0, text.len()), block: 0 }];
    let own = amounts(text, &sentences, &[], lex);
    let spans: Vec<Span> = gold.iter().map(|g| g.span).collect();
    let given = amounts(text, &sentences, &spans, lex);
    tally.gold += gold.len();
    tally.own += own.len();
    let over = |list: &[Amount], g: &Gold| list.iter().filter(|a| a.span.overlap(g.span) > 0).map(best).collect::<Vec<_>>();
    let right = |values: &[Option<f64>], g: &Gold| {
        values.iter().any(|v| v.zip(g.value).is_some_and(|(a, b)| (a - b).abs() < 1e-6 * b.abs().max(1.0)))
    };
    for g in gold {
        let (free, told) = (over(&own, g), over(&given, g));
        tally.hit += usize::from(!free.is_empty());
        tally.value += usize::from(right(&free, g));
        tally.given += 1;
        tally.given_read += usize::from(right(&told, g));
        if errors && !right(&told, g) {
            println!("VALUE {:?} {told:?} for {:?} | {}", g.span.of(text), g.value, around(text, g.span));
        }
        if errors && free.is_empty() {
            println!("MISS  {:?} | {}", g.span.of(text), around(text, g.span));
        }
    }
    for extra in own.iter().filter(|a| errors && !gold.iter().any(|g| g.span.overlap(a.span) > 0)) {
        println!("EXTRA {:?} {:?} {:?} | {}", extra.span.of(text), extra.value, extra.unit, around(text, extra.span));
    }
}

/// The figure of a measure: the value, or the least where only a range is told.
fn best(amount: &Amount) -> Option<f64> {
    amount.value.or(amount.low)
}

fn around(text: &str, span: Span) -> String {
    let before: String = text[..span.start].chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
    let after: String = text[span.end..].chars().take(30).collect();
    format!("{before}[]{after}")
}

impl Tally {
    fn print(&self) {
        let rate = |n: usize, of: usize| if of == 0 { 0.0 } else { n as f64 / of as f64 };
        let (p, r) = (rate(self.hit, self.own), rate(self.hit, self.gold));
        println!(
            "gold {}, own {}: P {p:.3} R {r:.3} F1 {:.3} (overlap)",
            self.gold,
            self.own,
            if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
        );
        println!("value of found {:.3}; value with spans given {:.3}", rate(self.value, self.hit), rate(self.given_read, self.given));
    }
}
