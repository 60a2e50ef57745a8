//! A gazetteer (`places/`): towns, first-level provinces and countries with coordinates.
//!
//! The files are searched as they stand, by halving, so that loading them costs nothing.

use std::borrow::Cow;

use khabar_model::PlacePrecision;

use crate::{LexiconError, Shelf, fold};

const NAMES: &str = "places/names.tsv";
const PLACES: &str = "places/places.tsv";

/// A place on the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// GeoNames id of a town ("98182"), else an ISO 3166 code ("IQ-BG", "IRQ").
    pub id: String,
    pub name: String,
    /// Degrees, WGS 84; a point inside or the middle.
    pub lat: f64,
    pub lon: f64,
    /// ISO 3166-1 alpha-3.
    pub country: String,
    /// People, 0 where not known.
    pub population: u64,
    /// Exact for a town, Province or Country for areas.
    pub precision: PlacePrecision,
}

/// Places by folded name.
#[derive(Debug)]
pub struct Places {
    /// Lines "folded name, tab, ids by falling weight with | between", sorted.
    names: Cow<'static, str>,
    /// Lines "id, name, lat, lon, country, population, precision", sorted.
    places: Cow<'static, str>,
}

impl Places {
    /// The likeliest place of this name: in the hinted country (ISO 3166-1 alpha-3) if there is one there, else the most
    /// populous town, then provinces, then countries.
    pub fn find(&self, name: &str, country_hint: Option<&str>) -> Option<Place> {
        let all = self.all(name);
        let hinted = country_hint.and_then(|c| all.iter().position(|p| p.country == c));
        all.into_iter().nth(hinted.unwrap_or(0))
    }

    /// Every place of this name, the weightiest first.
    pub fn all(&self, name: &str) -> Vec<Place> {
        let folded = fold(name);
        let Some(ids) = line(&self.names, &folded) else { return Vec::new() };
        ids.split('|').filter_map(|id| self.by_id(id)).collect()
    }

    pub fn by_id(&self, id: &str) -> Option<Place> {
        let mut cells = line(&self.places, id)?.split('\t');
        let mut next = || cells.next();
        Some(Place {
            id: id.to_owned(),
            name: next()?.to_owned(),
            lat: next()?.parse().ok()?,
            lon: next()?.parse().ok()?,
            country: next()?.to_owned(),
            population: next()?.parse().ok()?,
            precision: PlacePrecision::parse(next()?)?,
        })
    }
}

/// What follows `key` and a tab on the line that begins so; lines are sorted, the key by its bytes.
fn line<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let bytes = text.as_bytes();
    let start_of = |at: usize| bytes[..at].iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
    let end_of = |at: usize| bytes[at..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |i| at + i);
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let start = start_of(low + (high - low) / 2);
        let end = end_of(start);
        let (found, rest) = text[start..end].split_once('\t').unwrap_or((&text[start..end], ""));
        match found.cmp(key) {
            std::cmp::Ordering::Equal => return Some(rest),
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    None
}

pub(crate) fn load(shelf: &Shelf) -> Result<Places, LexiconError> {
    Ok(Places { names: table(shelf, NAMES)?, places: table(shelf, PLACES)? })
}

/// The lines below comments and header. The user's own file is checked for order at once; a test checks ours.
fn table(shelf: &Shelf, file: &str) -> Result<Cow<'static, str>, LexiconError> {
    let text = shelf.text(file)?;
    let skip: usize = text.split_inclusive('\n').take_while(|l| l.starts_with('#')).map(str::len).sum();
    let header = text[skip..].find('\n').map_or(text.len(), |i| skip + i + 1);
    Ok(match text {
        Cow::Borrowed(t) => Cow::Borrowed(&t[header..]),
        Cow::Owned(t) => {
            check(file, &t)?;
            Cow::Owned(t[header..].to_owned())
        }
    })
}

fn check(file: &str, text: &str) -> Result<(), LexiconError> {
    let columns: &[&str] =
        if file == NAMES { &["name", "ids"] } else { &["id", "name", "lat", "lon", "country", "population", "precision"] };
    crate::tsv::Tsv::parse(file, text, columns).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lexicon;

    #[test]
    fn our_files_are_sorted_and_lead_to_each_other() {
        let shelf = Shelf::new(&|_| None);
        for file in [NAMES, PLACES] {
            check(file, &shelf.text(file).unwrap()).unwrap();
        }
        let places = load(&shelf).unwrap();
        let ids = places.names.lines().flat_map(|l| l.split_once('\t').unwrap().1.split('|'));
        let lost: Vec<&str> = ids.step_by(97).filter(|id| places.by_id(id).is_none()).collect();
        assert!(lost.is_empty(), "{lost:?}");
        assert!(places.names.lines().step_by(89).all(|l| fold(l.split('\t').next().unwrap()) == l.split('\t').next().unwrap()));
    }

    #[test]
    fn the_hint_wins_over_the_population() {
        let places = Lexicon::bundled().unwrap().places;
        let find = |name: &str, hint| places.find(name, hint).map(|p| (p.country, p.precision));
        assert_eq!(find("Paris", None), Some(("FRA".into(), PlacePrecision::Exact)));
        assert_eq!(find("Paris", Some("USA")), Some(("USA".into(), PlacePrecision::Exact)));
        assert_eq!(find("Tripoli", Some("LBN")), Some(("LBN".into(), PlacePrecision::Exact)));
        assert_eq!(find("Odesa", None).map(|p| p.0), find("Odessa", Some("UKR")).map(|p| p.0));
        assert_eq!(find("Mosul", None).map(|p| p.0), Some("IRQ".into()));
        assert_eq!(find("Catalonia", None), Some(("ESP".into(), PlacePrecision::Province)));
        assert_eq!(find("Peru", Some("PER")).map(|p| p.1), Some(PlacePrecision::Country));
        assert_eq!(find("Nowhere-on-Sea", None), None);
        let goma = places.find("Goma", Some("COD")).unwrap();
        assert!((goma.lat + 1.68).abs() < 0.1 && (goma.lon - 29.22).abs() < 0.1, "{goma:?}");
    }
}
