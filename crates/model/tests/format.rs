//! The record format is a promise: these lines must not change shape.

use khabar_model::{EntityId, Record};

/// A record reads back and writes exactly the same line.
fn check(line: &str) {
    let record: Record = serde_json::from_str(line).unwrap_or_else(|e| panic!("{e} in {line}"));
    assert_eq!(serde_json::to_string(&record).unwrap(), line);
}

#[test]
fn every_family_reads_back_as_written() {
    check(
        r#"{"kind":"document","id":"d1","path":"a.txt","title":null,"publisher":null,"authors":[],"date":"2020-06","date_source":"inferred","genre":"article","language":"en","sha256":"00","chars":9}"#,
    );
    check(
        r#"{"kind":"entity","id":"e1","name":"Navala","type":"state","country":"NAV","sector":"GOV","aliases":["Navala"],"mentions":[{"doc":"d1","span":[0,6]}]}"#,
    );
    check(
        r#"{"kind":"event","id":"ev1","doc":"d1","span":[0,9],"trigger":[2,5],"type":"ASSAULT","mode":"aerial","actors":["e1"],"recipients":[],"date":"2020-06-25","date_text":"on Thursday","place":{"name":"Sarel","entity":"e2","lat":1.5,"lon":2.5,"country":"MLI","precision":"near"},"status":"denied","said_by":["author","anonymous: a diplomat","e1"],"numbers":{"killed":2,"share":0.5},"story":null,"confidence":0.93}"#,
    );
    check(
        r#"{"kind":"statement","id":"st1","doc":"d1","span":[0,9],"source":"anonymous: a Western diplomat","cue":[10,14],"form":"indirect","stance":"deny","to":null,"confidence":0.8}"#,
    );
    check(
        r#"{"kind":"commitment","id":"cm1","doc":"d1","span":[0,9],"by":["e1"],"to":[],"what":"open the crossing","condition":"if the truce holds","made":"2020-06-01","deadline":"2020-07-01","status":"open","evidence":[],"confidence":0.7}"#,
    );
    check(
        r#"{"kind":"measure","id":"me1","doc":"d1","span":[0,9],"value":63,"low":null,"high":null,"approx":false,"qualifier":null,"unit":"percent","subject":null,"entities":[],"as_of":null,"confidence":0.9}"#,
    );
    check(
        r#"{"kind":"assessment","id":"as1","doc":"d1","span":[0,9],"by":["author"],"type":"forecast","about":["e1"],"likelihood":{"words":"likely","low":0.55,"high":0.8,"scale":"ICD 203"},"horizon":"2020","confidence":0.6}"#,
    );
    check(
        r#"{"kind":"relation","id":"re1","doc":"d1","span":[0,9],"subject":"e1","predicate":"leads","object":"e2","status":"asserted","confidence":0.6}"#,
    );
    check(
        r#"{"kind":"story","id":"s1","type":"ASSAULT","events":["ev1","ev2"],"date":"2020-06-25","place":null,"origins":1,"outlets":2,"title":"strike on Sarel"}"#,
    );
}

#[test]
fn a_source_that_is_an_entity_is_its_id() {
    let line = r#"{"kind":"statement","id":"st1","doc":"d1","span":[0,9],"source":"e7","cue":null,"form":"direct","stance":"assert","to":null,"confidence":0.8}"#;
    let Record::Statement(s) = serde_json::from_str(line).unwrap() else { panic!("not a statement") };
    assert_eq!(s.body.source, khabar_model::Voice::Entity(EntityId("e7".into())));
}
