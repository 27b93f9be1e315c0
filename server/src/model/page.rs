//! Reading long lists a page at a time.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

/// Where a page ends, so that the next one can begin after it: the last one's time and id. What is added meanwhile moves
/// nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// When the last one was made, in milliseconds since 1970.
    pub created_at: i64,
    /// The last one's id.
    pub id: Uuid,
}

/// A cursor that no page ended with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidCursor;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.created_at, self.id)
    }
}

impl FromStr for Cursor {
    type Err = InvalidCursor;

    /// Reads what [`Cursor`] writes, and nothing else.
    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        let (created_at, id) = text.split_once('.').ok_or(InvalidCursor)?;
        let created_at = created_at.parse().map_err(|_| InvalidCursor)?;
        let id = id.parse().map_err(|_| InvalidCursor)?;
        Some(Self { created_at, id }).filter(|cursor| cursor.to_string() == text).ok_or(InvalidCursor)
    }
}

/// What is asked for of a long list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// How many at most.
    pub limit: u16,
    /// Where the page before it ended. `None`: the first page.
    pub after: Option<Cursor>,
}

/// A page of a long list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where it ends, unless nothing follows.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// A page of what was found, of which one more than `limit` was looked for.
    pub fn of(mut found: Vec<T>, limit: u16, cursor: impl Fn(&T) -> Cursor) -> Self {
        let more = found.len() > usize::from(limit);
        found.truncate(usize::from(limit));
        let next = if more { found.last().map(cursor) } else { None };
        Self { items: found, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_is_written() {
        let cursor = Cursor { created_at: 1_768_435_200_000, id: Uuid::from_u128(7) };
        let text = "1768435200000.00000000-0000-0000-0000-000000000007";
        assert_eq!(cursor.to_string(), text);
        assert_eq!(text.parse(), Ok(cursor));
        for other in
            ["", ".", "1", "1.", "x.7", &text.replace('.', "_"), &format!("0{text}"), &format!("{text}0")]
        {
            assert_eq!(other.parse::<Cursor>(), Err(InvalidCursor), "{other}");
        }
    }

    #[test]
    fn a_page_says_where_it_ends_unless_nothing_follows() {
        let cursor = |created_at: i64| Cursor { created_at, id: Uuid::nil() };
        let page = |found: &[i64]| Page::of(found.to_vec(), 2, |&at| cursor(at));
        assert_eq!(page(&[3, 2, 1]), Page { items: vec![3, 2], next: Some(cursor(2)) });
        assert_eq!(page(&[3, 2]), Page { items: vec![3, 2], next: None });
        assert_eq!(page(&[]), Page { items: vec![], next: None });
    }
}
