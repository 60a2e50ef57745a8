//! Every listing on a small desk: its table as a golden file, its CSV and JSON as data.

mod support;

use khabar_model::Record;
use support::{desk, golden, khabar, out};

/// Command lines and the golden file of each.
const TABLES: &[(&str, &[&str])] = &[
    ("timeline", &["timeline"]),
    ("actors", &["actors"]),
    ("events", &["events"]),
    ("statements", &["statements"]),
    ("commitments", &["commitments"]),
    ("measures", &["measures"]),
    ("assessments", &["assessments"]),
    ("relations", &["relations"]),
    ("documents", &["documents"]),
    ("search", &["search", "ferry"]),
    ("brief", &["brief"]),
];

#[test]
fn tables_are_as_they_were() {
    let folder = desk("tables");
    for (name, args) in TABLES {
        let text = out(&folder, args);
        assert!(!text.contains('\u{1b}'), "{name}: control characters reach the terminal");
        assert!(
            text.lines().all(|l| *name == "brief" || *name == "search" || l.chars().count() <= 110),
            "{name} is wider than the terminal:\n{text}"
        );
        golden(name, &text);
    }
}

#[test]
fn each_listing_is_sound_json_and_csv() {
    let folder = desk("formats");
    for (name, args) in TABLES.iter().filter(|(name, _)| *name != "brief") {
        let with = |format| out(&folder, &[*args, &["--format", format]].concat());
        let array: Vec<serde_json::Value> = serde_json::from_str(&with("json")).unwrap();
        let lines: Vec<serde_json::Value> = with("jsonl").lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        assert_eq!(array, lines, "{name}");
        let text = with("csv");
        let mut csv = csv::Reader::from_reader(text.as_bytes());
        let heads = csv.headers().unwrap().clone();
        let rows: Vec<csv::StringRecord> = csv.records().collect::<Result<_, _>>().unwrap();
        assert_eq!(rows.len(), lines.len(), "{name}");
        assert!(!rows.is_empty(), "{name}");
        // A column that no row fills has the wrong path.
        for (i, head) in heads.iter().enumerate().filter(|(_, h)| !MAY_BE_EMPTY.contains(h)) {
            assert!(rows.iter().any(|r| !r[i].is_empty()), "{name}: column `{head}` is always empty");
        }
    }
}

/// What the small desk does not know.
const MAY_BE_EMPTY: &[&str] = &["country", "sector", "to", "evidence", "low", "high", "story", "title", "entities", "authors", "date_text"];

#[test]
fn records_are_the_exchange_format_whole() {
    let folder = desk("records");
    let text = out(&folder, &["records"]);
    let mut kinds = std::collections::BTreeMap::new();
    for line in text.lines() {
        let record: Record = serde_json::from_str(line).unwrap_or_else(|e| panic!("{e} in {line}"));
        assert_eq!(serde_json::to_string(&record).unwrap(), line);
        let kind = serde_json::from_str::<serde_json::Value>(line).unwrap()["kind"].as_str().unwrap().to_owned();
        *kinds.entry(kind).or_insert(0) += 1;
    }
    for (kind, n) in
        [("document", 3), ("event", 4), ("statement", 2), ("commitment", 1), ("measure", 1), ("assessment", 2), ("relation", 1)]
    {
        assert_eq!(kinds.get(kind), Some(&n), "{kind}");
    }
    assert!(text.contains(r#""numbers":{"killed":2}"#), "whole numbers have no fraction");
    assert_eq!(out(&folder, &["records", "--format", "jsonl"]), text);
    assert_eq!(out(&folder, &["records", "--format", "csv"]).lines().count(), text.lines().count() + 1);
}

#[test]
fn filters_choose() {
    let folder = desk("filters");
    let count = |args: &[&str]| out(&folder, &[args, &["--format", "jsonl"]].concat()).lines().count();
    assert_eq!(count(&["events"]), 3);
    assert_eq!(count(&["events", "--min-confidence", "0"]), 4);
    assert_eq!(count(&["events", "--min-confidence", "0.9"]), 1);
    assert_eq!(count(&["events", "--type", "assault", "--actor", "orland"]), 3);
    assert_eq!(count(&["events", "--type", "firearms"]), 2);
    assert_eq!(count(&["events", "--until", "2030"]), 0);
    assert_eq!(count(&["events", "--since", "2031-03-04", "--until", "2031-03"]), 3);
    assert_eq!(count(&["events", "--place", "keld"]), 1);
    assert_eq!(count(&["events", "--doc", "bulletin"]), 1);
    assert_eq!(count(&["events", "--limit", "2"]), 2);
    assert_eq!(count(&["commitments", "--type", "open"]), 1);
    assert_eq!(count(&["commitments", "--type", "kept"]), 0);
    assert_eq!(count(&["documents", "--type", "bulletin"]), 1);
    assert_eq!(count(&["statements", "--type", "deny"]), 1);
    assert_eq!(count(&["actors", "--type", "military"]), 1);
}

#[test]
fn what_is_left_out_is_said() {
    let folder = desk("left_out");
    let run = khabar(&folder, &["events", "--limit", "1"]);
    let said = String::from_utf8(run.stderr).unwrap();
    assert!(said.contains("1 of 3 shown (--limit)"), "{said}");
    assert!(said.contains("1 left out for a confidence below 0.5 (--min-confidence 0 shows all)"), "{said}");
    assert!(khabar(&folder, &["events", "--limit", "1", "--quiet"]).stderr.is_empty());
}

#[test]
fn colours_only_where_asked_for() {
    let folder = desk("colours");
    assert!(out(&folder, &["events", "--color", "always"]).contains("\u{1b}["));
    assert!(!out(&folder, &["events"]).contains("\u{1b}["));
}
