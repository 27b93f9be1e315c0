//! Facts about one thing: names and values.

use super::draw::Drawn;
use super::node::{Node, classed, node};

/// Names and their values, beside one another where there is room.
pub fn facts(facts: Vec<(&'static str, Drawn)>) -> Node {
    let fact = |(name, value): (&'static str, Drawn)| {
        node("div").child(node("dt").text(name)).child(node("dd").child(value)).drawn()
    };
    classed("dl", "facts").children(facts.into_iter().map(fact))
}
