//! `cargo run --release -p khabar-encoder --example speed -- FILE [KERNELS]`: pieces and words a second on one thread, for each
//! form of the kernels that this processor can run.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::ops::Range;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use khabar_encoder::{Kernels, Model};

/// Pieces of a window, as the reader plans them.
const WINDOW: usize = 300;
const REPEATS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("give a text file")?;
    let text = std::fs::read_to_string(path)?;
    let start = clock();
    let mut model = Model::bundled()?;
    println!("load {:.0} ms", (clock() - start).as_secs_f64() * 1e3);
    let windows = windows(&model, &text);
    let pieces: usize = windows.iter().map(|(w, _)| model.pieces(w) + 2).sum();
    let words = text.split_whitespace().count();
    println!("{words} words, {pieces} pieces, {} windows without overlap; best of {REPEATS}", windows.len());
    let only = std::env::args().nth(2);
    for kernels in Kernels::available().into_iter().filter(|k| only.as_deref().is_none_or(|name| name == k.name())) {
        model = model.with_kernels(kernels);
        let encoder = best(|| windows.iter().for_each(|(w, _)| drop(model.tag(w, &[]))));
        let whole = best(|| windows.iter().for_each(|(w, s)| drop(model.read(w, s))));
        let rate = |n: usize, t: Duration| n as f64 / t.as_secs_f64();
        println!(
            "{:<11} encoder and tag layers {:6.0} pieces/s {:6.0} words/s   whole reading {:6.0} pieces/s {:6.0} words/s",
            kernels.name(),
            rate(pieces, encoder),
            rate(words, encoder),
            rate(pieces, whole),
            rate(words, whole),
        );
    }
    Ok(())
}

/// Time this process had a processor (Linux), so that other work on the machine counts less; elsewhere time of day.
fn clock() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let stat = std::fs::read_to_string("/proc/self/schedstat").ok();
    let busy = stat.and_then(|s| s.split(' ').next().and_then(|ns| ns.parse().ok()));
    busy.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// The shortest of a few runs: other work on the machine only ever adds time.
fn best(mut run: impl FnMut()) -> Duration {
    let timed = (0..REPEATS).map(|_| {
        let start = clock();
        run();
        clock() - start
    });
    timed.min().unwrap_or_default()
}

/// Windows of whole sentences (cut roughly, at full stops and line breaks) with the sentences' bytes.
fn windows<'a>(model: &Model, text: &'a str) -> Vec<(&'a str, Vec<Range<usize>>)> {
    let (mut out, mut start, mut end, mut size) = (Vec::new(), 0, 0, 0);
    let mut sentences = Vec::new();
    for sentence in text.split_inclusive(['\n', '.']) {
        let pieces = model.pieces(sentence);
        if size + pieces > WINDOW && size > 0 {
            out.push((&text[start..end], std::mem::take(&mut sentences)));
            (start, size) = (end, 0);
        }
        sentences.push(end - start..end - start + sentence.len());
        end += sentence.len();
        size += pieces;
    }
    out.push((&text[start..end], sentences));
    out
}
