//! Who is who across documents, and that the same input gives the same records.

use khabar::corridor::{Coded, Khabar};
use khabar_model::{EntityRecord, Source};

fn code(khabar: &Khabar, path: &str, text: &str) -> Coded {
    khabar.code(Source::new(path, text))
}

fn find<'c>(coded: &'c Coded, alias: &str) -> Option<&'c EntityRecord> {
    coded.resolution.entities.iter().find(|e| e.aliases.iter().any(|a| a == alias) || e.name == alias)
}

#[test]
fn a_full_name_and_a_state_are_one_across_documents_a_thing_without_a_name_is_not() {
    let khabar = Khabar::bundled().unwrap();
    let a = code(
        &khabar,
        "a.txt",
        "Kenyan Interior Minister Grace Wanjala met rebel leaders in Nairobi on Friday. Kenya closed the road, police said.",
    );
    let b = code(
        &khabar,
        "b.txt",
        "Interior Minister Grace Wanjala denied on Monday that Kenya had paid the rebels. Rebel leaders accused Kenya of lying.",
    );
    let id = |c: &Coded, name: &str| find(c, name).map(|e| e.id.clone());
    assert!(id(&a, "Kenya").is_some());
    assert_eq!(id(&a, "Kenya"), id(&b, "Kenya"));
    assert!(id(&a, "Grace Wanjala").is_some());
    assert_eq!(id(&a, "Grace Wanjala"), id(&b, "Grace Wanjala"));
    let unnamed = |c: &Coded| c.resolution.entities.iter().filter(|e| e.name == "rebel leaders").map(|e| e.id.clone()).collect::<Vec<_>>();
    for x in unnamed(&a) {
        assert!(!unnamed(&b).contains(&x));
    }
}

#[test]
fn the_same_text_gives_the_same_records_whatever_its_path_and_thread() {
    let khabar = Khabar::bundled().unwrap();
    let text = include_str!("../../../examples/01-suam-ambush.txt");
    let one = code(&khabar, "one.txt", text).resolution;
    let others: Vec<_> = std::thread::scope(|s| {
        let runs: Vec<_> = (0..3)
            .map(|i| {
                s.spawn({
                    let khabar = &khabar;
                    move || code(khabar, &format!("copy {i}.txt"), text).resolution
                })
            })
            .collect();
        runs.into_iter().map(|r| r.join().unwrap()).collect()
    });
    assert!(one.records.len() > 5);
    for other in others {
        assert_eq!(one.records, other.records);
        assert_eq!(one.entities, other.entities);
        assert_eq!(one.document.id, other.document.id);
    }
}

#[test]
fn every_record_shows_words_of_its_text_and_names_only_entities_at_hand() {
    let khabar = Khabar::bundled().unwrap();
    let text = include_str!("../../../examples/10-highland-hour.txt");
    let coded = code(&khabar, "t.txt", text);
    let chars = text.chars().count();
    let known: Vec<&str> = coded.resolution.entities.iter().map(|e| e.id.0.as_str()).collect();
    for record in &coded.resolution.records {
        let row = serde_json::to_value(record).unwrap();
        let (start, end) = (row["span"][0].as_u64().unwrap() as usize, row["span"][1].as_u64().unwrap() as usize);
        assert!(start < end && end <= chars, "{row}");
        for field in ["actors", "recipients", "by", "about", "entities"] {
            for id in row[field].as_array().into_iter().flatten().filter_map(|v| v.as_str()) {
                assert!(known.contains(&id) || id == "author" || id.starts_with("anonymous: "), "{field} {id} of {row}");
            }
        }
        let confidence = row["confidence"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&confidence));
    }
}
