//! The form in which two names are compared: trimmed, NFKC-normalized, case-folded.

use std::fmt;

use contract::blank::is_invisible;
use icu_casemap::CaseMapperBorrowed;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use icu_properties::CodePointSetData;
use icu_properties::props::DefaultIgnorableCodePoint;

/// A name as it is compared. Two names with the same key are the same name to a tenant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NameKey(String);

impl NameKey {
    /// The key of a name: Unicode's compatibility caseless matching (The Unicode Standard, D146), without
    /// default-ignorable characters (as in NFKC_Casefold) and others that nobody sees, so that no two names that look the
    /// same differ.
    ///
    /// A key is stored as it was made. One that was made while fewer characters were left out stays what it is: it then
    /// stands for itself alone, and nothing that was saved is refused for it.
    pub fn of(name: &str) -> Self {
        let visible: String = name.chars().filter(|&c| !is_ignorable(c)).collect();
        let canonical = DecomposingNormalizerBorrowed::new_nfd().normalize(&visible).into_owned();
        // Twice, since the compatibility mapping brings forth letters that fold again, and back.
        let folded = nfkc(&fold(&nfkc(&fold(&canonical))));
        Self(folded.trim().to_owned())
    }

    /// The text that the store keeps and compares.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for NameKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A character that nobody sees.
pub fn is_ignorable(c: char) -> bool {
    is_invisible(c) || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

fn fold(text: &str) -> String {
    CaseMapperBorrowed::new().fold_string(text).into_owned()
}

fn nfkc(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfkc().normalize(text).into_owned()
}

#[cfg(test)]
mod tests {
    use contract::blank::is_invisible;

    use super::NameKey;

    #[test]
    fn names_that_are_the_same() {
        for (one, other, key) in [
            ("Sales", " sales\u{a0}", "sales"),
            ("ﬁnance", "FINANCE", "finance"),
            ("Straße", "STRASSE", "strasse"),
            ("GROẞ", "groß", "gross"),
            ("Ångström", "A\u{30a}NGSTRO\u{308}M", "ångström"),
            ("\u{212b}", "å", "å"),
            ("Ｆｕｌｌ　Ｗｉｄｔｈ", "full width", "full width"),
            ("①", "1", "1"),
            ("Ǆ", "ǆ", "dž"),
            ("ΜΆΪΟΣ", "μάϊος", "μάϊοσ"),
            ("\u{1e9b}\u{323}", "ṩ", "ṩ"),
            ("ﬃ", "FFI", "ffi"),
            ("sales\u{200b}", "sa\u{ad}les", "sales"),
            ("\u{fffc}sales", "\u{202a}sa\u{2800}les\u{202c}", "sales"),
        ] {
            assert_eq!(NameKey::of(one).as_str(), key, "{one:?}");
            assert_eq!(NameKey::of(other).as_str(), key, "{other:?}");
        }
    }

    #[test]
    fn names_that_differ() {
        for (one, other) in [
            ("Sales", "Sales 2"),
            ("Angström", "Ångström"),
            // Turkish: a dotless ı is a letter of its own, and a capital İ keeps its dot.
            ("ı", "i"),
            ("İ", "I"),
            ("sa les", "sales"),
            // Cyrillic а and Latin a look the same but are not: that is for people to see, not for Unicode.
            ("\u{430}", "a"),
        ] {
            assert_ne!(NameKey::of(one), NameKey::of(other), "{one:?} {other:?}");
        }
        assert_eq!(NameKey::of("İ").as_str(), "i\u{307}");
    }

    #[test]
    fn no_name_is_without_a_key() {
        // Nothing else is left out, or is a control character.
        for c in ('\0'..='\u{ffff}').chain('\u{1bc00}'..='\u{1d1ff}').chain('\u{e0000}'..='\u{e0fff}') {
            let nameless = NameKey::of(&c.to_string()).as_str().is_empty();
            assert_eq!(
                contract::validation::name(&c.to_string()).is_err(),
                nameless || c.is_control(),
                "{c:?}"
            );
        }
    }

    #[test]
    fn what_nobody_sees_makes_no_other_name() {
        for c in (char::MIN..=char::MAX).filter(|&c| is_invisible(c)) {
            assert_eq!(NameKey::of(&format!("Sa{c}les")), NameKey::of("Sales"), "{c:?}");
        }
    }

    #[test]
    fn a_key_is_its_own_key() {
        for c in (char::MIN..=char::MAX).step_by(7) {
            let key = NameKey::of(&c.to_string());
            assert_eq!(NameKey::of(key.as_str()), key, "{c:?}");
        }
    }
}
