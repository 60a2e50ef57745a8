//! Closed vocabularies of the record format. Event types, modes, units and likelihood words are not here:
//! they are knowledge files (see the lexicon).

/// Declares an enum with its written forms; `parse` is the inverse of `as_str`.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $(#[serde(rename = $text)] $variant),+ }
        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }
            pub fn parse(text: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|v| v.as_str() == text)
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

vocabulary!(
    /// What kind of thing an entity is.
    EntityType {
        Person = "person", State = "state", GovernmentBody = "government_body", Military = "military",
        Police = "police", ArmedGroup = "armed_group", Party = "party", Igo = "igo", Ngo = "ngo",
        Media = "media", Business = "business", Population = "population", Place = "place",
        Facility = "facility", Other = "other",
    }
);
vocabulary!(
    /// How far an event is real, as told.
    Status {
        Occurred = "occurred", Ongoing = "ongoing", Planned = "planned", Threatened = "threatened",
        Hypothetical = "hypothetical", Denied = "denied", Negated = "negated",
    }
);
vocabulary!(
    /// What a source does with the words attributed to it.
    Stance {
        Assert = "assert", Deny = "deny", Accuse = "accuse", Promise = "promise", Doubt = "doubt",
        Question = "question", Request = "request",
    }
);
vocabulary!(
    /// Quoted, paraphrased, or both.
    Form { Direct = "direct", Indirect = "indirect", Mixed = "mixed" }
);
vocabulary!(
    AssessmentType { Forecast = "forecast", Judgement = "judgement", Recommendation = "recommendation" }
);
vocabulary!(
    /// What became of a commitment.
    CommitmentStatus {
        Open = "open", Kept = "kept", Broken = "broken", Withdrawn = "withdrawn", Partly = "partly",
        Unknown = "unknown",
    }
);
vocabulary!(
    RelationStatus { Asserted = "asserted", Uncertain = "uncertain", Denied = "denied" }
);
vocabulary!(
    /// Lasting ties between two entities.
    Predicate {
        PartOf = "part_of", MemberOf = "member_of", Leads = "leads", EmployedBy = "employed_by",
        Backs = "backs", AlliedWith = "allied_with", Opposes = "opposes", Controls = "controls",
        LocatedIn = "located_in", PredecessorOf = "predecessor_of", FoundedBy = "founded_by",
        AliasOf = "alias_of",
    }
);
vocabulary!(
    /// Where a document's date comes from: printed in it, given by the user, or inferred.
    DateSource { Printed = "printed", Given = "given", Inferred = "inferred" }
);
vocabulary!(
    Genre {
        Article = "article", Analysis = "analysis", Bulletin = "bulletin", Transcript = "transcript",
        Sitrep = "sitrep", Communique = "communique",
    }
);
vocabulary!(
    /// What a stretch of a document is.
    BlockKind {
        Headline = "headline", Byline = "byline", Dateline = "dateline", Heading = "heading",
        Paragraph = "paragraph", Bullet = "bullet", SpeakerLabel = "speaker_label", Turn = "turn",
        Caption = "caption", PullQuote = "pull_quote", Boilerplate = "boilerplate",
    }
);
vocabulary!(
    /// How far a place is known.
    PlacePrecision {
        Exact = "exact", Near = "near", District = "district", Province = "province", Country = "country",
    }
);
