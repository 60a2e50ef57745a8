//! The language of a text.

use whatlang::Lang;

/// Letters below which a guess is only believed when it is sure of itself.
const FEW: usize = 60;
/// How much of a text is looked at, in characters from each of its start and middle.
const SAMPLE: usize = 3000;

/// ISO 639-1 code where there is one, else 639-3; None where the text is too short or too mixed to tell.
pub fn language(text: &str) -> Option<String> {
    let sample = sample(text);
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    let info = whatlang::detect(&sample)?;
    let sure = info.is_reliable() || (letters >= FEW && info.confidence() >= 0.1) || letters >= 400;
    (sure && letters >= 12).then(|| short(info.lang()).to_owned())
}

fn sample(text: &str) -> String {
    let count = text.chars().count();
    let middle = (count / 2).max(SAMPLE).min(count);
    text.chars().take(SAMPLE).chain(text.chars().skip(middle).take(SAMPLE)).collect()
}

/// ISO 639-1 of the languages that can be told.
fn short(lang: Lang) -> &'static str {
    use Lang::*;
    match lang {
        Afr => "af",
        Aka => "ak",
        Amh => "am",
        Ara => "ar",
        Aze => "az",
        Bel => "be",
        Ben => "bn",
        Bul => "bg",
        Cat => "ca",
        Ces => "cs",
        Cmn => "zh",
        Dan => "da",
        Deu => "de",
        Ell => "el",
        Eng => "en",
        Epo => "eo",
        Est => "et",
        Fin => "fi",
        Fra => "fr",
        Guj => "gu",
        Heb => "he",
        Hin => "hi",
        Hrv => "hr",
        Hun => "hu",
        Hye => "hy",
        Ind => "id",
        Ita => "it",
        Jav => "jv",
        Jpn => "ja",
        Kan => "kn",
        Kat => "ka",
        Khm => "km",
        Kor => "ko",
        Lat => "la",
        Lav => "lv",
        Lit => "lt",
        Mal => "ml",
        Mar => "mr",
        Mkd => "mk",
        Mya => "my",
        Nep => "ne",
        Nld => "nl",
        Nob => "nb",
        Ori => "or",
        Pan => "pa",
        Pes => "fa",
        Pol => "pl",
        Por => "pt",
        Ron => "ro",
        Rus => "ru",
        Sin => "si",
        Slk => "sk",
        Slv => "sl",
        Sna => "sn",
        Spa => "es",
        Srp => "sr",
        Swe => "sv",
        Tam => "ta",
        Tel => "te",
        Tgl => "tl",
        Tha => "th",
        Tuk => "tk",
        Tur => "tr",
        Ukr => "uk",
        Urd => "ur",
        Uzb => "uz",
        Vie => "vi",
        Yid => "yi",
        Zul => "zu",
        other => other.code(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_languages_and_owns_up_when_it_cannot() {
        let told = |t: &str| language(t);
        assert_eq!(told("The ministers met on Monday and agreed to keep the crossing open.").as_deref(), Some("en"));
        assert_eq!(told("Les ministres se sont réunis lundi et ont décidé de garder le poste ouvert.").as_deref(), Some("fr"));
        assert_eq!(told("اجتمع الوزراء يوم الاثنين واتفقوا على إبقاء المعبر مفتوحا أمام المدنيين.").as_deref(), Some("ar"));
        assert_eq!(told("Міністри зустрілися в понеділок і домовилися залишити перехід відкритим.").as_deref(), Some("uk"));
        assert_eq!(told(""), None);
        assert_eq!(told("1234 — 99 %"), None);
        assert_eq!(told("OK"), None);
    }
}
