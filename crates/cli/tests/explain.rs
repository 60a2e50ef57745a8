//! `explain RECORD`: the words, the scores that decided, the rules that overruled.

mod support;

use serde_json::Value;
use std::path::Path;
use support::{fails, folder, golden, out};

/// A folder with the first example report coded.
fn coded(test: &str) -> std::path::PathBuf {
    let folder = folder(test);
    let report = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/01-suam-ambush.txt");
    std::fs::copy(report, folder.join("report.txt")).unwrap();
    out(&folder, &["add", "report.txt"]);
    folder
}

fn records(folder: &Path, family: &str) -> Vec<Value> {
    let all = out(folder, &[family, "--min-confidence", "0", "--format", "jsonl"]);
    all.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

/// Scores change with the model: `KHABAR_GOLDEN=write` writes the page anew, the next test holds for every model.
#[test]
fn an_explanation_is_as_it_was() {
    let folder = coded("explain_golden");
    let first = records(&folder, "events")[0]["id"].as_str().unwrap().to_owned();
    golden("explain", &out(&folder, &["explain", &first]));
}

#[test]
fn every_record_is_explained_by_sound_decisions_that_agree_with_it() {
    let folder = coded("explain_all");
    let asked = |family: &str| match family {
        "events" => &["type", "status", "role"][..],
        "statements" => &["statement", "stance", "form"],
        "commitments" => &["status"],
        "assessments" => &["kind"],
        "relations" => &["tie"],
        _ => &["amount"],
    };
    let mut explained = 0;
    for family in ["events", "statements", "commitments", "assessments", "relations", "measures"] {
        for record in records(&folder, family).iter().take(3) {
            let id = record["id"].as_str().unwrap();
            let whole: Value = serde_json::from_str(&out(&folder, &["explain", id, "--format", "json"])).unwrap();
            assert_eq!((whole["record"]["id"].as_str(), whole["same_reader"].as_bool()), (Some(id), Some(true)));
            let decisions = whole["decisions"].as_array().unwrap();
            for name in asked(family) {
                assert!(decisions.iter().any(|d| d["asked"] == *name), "{family} {id}: nobody asked for {name}: {decisions:#?}");
            }
            assert!(decisions.iter().all(|d| d["asked"] != "record"), "{id} is not found again: {decisions:#?}");
            for d in decisions {
                let p: Vec<f64> = d["answers"].as_array().unwrap().iter().map(|a| a["p"].as_f64().unwrap()).collect();
                assert!(p.iter().all(|p| (0.0..=1.0).contains(p)) && p.windows(2).all(|w| w[0] >= w[1]), "{d}");
                assert!(!p.is_empty() || d["by_rule"] == true, "{d}");
            }
            let taken = |name: &str| decisions.iter().find(|d| d["asked"] == name).map(|d| d["taken"].clone());
            if family == "events" {
                assert_eq!(taken("type"), Some(record["type"].clone()));
                assert_eq!(taken("status"), Some(record["status"].clone()));
                let roles = decisions.iter().filter(|d| d["asked"] == "role" && !d["taken"].is_null()).count();
                let told = record["actors"].as_array().unwrap().len() + record["recipients"].as_array().unwrap().len();
                assert!(roles > 0 || told == 0, "{id}: {told} parties, none explained");
            }
            if family == "statements" {
                assert_eq!(taken("stance"), Some(record["stance"].clone()));
            }
            explained += 1;
        }
    }
    assert!(explained >= 8, "only {explained} records");
    let text = out(&folder, &["explain", records(&folder, "events")[0]["id"].as_str().unwrap()]);
    for part in ["»", "(the same reader):", "\n  type        “", " is enough)", "\n  role        "] {
        assert!(text.contains(part), "no `{part}` in\n{text}");
    }
    assert!(fails(&folder, &["explain", "ASSAULT", "--format", "json"]).1.contains("`ASSAULT` is a code"));
}
