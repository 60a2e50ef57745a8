//! Measured amounts: found by rule, merged with what the neural reader tagged, with value, bounds and unit.
//!
//! Reading order: [`figures`] (numbers in digits and words), [`noun`] (the thing counted), [`quantity`] (one amount).

pub(crate) mod figures;
mod noun;
mod quantity;

use khabar_lexicon::Lexicon;
use khabar_model::{Amount, Sentence, Span};

use crate::times;
use crate::times::words::{Words, words};
use quantity::{Quantity, Reader};

/// The measured amounts of a text, in order, not overlapping. `found` are spans that the neural reader tagged: each is
/// kept, with the value that the rules read in it; amounts of sure form are added.
pub fn amounts(text: &str, sentences: &[Sentence], found: &[Span], lex: &Lexicon) -> Vec<Amount> {
    let mut out = Vec::new();
    for sentence in sentences {
        let tagged = found.iter().map(|s| s.trimmed(text)).filter(|s| !s.is_empty() && s.overlap(sentence.span) > 0);
        of_sentence(text, sentence.span, &tagged.collect::<Vec<_>>(), lex, &mut out);
    }
    out.sort_by_key(|a| (a.span.start, std::cmp::Reverse(a.span.end)));
    let mut end = 0;
    out.retain(|a| {
        let keep = a.span.start >= end;
        end = if keep { a.span.end } else { end };
        keep
    });
    out
}

fn of_sentence(text: &str, sentence: Span, tagged: &[Span], lex: &Lexicon, out: &mut Vec<Amount>) {
    let all = words(text, sentence);
    let w = Words { all: &all };
    let times = times::spans(w, lex);
    let reader = Reader { w, lex };
    let mut i = 0;
    let mut seen: Vec<(Span, Amount)> = Vec::new();
    while i < all.len() {
        let read = reader.at(i).filter(|q| q.to > i && q.to <= all.len());
        let Some(quantity) = read else {
            i += 1;
            continue;
        };
        let span = w.span(quantity.from, quantity.to);
        let tag = tagged.iter().find(|t| t.overlap(span) > 0);
        let timed = times.iter().any(|t| t.overlap(span) > 0);
        if !timed && (tag.is_some() || quantity.sure) {
            i = quantity.to;
            seen.push((span, amount(text, span, quantity)));
        } else {
            i += 1;
        }
    }
    for tag in tagged {
        match seen.iter_mut().filter(|(span, _)| span.overlap(*tag) > 0).collect::<Vec<_>>().as_mut_slice() {
            [] => out.push(forced(text, &reader, *tag)),
            [(_, one)] => one.span = Span::new(one.span.start.min(tag.start), one.span.end.max(tag.end)),
            _ => {}
        }
    }
    out.extend(seen.into_iter().map(|(_, amount)| amount));
}

/// A tagged span in which the rules see no amount by themselves: any figure counts.
fn forced(text: &str, reader: &Reader, tag: Span) -> Amount {
    let inside = (0..reader.w.all.len()).filter(|&i| tag.contains(reader.w.all[i].span));
    match inside.filter_map(|i| reader.tagged(i)).find(|q| q.to <= reader.w.all.len()) {
        Some(quantity) => amount(text, Span::new(tag.start, tag.end.max(reader.w.span(quantity.from, quantity.to).end)), quantity),
        None => unread(text, tag),
    }
}

fn amount(text: &str, span: Span, q: Quantity) -> Amount {
    let qualifier = q.qualifier.map(|s| s.of(text).to_lowercase());
    Amount { span, value: q.value, low: q.low, high: q.high, approx: q.approx, qualifier, unit: q.unit }
}

/// A tagged span that holds no figure: "a teacher" is one, "most of the houses" has no value.
fn unread(text: &str, span: Span) -> Amount {
    let words = span.of(text).to_lowercase();
    let one = ["a ", "an ", "one "].iter().any(|w| words.starts_with(w)) || words == "one";
    let value = one.then_some(1.0);
    Amount { span, value, low: value, high: value, approx: false, qualifier: None, unit: None }
}
