//! `bench reader` on a small folder of invented texts: its table, its JSON, its complaints.

mod support;

use serde_json::Value;
use std::path::Path;
use support::{fails, folder, khabar, out};

const ROLES: &str = r#"{"tokens": ["Velia", "'s", "navy", "fired", "on", "a", "ferry", "."], "tags": ["B-S", "I-S", "I-S", "O", "O", "B-T", "I-T", "O"]}
{"tokens": ["Orland", "and", "Velia", "met", "."], "tags": ["B-R", "O", "B-R", "O", "O"]}
"#;
const QUOTES: &str = r#"{"text": "The mayor of Keld said the strait is open.\n\n“We will not leave,” said Ana Brandt.", "attributions": [{"source": [[0, 17]], "cue": [[18, 22]], "content": [[23, 41]]}, {"source": [[71, 81]], "cue": [[66, 70]], "content": [[44, 65]]}]}
"#;
const REPORTS: &str = r#"<reports>
<report id="coast-010" date="2031-03-05" genre="article" publisher="Harbour Post">
 <ent id="v" name="Velia" t="state"/><ent id="o" name="Orland" t="state"/><ent id="b" name="Ana Brandt" t="person"/>
 <p><m e="v">Velia</m> <ev id="e1" t="ASSAULT" m="firearms" st="occurred" a="v" r="o">attacked</ev> <m e="o">Orland</m>. The <ev id="e2" t="ASSAULT" st="occurred" a="v" r="o" i="v o">raid</ev> went on, <m e="b">Ana Brandt</m> <cue s="s1">said</cue>.</p>
</report>
<report id="coast-011"><p>Nothing of note.</p></report>
</reports>
"#;

/// A folder with three sets, one of them cut from train, and marked reports.
fn data(test: &str) -> std::path::PathBuf {
    let at = folder(test);
    let write = |name: &str, text: &str| std::fs::write(at.join(name), text).unwrap();
    write("cameo_roles.dev.jsonl", ROLES);
    write("polnear.train.jsonl", &QUOTES.repeat(6));
    write("ports.xml", "<ports><port/></ports>");
    write("names.dev.jsonl", "{}");
    std::fs::create_dir(at.join("reports")).unwrap();
    write("reports/coast-1.xml", REPORTS);
    at
}

#[test]
fn the_table_is_as_it_was_but_for_the_figures() {
    let text = out(&data("bench_table"), &["bench", "reader", "--data", "."]);
    let rows = text.split("\n\n").nth(1).unwrap();
    // Ours change with the model; all else stays.
    let line = |line: &str| {
        let ours = line.split_whitespace().rev().nth(2).unwrap_or("").to_owned();
        if ours.starts_with("0.") || ours == "1.000" { line.replacen(&ours, "*.***", 1) } else { line.to_owned() }
    };
    let masked: String = rows.lines().map(|l| line(l) + "\n").collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/bench.txt");
    if std::env::var_os("KHABAR_GOLDEN").is_some_and(|v| v == "write") {
        std::fs::write(&path, &masked).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == masked, "differs from tests/golden/bench.txt (KHABAR_GOLDEN=write writes it anew); now:\n{masked}");
}

#[test]
fn json_has_the_figures_of_every_part_whatever_the_threads() {
    let at = data("bench_json");
    let with = |jobs| out(&at, &["bench", "reader", "--data", ".", "--format", "json", "--jobs", jobs]);
    assert_eq!(with("1"), with("3"));
    let table: Value = serde_json::from_str(&with("1")).unwrap();
    let rows = table["rows"].as_array().unwrap();
    let items = |set: &str| rows.iter().find(|r| r["set"] == set).map(|r| (r["split"].as_str().unwrap(), r["items"].as_u64().unwrap()));
    assert_eq!(items("cameo_roles"), Some(("dev", 2)));
    assert_eq!(items("polnear"), Some(("train, 1 in 5", 2)));
    assert_eq!(items("reports"), Some(("held out", 1)));
    let head = |name: &str| table["heads"].as_array().unwrap().iter().find(|h| h["head"] == name).unwrap()["support"].as_u64();
    assert_eq!((head("trigger + type"), head("actor, gold spans"), head("roles inferred, end to end")), (Some(2), Some(2), Some(2)));
    let all: Value = serde_json::from_str(&out(&at, &["bench", "reader", "--data", ".", "--split", "all", "--format", "json"])).unwrap();
    assert_eq!((all["rows"][0]["split"].as_str(), all["rows"][0]["items"].as_u64()), (Some("all"), Some(2)));
}

#[test]
fn a_bad_file_is_one_line_and_costs_no_other_set() {
    let at = data("bench_bad");
    std::fs::write(
        at.join("re3d.dev.jsonl"),
        "{\"tokens\": [\"a\"], \"tags\": [\"O\"]}\n{\"tokens\": [\"a\", \"b\"], \"tags\": [\"O\"]}\n",
    )
    .unwrap();
    std::fs::write(at.join("gum.dev.conllu"), "1\ta\n").unwrap();
    std::fs::write(at.join("cameo_quad.dev.jsonl"), b"\xff").unwrap();
    std::fs::write(at.join("reports/coast-2.xml"), "<reports><report id=\"x\"></report></reports>").unwrap();
    let run = khabar(&at, &["bench", "reader", "--data", ".", "--quiet"]);
    assert_eq!(run.status.code(), Some(1));
    let said = String::from_utf8(run.stderr).unwrap();
    let lines: Vec<&str> = said.lines().collect();
    let wanted = [
        "khabar: ./cameo_quad.dev.jsonl: is not UTF-8 text (byte 0); save it as UTF-8",
        "khabar: ./re3d.dev.jsonl:2: 2 tokens but 1 tags",
        "khabar: ./gum.dev.conllu:1: a token before the first `# newdoc`",
        "khabar: ./reports/coast-2.xml:1: report id `x` is not FAMILY-NUMBER",
    ];
    assert_eq!(lines, wanted);
    assert!(String::from_utf8(run.stdout).unwrap().contains("cameo_roles"));
    let (code, said) = fails(&at, &["bench", "reader", "--data", "reports", "--split", "test", "--model", "."]);
    assert_eq!((code, said.lines().count()), (2, 1), "{said}");
    assert!(said.contains("./reader.safetensors: cannot be read"), "{said}");
    let (code, said) = fails(&folder("bench_none"), &["bench", "reader", "--data", "."]);
    assert_eq!(code, 2);
    assert!(said.contains("no set in . has split `dev`; expected files such as SET.dev.jsonl"), "{said}");
}
