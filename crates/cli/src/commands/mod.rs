//! One file a command; listings share `list`.

mod add;
mod bench;
mod brief;
mod codebook;
mod columns;
mod debug;
mod demo;
mod explain;
mod explain_record;
mod list;
mod progress;
mod records;
mod search;
mod show;
mod summary;

use crate::args::{Args, Command};
use crate::failure::Failure;

/// Does what was asked; answers the exit code.
pub fn run(args: &Args) -> Result<u8, Failure> {
    let common = &args.common;
    match &args.command {
        Command::Add(a) => add::run(common, a),
        Command::Records(a) => records::run(common, a),
        Command::Timeline(a) => list::timeline(common, a),
        Command::Actors(a) => list::actors(common, a),
        Command::Events(a) => list::events(common, a),
        Command::Statements(a) => list::statements(common, a),
        Command::Commitments(a) => list::commitments(common, a),
        Command::Measures(a) => list::measures(common, a),
        Command::Assessments(a) => list::assessments(common, a),
        Command::Relations(a) => list::relations(common, a),
        Command::Documents(a) => list::documents(common, a),
        Command::Search(a) => search::run(common, a),
        Command::Show(a) => show::run(common, a),
        Command::Brief(a) => brief::run(common, a),
        Command::Demo => demo::run(common),
        Command::Codebook(c) => codebook::run(common, c),
        Command::Explain(a) => explain::run(common, a),
        Command::Debug(a) => debug::run(common, a),
        Command::Bench(c) => bench::run(common, c),
    }
}
