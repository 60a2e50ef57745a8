//! Reads one amount at a word: qualifier, figure or range, unit; with what it bounds.

use khabar_lexicon::Lexicon;
use khabar_lexicon::numbers::{Bound, NumberWord};
use khabar_lexicon::units::UnitClass;
use khabar_model::Span;

use super::figures::{Figure, figure};
use super::noun::{Counted, counted};
use crate::times::words::{Kind, Words};

/// An amount of the words `from..to`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Quantity {
    pub from: usize,
    pub to: usize,
    pub value: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub approx: bool,
    pub qualifier: Option<Span>,
    pub unit: Option<String>,
    /// Would an analyst write it down without the neural reader's word?
    pub sure: bool,
}

/// The rules over one sentence.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'w, 't> {
    pub w: Words<'w, 't>,
    pub lex: &'w Lexicon,
}

/// The words before a figure.
#[derive(Debug, Clone, Copy, Default)]
struct Lead {
    bound: Option<Bound>,
    /// "between", "from": a range must follow.
    range: bool,
    qualifier: Option<Span>,
    next: usize,
}

/// What is counted or measured, read after (or before) the figure.
struct Unit {
    name: Option<String>,
    /// None for a bare figure.
    class: Option<UnitClass>,
    to: usize,
}

impl Reader<'_, '_> {
    /// The amount that begins at word `i`, if one does.
    pub fn at(self, i: usize) -> Option<Quantity> {
        self.read(i, false)
    }

    /// As [`Reader::at`], where the neural reader says that an amount stands here: any figure will do.
    pub fn tagged(self, i: usize) -> Option<Quantity> {
        self.read(i, true)
    }

    fn read(self, i: usize, tagged: bool) -> Option<Quantity> {
        if let Some(part) = self.fraction(i) {
            return Some(part);
        }
        let lead = self.lead(i);
        let (money, at) = self.money_before(lead.next);
        let first = figure(self.w, at, &self.lex.numbers).filter(|_| tagged || money.is_some() || self.may_count(at, at > i))?;
        let (first, last) = self.range(first, lead.range);
        let next = last.map_or(first.next, |l| l.next);
        let (after, next) = self.after(next);
        let bare = || tagged.then_some(Unit { name: None, class: None, to: next });
        let unit = self.unit(next, i, money, first.value.is_none()).or_else(bare)?;
        let from = if lead.next > i && lead.range { lead.next } else { i };
        let from = if lead.range && last.is_some() { i } else { from };
        let bound = lead.bound.or(after);
        let sure = self.sure(&first, at, &unit, bound);
        let mut out = Quantity {
            from,
            to: unit.to,
            value: first.value,
            low: None,
            high: None,
            approx: false,
            qualifier: lead.qualifier,
            unit: unit.name,
            sure,
        };
        match last {
            Some(last) => (out.value, out.low, out.high) = (None, Some(first.low), Some(last.high)),
            None => bind(&mut out, &first, bound),
        }
        out.approx |= matches!(bound, Some(Bound::About | Bound::Near));
        Some(out)
    }

    /// Qualifiers, one after the other: "only about", "between".
    fn lead(self, i: usize) -> Lead {
        let mut lead = Lead { next: i, ..Lead::default() };
        while let Some((len, bound)) = self.lex.numbers.qualifiers.longest(self.w.from(lead.next)) {
            lead.bound = lead.bound.filter(|b| *b != Bound::Exact).or(Some(*bound));
            lead.next += len;
        }
        if lead.next == i && self.w.is(i, &["between", "from"]) {
            return Lead { range: true, next: i + 1, qualifier: Some(self.w.span(i, i + 1)), bound: None };
        }
        if lead.next > i {
            lead.qualifier = Some(self.w.span(i, lead.next));
        }
        lead
    }

    /// A currency sign or code before the figure: "$", "US$", "€", "Rs".
    fn money_before(self, i: usize) -> (Option<String>, usize) {
        let sign =
            |text: &str| self.lex.units.get(text).filter(|u| u.class == UnitClass::Currency && u.code.is_some()).map(|u| u.name.clone());
        if self.w.is(i + 1, &["$"]) && self.w.joined(i + 1) {
            return (sign(&format!("{}$", self.w.low(i))).or_else(|| sign("$")), i + 2);
        }
        let code = self.w.get(i).filter(|w| w.kind == Kind::Mark || (w.text.len() == 3 && w.text.chars().all(|c| c.is_ascii_uppercase())));
        match code.and_then(|w| sign(&w.low)) {
            Some(name) if self.w.kind(i + 1) == Some(Kind::Number) => (Some(name), i + 1),
            _ => (None, i),
        }
    }

    /// Is the figure at `i` one that counts: no part of a name or a code, no ordinal, no clock?
    fn may_count(self, i: usize, led: bool) -> bool {
        let Some(word) = self.w.get(i) else { return false };
        let tied = self.w.joined(i) && i > 0 && !matches!(self.w.before(i), "(" | "\"" | "“" | "'" | "‘" | "[" | "~" | "—" | ">" | "<");
        if tied {
            return false;
        }
        if word.kind != Kind::Number {
            return true;
        }
        let follows = self.w.low(i + 1);
        let joined = self.w.joined(i + 1);
        if joined
            && (matches!(follows, "st" | "nd" | "rd" | "th" | ":" | "/" | "." | "s") && self.w.kind(i + 1).is_some())
            && (follows != "." || self.w.joined(i + 2))
        {
            return false;
        }
        let named = i > 1
            && !led
            && self.class(i - 1).is_none()
            && !word.text.contains(',')
            && self.w.get(i - 1).is_some_and(|w| w.kind == Kind::Word && w.capital() && w.text.len() > 1);
        let numbered = self.lex.numbers.names(self.w.before(i));
        !named && !numbered
    }

    /// "20-30", "10 to 15", "between three and six thousand": the second figure, with the scale shared.
    fn range(self, first: Figure, led: bool) -> (Figure, Option<Figure>) {
        let link = first.next;
        let links = if led { self.w.is(link, &["and", "to", "-"]) } else { self.w.is(link, &["to", "-", "or"]) };
        if !links || first.value.is_none() {
            return (first, None);
        }
        let (_, at) = self.money_before(link + 1);
        let Some(last) = figure(self.w, at, &self.lex.numbers).filter(|l| l.value.is_some()) else { return (first, None) };
        let scale = [1e9, 1e6, 1e3, 100.0].into_iter().find(|s| last.high >= *s && (last.high / s).fract() == 0.0 && last.next > at + 1);
        let low = match scale {
            Some(s) if first.low * s <= last.high && first.next <= link && first.low < 1000.0 => first.low * s,
            _ => first.low,
        };
        if last.high <= low {
            return (first, None);
        }
        (Figure { low, value: Some(low), ..first }, Some(last))
    }

    /// "or so", "or more" after a figure.
    fn after(self, i: usize) -> (Option<Bound>, usize) {
        self.lex.numbers.after.longest(self.w.from(i)).map_or((None, i), |(len, bound)| (Some(*bound), i + len))
    }

    /// The unit of a figure; None where the words show that nothing is measured (a date, an age, an hour).
    fn unit(self, i: usize, from: usize, money: Option<String>, vague: bool) -> Option<Unit> {
        if let Some(name) = money {
            let to = self.rate(i).map_or(i, |(_, to)| to);
            let name = self.rate(i).map_or(name.clone(), |(rate, _)| format!("{name} {rate}"));
            return Some(Unit { name: Some(name), class: Some(UnitClass::Currency), to });
        }
        let at = if self.w.is(i, &["-"]) { self.w.past_hyphen(i) } else { i };
        let hyphened = at > i;
        if let Some((len, unit)) = self.lex.units.longest(self.w.from(at)) {
            let name = || Some(unit.name.clone());
            match unit.class {
                UnitClass::Percent | UnitClass::Points => return Some(Unit { name: name(), class: Some(unit.class), to: at + len }),
                UnitClass::Currency | UnitClass::Measure if !hyphened || unit.class == UnitClass::Measure => {
                    let rate = self.rate(at + len);
                    let to = rate.as_ref().map_or(at + len, |(_, to)| *to);
                    let name = rate.map_or(name(), |(rate, _)| Some(format!("{} {rate}", unit.name)));
                    return Some(Unit { name, class: Some(unit.class), to });
                }
                UnitClass::Outcome => return Some(Unit { name: name(), class: Some(unit.class), to: at + len }),
                UnitClass::Uncounted => return None,
                _ => {}
            }
        }
        if hyphened || self.class(i) == Some(UnitClass::Uncounted) {
            return None;
        }
        let of = usize::from(self.w.is(i, &["of"]) && (vague || self.w.is(i + 1, &["the", "his", "her", "its", "their", "our"])));
        match counted(self.w, i + of, self.lex) {
            Counted::Thing { name, to, pair } => {
                let (name, to) = self.rate(to).map_or((name.clone(), to), |(rate, end)| (format!("{name} {rate}"), end));
                Some(Unit { name: Some(name), class: Some(if pair { UnitClass::Pair } else { UnitClass::Plural }), to })
            }
            Counted::NoThing => None,
            Counted::Nothing => Some(Unit { name: self.outcome_after(i).or_else(|| self.outcome_before(from)), class: None, to: i }),
        }
    }

    /// "were killed" after a bare figure.
    fn outcome_after(self, i: usize) -> Option<String> {
        let at = if self.w.is(i, &["were", "was", "are", "have", "had"]) { i + 1 } else { return None };
        let at = if self.w.is(at, &["been", "also", "being"]) { at + 1 } else { at };
        self.lex.units.get(self.w.low(at)).filter(|u| u.class == UnitClass::Outcome).map(|u| u.name.clone())
    }

    /// "wounding" before a bare figure.
    fn outcome_before(self, i: usize) -> Option<String> {
        let unit = self.lex.units.get(self.w.before(i))?;
        matches!(unit.class, UnitClass::Act | UnitClass::Outcome).then(|| unit.name.clone())
    }

    /// "a day", "per barrel".
    fn rate(self, i: usize) -> Option<(String, usize)> {
        let (len, unit) = self.lex.units.longest(self.w.from(i)).filter(|(_, u)| u.class == UnitClass::Rate)?;
        Some((unit.name.clone(), i + len))
    }

    fn class(self, i: usize) -> Option<UnitClass> {
        self.lex.units.get(self.w.low(i)).map(|u| u.class)
    }

    /// "two-thirds of", "half of the", "a quarter of": a share, in percent.
    fn fraction(self, i: usize) -> Option<Quantity> {
        let lead = self.lead(i);
        let at = lead.next;
        let part = |i: usize| {
            self.lex.numbers.senses(self.w.low(i)).iter().find_map(|s| if let NumberWord::Fraction(f) = s { Some(*f) } else { None })
        };
        let count = |i: usize| {
            self.lex.numbers.senses(self.w.low(i)).iter().find_map(|s| if let NumberWord::Small(n) = s { Some(*n) } else { None })
        };
        let (share, to) = match (part(at), count(at)) {
            (Some(share), _) if share == 0.5 => (share, at + 1),
            (_, Some(n)) if n > 0.0 => (n * part(self.w.past_hyphen(at + 1))?, self.w.past_hyphen(at + 1) + 1),
            _ if self.w.is(at, &["a"]) => (part(at + 1)?, at + 2),
            _ => return None,
        };
        let whole = self.w.is(to, &["of"]) || (share == 0.5 && self.w.is(to, &["the", "its", "their", "his"]));
        let million = figure(self.w, at, &self.lex.numbers).is_some_and(|f| f.next > to);
        if million || !whole || share > 1.0 || (share == 0.25 && self.w.is(at, &["quarter"])) {
            return None;
        }
        let value = (share * 10_000.0).round() / 100.0;
        let mut out = Quantity {
            from: i,
            to,
            value: Some(value),
            low: None,
            high: None,
            approx: false,
            qualifier: lead.qualifier,
            unit: Some("percent".into()),
            sure: true,
        };
        bind(&mut out, &Figure { value: Some(value), low: value, high: value, next: to }, lead.bound);
        Some(out)
    }

    fn sure(self, first: &Figure, at: usize, unit: &Unit, bound: Option<Bound>) -> bool {
        let loose = bound.is_some_and(|b| b != Bound::Exact);
        let yearly = self.w.digits(at).is_some_and(|(n, d)| d == 4 && (1900..2100).contains(&n));
        let no_year = loose || !yearly;
        let size = first.value.unwrap_or(first.low);
        let of_them =
            size >= 10.0 && self.w.is(first.next, &["of"]) && self.w.is(first.next + 1, &["them", "those", "whom", "which", "these"]);
        match unit.class {
            Some(UnitClass::Measure) => size >= 2.0 || self.w.digits(at).is_some(),
            Some(UnitClass::Percent | UnitClass::Points | UnitClass::Currency) => true,
            Some(UnitClass::Pair) => size >= 3.0 && no_year,
            Some(_) if first.value.is_none() => true,
            Some(_) => size >= 2.0 && no_year,
            None if unit.name.is_some() => size >= 2.0 && !yearly,
            None if matches!(bound, Some(Bound::Under | Bound::High)) => false,
            None => {
                first.value.is_some()
                    && !yearly
                    && (of_them || (loose && size >= 2.0) || (size >= 1000.0 && self.w.digits(at).is_none_or(|(_, d)| d != 4)))
            }
        }
    }
}

/// Lays the figure between its bounds.
fn bind(out: &mut Quantity, figure: &Figure, bound: Option<Bound>) {
    if figure.value.is_none() {
        (out.low, out.high, out.approx) = (Some(figure.low), Some(figure.high), true);
        return;
    }
    (out.low, out.high) = match bound {
        None | Some(Bound::Exact) => (Some(figure.low), Some(figure.high)),
        Some(Bound::Low | Bound::Over) => (Some(figure.low), None),
        Some(Bound::High | Bound::Under | Bound::Near) => (None, Some(figure.high)),
        Some(Bound::About) => (None, None),
    };
}
