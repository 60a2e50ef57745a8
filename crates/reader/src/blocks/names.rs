//! Names of people who talk: what looks like one, who was introduced, and which label means whom.

use khabar_lexicon::layout::{Label, Layout};

use super::lines::Unit;
use super::speakers::{self, Written};
use super::words;

/// One to five capitalised words (small words like "al" and "van" aside), none of which names a field.
pub(crate) fn is_name(name: &str, layout: &Layout) -> bool {
    let tokens: Vec<&str> = name.split_whitespace().collect();
    let mut large = 0;
    for token in &tokens {
        let folded = token.trim_end_matches('.').to_lowercase();
        let kind = layout.labels.get(&folded);
        let lettered = token.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’'));
        if kind == Some(&Label::Field) || !lettered {
            return false;
        }
        if token.starts_with(char::is_uppercase) {
            large += 1;
        } else if kind != Some(&Label::Particle) && !token.starts_with("al-") {
            return false;
        }
    }
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    (1..=5).contains(&large) && tokens.len() <= 7 && letters >= 2
}

/// People named before they talk.
#[derive(Debug, Default)]
pub(crate) struct Known {
    guests: Vec<String>,
    hosts: Vec<String>,
}

impl Known {
    pub fn is_empty(&self) -> bool {
        self.guests.is_empty() && self.hosts.is_empty()
    }

    /// Is there one whose name has all of `tokens` (lower case)?
    pub fn holds(&self, tokens: &[String]) -> bool {
        self.all().any(|name| is_part(tokens, &words::bare(name)))
    }

    fn all(&self) -> impl Iterator<Item = &String> {
        self.guests.iter().chain(&self.hosts)
    }
}

/// Reads guest lists ("Featuring A and B"), host lines and "I'm A B" in what is said.
pub(crate) fn introduced(text: &str, units: &[Unit], layout: &Layout) -> Known {
    let mut known = Known::default();
    for (at, unit) in units.iter().enumerate() {
        let words = unit.span.of(text);
        if let Some(list) = after_cue(words, "guests", layout) {
            known.guests.extend(list_of_names(list, layout));
            let bullets = units[at + 1..].iter().map(|u| u.span.of(text)).map_while(|w| words::bullet(w).map(|n| &w[n..]));
            known.guests.extend(bullets.filter(|_| list.is_empty()).flat_map(|b| list_of_names(b, layout)));
        }
        if let Some(label) = speakers::label(words, layout).filter(|l| speakers::names_role(words, l, layout)) {
            let host = layout.labels.get(&words::fold(&label.name)) == Some(&Label::Host);
            let into = if host { &mut known.hosts } else { &mut known.guests };
            into.extend(list_of_names(&words[label.length..], layout));
        }
        known.hosts.extend(self_named(words, layout));
    }
    known
}

/// Is the line but a list of names, as after "Host:"?
pub(crate) fn is_name_line(line: &str, layout: &Layout) -> bool {
    !words::ends_sentence(line) && words::count(line) <= 12 && !list_of_names(line, layout).is_empty()
}

/// What follows a cue that opens the line, with the line's letters as they are.
pub(crate) fn after_cue<'a>(line: &'a str, cue: &str, layout: &Layout) -> Option<&'a str> {
    let folded = words::fold(line);
    let words = layout.cue(cue).iter().filter(|w| words::opens_with(&folded, w)).max_by_key(|w| w.len())?;
    // Folding keeps the number of words, so the rest starts after as many.
    let mut rest = line.trim_start();
    for _ in words.split(' ') {
        rest = rest.trim_start();
        rest = &rest[rest.find(char::is_whitespace).unwrap_or(rest.len())..];
    }
    Some(rest.trim().trim_start_matches(':').trim_start())
}

/// Names in "A B, of the C; D E and F G": parts that look like names of two words or more.
pub(crate) fn list_of_names(list: &str, layout: &Layout) -> Vec<String> {
    let list = list.replace(" and ", ",").replace(" & ", ",").replace(" with ", ",");
    let parts = list.split([',', ';', '|', '(', ')', '\n']).map(|p| untitled(p.trim().trim_end_matches('.'), layout));
    let full = parts.filter(|p| p.split_whitespace().filter(|w| w.starts_with(char::is_uppercase)).count() >= 2 && is_name(p, layout));
    full.filter(|p| !p.split_whitespace().any(|w| layout.is_cue("of_body", w))).map(str::to_owned).collect()
}

fn untitled<'a>(name: &'a str, layout: &Layout) -> &'a str {
    let mut name = name;
    while let Some((first, rest)) = name.split_once(' ') {
        if layout.labels.get(&first.trim_end_matches('.').to_lowercase()) != Some(&Label::Title) {
            break;
        }
        name = rest.trim_start();
    }
    name
}

/// The name in "I'm Jane Doe." or "I am Jane Doe".
fn self_named(said: &str, layout: &Layout) -> Option<String> {
    let tokens: Vec<&str> = said.split_whitespace().take(80).collect();
    let at = (0..tokens.len()).find(|i| {
        let one = words::fold(tokens[*i]);
        one == "i'm" || (one == "i" && tokens.get(i + 1) == Some(&"am"))
    })?;
    let start = if words::fold(tokens[at]) == "i" { at + 2 } else { at + 1 };
    let name: Vec<&str> = tokens[start..].iter().copied().take_while(|t| t.starts_with(char::is_uppercase)).take(4).collect();
    let end = name.iter().position(|t| t.ends_with(['.', ',', '!', '?'])).map_or(name.len(), |i| i + 1);
    let name = name[..end].join(" ");
    let name = name.trim_end_matches(['.', ',', '!', '?']);
    (name.contains(' ') && is_name(name, layout)).then(|| name.to_owned())
}

/// The people of a talk while labels are resolved.
pub(crate) struct People {
    entries: Vec<Person>,
}

struct Person {
    name: String,
    tokens: Vec<String>,
}

impl Known {
    /// Everybody whom a label or an introduction names in full, then the short names that fit nobody.
    pub fn people<'a>(&self, labels: impl Iterator<Item = &'a Written>, layout: &Layout) -> People {
        let labels: Vec<&Written> = labels.collect();
        let mut people = People { entries: Vec::new() };
        for name in self.all().chain(labels.iter().filter(|l| !l.role).map(|l| &l.name)) {
            if words::bare(name).len() > 1 {
                people.add_full(name);
            }
        }
        for label in labels {
            if label.role && self.stands_for(label, layout).is_some_and(|n| people.alias(label, n)) {
                continue;
            }
            if people.fitting(label).is_none() {
                people.entries.push(Person { name: label.name.clone(), tokens: words::bare(&label.name) });
            }
        }
        people
    }

    /// The person behind a role: the only host, or the only guest who answers.
    fn stands_for(&self, label: &Written, layout: &Layout) -> Option<&String> {
        let folded = words::fold(&label.name);
        match (&self.hosts[..], &self.guests[..]) {
            ([host], _) if layout.is_cue("asks", &folded) => Some(host),
            (_, [guest]) if layout.is_cue("answers", &folded) => Some(guest),
            _ => None,
        }
    }
}

impl People {
    fn add_full(&mut self, name: &str) {
        let tokens = words::bare(name);
        let same = |p: &Person| is_part(&tokens, &p.tokens) || is_part(&p.tokens, &tokens) || misspelt(&tokens, &p.tokens);
        let mut fits = (0..self.entries.len()).filter(|i| same(&self.entries[*i]));
        match (fits.next(), fits.next()) {
            (Some(i), None) => {
                let held = &mut self.entries[i];
                let shouted = held.name.to_uppercase() == held.name && name.to_uppercase() != name;
                if tokens.len() > held.tokens.len() || (shouted && tokens == held.tokens) {
                    *held = Person { name: name.to_owned(), tokens };
                }
            }
            _ => self.entries.push(Person { name: name.to_owned(), tokens }),
        }
    }

    /// Lets a role stand for a person; false where there is no such person.
    fn alias(&mut self, label: &Written, name: &str) -> bool {
        let Some(held) = self.entries.iter().position(|p| p.tokens == words::bare(name)) else { return false };
        let tokens = words::bare(&label.name);
        if !self.entries.iter().any(|p| p.tokens == tokens) {
            self.entries.push(Person { name: self.entries[held].name.clone(), tokens });
        }
        true
    }

    /// The one whom a label means, if it is plain.
    fn fitting(&self, label: &Written) -> Option<usize> {
        let own = words::bare(&label.name);
        let only = |test: &dyn Fn(&Person) -> bool| {
            let mut fits = (0..self.entries.len()).filter(|i| test(&self.entries[*i]));
            fits.next().filter(|_| fits.next().is_none())
        };
        let exact = self.entries.iter().position(|p| p.tokens == own);
        if exact.is_some() || label.role {
            return exact;
        }
        let shouted = label.name.chars().all(char::is_uppercase);
        only(&|p| is_part(&own, &p.tokens))
            .or_else(|| only(&|p| p.tokens.len() > 1 && is_part(&p.tokens, &own)))
            .or_else(|| only(&|p| misspelt(&own, &p.tokens)))
            .or_else(|| only(&|p| shouted && own.len() == 1 && own[0].len() <= 3 && initials(&p.tokens) == own[0]))
    }

    /// The entry of a label; every label given to [`Known::people`] has one.
    pub fn find(&self, label: &Written) -> usize {
        let at = self.fitting(label).unwrap_or(0);
        let name = self.entries.get(at).map(|p| &p.name);
        self.entries.iter().position(|p| Some(&p.name) == name).unwrap_or(at)
    }

    /// The full name; one in capitals only is set in small letters.
    pub fn name(&self, at: usize) -> String {
        let name = self.entries.get(at).map_or("", |p| p.name.as_str());
        let shouted = name.contains(' ') && name.to_uppercase() == name && !name.bytes().any(|b| b.is_ascii_digit());
        if shouted { name.split_whitespace().map(title_case).collect::<Vec<_>>().join(" ") } else { name.to_owned() }
    }
}

fn is_part(part: &[String], whole: &[String]) -> bool {
    !part.is_empty() && part.iter().all(|t| whole.contains(t))
}

/// Same first name, last names of five letters or more that differ by one letter.
fn misspelt(a: &[String], b: &[String]) -> bool {
    let ([a_first, .., a_last], [b_first, .., b_last]) = (a, b) else { return false };
    a.len() == b.len()
        && a_first == b_first
        && a[1..a.len() - 1] == b[1..b.len() - 1]
        && a_last.chars().count() >= 5
        && one_edit(a_last, b_last)
}

fn one_edit(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    let same = short.iter().zip(long.iter()).take_while(|(x, y)| x == y).count();
    match long.len() - short.len() {
        0 => same == short.len() || short[same + 1..] == long[same + 1..],
        1 => short[same..] == long[same + 1..],
        _ => false,
    }
}

fn initials(tokens: &[String]) -> String {
    tokens.iter().filter_map(|t| t.chars().next()).collect()
}

fn title_case(word: &str) -> String {
    let mut start = true;
    let set = |c: char| {
        let lower = if start { c.to_string() } else { c.to_lowercase().to_string() };
        start = !c.is_alphabetic();
        lower
    };
    word.chars().map(set).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_apart() {
        assert!(one_edit("harlow", "harlaw") && one_edit("harlow", "harlowe") && one_edit("harlow", "arlow"));
        assert!(!one_edit("harlow", "harwol") && !one_edit("harlow", "hario"));
    }

    #[test]
    fn siblings_stay_two() {
        let tokens = |n: &str| words::bare(n);
        assert!(misspelt(&tokens("Dina Haddad"), &tokens("Dina Hadad")));
        assert!(!misspelt(&tokens("Marta Lopez"), &tokens("Maria Lopez")));
        assert!(!misspelt(&tokens("Jane Roe"), &tokens("Jane Doe")));
    }
}
