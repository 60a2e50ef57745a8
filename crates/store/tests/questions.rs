//! Filters, look-ups, stories and search.

mod common;
use common::{Report, desk_of, id, reports};
use khabar_model::*;
use khabar_store::*;

fn count(filter: Filter) -> usize {
    desk_of(&reports()).records(&filter).unwrap().len()
}

fn text(words: &str) -> Option<String> {
    Some(words.to_owned())
}

fn when(words: &str) -> Option<When> {
    Some(words.parse().unwrap())
}

#[test]
fn filters_let_through_what_they_say() {
    let all = || Filter::default();
    assert_eq!(count(all()), 9);
    assert_eq!(count(Filter { families: vec![Family::Event], ..all() }), 4);
    assert_eq!(count(Filter { families: vec![Family::Document], ..all() }), 0);
    assert_eq!(count(Filter { kind: text("assault"), ..all() }), 3);
    assert_eq!(count(Filter { kind: text("Aerial"), ..all() }), 4, "the mode");
    assert_eq!(count(Filter { kind: text("deny"), ..all() }), 1, "a stance");
    assert_eq!(count(Filter { kind: text("percent"), ..all() }), 1, "a unit");
    assert_eq!(count(Filter { min_confidence: Some(0.81), ..all() }), 0);
    assert_eq!(count(Filter { limit: Some(2), ..all() }), 2);
    assert_eq!(count(Filter { doc: text("c.md"), ..all() }), 5);
    assert_eq!(count(Filter { doc: text("CROSSING to"), ..all() }), 5, "a part of the title");
    assert_eq!(count(Filter { doc: text("no such"), ..all() }), 0);
}

#[test]
fn an_actor_is_an_id_or_words_of_a_name_without_case_and_accents() {
    let actor = |words: &str| count(Filter { actor: text(words), ..Filter::default() });
    assert_eq!(actor(&id("Émile Dür").0), 1);
    assert_eq!(actor("emile"), 1);
    assert_eq!(actor("DUR"), 1);
    assert_eq!(actor("émi"), 0, "no part of a word");
    assert_eq!(actor("republic of navala"), 4);
    assert_eq!(actor("navala"), 8, "both entities that are so called");
    assert_eq!(actor("\" OR 1"), 0);
    assert_eq!(actor("--"), 0);
}

#[test]
fn a_date_is_the_record_s_own_else_the_document_s() {
    let dated = |since: &str, until: &str| count(Filter { since: when(since), until: when(until), ..Filter::default() });
    assert_eq!(dated("2024-02-06", "2024-02-06"), 3, "the day of the raid, told later");
    assert_eq!(dated("2024-02-20", "2024"), 1, "the document's date");
    assert_eq!(dated("2024-01", "2024-01"), 1, "as of January");
    assert_eq!(dated("2024-02-07", "2024-02-19"), 4, "statement, promise, forecast, tie");
}

#[test]
fn a_place_is_words_of_its_name_or_a_country() {
    let place = |words: &str| count(Filter { place: text(words), ..Filter::default() });
    assert_eq!(place("zarel"), 3);
    assert_eq!(place("Brano"), 1);
    assert_eq!(place("nav"), 4);
    assert_eq!(place("Sarel Front"), 1, "a relation of an entity that is so called");
    assert_eq!(place("Atlantis"), 0);
}

#[test]
fn all_narrows_documents_and_entities_to_the_records() {
    let desk = desk_of(&reports());
    let families = |f: &Filter| {
        let mut n = std::collections::BTreeMap::new();
        for record in desk.all(f).unwrap() {
            let line = serde_json::to_value(&record).unwrap();
            *n.entry(line["kind"].as_str().unwrap().to_owned()).or_insert(0) += 1;
        }
        n
    };
    let all = families(&Filter::default());
    assert_eq!((all["document"], all["entity"], all["event"], all["story"]), (6, 4, 4, 1));
    let denial = families(&Filter { kind: text("deny"), ..Filter::default() });
    assert_eq!(denial.into_iter().collect::<Vec<_>>(), [("document".into(), 1), ("entity".into(), 1), ("statement".into(), 1)]);
    let only = families(&Filter { families: vec![Family::Entity], ..Filter::default() });
    assert_eq!(only.into_iter().collect::<Vec<_>>(), [("entity".into(), 4)]);
    let named = desk.all(&Filter { doc: text("f.txt"), ..Filter::default() }).unwrap();
    assert!(named.iter().all(|r| !matches!(r, Record::Entity(e) if e.mentions.iter().any(|m| m.doc != reports()[5].source.id))));
}

#[test]
fn ids_may_be_cut_and_what_is_unclear_is_said() {
    let mut desk = desk_of(&reports());
    let documents = desk.documents(&Filter::default()).unwrap();
    assert_eq!(documents.last().unwrap().record.path, "e.txt", "undated last");
    let full = &documents[0].record.id.0;
    assert_eq!(&desk.document(&full[..12]).unwrap().record.id.0, full);
    assert!(matches!(desk.record(full).unwrap(), Record::Document(_)));
    let story = desk.stories(&Filter::default()).unwrap().remove(0);
    assert_eq!(desk.record(&story.id.0).unwrap(), Record::Story(story));
    let message = desk.entity("navala").unwrap_err().to_string();
    assert!(message.starts_with("`navala` could be more than one entity (2 of them): give the id, or more of it (e"), "{message}");
    assert!(desk.record("ev").unwrap_err().to_string().starts_with("no record `ev` on the desk: "));
    assert!(matches!(desk.document("txt"), Err(StoreError::Ambiguous { count: 5, .. })));
    for n in 0..40 {
        Report::new(&format!("many/{n}"), &format!("Number {n}")).commit(&mut desk);
    }
    let mut starts: Vec<String> = desk.documents(&Filter::default()).unwrap().iter().map(|d| d.record.id.0[..3].to_owned()).collect();
    starts.sort();
    let shared = starts.windows(2).find(|w| w[0] == w[1] && w[0].bytes().any(|b| b.is_ascii_digit())).expect("46 of 256 collide");
    assert!(matches!(desk.document(&shared[0]), Err(StoreError::Ambiguous { .. })));
}

#[test]
fn a_story_counts_copies_once_and_takes_the_shortest_date() {
    let stories = desk_of(&reports()).stories(&Filter::default()).unwrap();
    let [story] = &stories[..] else { panic!("{stories:?}") };
    assert_eq!((story.events.len(), story.origins, story.outlets), (3, 2, 3));
    assert_eq!((story.kind.as_str(), story.place.as_deref(), story.date), ("ASSAULT", Some("Žarel"), when("2024-02-06")));
    assert_eq!(story.title, "Navalan jets bombed a depot near Žarel on Tuesday, killing three fighters of the Sarel…");
    let early = Filter { doc: text("a.txt"), ..Filter::default() };
    assert!(desk_of(&reports()).stories(&early).unwrap().is_empty(), "one event is no story");
}

#[track_caller]
fn found(desk: &Desk, query: &str) -> Vec<String> {
    let hits = desk.search(query, &Filter::default()).unwrap();
    for hit in &hits {
        assert_eq!(desk.words(&hit.doc, hit.span).unwrap(), hit.snippet);
    }
    let mut docs: Vec<String> = hits.iter().map(|h| desk.document(&h.doc.0).unwrap().record.path).collect();
    docs.sort();
    docs.dedup();
    docs
}

#[test]
fn search_finds_words_phrases_prefixes_and_leaves_out() {
    let desk = desk_of(&reports());
    assert_eq!(found(&desk, "zarel"), ["a.txt", "b.txt", "c.md", "d.txt"]);
    assert_eq!(found(&desk, "zarel NOT depot"), ["c.md"]);
    assert_eq!(found(&desk, "letter raid"), ["b.txt"], "words of different sentences");
    assert_eq!(found(&desk, "\"came back\""), ["f.txt"]);
    assert_eq!(found(&desk, "\"back came\""), Vec::<String>::new());
    assert_eq!(found(&desk, "baker*"), ["c.md"]);
    assert_eq!(found(&desk, "letter OR column"), ["b.txt", "e.txt"]);
    assert_eq!(found(&desk, "المعبر"), ["c.md"]);
    assert_eq!(found(&desk, "المَعبَر"), ["c.md"], "vowel signs do not matter");
    let hit = &desk.search("emile", &Filter::default()).unwrap()[0];
    assert_eq!(hit.marks.iter().map(|m| m.of(&hit.snippet)).collect::<Vec<_>>(), ["Émile"]);
    let best = &desk.search("depot", &Filter::default()).unwrap()[0];
    assert!(best.snippet.len() < 20, "a headline comes first: {}", best.snippet);
    let late = Filter { since: when("2024-02-08"), actor: text("navala"), ..Filter::default() };
    assert_eq!(desk.search("depot", &late).unwrap().len(), 2, "headline and sentence of b.txt");
}

#[test]
fn no_query_is_a_syntax_error() {
    let desk = desk_of(&reports());
    let odd = "it's US-led 'quoted' \"open (a AND AND b) NEAR(x,y) ^z col:umn a+b -neg * ** \"\" {x} \\ ; %_ OR NOT \0 “half é".split(' ');
    let words: Vec<&str> = odd.collect();
    for i in 0..words.len() {
        for j in i..words.len() {
            let query = words[i..=j].join(" ");
            match desk.search(&query, &Filter::default()) {
                Ok(_) | Err(StoreError::EmptyQuery { .. }) => {}
                Err(e) => panic!("{query}: {e} {:?}", std::error::Error::source(&e)),
            }
            desk.records(&Filter { actor: text(&query), place: text(&query), doc: text(&query), ..Filter::default() }).unwrap();
        }
    }
    assert_eq!(
        desk.search(" - \"\" ", &Filter::default()).unwrap_err().to_string(),
        "nothing to search for in ` - \"\" `: give at least one word"
    );
}
