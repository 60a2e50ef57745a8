//! What the model file says about itself: sizes, labels, heads, word lists, thresholds. Weights are in `weights.rs`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::error::ModelError;
use crate::kernels::{GROUP, HEAD_GROUP, MAX_HEAD};

/// Format of the weights file that this code reads.
const FORMAT: u32 = 1;

macro_rules! names {
    ($(#[$doc:meta])* $type:ident { $($(#[$vdoc:meta])* $variant:ident = $name:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $type { $($(#[$vdoc])* $variant),* }

        impl $type {
            pub const ALL: &[$type] = &[$($type::$variant),*];

            /// The name in the model file.
            pub fn name(self) -> &'static str {
                match self { $($type::$variant => $name),* }
            }
        }
    };
}

names! {
    /// A tag layer: spans of one family over the words of a text.
    Layer {
        /// Outer mentions, by entity type.
        Men = "men",
        /// Mentions inside another mention, by entity type.
        Inn = "inn",
        /// Triggers, by event type (PLOVER).
        Trg = "trg",
        /// Cues of attribution.
        Cue = "cue",
        /// Statements: what is attributed.
        St = "st",
        /// Time expressions.
        Tx = "tx",
        /// Amounts.
        Q = "q",
        /// Commitments.
        Cm = "cm",
        /// Assessments, by kind.
        As = "as",
        /// Relations, by predicate.
        Rel = "rel",
    }
}

names! {
    /// A classifier on the spans of one layer, or on sentences.
    Class {
        /// Status of a trigger.
        Status = "status",
        /// Mode of a trigger; modes that its type does not allow have probability 0.
        Mode = "mode",
        /// Stance of a statement.
        Stance = "stance",
        /// Form of a statement.
        Form = "form",
        /// Whether a sentence assesses, and how.
        Assess = "assess",
        /// Status of a relation.
        Relst = "relst",
        /// Whether a commitment is conditional.
        Cond = "cond",
    }
}

names! {
    /// A scorer of pairs: anchor spans × argument spans.
    Pair {
        /// Trigger × mention.
        Role = "role",
        /// Trigger × mention: who plays a part that the trigger's sentence does not tell. A model may lack it.
        Infer = "infer",
        /// Trigger × trigger: two tellings of one happening. A model may lack it.
        Same = "same",
        /// Trigger × time expression.
        Date = "date",
        /// Cue × mention: the source.
        Src = "src",
        /// Statement × mention: the source.
        Stsrc = "stsrc",
        /// Statement × cue.
        Stcue = "stcue",
        /// Commitment × mention: by, to.
        Cmby = "cmby",
        /// Assessment × mention: by.
        Asby = "asby",
        /// Relation × mention: subject, object.
        Relarg = "relarg",
    }
}

impl Class {
    /// The layer whose spans are classified; `None` for sentences.
    pub fn layer(self) -> Option<Layer> {
        match self {
            Class::Status | Class::Mode => Some(Layer::Trg),
            Class::Stance | Class::Form => Some(Layer::St),
            Class::Assess => None,
            Class::Relst => Some(Layer::Rel),
            Class::Cond => Some(Layer::Cm),
        }
    }
}

impl Pair {
    fn may_lack(self) -> bool {
        matches!(self, Pair::Infer | Pair::Same)
    }

    /// The layer of the anchors and that of the arguments; `Layer::Men` stands for all mentions, outer and inner.
    pub fn ends(self) -> (Layer, Layer) {
        match self {
            Pair::Role | Pair::Infer => (Layer::Trg, Layer::Men),
            Pair::Same => (Layer::Trg, Layer::Trg),
            Pair::Date => (Layer::Trg, Layer::Tx),
            Pair::Src => (Layer::Cue, Layer::Men),
            Pair::Stsrc => (Layer::St, Layer::Men),
            Pair::Stcue => (Layer::St, Layer::Cue),
            Pair::Cmby => (Layer::Cm, Layer::Men),
            Pair::Asby => (Layer::As, Layer::Men),
            Pair::Relarg => (Layer::Rel, Layer::Men),
        }
    }
}

/// Span kind of whole sentences in the model file.
pub(crate) const SENTENCE: &str = "sent";
/// Span kind of a whole text: its first to its last piece.
pub(crate) const TEXT: &str = "text";
/// Span kind of the mentions of `Model::chains`.
pub(crate) const GUM: &str = "gum";

/// The configuration stored in the model file.
#[derive(Clone, Debug, Deserialize)]
pub struct Config {
    format: u32,
    /// Name and version of the model, for the record of where a reading came from.
    pub name: String,
    pub version: String,
    pub(crate) encoder: Sizes,
    pub(crate) span_width: usize,
    tags: Tags,
    pub(crate) span_kinds: Vec<String>,
    span_classes: Vec<SpanClass>,
    mode_allowed: Vec<Allowed>,
    pair_heads: Vec<PairHead>,
    pub(crate) distance_edges: Vec<usize>,
    pub(crate) sentence_clamp: usize,
    pub(crate) rank_clamp: usize,
    pub(crate) coref: Coref,
    /// Classifiers of whole texts for public sets; a model may have none.
    #[serde(default)]
    pub(crate) text_classes: Vec<TextClass>,
    thresholds: BTreeMap<String, serde_json::Value>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Sizes {
    pub hidden: usize,
    pub layers: usize,
    pub heads: usize,
    pub intermediate: usize,
    pub vocabulary: usize,
    pub positions: usize,
    pub max_pieces: usize,
    pub cls: u32,
    pub sep: u32,
    pub unk: u32,
    pub max_word_chars: usize,
    pub shapes: usize,
}

#[derive(Clone, Debug, Deserialize)]
struct Tags {
    corpus: Vec<TagLayer>,
    public: Vec<TagLayer>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct TagLayer {
    pub name: String,
    pub labels: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct SpanClass {
    pub name: String,
    pub kind: String,
    pub labels: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct TextClass {
    pub name: String,
    pub labels: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
struct Allowed {
    #[serde(rename = "type")]
    event: String,
    modes: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct PairHead {
    pub name: String,
    pub anchor: String,
    pub argument: String,
    pub classes: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Coref {
    pub string_features: Vec<String>,
    pub pronouns: BTreeSet<String>,
    pub stop_words: BTreeSet<String>,
}

impl Config {
    pub(crate) fn parse(json: &str) -> Result<Config, ModelError> {
        let config: Config = serde_json::from_str(json).map_err(|e| ModelError::Config(e.to_string()))?;
        config.check().map_err(ModelError::Config)?;
        Ok(config)
    }

    /// Labels of a layer; a span's label is an index into them.
    pub fn labels(&self, layer: Layer) -> &[String] {
        self.tag_layer(layer.name()).map_or(&[], |x| &x.labels)
    }

    /// Labels of a public layer (`psrc`, `pcue`, ...) or of any other layer by name; `None` if the model has no such layer.
    pub fn labels_of(&self, layer: &str) -> Option<&[String]> {
        self.tag_layer(layer).map(|x| x.labels.as_slice())
    }

    /// Labels of a classifier, in the order of its probabilities.
    pub fn classes(&self, class: Class) -> &[String] {
        &self.span_class(class).labels
    }

    /// Classes of a pair head, in the order of its probabilities; the first means no link. Empty if the model lacks it.
    pub fn links(&self, pair: Pair) -> &[String] {
        self.pair_head(pair).map_or(&[], |x| &x.classes)
    }

    /// Labels of a classifier of whole texts, in the order of its probabilities; `None` if the model has no such classifier.
    pub fn text_labels(&self, name: &str) -> Option<&[String]> {
        self.text_classes.iter().find(|x| x.name == name).map(|x| x.labels.as_slice())
    }

    /// A calibration threshold by name, if the model carries it.
    pub fn threshold(&self, name: &str) -> Option<f32> {
        self.thresholds.get(name).and_then(|v| v.as_f64()).map(|v| v as f32)
    }

    /// Everything under `thresholds` in the model file, for thresholds that are more than a number.
    pub fn thresholds(&self) -> &BTreeMap<String, serde_json::Value> {
        &self.thresholds
    }

    /// Longest text in pieces, without the two that mark its ends.
    pub fn max_pieces(&self) -> usize {
        self.encoder.max_pieces - 2
    }

    /// A score between 0 and 1 as the share of right answers among such scores (`thresholds.calibration`); as it is for a
    /// family without a fitted map.
    pub fn calibrated(&self, family: &str, score: f32) -> f32 {
        let map = self.thresholds.get("calibration").and_then(|c| c.get(family));
        let part = |k: usize| map.and_then(|m| m.get(k)).and_then(|v| v.as_f64()).map(|v| v as f32);
        let raw = score.clamp(1e-4, 1.0 - 1e-4);
        match (part(0), part(1)) {
            (Some(slope), Some(shift)) => 1.0 / (1.0 + (-(slope * (raw / (1.0 - raw)).ln() + shift)).exp()),
            _ => raw,
        }
    }

    pub(crate) fn tag_layers(&self) -> impl Iterator<Item = &TagLayer> {
        self.tags.corpus.iter().chain(&self.tags.public)
    }

    fn tag_layer(&self, name: &str) -> Option<&TagLayer> {
        self.tag_layers().find(|x| x.name == name)
    }

    pub(crate) fn span_class(&self, class: Class) -> &SpanClass {
        // `check` found every name of the three enums.
        self.span_classes.iter().find(|x| x.name == class.name()).expect("checked when parsed")
    }

    /// `None` only for one that a model may lack.
    pub(crate) fn pair_head(&self, pair: Pair) -> Option<&PairHead> {
        self.pair_heads.iter().find(|x| x.name == pair.name())
    }

    /// `[event type][mode]`: whether the type allows the mode.
    pub(crate) fn modes_allowed(&self) -> Vec<Vec<bool>> {
        let modes = self.classes(Class::Mode);
        let allows = |event: &String| {
            let row = self.mode_allowed.iter().find(|x| x.event == *event);
            modes.iter().map(|m| m.is_empty() || row.is_some_and(|r| r.modes.contains(m))).collect()
        };
        self.labels(Layer::Trg).iter().map(allows).collect()
    }

    /// The first thing that would make a later step impossible.
    fn check(&self) -> Result<(), String> {
        ok(self.format == FORMAT, &format!("format {} where this version reads format {FORMAT}", self.format))?;
        self.check_sizes()?;
        self.check_heads()
    }

    fn check_sizes(&self) -> Result<(), String> {
        let e = &self.encoder;
        ok(e.hidden > 0 && e.hidden.is_multiple_of(GROUP) && e.hidden <= 4096, "`hidden` must be a multiple of 64")?;
        ok(
            e.intermediate > 0 && e.intermediate.is_multiple_of(GROUP) && e.intermediate <= 8192,
            "`intermediate` must be a multiple of 64",
        )?;
        ok(
            self.span_width > 0 && self.span_width.is_multiple_of(GROUP) && self.span_width <= 4096,
            "`span_width` must be a multiple of 64",
        )?;
        ok(e.heads > 0 && e.hidden.is_multiple_of(e.heads), "`heads` must divide `hidden`")?;
        let head = e.hidden / e.heads;
        ok(head.is_multiple_of(HEAD_GROUP) && head <= MAX_HEAD, "a head must be 32 or 64 wide")?;
        ok(e.layers <= 48 && (3..=e.positions).contains(&e.max_pieces), "`max_pieces` must lie between 3 and `positions`")?;
        ok(e.positions <= 1024 && e.vocabulary <= 1 << 20, "`positions` or `vocabulary` is too large")?;
        ok([e.cls, e.sep, e.unk].iter().all(|&id| (id as usize) < e.vocabulary), "a special piece lies outside the vocabulary")?;
        ok(e.shapes >= 20, "`shapes` must be 20 or more")?;
        Ok(())
    }

    fn check_heads(&self) -> Result<(), String> {
        ok(self.coref.string_features.len() == 6, "`coref.string_features` must be 6")?;
        ok(self.tag_layers().all(|x| !x.labels.is_empty()), "a tag layer has no labels")?;
        ok(self.span_classes.iter().all(|x| !x.labels.is_empty()), "a classifier has no labels")?;
        ok(self.text_classes.iter().all(|x| !x.labels.is_empty()), "a classifier of texts has no labels")?;
        ok(self.pair_heads.iter().all(|x| !x.classes.is_empty()), "a pair head has no classes")?;
        for layer in Layer::ALL {
            ok(self.tags.corpus.iter().any(|x| x.name == layer.name()), &format!("no tag layer `{}`", layer.name()))?;
        }
        ok(self.labels(Layer::Men) == self.labels(Layer::Inn), "layers `men` and `inn` must have the same labels")?;
        let listed = |kind: &String| self.span_kinds.contains(kind);
        for class in Class::ALL {
            let kind = class.layer().map_or(SENTENCE, Layer::name);
            let found = self.span_classes.iter().find(|x| x.name == class.name());
            ok(found.is_some_and(|x| x.kind == kind && listed(&x.kind)), &format!("no classifier `{}` on `{kind}`", class.name()))?;
        }
        for pair in Pair::ALL {
            let (a, b) = pair.ends();
            let found = self.pair_heads.iter().find(|x| x.name == pair.name());
            let fits = |x: &PairHead| x.anchor == a.name() && x.argument == b.name() && listed(&x.anchor) && listed(&x.argument);
            ok(found.map_or(pair.may_lack(), fits), &format!("no pair head `{}` of `{}` and `{}`", pair.name(), a.name(), b.name()))?;
        }
        ok(self.classes(Class::Assess).len() == 4, "`assess` must have 4 labels")?;
        Ok(())
    }
}

fn ok(holds: bool, what: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what.to_owned()) }
}
