//! khabar

pub mod corridor;
pub mod ingest;
pub mod views;
pub mod world;
