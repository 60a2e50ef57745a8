//! Invented reports as the corridor would hand them over.
#![allow(dead_code)] // each test binary uses a part

use jiff::Timestamp;
use khabar_model::*;
use khabar_store::{BlockAt, Desk, Receipt, StoreError, Submission};

pub struct Report {
    pub source: Source,
    pub resolution: Resolution,
    pub blocks: Vec<BlockAt>,
    pub sentences: Vec<Chars>,
    pub notes: Vec<Note>,
}

pub fn at() -> Timestamp {
    "2024-03-01T12:00:00Z".parse().unwrap()
}

impl Report {
    /// One paragraph a line, the first a headline; one sentence a line.
    pub fn new(path: &str, text: &str) -> Report {
        let source = Source::new(path, text);
        let (mut blocks, mut start) = (Vec::new(), 0);
        for line in text.split('\n') {
            let end = start + line.chars().count();
            if end > start {
                let kind = if start == 0 { BlockKind::Headline } else { BlockKind::Paragraph };
                blocks.push(BlockAt { span: Chars { start, end }, kind, speaker: None, coded: true });
            }
            start = end + 1;
        }
        let document = DocumentRecord {
            id: source.id.clone(),
            path: path.into(),
            title: text.lines().next().map(str::to_owned),
            publisher: None,
            authors: vec!["Lena Orsk".into()],
            date: None,
            date_source: None,
            genre: Some(Genre::Article),
            language: Some("en".into()),
            sha256: source.sha256.clone(),
            chars: text.chars().count(),
        };
        let sentences = blocks.iter().map(|b| b.span).collect();
        Report { source, resolution: Resolution { document, entities: vec![], records: vec![] }, blocks, sentences, notes: vec![] }
    }
    pub fn published(mut self, publisher: &str, date: &str) -> Report {
        self.resolution.document.publisher = Some(publisher.into());
        self.resolution.document.date = Some(date.parse().unwrap());
        self
    }
    pub fn span(&self, words: &str) -> Chars {
        let start = self.source.text.find(words).unwrap_or_else(|| panic!("`{words}` is not in the text"));
        let index = CharIndex::new(&self.source.text);
        index.chars(&self.source.text, Span::new(start, start + words.len()))
    }
    /// An entity mentioned wherever its name stands.
    pub fn entity(mut self, name: &str, kind: EntityType, alias: &str) -> Report {
        let index = CharIndex::new(&self.source.text);
        let doc = self.source.id.clone();
        let places = self.source.text.match_indices(alias);
        let mentions =
            places.map(|(i, w)| MentionAt { doc: doc.clone(), span: index.chars(&self.source.text, Span::new(i, i + w.len())) }).collect();
        let aliases = vec![name.to_owned(), alias.to_owned()];
        let country = (kind == EntityType::State).then(|| "NAV".to_owned());
        self.resolution.entities.push(EntityRecord { id: id(name), name: name.into(), kind, country, sector: None, aliases, mentions });
        self
    }
    fn keep<B>(&self, family: &str, words: &str, body: B) -> Kept<B> {
        let span = self.span(words);
        let id = content_id(family, [self.source.id.0.as_str(), words]);
        Kept { id: RecordId(id), doc: self.source.id.clone(), span, body, confidence: 0.8 }
    }
    pub fn event(mut self, words: &str, kind: &str, actor: &str, place: Option<&str>, date: Option<&str>, story: Option<&str>) -> Report {
        let place = place.map(|p| Place {
            name: p.into(),
            entity: None,
            lat: Some(1.5),
            lon: Some(2.5),
            country: Some("NAV".into()),
            precision: Some(PlacePrecision::Near),
        });
        let body = Event {
            trigger: self.span(words),
            kind: kind.into(),
            mode: Some("aerial".into()),
            actors: vec![id(actor)],
            recipients: vec![id("Sarel Front")],
            date: date.map(|d| d.parse().unwrap()),
            date_text: None,
            place,
            status: Status::Occurred,
            said_by: vec![Voice::Author, Voice::Anonymous("a diplomat".into())],
            numbers: [("killed".to_owned(), 3.0)].into(),
            story: story.map(|s| StoryId(content_id("s", [s]))),
        };
        self.resolution.records.push(Record::Event(self.keep("ev", words, body)));
        self
    }
    pub fn statement(mut self, words: &str, source: &str, stance: Stance) -> Report {
        let body = Statement { source: Voice::Entity(id(source)), cue: None, form: Form::Indirect, stance, to: None };
        self.resolution.records.push(Record::Statement(self.keep("st", words, body)));
        self
    }
    /// One of each of the other families.
    pub fn others(mut self, words: &str, who: &str) -> Report {
        let date = |d: &str| Some(d.parse::<When>().unwrap());
        let promise = Commitment {
            by: vec![id(who)],
            to: vec![],
            what: "open the crossing".into(),
            condition: Some("if the truce holds".into()),
            made: None,
            deadline: date("2024-03"),
            status: CommitmentStatus::Open,
            evidence: vec![RecordId("ev1".into())],
        };
        let figure = Measure {
            value: Some(63.0),
            low: None,
            high: None,
            approx: true,
            qualifier: Some("about".into()),
            unit: Some("percent".into()),
            subject: Some("bakeries".into()),
            entities: vec![id(who)],
            as_of: date("2024-01"),
        };
        let likelihood = Some(Likelihood { words: "likely".into(), low: Some(0.55), high: Some(0.8), scale: "ICD 203".into() });
        let forecast =
            Assessment { by: vec![Voice::Author], kind: AssessmentType::Forecast, about: vec![id(who)], likelihood, horizon: date("2025") };
        let tie =
            Relation { subject: id(who), predicate: Predicate::AlliedWith, object: id("Sarel Front"), status: RelationStatus::Asserted };
        let new = [
            Record::Commitment(self.keep("cm", words, promise)),
            Record::Measure(self.keep("me", words, figure)),
            Record::Assessment(self.keep("as", words, forecast)),
            Record::Relation(self.keep("re", words, tie)),
        ];
        self.resolution.records.extend(new);
        self
    }
    pub fn commit(&self, desk: &mut Desk) -> Receipt {
        self.try_commit(desk, "tiny 1").unwrap()
    }
    pub fn try_commit(&self, desk: &mut Desk, reader: &str) -> Result<Receipt, StoreError> {
        desk.commit(&Submission {
            source: &self.source,
            resolution: &self.resolution,
            blocks: &self.blocks,
            sentences: &self.sentences,
            notes: &self.notes,
            reader,
            at: at(),
        })
    }
}

pub fn id(name: &str) -> EntityId {
    EntityId(content_id("e", [name]))
}

/// Six reports of one invented quarrel: every family, a story told by three outlets, one of them a copy.
pub fn reports() -> Vec<Report> {
    let strike = "Navalan jets bombed a depot near Žarel on Tuesday, killing three fighters of the Sarel Front";
    let long = |lead: &str, tail: &str| {
        format!(
            "{lead}\n{strike}.\nResidents of the hill town heard two blasts before dawn and saw smoke over the old mill, the mayor said.\nThe army of Navala did not comment on the raid, which came a week after talks in Brano broke up without a date for more.\n{tail}"
        )
    };
    let told = |path: &str, publisher: &str, date: &str, text: &str| {
        Report::new(path, text)
            .published(publisher, date)
            .entity("Republic of Navala", EntityType::State, "Navala")
            .entity("Sarel Front", EntityType::ArmedGroup, "Sarel Front")
            .event(strike, "ASSAULT", "Republic of Navala", Some("Žarel"), Some("2024-02-06"), Some("depot"))
    };
    let mut mixed = Report::new("c.md", "Crossing to open\nNavala’s minister Émile Dür said it “never” hit Žarel.\nIt will open the crossing in March — 63 percent of bakeries are shut.\nوقال الوزير إن المعبر سيفتح")
        .published("Hill Monitor", "2024-02-08")
        .entity("Émile Dür", EntityType::Person, "Dür")
        .entity("Navala", EntityType::State, "Navala")
        .statement("it “never” hit Žarel", "Émile Dür", Stance::Deny)
        .others("It will open the crossing in March", "Navala");
    mixed.notes.push(Note::warning("R001", "no dateline").at(Span::new(17, 27)).help("give --date"));
    vec![
        told("a.txt", "Brano Wire", "2024-02-07", &long("Jets bomb depot", "More follows.")),
        told("b.txt", "Coast Daily", "2024-02-08", &long("Depot is bombed", "Sign up for our letter.")),
        told(
            "d.txt",
            "Hill Monitor",
            "2024-02-07",
            &format!(
                "Three dead in raid\n{strike}.\nThe Front called it a crime and vowed to answer.\nSchools in Navala closed for the day as a precaution."
            ),
        ),
        mixed,
        Report::new("e.txt", "Undated column\nNothing is known of the talks.").entity("Sarel Front", EntityType::Party, "talks"),
        Report::new("f.txt", "Talks resume in Brano\nThe Navala team came back.")
            .published("Brano Wire", "2024-02-20")
            .entity("Republic of Navala", EntityType::State, "Navala")
            .event("came back", "CONSULT", "Republic of Navala", Some("Brano"), None, None),
    ]
}

pub fn desk_of(reports: &[Report]) -> Desk {
    let mut desk = Desk::in_memory().unwrap();
    for report in reports {
        assert_eq!(report.commit(&mut desk), Receipt::Added);
    }
    desk
}
