//! Which part of a request is at fault.

/// What is wrong with a request, for its client and for the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Culprit {
    /// In words that name members and positions, and never quote a value.
    pub detail: String,
    /// The member at fault, as a JSON Pointer; empty where it is the whole.
    pub pointer: String,
}

impl Culprit {
    /// Longest name that a pointer has: a longer one is not passed back.
    const NAME_BYTES_MAX: usize = 256;

    /// What is wrong with the member that these names lead to.
    pub fn new(detail: impl Into<String>, names: &[&str]) -> Self {
        let mut pointer = String::new();
        for name in names.iter().take_while(|name| name.len() <= Self::NAME_BYTES_MAX) {
            pointer.push('/');
            pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
        }
        Self { detail: detail.into(), pointer }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_leads_to_a_member_whatever_its_name_is() {
        let long = "x".repeat(Culprit::NAME_BYTES_MAX + 1);
        for (names, pointer) in [
            (&[][..], ""),
            (&["headers", "X-A"], "/headers/X-A"),
            (&["a/b", "~", "~1"], "/a~1b/~0/~01"),
            (&[""], "/"),
            (&["headers", &long, "a"], "/headers"),
        ] {
            assert_eq!(Culprit::new("", names).pointer, pointer);
        }
    }
}
