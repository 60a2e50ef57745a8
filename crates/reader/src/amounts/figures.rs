//! Figures in digits and words: "1.2 billion", "twenty-five", "half a dozen", "tens of thousands".

use khabar_lexicon::numbers::{NumberWord, Numbers};

use crate::times::words::{Kind, Words};

/// A figure read at some word, and the word after it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Figure {
    /// None where the words give only an order.
    pub value: Option<f64>,
    pub low: f64,
    pub high: f64,
    pub next: usize,
}

impl Figure {
    fn exact(value: f64, next: usize) -> Figure {
        Figure { value: Some(value), low: value, high: value, next }
    }
}

/// The figure that begins at word `i`: an order ("dozens"), digits, or number words.
pub(crate) fn figure(words: Words, i: usize, numbers: &Numbers) -> Option<Figure> {
    if let Some((len, &(low, high))) = numbers.orders.longest(words.from(i)) {
        return Some(Figure { value: None, low, high, next: i + len });
    }
    digits(words, i, numbers).or_else(|| spelled(words, i, numbers))
}

fn scale(words: Words, i: usize, numbers: &Numbers) -> Option<f64> {
    let word = words.get(i)?;
    // "m", "b" and "k" mean a scale only when they touch the digits: "40m", not "40 m".
    if word.text.len() == 1 && !words.joined(i) {
        return None;
    }
    numbers.senses(&word.low).iter().find_map(|s| if let NumberWord::Scale(v) = s { Some(*v) } else { None })
}

/// Digits, with what multiplies or extends them: `1.2 billion`, `3 1/2`, `2 hundred thousand`.
fn digits(words: Words, i: usize, numbers: &Numbers) -> Option<Figure> {
    let word = words.get(i).filter(|w| w.kind == Kind::Number)?;
    let mut value: f64 = word.text.replace(',', "").parse().ok()?;
    let mut next = i + 1;
    if let (Some((above, _)), true, Some((below, _))) = (words.digits(next), words.is(next + 1, &["/"]), words.digits(next + 2))
        && below > 0
        && above < below
    {
        value += above as f64 / below as f64;
        next += 3;
    }
    while let Some(times) = scale(words, words.past_hyphen(next), numbers) {
        value *= times;
        next = words.past_hyphen(next) + 1;
    }
    if words.is(next, &["dozen"]) {
        value *= 12.0;
        next += 1;
    }
    Some(Figure::exact(value, next))
}

/// Number words: "a hundred and five", "forty-five hundred", "half a dozen", "a dozen", "two and a half million".
fn spelled(words: Words, i: usize, numbers: &Numbers) -> Option<Figure> {
    if let Some(part) = part_of_scale(words, i, numbers) {
        return Some(part);
    }
    if words.is(i, &["half"])
        && words.is(i + 1, &["a", "an"])
        && let Some(lot) = lot(words, i + 2, numbers)
    {
        return Some(Figure::exact(lot / 2.0, i + 3));
    }
    if words.is(i, &["a", "an"]) {
        if let Some(lot) = lot(words, i + 1, numbers) {
            let of = words.is(i + 1, &["couple"]) && words.is(i + 2, &["of"]);
            return Some(Figure::exact(lot, if of { i + 3 } else { i + 2 }));
        }
        return run(words, i + 1, numbers, 1.0).map(|(value, next)| Figure::exact(value, next));
    }
    let read = run(words, i, numbers, 0.0)?;
    if words.is(read.1, &["dozen"]) {
        return Some(Figure::exact(read.0 * 12.0, read.1 + 1));
    }
    Some(Figure::exact(read.0, read.1))
}

/// "half a million", "a quarter of a million", "three quarters of a million".
fn part_of_scale(words: Words, i: usize, numbers: &Numbers) -> Option<Figure> {
    let part = |i: usize| numbers.senses(words.low(i)).iter().find_map(|s| if let NumberWord::Fraction(f) = s { Some(*f) } else { None });
    let (count, at) = match numbers.senses(words.low(i)).first() {
        Some(NumberWord::Small(n)) if *n > 0.0 => (*n, words.past_hyphen(i + 1)),
        _ if words.is(i, &["a"]) => (1.0, i + 1),
        _ => (1.0, i),
    };
    let share = part(at)?;
    let of = if words.is(at + 1, &["of"]) { at + 2 } else { at + 1 };
    let times = scale(words, of + 1, numbers).filter(|t| words.is(of, &["a"]) && *t >= 1000.0)?;
    Some(Figure::exact((count * share * times).round(), of + 2))
}

fn lot(words: Words, i: usize, numbers: &Numbers) -> Option<f64> {
    numbers.senses(words.low(i)).iter().find_map(|s| if let NumberWord::Group(v) = s { Some(*v) } else { None })
}

/// A run of number words from `i` on: its value and the word after it. `ahead` is 1 after an article ("a hundred"),
/// where a scale must follow, else 0.
fn run(words: Words, i: usize, numbers: &Numbers, ahead: f64) -> Option<(f64, usize)> {
    let (mut total, mut part, mut at, mut last) = (0.0, ahead, i, 0.0_f64);
    loop {
        let word = if at > i { words.past_hyphen(at) } else { at };
        let joined_and = at > i && last >= 100.0 && words.is(at, &["and"]);
        let word = if joined_and { at + 1 } else { word };
        let sense = numbers
            .senses(words.low(word))
            .iter()
            .find(|s| matches!(s, NumberWord::Small(_) | NumberWord::Tens(_) | NumberWord::Scale(_)) && words.low(word).len() > 2);
        match sense {
            Some(NumberWord::Small(v)) if (at == i && ahead == 0.0) || last >= 100.0 || (last >= 20.0 && *v > 0.0 && *v < 10.0) => {
                (part, last) = (part + v, *v)
            }
            Some(NumberWord::Tens(v)) if (at == i && ahead == 0.0) || last >= 100.0 => (part, last) = (part + v, *v),
            Some(NumberWord::Scale(v)) if part > 0.0 && !joined_and => {
                if *v > 100.0 {
                    total += part * v;
                    part = 0.0;
                } else {
                    part *= v;
                }
                last = *v;
            }
            _ => break,
        }
        at = word + 1;
    }
    if at > i
        && words.is(at, &["point"])
        && let Some(NumberWord::Small(digit)) = numbers.senses(words.low(at + 1)).first()
        && *digit < 10.0
    {
        let times = scale(words, at + 2, numbers).filter(|_| words.low(at + 2).len() > 2);
        return Some(((total + part + digit / 10.0) * times.unwrap_or(1.0), at + 2 + usize::from(times.is_some())));
    }
    if at > i && words.is(at, &["and"]) && words.is(at + 1, &["a"]) && words.is(at + 2, &["half"]) {
        let times = scale(words, at + 3, numbers).filter(|_| words.low(at + 3).len() > 2);
        return Some(((total + part + 0.5) * times.unwrap_or(1.0), at + 3 + usize::from(times.is_some())));
    }
    (at > i).then_some((total + part, at))
}

#[cfg(test)]
mod tests {
    use khabar_lexicon::Lexicon;
    use khabar_model::Span;

    use super::*;
    use crate::times::words::words;

    #[test]
    fn figures_in_digits_and_words() {
        let lex = Lexicon::bundled().unwrap();
        for (text, value) in [
            ("1,200 troops", Some(1200.0)),
            ("1.2 billion", Some(1.2e9)),
            ("40m people", Some(4e7)),
            ("40 m long", Some(40.0)),
            ("3 1/2 years", Some(3.5)),
            ("twenty-five", Some(25.0)),
            ("forty-five hundred recruits", Some(4500.0)),
            ("a hundred and thirty million", Some(1.3e8)),
            ("three hundred and five", Some(305.0)),
            ("two and a half million", Some(2.5e6)),
            ("fifty-three thousand four hundred", Some(53_400.0)),
            ("half a dozen bases", Some(6.0)),
            ("a dozen", Some(12.0)),
            ("two dozen", Some(24.0)),
            ("tens of thousands of", None),
            ("a quarter of a million", Some(250_000.0)),
            ("half a million", Some(500_000.0)),
            ("one point three billion", Some(1.3e9)),
            ("nine and ten", Some(9.0)),
            ("one two three", Some(1.0)),
        ] {
            let all = words(text, Span::new(0, text.len()));
            assert_eq!(figure(Words { all: &all }, 0, &lex.numbers).map(|f| f.value), Some(value), "{text}");
        }
    }
}
