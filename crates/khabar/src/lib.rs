//! khabar

pub mod codebook;
pub mod corridor;
pub mod explain;
pub mod ingest;
pub mod views;
pub mod world;
