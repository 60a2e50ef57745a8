//! Who plays a part in an act: whom its sentence names, who took the part when the same happening was told before, and
//! whom a reader infers.

use crate::neural::{INFER, ROLE, Reader, SAME, Who};
use khabar_encoder::Pair;
use khabar_model::Part;

impl Reader<'_> {
    /// The parties of act i. What its sentence tells comes first; a side that nobody takes there is filled from the
    /// earlier telling of the same happening, else by inference.
    pub fn parts(&self, i: usize) -> Vec<(Part, Who, f32)> {
        let mut parts = self.named(Pair::Role, i, self.threshold("role", ROLE));
        let mut fill = |found: Vec<(Part, Who, f32)>| {
            let taken = |part: Part| parts.iter().any(|p: &(Part, Who, f32)| p.0 == part);
            let open: Vec<Part> = [Part::Actor, Part::Recipient].into_iter().filter(|&p| !taken(p)).collect();
            parts.extend(found.into_iter().filter(|f| open.contains(&f.0)));
        };
        if let Some((earlier, _)) = self.told_before(i) {
            fill(self.parts(earlier));
        }
        fill(self.named(Pair::Infer, i, self.threshold("infer", INFER)));
        parts
    }

    /// The earlier act of this window that tells the same happening as act i, with its probability.
    pub fn told_before(&self, i: usize) -> Option<(usize, f32)> {
        let same = self.reading.links(Pair::Same);
        let seen = if same.anchors() > 0 { i } else { 0 }; // a model may lack the head
        let best = (0..seen).map(|j| (j, same.get(i, j)[1])).max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
        Some(best).filter(|b| b.1 > self.threshold("same", SAME))
    }

    /// Participants of act i by one head. A joint act has two sides: nobody is both by himself, so a lone "both" is the
    /// likelier of the two.
    fn named(&self, pair: Pair, i: usize, threshold: f32) -> Vec<(Part, Who, f32)> {
        let linked = self.linked(pair, i, threshold);
        let joint = linked.iter().filter(|l| l.1 == "both").count() > 1;
        let mut parts = Vec::new();
        for (who, class, p) in linked {
            let also: &[Part] = match class {
                "actor" => &[Part::Actor],
                "recipient" => &[Part::Recipient],
                "both" if joint => &[Part::Actor, Part::Recipient],
                "both" if self.leans_actor(pair, i, who) => &[Part::Actor],
                "both" => &[Part::Recipient],
                "place" => &[Part::Place],
                _ => &[],
            };
            parts.extend(also.iter().map(|&part| (part, who, p)));
        }
        parts
    }

    /// Is a participant of act i rather its actor than its recipient?
    fn leans_actor(&self, pair: Pair, i: usize, who: Who) -> bool {
        let classes = self.by.model.config().links(pair);
        let links = self.reading.links(pair);
        let p = |class: &str, j: usize| classes.iter().position(|c| c == class).map_or(0.0, |k| links.get(i, j)[k]);
        let same = |j: &usize| self.who(*j) == Some(who);
        (0..self.reading.mentions.len()).find(same).is_none_or(|j| p("actor", j) >= p("recipient", j))
    }
}
