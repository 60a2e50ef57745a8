//! A file of marked examples as an analyst types it: header lines, a blank line, then a sentence a line with the words
//! that name the act in `[[ ]]`; a sentence without brackets tells none.

use std::collections::BTreeMap;
use std::ops::Range;

use khabar_lexicon::Lexicon;

use super::CodebookError;

/// Keys of the header.
const KEYS: [&str; 5] = ["type", "name", "definition", "quad", "intensity"];
const LONGEST_CODE: usize = 32;

/// Marked examples of one type of act.
#[derive(Debug, Clone, PartialEq)]
pub struct Examples {
    /// "EVACUATE".
    pub code: String,
    /// "Evacuation".
    pub name: String,
    pub definition: String,
    /// PLOVER's quads 1 to 4, where the user gives one.
    pub quad: Option<u8>,
    /// On Goldstein's scale, -10 to 10, where the user gives one.
    pub intensity: Option<f64>,
    pub lines: Vec<Line>,
}

/// A sentence with the bytes of its triggers.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// From 1, in the file.
    pub number: usize,
    pub text: String,
    pub triggers: Vec<Range<usize>>,
}

impl Examples {
    /// Reads a file's text. Lines that begin with `#` are remarks.
    pub fn parse(text: &str, lex: &Lexicon) -> Result<Examples, CodebookError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut lines = text.lines().enumerate().map(|(i, l)| (i + 1, l.trim())).filter(|(_, l)| !l.starts_with('#'));
        let header = header(&mut lines)?;
        let get = |key: &str| header.get(key).map(|(_, v)| v.clone()).unwrap_or_default();
        let (at, code) = header.get("type").ok_or_else(|| missing("type: EVACUATE"))?;
        check_code(*at, code, lex)?;
        let number = |key: &str, low: f64, high: f64| -> Result<Option<f64>, CodebookError> {
            let Some((at, value)) = header.get(key) else { return Ok(None) };
            let found = value.parse::<f64>().ok().filter(|v| (low..=high).contains(v));
            found.map(Some).ok_or_else(|| error(*at, format!("`{key}: {value}`, expected a number from {low} to {high}")))
        };
        let quad = number("quad", 1.0, 4.0)?.map(|q| q as u8);
        let intensity = number("intensity", -10.0, 10.0)?;
        let mut found: Vec<Line> = Vec::new();
        for (at, line) in lines.filter(|(_, l)| !l.is_empty()) {
            let line = marked(at, line)?;
            if let Some(same) = found.iter().find(|l| l.text == line.text) {
                return Err(error(at, format!("the sentence of line {} again, expected each once", same.number)));
            }
            found.push(line);
        }
        Ok(Examples { code: code.clone(), name: get("name"), definition: get("definition"), quad, intensity, lines: found })
    }

    /// Sentences that tell an act of the type.
    pub fn positives(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|l| !l.triggers.is_empty())
    }

    /// Refuses what cannot be learned from: fewer than `least` sentences with an act, or no name and definition.
    pub fn check_enough(&self, least: usize) -> Result<(), CodebookError> {
        for (key, value) in [("name: Evacuation", &self.name), ("definition: Moves people out of danger.", &self.definition)] {
            if value.is_empty() {
                return Err(missing(key));
            }
        }
        let found = self.positives().count();
        if found < least {
            let what = format!("{found} sentences with a trigger in [[ ]], expected at least {least}: mark more, 40 do well");
            return Err(CodebookError::File { what });
        }
        Ok(())
    }
}

fn error(line: usize, what: impl Into<String>) -> CodebookError {
    CodebookError::Line { line, what: what.into() }
}

fn missing(example: &str) -> CodebookError {
    let key = example.split(':').next().unwrap_or(example);
    CodebookError::File { what: format!("the header has no `{key}`, expected a line like `{example}`") }
}

/// `key: value` lines up to the first blank one, with their line numbers.
fn header<'t>(lines: &mut impl Iterator<Item = (usize, &'t str)>) -> Result<BTreeMap<String, (usize, String)>, CodebookError> {
    let mut out = BTreeMap::new();
    for (at, line) in lines.by_ref() {
        if line.is_empty() && out.is_empty() {
            continue;
        }
        if line.is_empty() {
            break;
        }
        let pair = line.split_once(':').map(|(k, v)| (k.trim().to_lowercase(), v.trim().to_owned()));
        let Some((key, value)) = pair.filter(|(key, _)| KEYS.contains(&key.as_str())) else {
            let shown: String = line.chars().take(40).collect();
            return Err(error(
                at,
                format!("`{shown}` in the header, expected `key: value` with a key of {}; a blank line ends the header", KEYS.join(", ")),
            ));
        };
        if value.is_empty() {
            return Err(error(at, format!("`{key}:` says nothing, expected words after the colon")));
        }
        if out.insert(key.clone(), (at, value)).is_some() {
            return Err(error(at, format!("`{key}:` twice, expected it once")));
        }
    }
    Ok(out)
}

/// A code in capitals that PLOVER does not have.
fn check_code(at: usize, code: &str, lex: &Lexicon) -> Result<(), CodebookError> {
    let capitals = code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_' || b == b'-');
    if !capitals || !code.starts_with(|c: char| c.is_ascii_uppercase()) || !(2..=LONGEST_CODE).contains(&code.len()) {
        let what = format!("type `{code}`, expected 2 to {LONGEST_CODE} capitals, digits, hyphens, such as EVACUATE");
        return Err(error(at, what));
    }
    if lex.events.get(code).is_some() {
        return Err(error(at, format!("type `{code}` is one of PLOVER's, expected another name (`khabar explain {code}` shows it)")));
    }
    if let Some((of, _)) = lex.events.iter().find(|(_, k)| k.modes.keys().any(|m| m.eq_ignore_ascii_case(code))) {
        return Err(error(at, format!("type `{code}` is a mode of {of}, expected another name")));
    }
    Ok(())
}

/// Takes the brackets out of a line.
fn marked(number: usize, line: &str) -> Result<Line, CodebookError> {
    let mut out = Line { number, text: String::new(), triggers: Vec::new() };
    let mut rest = line;
    while let Some(open) = rest.find("[[") {
        let (before, inside) = (&rest[..open], &rest[open + 2..]);
        let close = inside.find("]]").ok_or_else(|| error(number, "`[[` is never closed, expected `]]` behind the trigger"))?;
        let words = &inside[..close];
        if before.contains("]]") {
            return Err(error(number, "`]]` without `[[` before it"));
        }
        if words.contains("[[") {
            return Err(error(number, "`[[` within `[[`, expected `]]` first"));
        }
        if !words.chars().any(char::is_alphanumeric) {
            return Err(error(number, "`[[ ]]` without words, expected the words that name the act"));
        }
        out.text.push_str(before);
        let start = out.text.len() + (words.len() - words.trim_start().len());
        out.triggers.push(start..start + words.trim().len());
        out.text.push_str(words);
        rest = &inside[close + 2..];
    }
    if rest.contains("]]") {
        return Err(error(number, "`]]` without `[[` before it"));
    }
    out.text.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fails(text: &str) -> String {
        Examples::parse(text, &Lexicon::bundled().unwrap()).unwrap_err().to_string()
    }

    #[test]
    fn a_file_is_read_as_typed() {
        let text = "\u{feff}type: EVACUATE\r\nName: Evacuation\r\n# remark\r\nquad: 2\r\n\r\nThe army [[moved out]] and [[ bussed]] them.\r\nNone.\r\n";
        let read = Examples::parse(text, &Lexicon::bundled().unwrap()).unwrap();
        assert_eq!((read.code.as_str(), read.name.as_str(), read.quad), ("EVACUATE", "Evacuation", Some(2)));
        assert_eq!(read.lines[0].text, "The army moved out and  bussed them.");
        let words: Vec<&str> = read.lines[0].triggers.iter().map(|r| &read.lines[0].text[r.clone()]).collect();
        assert_eq!(words, ["moved out", "bussed"]);
        assert_eq!((read.lines[1].number, read.lines[1].triggers.len()), (7, 0));
        let few = read.check_enough(20).unwrap_err().to_string();
        assert!(few.contains("no `definition`"), "{few}");
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        let with = |line: &str| fails(&format!("type: EVACUATE\n\n{line}"));
        assert_eq!(with("The army [[moved them."), "line 3: `[[` is never closed, expected `]]` behind the trigger");
        assert_eq!(with("The army moved]] them."), "line 3: `]]` without `[[` before it");
        assert_eq!(with("The army [[moved [[them]] out]]."), "line 3: `[[` within `[[`, expected `]]` first");
        assert_eq!(with("The army [[ ]] them."), "line 3: `[[ ]]` without words, expected the words that name the act");
        assert!(with("One.\nTwo.\nOne.").starts_with("line 5: the sentence of line 3 again"));
        assert!(fails("type: ASSAULT\n").starts_with("line 1: type `ASSAULT` is one of PLOVER's"));
        assert!(fails("type: CYBER\n").starts_with("line 1: type `CYBER` is a mode of COERCE"));
        assert!(fails("type: move out\n").starts_with("line 1: type `move out`, expected 2 to 32 capitals"));
        assert!(fails("type: MOVE\ncolour: red\n").starts_with("line 2: `colour: red` in the header, expected `key: value`"));
        assert!(fails("type: MOVE\nquad: 7\n").starts_with("line 2: `quad: 7`, expected a number from 1 to 4"));
        assert!(fails("type: MOVE\ntype: FLEE\n").starts_with("line 2: `type:` twice"));
        assert!(fails("name: Move\n\nOne.").starts_with("the header has no `type`"));
        assert!(fails("type: MOVE\nname:\n").starts_with("line 2: `name:` says nothing"));
    }
}
