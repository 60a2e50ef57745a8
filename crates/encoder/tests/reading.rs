//! The reader from outside: odd texts, limits, alignment of what a reading gives, and damaged model files.

use std::ops::Range;
use std::sync::LazyLock;

use khabar_encoder::{Class, Layer, Model, ModelError, Pair, Reading, Trigger, Words};
use serde_json::Value;

const WEIGHTS: &[u8] = include_bytes!("../../../models/reader.safetensors");
const VOCAB: &str = include_str!("../../../models/vocab.txt");
static MODEL: LazyLock<Model> = LazyLock::new(|| Model::bundled().unwrap());

const STORY: &str = "The foreign minister of Norland met Estavian officials in Port Quay on Tuesday. \
    “We will withdraw our troops by June,” Minister Anna Holt told reporters, but rebels said the army attacked two villages. \
    Analysts expect the ceasefire to collapse within weeks.";

fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let cut = |s: &str| {
        let range = start..start + s.len();
        start = range.end;
        range
    };
    text.split_inclusive(". ").map(cut).collect()
}

/// Everything that must hold of any reading of any text.
fn check(text: &str, sentences: &[Range<usize>]) -> Reading {
    let r = MODEL.read(text, sentences);
    let config = MODEL.config();
    assert!(r.pieces.len() <= config.max_pieces());
    let sound = |p: &[f32]| assert!(p.iter().all(|x| (0.0..=1.0).contains(x)) && (p.iter().sum::<f32>() - 1.0).abs() < 1e-3, "{p:?}");
    for &layer in Layer::ALL {
        let mut end = 0;
        for t in r.spans(layer) {
            assert!(end <= t.span.start && t.span.start < t.span.end && text.get(t.span.clone()).is_some(), "{t:?}");
            assert!(usize::from(t.label) < config.labels(layer).len() && (0.0..=1.0).contains(&t.score), "{t:?}");
            end = t.span.end;
        }
    }
    let count = |layer: Layer| if layer == Layer::Men { r.mentions.len() } else { r.spans(layer).len() };
    for &class in Class::ALL.iter().filter(|c| c.layer().is_some()) {
        assert_eq!(r.class(class).len(), class.layer().map_or(0, count));
        r.class(class).iter().for_each(|p| sound(p));
    }
    for &pair in Pair::ALL.iter().filter(|p| !config.links(**p).is_empty()) {
        let (links, (anchor, argument)) = (r.links(pair), pair.ends());
        assert_eq!((links.anchors(), links.arguments()), (count(anchor), count(argument)));
        for (a, b) in (0..links.anchors()).flat_map(|a| (0..links.arguments()).map(move |b| (a, b))) {
            sound(links.get(a, b));
        }
    }
    assert_eq!((r.assess.len(), r.antecedents.len()), (sentences.len(), r.mentions.len()));
    r.assess.iter().for_each(|p| sound(p));
    for (i, p) in r.antecedents.iter().enumerate() {
        assert_eq!(p.len(), i + 1);
        sound(p);
    }
    r
}

#[test]
fn pieces_are_those_of_the_python_tokenizer() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("pieces.json")).unwrap();
    assert!(cases.len() > 25);
    for case in cases {
        let text = case["text"].as_str().unwrap();
        let r = MODEL.read(text, &[]);
        let chars = |byte: usize| text[..byte].chars().count();
        let ours: Vec<Value> = r.pieces.iter().map(|p| serde_json::json!([chars(p.start), chars(p.end)])).collect();
        assert_eq!(Value::Array(ours), case["offsets"], "{text:?}");
        assert_eq!(MODEL.pieces(text), r.pieces.len());
    }
}

#[test]
fn a_story_is_read() {
    let r = check(STORY, &sentences(STORY));
    assert!(!r.truncated);
    let first = MODEL.read(STORY, &sentences(STORY));
    assert!(first == r);
    let named = MODEL.tag(STORY, &["men", "psrc", "no such layer"]);
    assert_eq!(named[0], r.spans(Layer::Men));
    assert!(named[2].is_empty());
}

#[test]
fn a_finders_trigger_is_related_as_the_models_own_and_changes_nothing_else() {
    let own = MODEL.config().labels(Layer::Trg).len();
    let first = |words: &Words| vec![Trigger { first: 1, last: 2, label: 3, score: 0.5 }; usize::from(words.len() > 2)];
    let (plain, more) = (MODEL.read(STORY, &sentences(STORY)), MODEL.read_with(STORY, &sentences(STORY), Some(&first)));
    let (n, m) = (plain.spans(Layer::Trg).len(), plain.mentions.len());
    assert!(n > 0 && m > 0);
    let added = &more.spans(Layer::Trg)[n];
    assert_eq!((&STORY[added.span.clone()], usize::from(added.label)), ("foreign minister", own + 3));
    assert_eq!(more.spans(Layer::Trg)[..n], *plain.spans(Layer::Trg));
    assert_eq!(more.class(Class::Status)[..n], *plain.class(Class::Status));
    assert_eq!((more.class(Class::Status).len(), more.links(Pair::Role).anchors()), (n + 1, n + 1));
    for (i, j) in (0..n).flat_map(|i| (0..m).map(move |j| (i, j))) {
        assert_eq!(more.links(Pair::Role).get(i, j), plain.links(Pair::Role).get(i, j));
    }
    assert_eq!((more.mentions, more.antecedents), (plain.mentions, plain.antecedents));
    assert!(MODEL.words("").is_empty() && MODEL.read_with("", &[], Some(&first)) == MODEL.read("", &[]));
}

#[test]
fn words_are_weighed_as_the_tagged_span_is() {
    let r = MODEL.read(STORY, &sentences(STORY));
    for &layer in &[Layer::Trg, Layer::Tx, Layer::Cue] {
        let spans: Vec<Range<usize>> = r.spans(layer).iter().map(|t| t.span.clone()).collect();
        assert!(!spans.is_empty());
        for (tagged, p) in r.spans(layer).iter().zip(MODEL.weigh(STORY, layer, &spans)) {
            assert_eq!(p.len(), MODEL.config().labels(layer).len() + 1);
            assert!((p[usize::from(tagged.label)] - tagged.score).abs() < 1e-5, "{tagged:?} {p:?}");
        }
    }
    assert_eq!(MODEL.weigh("", Layer::Trg, &[0..0, 3..9]), vec![Vec::<f32>::new(); 2]);
}

#[test]
fn odd_texts_are_read_without_harm() {
    for text in
        ["", " \n\t", "Word", ".", "\u{0}\u{feff}\u{200b}", "e\u{301}", "😀👍🏽🇮🇶", "قال الوزير إنّ الجيشَ انسحبَ", "北京说", "\u{301}\u{301} x"]
    {
        check(text, &sentences(text));
        check(text, &[]);
    }
    let endless = "x".repeat(100_000);
    check(&endless, &sentences(&endless));
    // Sentences that hold no piece, or begin beyond the text.
    let r = check("One word.   ", &[0..9, 9..12, 40..50]);
    assert_eq!(r.assess[1..], [[1.0, 0.0, 0.0, 0.0]; 2]);
}

#[test]
fn a_long_text_is_cut_and_says_so() {
    let room = MODEL.config().max_pieces();
    let text = "army ".repeat(2000);
    let r = check(&text, &sentences(&text));
    assert!(r.truncated && r.pieces.len() == room && MODEL.pieces(&text) == 2000);
    assert_eq!(r.pieces[room - 1].end, room * 5 - 1);
    assert!(!MODEL.read(&"army ".repeat(room), &[]).truncated);
}

#[test]
fn damaged_files_are_refused() {
    let load = |bytes: &[u8]| Model::load(bytes, VOCAB).map(|_| ());
    for cut in [0, 7, 8, 100, 40_000, WEIGHTS.len() - 1] {
        assert!(matches!(load(&WEIGHTS[..cut]), Err(ModelError::File(_))), "cut to {cut} bytes");
    }
    assert!(matches!(Model::load(WEIGHTS, "[PAD]\n").map(|_| ()), Err(ModelError::Vocabulary { found: 1, .. })));
    // Words of the header exchanged for others of the same length.
    for (from, to) in [
        ("tag.men.bias", "tag.mom.bias"),
        ("hidden\\\": 384", "hidden\\\": 448"),
        ("format\\\": 1", "format\\\": 9"),
        ("\"config\"", "\"confit\""),
        ("\\\"stcue\\\"", "\\\"stqueue"),
        ("\\\"relst\\\"", "\\\"relit\\\""),
        ("heads\\\": 12", "heads\\\": 24"),
    ] {
        let mut bytes = WEIGHTS.to_vec();
        let at = bytes.windows(from.len()).position(|w| w == from.as_bytes()).unwrap_or_else(|| panic!("{from} is not in the header"));
        bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
        assert!(load(&bytes).is_err(), "{from} as {to}");
    }
}

#[test]
fn flipped_bytes_never_panic() {
    let header = 8 + u64::from_le_bytes(WEIGHTS[..8].try_into().unwrap()) as usize;
    let mut bytes = WEIGHTS.to_vec();
    for at in (0..header).step_by(header / 60) {
        bytes[at] ^= 0x15;
        if let Ok(model) = Model::load(&bytes, VOCAB) {
            model.read(STORY, &sentences(STORY));
        }
        bytes[at] ^= 0x15;
    }
    // Numbers that are not finite are refused, whichever tensor holds them.
    let last = bytes.len() - 4;
    bytes[header..last].fill(0xff);
    assert!(matches!(Model::load(&bytes, VOCAB).map(|_| ()), Err(ModelError::NotFinite(_))));
}
