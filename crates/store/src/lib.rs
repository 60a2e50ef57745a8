//! The desk: one SQLite file that holds documents, entities, records, stories and verdicts. The only room with SQL.
//!
//! Reading order: `types` (what goes in and comes out), `desk` (opening), `commit` (one transaction a source),
//! `records`, `documents`, `entities`, `stories`, `search` (questions), `verdicts`.
//! Tables and views are described for analysts in `SCHEMA.md`; the SQL lives in `sql/`.
//!
//! Writing uses a write-ahead log and folds it back when the desk is closed: a kill at any moment leaves whole
//! documents only, and a closed desk is a single file that can be copied or read from a read-only folder.

mod commit;
mod desk;
mod documents;
mod entities;
mod error;
mod fold;
mod records;
mod rows;
mod search;
mod select;
mod sketch;
mod stories;
mod types;
mod verdicts;

pub use desk::{APPLICATION_ID, Desk, OLDEST_READABLE, SCHEMA_VERSION};
pub use error::{BUSY_SECONDS, StoreError};
pub use types::*;
