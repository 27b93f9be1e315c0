//! Which state of a connector somebody has seen who wants to change or delete it.

use super::Connector;

/// The states in which a connector may be changed: the header `If-Match`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unchanged {
    /// Any.
    Whatever,
    /// Those with one of these revisions.
    Since(Vec<i64>),
}

impl Unchanged {
    /// Whether a connector is in one of the states.
    pub fn holds(&self, connector: &Connector) -> bool {
        match self {
            Self::Whatever => true,
            Self::Since(revisions) => revisions.contains(&connector.revision),
        }
    }

    /// The last revision that was seen, as far as is known.
    pub fn seen(&self) -> i64 {
        match self {
            Self::Whatever => i64::MAX,
            Self::Since(revisions) => revisions.iter().copied().max().unwrap_or_default(),
        }
    }
}
