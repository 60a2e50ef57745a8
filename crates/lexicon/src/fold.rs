//! One written form for names that differ only in spelling habits.

use unicode_normalization::UnicodeNormalization;

/// Folds a name for lookup: case, accents, marks of Arabic transliteration, hyphens, quotes, stops, white space,
/// a leading "the", a possessive ending, and the Arabic article ("al-Janabi", "Al Janabi", "as-Sadr" like "al-Sadr").
/// Folding a folded name changes nothing.
pub fn fold(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for raw in name.split(|c: char| c.is_whitespace()) {
        for word in plain(raw).split(' ').filter(|w| !w.is_empty()) {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
    }
    out.trim_start_matches("the ").to_owned()
}

/// One written word: lower case, no accents, no possessive; a space for each hyphen or other mark.
fn plain(word: &str) -> String {
    if word.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return word.to_ascii_lowercase(); // most words, and look-ups are many
    }
    let mut text = String::with_capacity(word.len());
    for c in word.nfkd().flat_map(char::to_lowercase).nfd() {
        match c {
            'ø' => text.push('o'),
            'ł' => text.push('l'),
            'ı' => text.push('i'),
            'đ' | 'ð' => text.push('d'),
            'ħ' => text.push('h'),
            'ß' => text.push_str("ss"),
            'æ' => text.push_str("ae"),
            'œ' => text.push_str("oe"),
            'þ' => text.push_str("th"),
            'ə' => text.push('e'),
            '&' => text.push_str(" and "),
            '\'' | '’' | '‘' | '`' | '´' | 'ʿ' | 'ʾ' | 'ʻ' | 'ʼ' | 'ˈ' | '′' => text.push('\''),
            '.' => {}
            c if c.is_alphanumeric() || c == '+' => text.push(c),
            c if unicode_normalization::char::is_combining_mark(c) => {}
            _ => text.push(if is_hyphen(c) { '-' } else { ' ' }),
        }
    }
    let text = text.trim_matches([' ', '-']);
    let text = text.strip_suffix("'s").unwrap_or(text);
    article(text).replace('\'', "").replace('-', " ")
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '‒' | '–')
}

/// The article assimilated to a sun letter ("as-Sadr", "an-Nusra", "ash-Shabab") in its plain form.
fn article(word: &str) -> std::borrow::Cow<'_, str> {
    if let Some((head, rest)) = word.split_once('-') {
        let sun = matches!(head, "ad" | "an" | "ar" | "as" | "ash" | "at" | "ath" | "az" | "adh");
        if sun && rest.trim_start_matches('\'').starts_with(&head[1..]) {
            return format!("al-{rest}").into();
        }
    }
    word.into()
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn spellings_of_one_name_meet() {
        for (a, b) in [
            ("Karim al-Janabi", "Karim Al Janabi"),
            ("Muqtada as-Sadr", "Muqtada al-Sadr"),
            ("the People’s Republic of China", "People's Republic of China's"),
            ("Ḥizb Allāh", "Hizb Allah"),
            ("Sana’a", "Sanaa"),
            ("Baʿath", "Ba'ath"),
            ("São  Tomé & Príncipe", "Sao Tome and Principe"),
            ("U.S.", "US"),
            ("Türkiye", "TURKIYE"),
            ("Guinea‑Bissau", "Guinea Bissau"),
            ("Łódź", "Lodz"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} / {b}");
        }
        assert_eq!(fold("The Gambia"), "gambia");
        assert_ne!(fold("Al-Shabaab"), fold("Shabaab"));
    }

    #[test]
    fn folding_twice_is_folding_once() {
        for name in ["The The", "ash-Shabaab’s", "Côte d’Ivoire", "İstanbul", "A.P. Møller – Mærsk", "  ", "Дамаск", "al-'Ayn"]
        {
            let once = fold(name);
            assert_eq!(fold(&once), once, "{name}");
        }
    }
}
