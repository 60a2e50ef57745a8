//! The khabar binary: arguments in, answers on standard output, everything else on standard error.
//!
//! Reading order: `args` (as typed), `plan` (what it means: desk, knowledge, filter), `commands` (one file each),
//! `output` (tables, JSON, CSV). Exit codes: 0 done; 1 some inputs of `add` failed; 2 nothing was done; 130 stopped by Ctrl-C.

mod args;
mod commands;
mod failure;
mod output;
mod plan;
mod suggest;

use clap::Parser;
use failure::Failure;
use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = args::Args::parse();
    match commands::run(&args) {
        Ok(code) => ExitCode::from(code),
        // Whoever read our output has had enough, as `head` does.
        Err(Failure::Output(e)) if e.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            // Where even this cannot be written there is nobody to tell.
            let _ = writeln!(std::io::stderr(), "khabar: {failure}");
            ExitCode::from(failure::NOTHING_DONE)
        }
    }
}
