//! Facts from named fields: front matter, table columns, JSON keys share their names and their reading.

use super::dates;
use super::names::NAMES;
use khabar_model::{DateSource, Facts, Genre};

/// Values of named fields on their way to facts. Names are matched without regard to case.
#[derive(Debug, Default)]
pub struct Fields {
    fields: Vec<(String, String)>,
}

impl Fields {
    pub fn add(&mut self, name: &str, value: &str) {
        if !value.trim().is_empty() {
            self.fields.push((name.trim().to_lowercase(), value.trim().to_string()));
        }
    }
    /// Values under the first of `names` that is there.
    fn under<'a>(&'a self, names: &[String]) -> Vec<&'a str> {
        let of = |name: &String| self.fields.iter().filter(|(n, _)| n == name).map(|(_, v)| v.as_str()).collect::<Vec<_>>();
        names.iter().map(of).find(|values| !values.is_empty()).unwrap_or_default()
    }
    fn first(&self, names: &[String]) -> Option<String> {
        self.under(names).first().map(|v| v.to_string())
    }
    /// What the fields say; values that are no date, genre or language say nothing.
    pub fn facts(&self) -> Facts {
        let c = &NAMES.columns;
        let date = self.under(&c.date).into_iter().find_map(dates::date);
        Facts {
            title: self.first(&c.title),
            publisher: self.first(&c.publisher),
            authors: self.under(&c.authors).into_iter().flat_map(authors).collect(),
            date,
            date_source: date.map(|_| DateSource::Printed),
            genre: self.first(&c.genre).and_then(|g| Genre::parse(&g.to_lowercase())),
            language: self.first(&c.language).and_then(|l| language(&l)),
        }
    }
}

/// `en`, `en-GB`, `en_GB.UTF-8`, `eng` to the primary subtag in lower case; None where it is no language tag.
pub fn language(tag: &str) -> Option<String> {
    let first = tag.trim().split(['-', '_', '.', ',']).next().unwrap_or("").to_lowercase();
    let tagged = matches!(first.len(), 2 | 3) && first.bytes().all(|b| b.is_ascii_lowercase());
    tagged.then(|| if first == "eng" { "en".to_string() } else { first })
}

/// Names in one byline: "By Mara Quill and T. Osei". Commas part names only where every part is a name of two words or more.
pub fn authors(byline: &str) -> Vec<String> {
    let page = &NAMES.page;
    let mut rest = byline.trim();
    for word in &page.byline {
        if rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)) {
            rest = rest[word.len()..].trim_start();
            break;
        }
    }
    if rest.is_empty() || rest.contains("://") {
        return Vec::new();
    }
    let mut names = vec![rest];
    for mark in &page.author_marks {
        let parts: Vec<&str> = names.iter().flat_map(|n| n.split(mark.as_str())).map(str::trim).filter(|n| !n.is_empty()).collect();
        let are_names = parts.iter().all(|p| looks_like_name(p));
        if are_names || mark.trim() == ";" {
            names = parts;
        }
    }
    names.into_iter().map(str::to_string).collect()
}

/// Two to four words, each with a capital or a particle of up to three letters.
fn looks_like_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    (2..=4).contains(&words.len()) && words.iter().all(|w| w.starts_with(char::is_uppercase) || w.chars().count() <= 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines_give_names_and_keep_titles_with_them() {
        assert_eq!(authors("By Mara Quill and Tom de la Rue"), ["Mara Quill", "Tom de la Rue"]);
        assert_eq!(authors("Mara Quill, T. Osei"), ["Mara Quill", "T. Osei"]);
        assert_eq!(authors("Mara Quill, senior fellow"), ["Mara Quill, senior fellow"]);
        assert_eq!(authors("Ministry of Water and Power"), ["Ministry of Water and Power"]);
        assert_eq!(authors("https://x.example/authors/mara"), Vec::<String>::new());
        assert_eq!(language("en_GB.UTF-8").as_deref(), Some("en"));
        assert_eq!(language("English"), None);
    }
}
