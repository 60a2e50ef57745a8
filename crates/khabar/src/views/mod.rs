//! Answers from a desk: plain functions from a [`Picture`] to plain structs. Rendering for terminals lives in the
//! command line; [`brief`] also writes itself as Markdown and HTML.
//!
//! Reading order: [`picture`] (what a question sees), [`rows`] (one listing a family), [`telling`] (an act as a
//! sentence), [`saying`] (the other families), `wording` (names and dates
//! within them), [`timeline`], [`claims`], [`actors`], [`show`], [`brief`].

pub mod actors;
pub mod brief;
pub mod claims;
pub mod picture;
pub mod rows;
pub mod saying;
pub mod show;
pub mod telling;
pub mod timeline;
mod wording;

pub use picture::{Citation, Named, Picture};

/// Views leave out records that are less likely right than wrong, and say how many, unless asked for them.
pub const MIN_CONFIDENCE: f64 = 0.5;
