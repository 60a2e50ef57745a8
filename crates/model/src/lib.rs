//! The nouns of Khabar: sources, documents, records. No I/O, no behaviour beyond what a noun is.
//!
//! Reading order: [`span`] (where), [`when`] (dates are intervals), [`source`] (a text as received),
//! [`doc`] (a text as read), [`record`] (what is kept), [`note`] (what went wrong without failing).
//!
//! Two units of position exist and have two types: [`Span`] counts bytes of the source's text and is used
//! inside the reading rooms; [`Chars`] counts Unicode code points and is what records carry.

pub mod doc;
pub mod note;
pub mod record;
pub mod source;
pub mod span;
pub mod vocab;
pub mod when;

pub use doc::*;
pub use note::{Note, Severity};
pub use record::*;
pub use source::*;
pub use span::{CharIndex, Chars, Span};
pub use vocab::*;
pub use when::When;
