//! What a web page says of itself: linked data (schema.org), meta tags, time elements, byline, title.

use super::names::NAMES;
use super::{dates, facts, flow};
use dom_query::Document;
use dom_smoothie::Article;
use khabar_model::{DateSource, Facts, Genre};
use serde_json::Value;

/// A page's facts and, where its linked data carry it, its text.
pub struct PageFacts {
    pub facts: Facts,
    pub body: Option<String>,
}

/// Reads the facts of a whole page, before anything is cut from it.
pub fn read(page: &Document) -> PageFacts {
    let linked = linked(page);
    let metas = metas(page);
    let first = |names: &[String]| all(&metas, names).into_iter().next();
    let from_linked = |key: &str| linked.as_ref().map(|l| texts(&l[key])).unwrap_or_default();
    let linked_first = |key: &str| from_linked(key).into_iter().next();

    let publisher = linked_first("publisher").or_else(|| first(&NAMES.meta.publisher)).map(|p| flow::tidy(&p));
    let title = linked_first("headline")
        .or_else(|| linked_first("name"))
        .or_else(|| first(&NAMES.meta.title))
        .or_else(|| tag(page, "title"))
        .or_else(|| tag(page, "h1"));
    let authors = [from_linked("author"), all(&metas, &NAMES.meta.authors), author_elements(page)];
    let authors =
        authors.iter().map(|found| found.iter().flat_map(|a| facts::authors(a)).collect::<Vec<_>>()).find(|found| !found.is_empty());
    let (date, date_source) = date(page, linked_first("datePublished"), &metas, linked_first("dateModified"));
    let language = page.select_single("html[lang]").attr("lang").map(|l| l.to_string());
    let language = language.or_else(|| linked_first("inLanguage")).or_else(|| first(&NAMES.meta.language));
    let kind = linked.as_ref().and_then(|l| NAMES.linked.genre.get(&types(l).into_iter().next()?)).and_then(|g| Genre::parse(g));
    PageFacts {
        facts: Facts {
            title: title.map(|t| clean_title(&t, page, publisher.as_deref())).filter(|t| !t.is_empty()),
            publisher: publisher.filter(|p| !p.is_empty()),
            authors: dedup(authors.unwrap_or_default()),
            date,
            date_source,
            genre: kind,
            language: language.and_then(|l| facts::language(&l)),
        },
        body: linked_first("articleBody"),
    }
}

/// Fills in what only the search for the main text found.
pub fn complete(facts: &mut Facts, article: &Article) {
    if facts.authors.is_empty() {
        facts.authors = article.byline.as_deref().map(|b| self::facts::authors(&flow::tidy(b).replace('\n', " "))).unwrap_or_default();
    }
    if facts.title.is_none() && !article.title.is_empty() {
        facts.title = Some(flow::tidy(&article.title));
    }
}

/// The first schema.org object in the page that is a text.
fn linked(page: &Document) -> Option<Value> {
    let scripts = page.select("script[type='application/ld+json']");
    scripts.nodes().iter().filter_map(|node| serde_json::from_str(node.text().trim()).ok()).find_map(|value: Value| find_text(value, 0))
}

/// Looks through arrays and `@graph` for an object of a text's type.
fn find_text(value: Value, depth: usize) -> Option<Value> {
    match value {
        _ if depth > 8 => None,
        Value::Array(items) => items.into_iter().find_map(|item| find_text(item, depth + 1)),
        Value::Object(ref object) if !types(&value).iter().any(|t| NAMES.linked.types.contains(t)) => {
            ["@graph", "mainEntity", "itemListElement"].iter().find_map(|key| find_text(object.get(*key)?.clone(), depth + 1))
        }
        Value::Object(_) => Some(value),
        _ => None,
    }
}

fn types(value: &Value) -> Vec<String> {
    texts(&value["@type"])
}

/// Strings, names of objects, and those of every item of an array.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => vec![text.trim().to_string()],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(object) => object.get("name").map(texts).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// (name in lower case, content) of every meta tag.
fn metas(page: &Document) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for node in page.select("meta[content]").nodes() {
        let content = node.attr("content").map(|c| flow::tidy(&c).replace('\n', " ")).unwrap_or_default();
        for key in ["property", "name", "itemprop", "http-equiv"] {
            if let Some(name) = node.attr(key).filter(|_| !content.is_empty()) {
                found.push((name.to_lowercase(), content.clone()));
            }
        }
    }
    found
}

/// Contents under the first of `names` that the page has.
fn all(metas: &[(String, String)], names: &[String]) -> Vec<String> {
    let of = |name: &String| metas.iter().filter(|(n, _)| n == name).map(|(_, c)| c.clone()).collect::<Vec<_>>();
    names.iter().map(of).find(|found| !found.is_empty()).unwrap_or_default()
}

fn tag(page: &Document, selector: &str) -> Option<String> {
    let text = flow::tidy(&page.select_single(selector).text()).replace('\n', " ");
    (!text.is_empty()).then_some(text)
}

fn author_elements(page: &Document) -> Vec<String> {
    let selectors = ["[itemprop='author'] [itemprop='name']", "[itemprop='author']", "[rel='author']"];
    selectors.iter().filter_map(|s| tag(page, s)).take(1).collect()
}

/// Published dates are printed; a date of change is only an inference.
fn date(
    page: &Document,
    linked: Option<String>,
    metas: &[(String, String)],
    changed: Option<String>,
) -> (Option<khabar_model::When>, Option<DateSource>) {
    let read = |text: String| dates::date(&text);
    let tagged = || NAMES.meta.date.iter().flat_map(|name| all(metas, std::slice::from_ref(name))).find_map(read);
    if let Some(date) = linked.and_then(read).or_else(tagged).or_else(|| time_element(page)) {
        return (Some(date), Some(DateSource::Printed));
    }
    let changed = changed.and_then(read).or_else(|| all(metas, &NAMES.meta.changed).into_iter().find_map(read));
    (changed, changed.map(|_| DateSource::Inferred))
}

/// The first `time` element that is marked as the date of publication, else the first in the article, else the first.
fn time_element(page: &Document) -> Option<khabar_model::When> {
    let places = ["[itemprop='datePublished']", "time[pubdate]", "article header time", "article time", "main time", "time"];
    let nodes = places.iter().flat_map(|selector| page.select(selector).nodes().to_vec());
    nodes.into_iter().find_map(|node| {
        let stated = ["datetime", "content"].iter().find_map(|name| dates::date(&node.attr(name)?));
        stated.or_else(|| dates::date(&flow::tidy(&node.text())))
    })
}

/// The title without the site's name: the page's own heading where that is a part of it, else cut at the site's name.
fn clean_title(title: &str, page: &Document, publisher: Option<&str>) -> String {
    let title = flow::tidy(title).replace('\n', " ");
    let heading = tag(page, "article h1").or_else(|| tag(page, "main h1")).or_else(|| tag(page, "h1"));
    let is_part = |h: &String| {
        let rest = title.strip_prefix(h.as_str());
        let before_mark = rest.is_some_and(|r| NAMES.page.title_marks.iter().any(|mark| r.starts_with(mark.as_str())));
        let fuller = h.to_lowercase().starts_with(&title.to_lowercase());
        before_mark || fuller || (h.split_whitespace().count() >= 3 && title.to_lowercase().contains(&h.to_lowercase()))
    };
    if let Some(heading) = heading.filter(is_part) {
        return heading;
    }
    let is_site = |mark: &str, tail: &str| {
        publisher.is_some_and(|p| flow::same_words(p, tail)) || (mark.contains('|') && tail.split_whitespace().count() <= 4)
    };
    let parted = |mark: &String| title.rsplit_once(mark.as_str()).filter(|(_, tail)| is_site(mark, tail));
    if let Some((head, _)) = NAMES.page.title_marks.iter().find_map(parted) {
        return head.trim().to_string();
    }
    title
}

fn dedup(names: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    names.into_iter().for_each(|n| {
        if !out.contains(&n) {
            out.push(n)
        }
    });
    out
}
