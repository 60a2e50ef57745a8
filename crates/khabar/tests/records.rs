//! Runs `cases/records/*.txt` through the whole corridor short of the desk: text in, records out.
//!
//! A case is a header (`name:`, `why:`, `date:`), `---`, the text, `---`, and lines of what must come out:
//!
//! ```text
//! event type=ASSAULT status=occurred actors="Elgon Front" date=2024-03-04
//! no event type=SANCTION
//! wrong statement source="the ministry"
//! ```
//!
//! A line names only the fields it cares about; every one must hold of one record of that family. Entities are given by
//! name, several joined by `|` in any order; `words=` must occur in the record's words. `no` asserts that there is no such
//! record. `wrong` asserts a known wrong answer, and fails the day it is put right: then make it a plain line.

use khabar::corridor::Khabar;
use khabar_model::{Record, Resolution, Source};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

struct Line {
    sign: Sign,
    family: String,
    fields: Vec<(String, String)>,
}

#[derive(PartialEq)]
enum Sign {
    Must,
    MustNot,
    KnownWrong,
}

#[test]
fn every_case_gives_its_records() {
    let khabar = Khabar::bundled().expect("knowledge and model");
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/records");
    let mut paths: Vec<_> =
        std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|x| x == "txt")).collect();
    paths.sort();
    assert!(paths.len() >= 8, "cases/records has lost its cases");
    let failures: Vec<String> = paths.iter().flat_map(|p| run(&khabar, p)).collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

fn run(khabar: &Khabar, path: &std::path::Path) -> Vec<String> {
    let file = std::fs::read_to_string(path).unwrap();
    let parts: Vec<&str> = file.split("\n---\n").collect();
    let [header, text, expected] = parts[..] else { panic!("{}: expected header, text and lines parted by ---", path.display()) };
    let mut source = Source::new(path.file_name().unwrap().to_string_lossy(), text);
    source.given.date = header.lines().find_map(|l| l.strip_prefix("date: ")).map(|d| d.parse().unwrap());
    let coded = khabar.code(source);
    let rows = rows(text, &coded.resolution);
    let lines = expected.lines().filter(|l| !l.trim().is_empty() && !l.starts_with('#'));
    let mut out = Vec::new();
    for (line, text) in lines.map(|l| (parse(l), l)) {
        let found = rows.iter().any(|r| holds(r, &line));
        let complaint = match line.sign {
            Sign::Must | Sign::KnownWrong if found => continue,
            Sign::MustNot if !found => continue,
            Sign::Must => "is missing",
            Sign::MustNot => "must not come out",
            Sign::KnownWrong => "was known to be wrong and is no longer so: make it a plain line, or take it out",
        };
        let same: Vec<String> = rows.iter().filter(|r| r["kind"] == line.family.as_str()).map(|r| format!("    {r}")).collect();
        out.push(format!("{}: `{text}` {complaint}; of that family there are:\n{}", path.display(), same.join("\n")));
    }
    out
}

/// Records as JSON with entity ids replaced by names, and the words of their span.
fn rows(text: &str, resolution: &Resolution) -> Vec<Value> {
    let names: BTreeMap<String, String> = resolution.entities.iter().map(|e| (e.id.0.clone(), e.name.clone())).collect();
    let chars: Vec<char> = text.chars().collect();
    let entities = resolution.entities.iter().map(|e| Record::Entity(e.clone()));
    entities
        .chain(resolution.records.iter().cloned())
        .map(|r| {
            let mut row = serde_json::to_value(&r).unwrap();
            if let Some(span) = row.get("span").and_then(Value::as_array) {
                let at = |i: usize| span[i].as_u64().unwrap() as usize;
                row["words"] = chars[at(0)..at(1)].iter().collect::<String>().into();
            }
            name(&mut row, &names);
            row
        })
        .collect()
}

fn name(value: &mut Value, names: &BTreeMap<String, String>) {
    match value {
        Value::String(s) => {
            if let Some(name) = names.get(s) {
                *s = name.clone();
            }
        }
        Value::Array(all) => all.iter_mut().for_each(|v| name(v, names)),
        Value::Object(all) => all.values_mut().for_each(|v| name(v, names)),
        _ => {}
    }
}

fn parse(line: &str) -> Line {
    let (sign, rest) = match line.split_once(' ') {
        Some(("no", rest)) => (Sign::MustNot, rest),
        Some(("wrong", rest)) => (Sign::KnownWrong, rest),
        _ => (Sign::Must, line),
    };
    let (family, mut rest) = rest.split_once(' ').unwrap_or((rest, ""));
    let mut fields = Vec::new();
    while let Some((key, after)) = rest.trim_start().split_once('=') {
        let (value, more) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or_else(|| panic!("a quote is not closed in `{line}`")),
            None => after.split_once(' ').unwrap_or((after, "")),
        };
        fields.push((key.to_owned(), value.to_owned()));
        rest = more;
    }
    Line { sign, family: family.to_owned(), fields }
}

fn holds(row: &Value, line: &Line) -> bool {
    row["kind"] == line.family.as_str() && line.fields.iter().all(|(key, want)| fits(key, &row[key.split('.').next().unwrap_or(key)], want))
}

fn fits(key: &str, got: &Value, want: &str) -> bool {
    if let Some((_, inner)) = key.split_once('.') {
        return fits(inner, &got[inner], want);
    }
    match got {
        Value::String(s) if key == "words" || key == "what" => s.contains(want),
        Value::String(s) => s == want,
        Value::Number(n) => want.parse::<f64>().ok() == n.as_f64(),
        Value::Null => want == "null",
        Value::Bool(b) => want == b.to_string(),
        Value::Array(all) => {
            let got: BTreeSet<&str> = all.iter().filter_map(Value::as_str).collect();
            got == want.split('|').filter(|w| !w.is_empty()).collect()
        }
        Value::Object(o) => o.get("name").is_some_and(|n| n == want),
    }
}
