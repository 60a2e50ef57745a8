//! Names, nouns and dates as they stand within a sentence.

use khabar_lexicon::Lexicon;
use khabar_model::When;

/// A name within a sentence: "the army", "a Western diplomat", "residents of Keld", "Orland".
pub fn in_sentence(name: &str, lexicon: &Lexicon) -> String {
    let words = &lexicon.references;
    let (first, rest) = name.split_once(' ').unwrap_or((name, ""));
    if words.is_determiner(first) {
        // "The foreign ministers" begins small here; "The Hague" and "The Council of Elders" are names.
        let described = rest.split(' ').any(|w| begins_small(w) && !words.is_function(w));
        return if described { format!("{} {rest}", first.to_lowercase()) } else { name.to_owned() };
    }
    let head = name.split(' ').take_while(|w| !words.is_function(w)).last().unwrap_or(first);
    let bare = is_plural(head) || words.is_pronoun(first) || !head.chars().all(char::is_alphabetic);
    if begins_small(first) && begins_small(head) && !bare { format!("the {name}") } else { name.to_owned() }
}

fn begins_small(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_lowercase)
}

/// Is an English noun plainly plural? Irregular ones end as the two commonest do.
fn is_plural(noun: &str) -> bool {
    let s = noun.ends_with('s') && !["ss", "us", "is"].iter().any(|end| noun.ends_with(end));
    s || noun.ends_with("men") || noun.ends_with("people")
}

/// A noun of the telling table with its verb: "an attack" is one, "talks through a third party" are many.
pub fn is_or_are(noun: &str) -> (&'static str, &'static str) {
    let many = without_article(noun) == noun && noun.split(' ').any(is_plural);
    if many { ("are", "were") } else { ("is", "was") }
}

/// "an attack" without its article: "attack".
pub fn without_article(noun: &str) -> &str {
    ["a ", "an ", "the "].iter().find_map(|article| noun.strip_prefix(article)).unwrap_or(noun)
}

/// A day, month or year, or two of them: "2024-03", "2024-03-11 to 2024-03-17".
pub fn dates(when: When) -> String {
    when.to_string().replace('/', " to ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_take_an_article_and_names_none() {
        let lexicon = Lexicon::bundled().unwrap();
        for (name, expected) in [
            ("army", "the army"),
            ("army of Orland", "the army of Orland"),
            ("A Western diplomat", "a Western diplomat"),
            ("The foreign ministers", "the foreign ministers"),
            ("The Hague", "The Hague"),
            ("foreign ministers", "foreign ministers"),
            ("gunmen", "gunmen"),
            ("de Brandt", "de Brandt"),
            ("his lawyer", "his lawyer"),
            ("Orland", "Orland"),
            ("", ""),
        ] {
            assert_eq!(in_sentence(name, &lexicon), expected);
        }
    }
}
