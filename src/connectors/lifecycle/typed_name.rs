//! Whether what was entered is the name of what is to be deleted.

/// How what was entered stands to a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypedName {
    /// As far as it goes, it is right.
    Begun,
    /// It is the name.
    Same,
    /// Capital and small letters alone are others.
    OtherCase,
    /// It is something else.
    Differs,
}

impl TypedName {
    /// Compares what was entered with a name, letter by letter, but for blanks at its ends.
    pub fn of(typed: &str, name: &str) -> Self {
        let typed = typed.trim();
        if typed == name {
            Self::Same
        } else if name.starts_with(typed) {
            Self::Begun
        } else if name.to_lowercase() == typed.to_lowercase() {
            Self::OtherCase
        } else {
            Self::Differs
        }
    }
}

#[cfg(test)]
mod tests {
    use super::TypedName;

    #[test]
    fn blanks_at_the_ends_do_not_matter_and_all_else_does() {
        let name = "Sales EMEA";
        for (typed, found) in [
            ("", TypedName::Begun),
            (" ", TypedName::Begun),
            ("Sales", TypedName::Begun),
            ("Sales EMEA", TypedName::Same),
            ("\t Sales EMEA ", TypedName::Same),
            ("sales emea", TypedName::OtherCase),
            ("Sales  EMEA", TypedName::Differs),
            ("SalesEMEA", TypedName::Differs),
            ("Sales EMEA 2", TypedName::Differs),
            ("sales", TypedName::Differs),
        ] {
            assert_eq!(TypedName::of(typed, name), found, "{typed:?}");
        }
    }
}
