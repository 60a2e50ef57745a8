//! A small desk of invented prose, made by hand, and a way to run the binary on it.
#![allow(dead_code)]

use khabar_model::*;
use khabar_store::{BlockAt, Desk, Submission};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub const FERRY: &str = "\
Ferry fired on near Keld

Patrol boats of Orland fired on a ferry near Keld on Tuesday, killing two sailors, the Ministry of Trade of Velia said. \
Orland’s navy denied that its boats had fired on the ferry.

“We will reopen the strait before the end of April if the shelling stops,” said governor Ana Brandt. \
Renewed clashes are likely before the summer, in our view.
";
pub const BULLETIN: &str = "\
Two sailors died when Orland attacked the ferry off Keld on 4 March. About 5,000 residents have left Keld since. \
Ana Brandt leads the Strait Council. Orland may deploy <b>more</b> boats & mines.
";
pub const FRENCH: &str = "Le ferry a été visé mardi près de Keld. Deux marins sont morts.\n";

/// An empty folder for one test.
pub fn folder(test: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

/// A folder with the desk `khabar.db` in it.
pub fn desk(test: &str) -> PathBuf {
    let folder = folder(test);
    let mut desk = Desk::open(&folder.join("khabar.db")).unwrap();
    for (source, resolution) in documents() {
        let blocks = [BlockAt { span: (0, resolution.document.chars).into(), kind: BlockKind::Paragraph, speaker: None, coded: true }];
        let submission = Submission {
            source: &source,
            resolution: &resolution,
            blocks: &blocks,
            sentences: &sentences(&source.text),
            notes: &[],
            reader: "by hand",
            at: "2031-03-09T12:00:00Z".parse().unwrap(),
        };
        desk.commit(&submission).unwrap();
    }
    desk.close().unwrap();
    folder
}

/// Runs khabar in `folder`: no colours, 110 columns.
pub fn khabar(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_khabar"));
    command.args(args).current_dir(folder).env_remove("KHABAR_DESK").env_remove("NO_COLOR").env("COLUMNS", "110");
    command.output().unwrap()
}

/// Standard output of a run that must do well.
pub fn out(folder: &Path, args: &[&str]) -> String {
    let run = khabar(folder, args);
    assert!(run.status.success(), "khabar {args:?}: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

/// Compares with `tests/golden/NAME.txt`; `KHABAR_GOLDEN=write` writes it anew.
pub fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(format!("{name}.txt"));
    if std::env::var_os("KHABAR_GOLDEN").is_some_and(|v| v == "write") {
        std::fs::write(&path, text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == text, "`khabar {name}` differs from tests/golden/{name}.txt (KHABAR_GOLDEN=write writes it anew); now:\n{text}");
}

/// Exit code and standard error.
pub fn fails(folder: &Path, args: &[&str]) -> (i32, String) {
    let run = khabar(folder, args);
    assert!(!run.status.success(), "khabar {args:?} does well");
    (run.status.code().unwrap(), String::from_utf8(run.stderr).unwrap())
}

/// Checks the whole brief of a desk: every line of its sections ends with references, every reference has an endnote,
/// every endnote is used and quotes the words that stand at its place. Answers the number of sentences.
pub fn check_brief(folder: &Path, file: &str) -> usize {
    let brief = out(folder, &["brief", "--min-confidence", "0", "--desk", file]);
    let desk = Desk::open_existing(&folder.join(file)).unwrap();
    let documents = desk.documents(&khabar_store::Filter::default()).unwrap();
    let texts: BTreeMap<String, String> = documents.iter().map(|d| (d.record.path.clone(), desk.text(&d.record.id).unwrap())).collect();
    let (body, rest) = brief.split_once("\n## Coverage").unwrap();
    let (_, notes) = rest.split_once("\n## Sources").unwrap();
    let notes: Vec<&str> = notes.lines().filter(|l| !l.is_empty()).collect();
    let mut used = vec![false; notes.len()];
    let sentences: Vec<&str> = body.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).collect();
    for line in &sentences {
        let (text, refs) = line.rsplit_once(". ").unwrap_or_else(|| panic!("no end in `{line}`"));
        assert!(text.trim_start().starts_with("- ") && refs.starts_with('[') && refs.ends_with(']'), "no reference after `{line}`");
        for number in refs.trim_matches(['[', ']']).split("][") {
            let number: usize = number.parse().unwrap();
            *used.get_mut(number - 1).unwrap_or_else(|| panic!("no endnote {number}")) = true;
        }
    }
    assert!(used.iter().all(|u| *u), "an endnote that no sentence uses");
    for (i, note) in notes.iter().enumerate() {
        let note = note.strip_prefix(&format!("{}. ", i + 1)).unwrap().replace('\\', "");
        let (rest, place) = note.rsplit_once("`, characters ").unwrap();
        let (start, end) = place.trim_end_matches(')').split_once(" to ").unwrap();
        let (start, end): (usize, usize) = (start.parse().unwrap(), end.parse().unwrap());
        let text = &texts[rest.rsplit_once("” (`").unwrap().1];
        let there: String = text.chars().skip(start).take(end - start).collect();
        let words = there.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(!words.is_empty() && rest.contains(&format!(". “{words}” (`")), "`{words}` is not what endnote {} quotes: {note}", i + 1);
    }
    sentences.len()
}

/// Where `words` stand in `text`, in code points.
pub fn at(text: &str, words: &str) -> Chars {
    let start = text.find(words).unwrap_or_else(|| panic!("no `{words}`"));
    let before = text[..start].chars().count();
    Chars { start: before, end: before + words.chars().count() }
}

fn sentences(text: &str) -> Vec<Chars> {
    let mut spans = Vec::new();
    for line in text.lines().filter(|l| !l.is_empty()) {
        let mut rest = line;
        while !rest.is_empty() {
            let end = rest.find(". ").map_or(rest.len(), |i| i + 1);
            spans.push(at(text, &rest[..end]));
            rest = rest[end..].trim_start();
        }
    }
    spans
}

struct Maker<'a> {
    text: &'a str,
    doc: DocId,
    records: Vec<Record>,
    entities: BTreeMap<EntityId, EntityRecord>,
}

impl<'a> Maker<'a> {
    fn entity(&mut self, name: &str, kind: EntityType, mentions: &[&str]) -> EntityId {
        let id = EntityId(content_id("e", [name]));
        let mentions = mentions.iter().map(|m| MentionAt { doc: self.doc.clone(), span: at(self.text, m) }).collect();
        let record =
            EntityRecord { id: id.clone(), name: name.into(), kind, country: None, sector: None, aliases: vec![name.into()], mentions };
        self.entities.insert(id.clone(), record);
        id
    }
    fn keep<B>(&self, family: &str, words: &str, body: B, confidence: f64) -> Kept<B> {
        let id = RecordId(content_id(family, [self.doc.0.as_str(), words]));
        Kept { id, doc: self.doc.clone(), span: at(self.text, words), body, confidence }
    }
}

fn day(text: &str) -> Option<When> {
    Some(text.parse().unwrap())
}

fn event(
    trigger: Chars,
    kind: &str,
    mode: Option<&str>,
    actor: &EntityId,
    recipient: Option<&EntityId>,
    status: Status,
) -> Event<EntityId> {
    Event {
        trigger,
        kind: kind.into(),
        mode: mode.map(str::to_owned),
        actors: vec![actor.clone()],
        recipients: recipient.into_iter().cloned().collect(),
        date: None,
        date_text: None,
        place: None,
        status,
        said_by: vec![Voice::Author],
        numbers: BTreeMap::new(),
        story: None,
    }
}

fn finish(maker: Maker, source: Source, facts: Facts) -> (Source, Resolution) {
    let document = DocumentRecord {
        id: source.id.clone(),
        path: source.path.clone(),
        title: facts.title,
        publisher: facts.publisher,
        authors: facts.authors,
        date: facts.date,
        date_source: facts.date_source,
        genre: facts.genre,
        language: facts.language,
        sha256: source.sha256.clone(),
        chars: source.text.chars().count(),
    };
    let (entities, records) = (maker.entities.into_values().collect(), maker.records);
    (source, Resolution { document, entities, records })
}

fn documents() -> Vec<(Source, Resolution)> {
    vec![ferry(), bulletin(), french()]
}

fn ferry() -> (Source, Resolution) {
    let source = Source::new("reports/ferry.txt", FERRY);
    let mut m = Maker { text: FERRY, doc: source.id.clone(), records: Vec::new(), entities: BTreeMap::new() };
    let orland = m.entity("Orland", EntityType::State, &["Orland"]);
    let navy = m.entity("Orland’s navy", EntityType::Military, &["Orland’s navy"]);
    let ferry = m.entity("ferry", EntityType::Other, &["a ferry", "the ferry"]);
    let ministry = m.entity("Ministry of Trade of Velia", EntityType::GovernmentBody, &["the Ministry of Trade of Velia"]);
    let brandt = m.entity("Ana Brandt", EntityType::Person, &["governor Ana Brandt"]);
    let keld = m.entity("Keld", EntityType::Place, &["Keld on Tuesday"]);
    let told = "Patrol boats of Orland fired on a ferry near Keld on Tuesday, killing two sailors";
    let fired = Event {
        date: day("2031-03-04"),
        date_text: Some("on Tuesday".into()),
        place: Some(Place { name: "Keld".into(), entity: Some(keld), lat: None, lon: None, country: None, precision: None }),
        said_by: vec![Voice::Entity(ministry.clone())],
        numbers: BTreeMap::from([("killed".into(), 2.0)]),
        ..event(at(FERRY, "fired on a"), "ASSAULT", Some("firearms"), &orland, Some(&ferry), Status::Occurred)
    };
    let event_kept = m.keep("ev", told, fired, 0.91);
    let said = Statement {
        source: Voice::Entity(ministry),
        cue: Some(at(FERRY, "said. Orland")),
        form: Form::Indirect,
        stance: Stance::Accuse,
        to: None,
    };
    let said = m.keep("st", told, said, 0.88);
    let denial_words = "that its boats had fired on the ferry";
    let not = event(at(FERRY, "fired on the"), "ASSAULT", Some("firearms"), &orland, Some(&ferry), Status::Denied);
    let not = m.keep("ev", denial_words, Event { said_by: vec![Voice::Entity(navy.clone())], ..not }, 0.8);
    let denied =
        Statement { source: Voice::Entity(navy), cue: Some(at(FERRY, "denied")), form: Form::Indirect, stance: Stance::Deny, to: None };
    let denied = m.keep("st", denial_words, denied, 0.85);
    let pledge = Commitment {
        by: vec![brandt],
        to: Vec::new(),
        what: "reopen the strait before the end of April".into(),
        condition: Some("if the shelling stops".into()),
        made: day("2031-03-05"),
        deadline: day("2031-04"),
        status: CommitmentStatus::Open,
        evidence: Vec::new(),
    };
    let pledge = m.keep("cm", "We will reopen the strait before the end of April if the shelling stops", pledge, 0.9);
    let forecast = Assessment {
        by: vec![Voice::Author],
        kind: AssessmentType::Forecast,
        about: vec![orland],
        likelihood: Some(Likelihood { words: "likely".into(), low: Some(0.55), high: Some(0.8), scale: "ICD 203".into() }),
        horizon: day("2031-06"),
    };
    let forecast = m.keep("as", "Renewed clashes are likely before the summer", forecast, 0.75);
    m.records = vec![
        Record::Event(event_kept),
        Record::Event(not),
        Record::Statement(said),
        Record::Statement(denied),
        Record::Commitment(pledge),
        Record::Assessment(forecast),
    ];
    let facts = Facts {
        title: Some("Ferry fired on near \u{1b}[31mKeld".into()),
        publisher: Some("Harbour Post".into()),
        authors: vec!["J. Marsh".into()],
        date: day("2031-03-05"),
        date_source: Some(DateSource::Printed),
        genre: Some(Genre::Article),
        language: Some("en".into()),
    };
    finish(m, source, facts)
}

fn bulletin() -> (Source, Resolution) {
    let source = Source::new("reports/bulletin.txt", BULLETIN);
    let mut m = Maker { text: BULLETIN, doc: source.id.clone(), records: Vec::new(), entities: BTreeMap::new() };
    let orland = m.entity("Orland", EntityType::State, &["Orland"]);
    let ferry = m.entity("ferry", EntityType::Other, &["the ferry"]);
    let brandt = m.entity("Ana Brandt", EntityType::Person, &["Ana Brandt"]);
    let council = m.entity("Strait Council", EntityType::Igo, &["the Strait Council"]);
    let attacked = Event {
        date: day("2031-03-04"),
        date_text: Some("on 4 March".into()),
        ..event(at(BULLETIN, "attacked"), "ASSAULT", None, &orland, Some(&ferry), Status::Occurred)
    };
    let attacked = m.keep("ev", "Two sailors died when Orland attacked the ferry off Keld on 4 March", attacked, 0.86);
    let deploy = event(at(BULLETIN, "deploy"), "MOBILIZE", Some("weapons"), &orland, None, Status::Hypothetical);
    let deploy = m.keep("ev", "Orland may deploy <b>more</b> boats & mines", deploy, 0.3);
    let left = Measure {
        value: Some(5000.0),
        low: None,
        high: None,
        approx: true,
        qualifier: Some("about".into()),
        unit: Some("resident".into()),
        subject: Some("residents who left Keld".into()),
        entities: Vec::new(),
        as_of: day("2031-03-06"),
    };
    let left = m.keep("me", "About 5,000 residents have left Keld since", left, 0.9);
    let leads = Relation { subject: brandt, predicate: Predicate::Leads, object: council, status: RelationStatus::Asserted };
    let leads = m.keep("re", "Ana Brandt leads the Strait Council", leads, 0.8);
    let advice =
        Assessment { by: vec![Voice::Author], kind: AssessmentType::Judgement, about: Vec::new(), likelihood: None, horizon: None };
    let advice = m.keep("as", "may deploy <b>more</b> boats & mines", advice, 0.6);
    m.records =
        vec![Record::Event(attacked), Record::Event(deploy), Record::Measure(left), Record::Relation(leads), Record::Assessment(advice)];
    let facts = Facts {
        publisher: Some("Coast Bulletin".into()),
        date: day("2031-03-06"),
        date_source: Some(DateSource::Inferred),
        genre: Some(Genre::Bulletin),
        language: Some("en".into()),
        ..Facts::default()
    };
    finish(m, source, facts)
}

fn french() -> (Source, Resolution) {
    let source = Source::new("reports/traversier.txt", FRENCH);
    let m = Maker { text: FRENCH, doc: source.id.clone(), records: Vec::new(), entities: BTreeMap::new() };
    finish(m, source, Facts { language: Some("fr".into()), ..Facts::default() })
}
