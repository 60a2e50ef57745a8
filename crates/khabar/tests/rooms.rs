//! The walls between the rooms: which crate may use which, and which words a pure room may not contain.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Room and the rooms that it may know. Anything else fails the test; the reasons are in ARCHITECTURE.md.
const MAY_USE: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("lexicon", &["model"]),
    ("encoder", &[]),
    ("reader", &["model", "lexicon", "encoder"]),
    ("extract", &["model", "lexicon"]),
    ("resolve", &["model", "lexicon"]),
    ("store", &["model"]),
    ("khabar", &["model", "lexicon", "encoder", "reader", "extract", "resolve", "store"]),
    ("bench", &["model", "lexicon", "encoder", "reader", "extract"]),
    ("cli", &["khabar", "bench", "model", "store", "lexicon"]),
];

/// Rooms that are functions of their arguments only.
const PURE: &[&str] = &["model", "lexicon", "encoder", "reader", "extract", "resolve"];

/// What reaches outside, or varies from run to run.
const OUTSIDE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::env::",
    "std::process",
    "std::thread::spawn",
    "SystemTime",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "HashMap",
    "HashSet",
    "rand::",
];

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The rooms that a manifest names under `[dependencies]`.
fn edges(manifest: &str) -> Vec<String> {
    let table: toml::Table = manifest.parse().unwrap();
    let names = table.get("dependencies").and_then(|d| d.as_table()).map(|d| d.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
    names.into_iter().filter(|n| n.starts_with("khabar")).map(|n| n.strip_prefix("khabar-").unwrap_or("khabar").to_owned()).collect()
}

#[test]
fn no_room_knows_one_that_it_must_not() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    for entry in std::fs::read_dir(crates()).unwrap() {
        let path = entry.unwrap().path();
        let Ok(manifest) = std::fs::read_to_string(path.join("Cargo.toml")) else { continue };
        let room = path.file_name().unwrap().to_str().unwrap().to_owned();
        let may = allowed.get(room.as_str()).unwrap_or_else(|| panic!("room `{room}` is not in the table of rooms"));
        for used in edges(&manifest) {
            assert!(may.contains(&used.as_str()), "`{room}` uses `{used}`; it may use {may:?}");
        }
    }
}

#[test]
fn pure_rooms_touch_nothing_outside() {
    for room in PURE {
        for file in sources(&crates().join(room).join("src")) {
            let text = std::fs::read_to_string(&file).unwrap();
            let tests_only = text.contains("#![cfg(test)]");
            let code = if tests_only { "" } else { text.split("#[cfg(test)]").next().unwrap_or("") };
            for (n, line) in code.lines().enumerate().filter(|(_, l)| !l.trim_start().starts_with("//")) {
                for word in OUTSIDE {
                    assert!(!line.contains(word), "{}:{}: `{word}` in a pure room", file.display(), n + 1);
                }
            }
        }
    }
}

#[test]
fn only_the_store_speaks_sql_and_only_kernels_are_unsafe() {
    for entry in std::fs::read_dir(crates()).unwrap() {
        let path = entry.unwrap().path();
        let room = path.file_name().unwrap().to_str().unwrap().to_owned();
        for file in sources(&path.join("src")) {
            let text = std::fs::read_to_string(&file).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap_or("");
            assert!(room == "store" || !code.contains("rusqlite"), "{} knows SQL", file.display());
            let kernel = room == "encoder" && file.components().any(|c| c.as_os_str() == "kernels");
            assert!(kernel || !code.contains("unsafe {"), "{} is unsafe outside the encoder's kernels", file.display());
        }
    }
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return out };
    for path in entries.map(|e| e.unwrap().path()) {
        if path.is_dir() {
            out.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
    out
}
