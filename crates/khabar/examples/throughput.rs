//! `cargo run --release -p khabar --example throughput -- [--jobs N] [--documents N] REPORTS.xml...`
//!
//! Adds synthetic documents of about 500 words, put together from paragraphs of the marked reports in `corpus/`, to a
//! desk in a temporary folder, and prints words a second from file text to committed records, start-up time and peak
//! memory. A bench, not a test: figures depend on the machine; quote ratios measured side by side.

#![allow(clippy::print_stdout)] // an example prints

use khabar::corridor::{Khabar, Outcome, Plan};
use khabar::ingest::{Options, Origin, expand};
use khabar::world::SystemWorld;
use khabar_store::Desk;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (mut jobs, mut documents, mut files) = (1, 1000, Vec::new());
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--jobs" => jobs = args.next().ok_or("--jobs needs a number")?.parse()?,
            "--documents" => documents = args.next().ok_or("--documents needs a number")?.parse()?,
            _ => files.push(arg),
        }
    }
    let paragraphs = paragraphs(&files)?;
    let folder = std::env::temp_dir().join(format!("khabar-throughput-{}", std::process::id()));
    let texts = folder.join("texts");
    std::fs::create_dir_all(&texts)?;
    let words = write_documents(&texts, &paragraphs, documents)?;

    let start = Instant::now();
    let khabar = Khabar::bundled()?;
    let ready = start.elapsed();
    let mut desk = Desk::open(&folder.join("bench.db"))?;
    let options = Options::default();
    let (stop, at) = (AtomicBool::new(false), jiff::Timestamp::now());
    let plan = Plan { options: &options, jobs, at, stop: &stop };
    let items: Vec<_> = expand(&SystemWorld, &[Origin::Path(texts)]).into_iter().filter_map(Result::ok).collect();
    let (mut kept, mut events) = (0, 0);
    let start = Instant::now();
    khabar.add(&SystemWorld, &mut desk, &items, &plan, &mut |o| {
        if let Outcome::Kept { tally, .. } = o {
            kept += 1;
            events += tally.events;
        }
    })?;
    let took = start.elapsed().as_secs_f64();
    let rate = words as f64 / took;
    println!(
        "{kept} documents, {words} words, {events} events, {jobs} thread(s): {took:.1} s, {rate:.0} words/s; start-up {ready:.0?}; peak memory {}",
        peak()
    );
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

/// Plain paragraphs of marked reports: everything between `<p>` and `</p>` without tags.
fn paragraphs(files: &[String]) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let mut out = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(file).map_err(|e| format!("{file}: {e}"))?;
        for part in text.split("<p>").skip(1) {
            let marked = part.split("</p>").next().unwrap_or("");
            let plain: String =
                marked.split('<').enumerate().map(|(i, s)| if i == 0 { s } else { s.split_once('>').map_or("", |x| x.1) }).collect();
            out.push(plain.replace("&amp;", "&"));
        }
    }
    if out.is_empty() { Err("no paragraphs found: name files of corpus/reports/*.xml".into()) } else { Ok(out) }
}

/// Writes the documents, no two the same, and answers how many words they have.
fn write_documents(folder: &std::path::Path, paragraphs: &[String], n: usize) -> std::io::Result<usize> {
    let mut total = 0;
    for i in 0..n {
        let mut text = format!("Report {i} of the bench\n");
        let mut words = 5;
        let mut at = i * 7;
        while words < 500 {
            let p = &paragraphs[at % paragraphs.len()];
            text.push('\n');
            text.push_str(p);
            text.push('\n');
            words += p.split_whitespace().count();
            at += 1;
        }
        total += words;
        std::fs::write(folder.join(format!("{i:05}.txt")), text)?;
    }
    Ok(total)
}

/// The process's largest resident memory so far, as the kernel tells it (Linux only).
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |l| l.trim().to_owned())
}
