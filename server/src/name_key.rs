//! The form in which two names are compared: trimmed, NFKC-normalized, case-folded.

use std::fmt;

use icu_casemap::CaseMapperBorrowed;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use icu_properties::CodePointSetData;
use icu_properties::props::DefaultIgnorableCodePoint;

/// A name as it is compared. Two names with the same key are the same name to an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NameKey(String);

impl NameKey {
    /// The key of a name: Unicode's compatibility caseless matching (The Unicode Standard, D146), without
    /// default-ignorable characters (as in NFKC_Casefold), so that no two names that look the same differ.
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

fn is_ignorable(c: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

fn fold(text: &str) -> String {
    CaseMapperBorrowed::new().fold_string(text).into_owned()
}

fn nfkc(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfkc().normalize(text).into_owned()
}
