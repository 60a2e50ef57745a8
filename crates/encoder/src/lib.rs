//! The neural reader: text to spans, classes and links, on the CPU. Pure: no files, no clock, no threads of its own.
//!
//! A [`Model`] is loaded once and shared; [`Model::read`] takes one window of text and its sentences and gives a
//! [`Reading`]. The same input gives the same bits on every machine, whatever vector instructions it has.

#[cfg(test)]
mod agreement;
mod config;
mod decode;
mod encoder;
mod error;
mod heads;
mod kernels;
pub mod logistic;
mod pairs;
mod public;
mod reading;
mod shape;
mod tokenizer;
mod vectors;
mod weights;

use std::collections::BTreeMap;
use std::ops::Range;

pub use config::{Class, Config, Layer, Pair};
pub use error::ModelError;
pub use kernels::Kernels;
pub use public::Chains;
pub use reading::{Links, Reading, Tagged};
pub use vectors::{Finder, Trigger, Words};

use decode::WordSpan;
use encoder::Encoder;
use heads::Heads;
use pairs::{Span, Surface};
use public::Public;
use tokenizer::{Pieces, Tokenizer};

/// The reader with its weights. `Send` and `Sync`: documents can be read in parallel by sharing a reference.
pub struct Model {
    config: Config,
    tokenizer: Tokenizer,
    encoder: Encoder,
    heads: Heads,
    public: Public,
    kernels: Kernels,
}

impl Model {
    /// From the bytes of `reader.safetensors` and the text of `vocab.txt`; fails if they are damaged or do not fit.
    pub fn load(bytes: &[u8], vocab: &str) -> Result<Model, ModelError> {
        let (weights, config) = weights::open(bytes)?;
        Ok(Model {
            tokenizer: Tokenizer::new(vocab, &config.encoder)?,
            encoder: Encoder::load(&weights, &config)?,
            heads: Heads::load(&weights, &config)?,
            public: Public::load(&weights, &config)?,
            kernels: Kernels::best(),
            config,
        })
    }

    /// The model that the binary carries.
    pub fn bundled() -> Result<Model, ModelError> {
        Model::load(include_bytes!("../../../models/reader.safetensors"), include_str!("../../../models/vocab.txt"))
    }

    /// The same model on another form of the kernels; results do not change.
    pub fn with_kernels(self, kernels: Kernels) -> Model {
        Model { kernels, ..self }
    }

    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Number of word pieces of a text. One window may have `config().max_pieces()`; pieces of adjacent texts that meet
    /// at a space add up.
    pub fn pieces(&self, text: &str) -> usize {
        self.tokenizer.count(text)
    }

    /// Reads one window of text. `sentences` are byte ranges in order; a piece belongs to the last that starts at or
    /// before it. A text of more than `config().max_pieces()` pieces is cut there and the reading says so.
    pub fn read(&self, text: &str, sentences: &[Range<usize>]) -> Reading {
        self.read_with(text, sentences, None)
    }

    /// As [`Model::read`], with the triggers that `finder` adds: they stand behind the model's own in
    /// `spans(Layer::Trg)`, their labels counted on from the model's, and have status, roles and dates as those have.
    pub fn read_with(&self, text: &str, sentences: &[Range<usize>], finder: Option<Finder>) -> Reading {
        let pieces = self.tokenizer.pieces(text);
        if pieces.words.is_empty() {
            return self.nothing(sentences.len());
        }
        let mut middle = Vec::new();
        let h = self.encoder.encode_keeping(&pieces.ids, &pieces.shapes, self.kernels, finder.map(|_| &mut middle));
        let scores = self.heads.tag_scores(&h, &pieces.words, self.kernels);
        let mut found: Vec<Vec<Span>> =
            Layer::ALL.iter().map(|layer| spans_of(&pieces, self.heads.decode(&scores, layer.name()))).collect();
        if let Some(find) = finder {
            let own = self.config.labels(Layer::Trg).len();
            let more = find(&self.words_of(&pieces, &middle));
            found[Layer::Trg as usize].extend(more.iter().map(|t| Span {
                first: pieces.words[t.first],
                last: pieces.word_end(t.last),
                label: t.label + own as u16,
                score: t.score,
            }));
        }
        let mentions = merge(&found[Layer::Men as usize], &found[Layer::Inn as usize]);
        self.related(text, pieces, &h, &found, &mentions, sentences)
    }

    /// As [`Model::read`] with spans that are given in place of those that the tag layers find: for measuring the classes
    /// and links alone. Spans are widened to whole words and keep their order; one outside what is read is left out, so
    /// ask [`Model::whole_words`] before where the order matters.
    pub fn relate(&self, text: &str, sentences: &[Range<usize>], mentions: &[Tagged], spans: &BTreeMap<Layer, Vec<Tagged>>) -> Reading {
        let pieces = self.tokenizer.pieces(text);
        if pieces.words.is_empty() {
            return self.nothing(sentences.len());
        }
        let h = self.encoder.encode(&pieces.ids, &pieces.shapes, self.kernels);
        let placed = |t: &Tagged| pieces.around(&t.span).map(|(first, last)| Span { first, last, label: t.label, score: t.score });
        let mentions: Vec<Span> = mentions.iter().filter_map(placed).collect();
        let list = |layer: &Layer| spans.get(layer).into_iter().flatten().filter_map(placed).collect();
        let found: Vec<Vec<Span>> = Layer::ALL.iter().map(list).collect();
        self.related(text, pieces, &h, &found, &mentions, sentences)
    }

    /// The whole words that each byte range touches; `None` where it touches none of those that are read.
    pub fn whole_words(&self, text: &str, ranges: &[Range<usize>]) -> Vec<Option<Range<usize>>> {
        let pieces = self.tokenizer.pieces(text);
        ranges.iter().map(|r| pieces.around(r).map(|(first, last)| pieces.bytes(first, last))).collect()
    }

    /// Classes and links of the spans, and all of it as a reading.
    fn related(
        &self,
        text: &str,
        pieces: Pieces,
        h: &[f32],
        found: &[Vec<Span>],
        mentions: &[Span],
        sentences: &[Range<usize>],
    ) -> Reading {
        let sentence = sentence_of_pieces(&pieces, sentences);
        let covered = sentence_spans(&sentence, sentences.len());
        let sent: Vec<Span> = covered.iter().flatten().copied().collect();
        let kinds = self.by_kind(found, mentions, &sent);
        let surface = |m: &Span| Surface::new(&text[pieces.bytes(m.first, m.last)], &self.config.coref);
        let surfaces: Vec<Surface> = mentions.iter().map(surface).collect();
        let related = self.heads.relate(h, &kinds, &sentence, &surfaces, &self.config, self.kernels);
        let mut assessed = related.classes[Class::Assess as usize].iter();
        let assess = covered.iter().map(|c| c.and_then(|_| assessed.next()).map_or(NO_ASSESSMENT, |p| quad(p))).collect();
        let tagged = |spans: &[Span]| spans.iter().map(|s| tagged(&pieces, s)).collect::<Vec<_>>();
        Reading {
            truncated: pieces.truncated,
            mentions: tagged(mentions),
            assess,
            antecedents: related.antecedents,
            spans: found.iter().map(|s| tagged(s)).collect(),
            classes: related.classes,
            links: related.links,
            pieces: pieces.offsets,
        }
    }

    /// Spans of any layers by name, also the public ones (`psrc`, `pcue`, `pcon`, `cam`); an unknown name gives no spans.
    pub fn tag(&self, text: &str, layers: &[&str]) -> Vec<Vec<Tagged>> {
        let pieces = self.tokenizer.pieces(text);
        let h = self.encoder.encode(&pieces.ids, &pieces.shapes, self.kernels);
        let scores = self.heads.tag_scores(&h, &pieces.words, self.kernels);
        let layer = |name: &&str| spans_of(&pieces, self.heads.decode(&scores, name)).iter().map(|s| tagged(&pieces, s)).collect();
        layers.iter().map(layer).collect()
    }

    /// Span lists in the order of the config's kinds.
    fn by_kind(&self, found: &[Vec<Span>], mentions: &[Span], sentences: &[Span]) -> Vec<Vec<Span>> {
        let list = |kind: &String| match kind.as_str() {
            "men" => mentions.to_vec(),
            config::SENTENCE => sentences.to_vec(),
            name => Layer::ALL.iter().find(|l| l.name() == name).map_or_else(Vec::new, |&l| found[l as usize].clone()),
        };
        self.config.span_kinds.iter().map(list).collect()
    }

    fn nothing(&self, sentences: usize) -> Reading {
        let links = Pair::ALL.iter().map(|&p| Links { classes: self.config.links(p).len(), ..Links::default() });
        Reading {
            assess: vec![NO_ASSESSMENT; sentences],
            spans: vec![Vec::new(); Layer::ALL.len()],
            classes: vec![Vec::new(); Class::ALL.len()],
            links: links.collect(),
            ..Reading::default()
        }
    }
}

const NO_ASSESSMENT: [f32; 4] = [1.0, 0.0, 0.0, 0.0];

fn quad(p: &[f32]) -> [f32; 4] {
    p.try_into().unwrap_or(NO_ASSESSMENT)
}

fn tagged(pieces: &Pieces, s: &Span) -> Tagged {
    Tagged { span: pieces.bytes(s.first, s.last), label: s.label, score: s.score }
}

/// Spans of words to spans of pieces.
fn spans_of(pieces: &Pieces, words: Vec<WordSpan>) -> Vec<Span> {
    let span = |w: WordSpan| Span { first: pieces.words[w.first], last: pieces.word_end(w.last), label: w.label, score: w.score };
    words.into_iter().map(span).collect()
}

/// Outer mentions, and inner ones where no outer one covers the same words; by start, the longer first.
fn merge(outer: &[Span], inner: &[Span]) -> Vec<Span> {
    let new = |m: &&Span| !outer.iter().any(|o| (o.first, o.last) == (m.first, m.last));
    let mut out: Vec<Span> = outer.iter().chain(inner.iter().filter(new)).copied().collect();
    out.sort_by_key(|m| (m.first, std::cmp::Reverse(m.last)));
    out
}

/// Sentence of each piece; the marks at the ends belong to the first and the last.
fn sentence_of_pieces(pieces: &Pieces, sentences: &[Range<usize>]) -> Vec<usize> {
    let of = |start: usize| sentences.partition_point(|s| s.start <= start).saturating_sub(1);
    let inner = pieces.offsets.iter().map(|o| of(o.start));
    std::iter::once(0).chain(inner).chain([sentences.len().saturating_sub(1)]).collect()
}

/// First and last piece of each sentence, `None` for one without pieces.
fn sentence_spans(sentence: &[usize], count: usize) -> Vec<Option<Span>> {
    let mut out: Vec<Option<Span>> = vec![None; count];
    for (piece, &s) in sentence.iter().enumerate().skip(1).take(sentence.len().saturating_sub(2)) {
        if let Some(slot) = out.get_mut(s) {
            let first = slot.map_or(piece, |x| x.first);
            *slot = Some(Span { first, last: piece, label: 0, score: 1.0 });
        }
    }
    out
}
