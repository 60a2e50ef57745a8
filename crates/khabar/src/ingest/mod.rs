//! Files, folders, feeds, tables and standard input to sources: text, facts that the container states, hints.
//!
//! [`expand`] lists what there is to read (cheap, for progress); [`ingest`] reads one item. A file that fails gives an
//! error that names it and says what to do; nothing else is lost.

mod dates;
mod docx;
mod encoding;
mod error;
mod facts;
mod feed;
mod flow;
mod format;
mod guard;
mod html;
mod layout;
mod list;
mod mail;
mod markdown;
mod names;
mod options;
mod page_facts;
mod paragraphs;
mod pdf;
mod read;
mod table;

pub use error::IngestError;
pub use format::Format;
pub use list::{Item, Origin, expand};
pub use options::{ColumnMap, Options};
pub use read::{Ingested, Remark, ingest};

use khabar_model::{Facts, Note};

/// One text taken out of its container.
struct Parsed {
    flow: flow::Flow,
    facts: Facts,
    notes: Vec<Note>,
}
