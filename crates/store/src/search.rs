//! Full-text search over sentences; no query of a user is a syntax error.
//!
//! A query is words, "phrases" and prefix* terms; all must be in the document. `a OR b` asks for one of them, `NOT a`
//! leaves documents with it out. Everything else (hyphens, apostrophes, brackets) only separates words.

use crate::fold::{OPEN, SHUT, fold, marks};
use crate::select::{Sql, documents_of, limit};
use crate::{Desk, Filter, Hit, StoreError};
use khabar_model::{Chars, DocId};
use rusqlite::Row;

/// What a query asks for, as FTS5 expressions.
#[derive(Debug, Default, PartialEq)]
struct Query {
    /// Every one must hold somewhere in the document.
    all: Vec<String>,
    none: Vec<String>,
}

/// Words as an FTS5 phrase; None where they hold no letter or digit.
pub(crate) fn phrase(words: &str) -> Option<String> {
    words.chars().any(char::is_alphanumeric).then(|| format!("\"{}\"", fold(words).replace(['"', '\0'], " ")))
}

/// Splits at white space, keeping what stands in double quotes together.
fn terms(query: &str) -> Vec<String> {
    let mut terms = vec![String::new()];
    let mut quoted = false;
    for c in query.chars() {
        match c {
            '"' | '“' | '”' | '«' | '»' => {
                quoted = !quoted;
                terms.push(String::new());
                if quoted {
                    terms.last_mut().expect("just pushed").push('"');
                }
            }
            c if c.is_whitespace() && !quoted => terms.push(String::new()),
            c => terms.last_mut().expect("never empty").push(c),
        }
    }
    // A star after a closing quote belongs to the phrase.
    for i in 1..terms.len() {
        if terms[i] == "*" && terms[i - 1].starts_with('"') {
            terms[i - 1].push('*');
        }
    }
    terms.retain(|t| t.chars().any(char::is_alphanumeric));
    terms
}

fn parse(query: &str) -> Query {
    let mut out = Query::default();
    let (mut or, mut not) = (false, false);
    for term in terms(query) {
        match term.as_str() {
            "OR" => or = !out.all.is_empty(),
            "NOT" => not = true,
            "AND" => {}
            term => {
                let star = if term.ends_with('*') { " *" } else { "" };
                let Some(phrase) = phrase(term).map(|p| p + star) else { continue };
                match out.all.last_mut() {
                    _ if not => out.none.push(phrase),
                    Some(last) if or => *last = format!("{last} OR {phrase}"),
                    _ => out.all.push(phrase),
                }
                (or, not) = (false, false);
            }
        }
    }
    out
}

impl Desk {
    /// Sentences of documents that hold every word of `query`, best first (BM25, headlines count double), then by
    /// document id and place. Looks at the filter's `since` and `until` (document's date), `doc`, `actor` (mentioned in
    /// the document), `limit`, `include_superseded`.
    pub fn search(&self, query: &str, filter: &Filter) -> Result<Vec<Hit>, StoreError> {
        let wanted = parse(query);
        if wanted.all.is_empty() {
            return Err(StoreError::EmptyQuery { query: query.to_owned() });
        }
        self.hits(&wanted, filter).map_err(|e| self.fail("searching", e))
    }

    fn hits(&self, query: &Query, filter: &Filter) -> rusqlite::Result<Vec<Hit>> {
        let mut sql = Sql::default();
        sql.and("sentence_search MATCH ?", [query.all.join(" OR ")]);
        sql.append(documents_of(self, filter)?);
        if let Some(actor) = &filter.actor {
            self.mentioning(actor, &mut sql)?;
        }
        let holding = "SELECT x.doc FROM sentences x WHERE x.id IN (SELECT rowid FROM sentence_search WHERE sentence_search MATCH ?)";
        if query.all.len() > 1 {
            for all in &query.all {
                sql.and(&format!("d.id IN ({holding})"), [all.clone()]);
            }
        }
        for none in &query.none {
            sql.and(&format!("d.id NOT IN ({holding})"), [none.clone()]);
        }
        // Ranked first and marked after, so that only what is shown has its words fetched. `+ 0` keeps FTS5 from starting
        // the match anew for every row, which is slow for prefixes.
        let ranked = format!(
            "SELECT s.id, s.doc, s.n, s.start, s.end, bm25(sentence_search, 2.0, 1.0) AS score
             FROM sentence_search JOIN sentences s ON s.id = sentence_search.rowid JOIN documents d ON d.id = s.doc {}
             ORDER BY score, s.doc, s.n {}",
            sql.clause(),
            limit(filter)
        );
        let marked = |column| format!("coalesce(highlight(sentence_search, {column}, char({}), char({})), '')", OPEN as u32, SHUT as u32);
        let select = format!(
            "SELECT h.doc, h.start, h.end, substr(d.text, h.start + 1, h.end - h.start), {} || {}, -h.score
             FROM sentence_search CROSS JOIN ({ranked}) h ON h.id = sentence_search.rowid + 0 JOIN documents d ON d.id = h.doc
             WHERE sentence_search MATCH ? ORDER BY h.score, h.doc, h.n",
            marked(0),
            marked(1)
        );
        sql.bind([query.all.join(" OR ")]);
        sql.rows(&self.db, &select, hit)
    }
}

fn hit(r: &Row) -> rusqlite::Result<Hit> {
    let (snippet, marked): (String, String) = (r.get(3)?, r.get(4)?);
    let marks = marks(&snippet, &marked);
    Ok(Hit { doc: DocId(r.get(0)?), span: Chars { start: r.get(1)?, end: r.get(2)? }, snippet, marks, score: r.get(5)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(query: &str, all: &[&str], none: &[&str]) {
        let parsed = parse(query);
        assert_eq!((parsed.all, parsed.none), (all.iter().map(|s| s.to_string()).collect(), none.iter().map(|s| s.to_string()).collect()));
    }

    #[test]
    fn a_query_is_words_phrases_prefixes_or_and_not() {
        check("US-led strike*", &["\"US-led\"", "\"strike*\" *"], &[]);
        check("truce OR ceasefire NOT Sarel", &["\"truce\" OR \"ceasefire\""], &["\"Sarel\""]);
        check("“open the crossing” now", &["\" open the crossing\"", "\"now\""], &[]);
        check("it's (a AND b", &["\"it's\"", "\"(a\"", "\"b\""], &[]);
        check("\"never closed", &["\" never closed\""], &[]);
        check("OR NOT * - \"\"", &[], &[]);
        check("\"open cros\"*", &["\" open cros*\" *"], &[]);
    }
}
