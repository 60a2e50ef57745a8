//! Learned types of act from the example files to records: what is promised in `examples/codebook/` holds.

use khabar::codebook::{Codebook, Examples, score};
use khabar::corridor::Khabar;
use khabar_model::{Record, Source};

fn file(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/codebook").join(name);
    std::fs::read_to_string(path).unwrap()
}

/// An event: type, status, actors, recipients, confidence.
type Told = (String, String, Vec<String>, Vec<String>, f64);

/// Events of a text.
fn events(khabar: &Khabar, text: &str) -> Vec<Told> {
    let resolution = khabar.code(Source::new("t.txt", text)).resolution;
    let name = |id: &khabar_model::EntityId| resolution.entities.iter().find(|e| e.id == *id).unwrap().name.clone();
    let event = |r: &Record| match r {
        Record::Event(k) => Some((
            k.body.kind.clone(),
            k.body.status.to_string(),
            k.body.actors.iter().map(name).collect(),
            k.body.recipients.iter().map(name).collect(),
            k.confidence,
        )),
        _ => None,
    };
    resolution.records.iter().filter_map(event).collect()
}

/// Half of the held-out sentences look like the act and are none.
#[test]
fn two_new_types_are_found_in_sentences_that_they_were_not_learned_from() {
    let khabar = Khabar::bundled().unwrap();
    let mut codebook = khabar.new_codebook();
    for (name, least) in [("evacuate", 0.70), ("nationalise", 0.75)] {
        let learned = khabar.learn(&file(&format!("{name}.txt"))).unwrap();
        assert!(learned.expected.f1() > 0.70, "{name} promises {:?}", learned.expected);
        let test = Examples::parse(&file(&format!("{name}.test.txt")), &khabar.lexicon).unwrap();
        assert_eq!((test.positives().count(), test.lines.len()), (30, 60));
        let (found, errors) = score(&learned, &test, &khabar.model);
        assert!(found.f1() > least, "{name}: {found:?}, F1 {:.3}\n{errors:#?}", found.f1());
        codebook.put(learned);
    }

    // Plain news, among it every act of PLOVER's: hardly anything is of a learned type.
    let plain = khabar.lexicon.background.join(" ");
    let before = khabar.reader();
    let text = "The army of Norland evacuated 400 villagers from the slopes of Mount Terag on 3 May 2031.\n\n\
        The government of Velia will nationalise the oil fields.\n";
    let without = events(&khabar, text);
    let khabar = khabar.with_codebook(codebook.clone()).unwrap();
    assert_ne!(khabar.reader(), before, "a document is read again once the codebook has changed");
    let own = |e: &&Told| e.0 == "EVACUATE" || e.0 == "NATIONALISE";
    let found = events(&khabar, &plain);
    assert!(found.iter().filter(own).count() <= 2, "{found:?}");

    // In a document they have parties, status and confidence as other acts have.
    assert_eq!(without.iter().filter(own).count(), 0);
    let found = events(&khabar, text);
    let own: Vec<_> = found.iter().filter(own).collect();
    assert_eq!(
        own.iter().map(|e| (e.0.as_str(), e.1.as_str())).collect::<Vec<_>>(),
        [("EVACUATE", "occurred"), ("NATIONALISE", "planned")],
        "{found:?}"
    );
    assert!(own[0].2.iter().any(|a| a.contains("army") || a.contains("Norland")), "{own:?}");
    assert!(own.iter().all(|e| e.4 > 0.3 && e.4 <= 1.0), "{own:?}");

    // Weights of another model's vectors mean nothing.
    let foreign = Codebook { model: "other 1".into(), ..codebook };
    let refused = Khabar::bundled().unwrap().with_codebook(foreign).map(|_| ()).unwrap_err().to_string();
    assert!(refused.contains("learned with other 1") && refused.contains("`khabar codebook learn --again`"), "{refused}");
}

#[test]
fn where_two_types_see_one_trigger_the_surer_holds() {
    let khabar = Khabar::bundled().unwrap();
    let mut codebook = khabar.new_codebook();
    codebook.put(khabar.learn(&file("nationalise.txt")).unwrap());
    let khabar = khabar.with_codebook(codebook).unwrap();
    let text = "The junta seized the copper mine from its foreign owners and made it a state company. Rebels seized three villages.";
    let coded = khabar.code(Source::new("t.txt", text));
    let acts: Vec<_> = coded.doc.acts.iter().map(|a| a.trigger).collect();
    for (i, a) in acts.iter().enumerate() {
        assert!(acts[i + 1..].iter().all(|b| a.overlap(*b) == 0), "{:?}", coded.doc.acts);
    }
}
