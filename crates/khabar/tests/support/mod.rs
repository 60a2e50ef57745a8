//! Shared by the ingest tests: a world in memory, fixtures, and short views of sources.

pub mod make;

use khabar::ingest::{IngestError, Ingested, Options, Origin, expand, ingest};
use khabar::world::{MemoryWorld, World};
use khabar_model::Source;
use std::path::PathBuf;

pub fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(PathBuf::from("tests/fixtures").join(name)).unwrap()
}

/// Everything that one origin gives, item by item.
pub fn all(world: &dyn World, origin: &str, options: &Options) -> Vec<Result<Ingested, IngestError>> {
    expand(world, &[Origin::parse(origin)]).into_iter().map(|item| ingest(world, &item?, options)).collect()
}

/// What one file gives.
pub fn read_as(name: &str, bytes: impl Into<Vec<u8>>, options: &Options) -> Result<Ingested, IngestError> {
    let world = MemoryWorld::default().with(name, bytes);
    all(&world, name, options).remove(0)
}

pub fn read(name: &str, bytes: impl Into<Vec<u8>>) -> Result<Ingested, IngestError> {
    read_as(name, bytes, &Options::default())
}

/// The one source of a file that gives no error.
pub fn one(name: &str, bytes: impl Into<Vec<u8>>) -> Source {
    let mut got = read(name, bytes).unwrap();
    assert!(got.errors.is_empty(), "{:?}", got.errors);
    assert_eq!(got.sources.len(), 1);
    got.sources.remove(0)
}

/// The message of a file that gives nothing.
pub fn failure(name: &str, bytes: impl Into<Vec<u8>>) -> String {
    read(name, bytes).unwrap_err().to_string()
}

/// Kinds of the hints but for plain borders.
pub fn kinds(source: &Source) -> Vec<&'static str> {
    for pair in source.hints.windows(2) {
        assert!(pair[0].span.end <= pair[1].span.start, "hints overlap");
    }
    source.hints.iter().map(|h| h.kind.as_str()).filter(|k| *k != "paragraph").collect()
}

/// Known facts of the container, in one line.
pub fn facts(source: &Source) -> String {
    let f = &source.container;
    let mut parts = Vec::new();
    let mut add = |name: &str, value: Option<String>| parts.extend(value.map(|v| format!("{name}={v}")));
    add("title", f.title.clone());
    add("publisher", f.publisher.clone());
    add("authors", (!f.authors.is_empty()).then(|| f.authors.join("+")));
    add("date", f.date.map(|d| format!("{d} {}", f.date_source.map_or("?", |s| s.as_str()))));
    add("genre", f.genre.map(|g| g.to_string()));
    add("language", f.language.clone());
    parts.join("; ")
}

/// Messages of the parts that failed.
pub fn messages(got: &Ingested) -> Vec<String> {
    got.errors.iter().map(|e| e.to_string()).collect()
}

/// Remarks as `code path: message`.
pub fn remarks(got: &Ingested) -> Vec<String> {
    got.remarks.iter().map(|r| format!("{} {}: {}", r.note.code, r.path, r.note.message)).collect()
}
