//! Whole numbers in requests. JSON has one kind of number, and JSON Schema calls `3.0` an integer: some languages write
//! all their numbers so, and flows write them as text.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, Unexpected, Visitor};

/// The largest whole number below which a `f64` has all others too: 2⁵³.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Reads a whole number, however the number is written.
pub(crate) fn number<'de, D: Deserializer<'de>, N: TryFrom<i64>>(deserializer: D) -> Result<N, D::Error> {
    let read = deserializer.deserialize_any(Whole { or_text: false, number: PhantomData })?;
    read.ok_or_else(|| D::Error::custom("no number"))
}

/// Reads a whole number, as a number or as text. `None` for `null` and for a text of nothing, which is what a field of a
/// flow holds that nobody filled in.
pub(crate) fn optional<'de, D: Deserializer<'de>, N: TryFrom<i64>>(
    deserializer: D,
) -> Result<Option<N>, D::Error> {
    deserializer.deserialize_any(Whole { or_text: true, number: PhantomData })
}

struct Whole<N> {
    /// Whether a text may stand for the number, and nothing for none.
    or_text: bool,
    number: PhantomData<N>,
}

impl<N: TryFrom<i64>> Visitor<'_> for Whole<N> {
    type Value = Option<N>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number in its range")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        let read = N::try_from(number).map_err(|_| E::invalid_value(Unexpected::Signed(number), &self))?;
        Ok(Some(read))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        match i64::try_from(number) {
            Ok(number) => self.visit_i64(number),
            Err(_) => Err(E::invalid_value(Unexpected::Unsigned(number), &self)),
        }
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        if number.fract() != 0.0 || number.abs() > EXACT {
            return Err(E::invalid_value(Unexpected::Float(number), &self));
        }
        #[expect(clippy::cast_possible_truncation, reason = "it is whole, and in the range of exact numbers")]
        self.visit_i64(number as i64)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        let trimmed = text.trim();
        match of_text(trimmed) {
            _ if !self.or_text => Err(E::invalid_type(Unexpected::Str(text), &self)),
            Some(number) => self.visit_i64(number),
            None if trimmed.is_empty() => Ok(None),
            None => Err(E::invalid_value(Unexpected::Str(text), &self)),
        }
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        if self.or_text { Ok(None) } else { Err(E::invalid_type(Unexpected::Unit, &self)) }
    }
}

/// Digits, perhaps with a fraction of zeros.
fn of_text(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_whole =
        whole.bytes().all(|byte| byte.is_ascii_digit()) && fraction.bytes().all(|byte| byte == b'0');
    if is_whole { whole.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use serde::de::IntoDeserializer as _;
    use serde::de::value::{Error, F64Deserializer, I64Deserializer, StrDeserializer, U64Deserializer};

    use super::*;

    fn read<'de, N: TryFrom<i64>>(from: impl Deserializer<'de, Error = Error>) -> Option<N> {
        number(from).ok()
    }

    #[test]
    fn a_whole_number_is_read_however_it_is_written() {
        let float = |number: f64| -> F64Deserializer<Error> { number.into_deserializer() };
        let signed = |number: i64| -> I64Deserializer<Error> { number.into_deserializer() };
        let unsigned = |number: u64| -> U64Deserializer<Error> { number.into_deserializer() };
        assert_eq!(read::<u8>(float(3.0)), Some(3));
        assert_eq!(read::<u8>(unsigned(255)), Some(255));
        assert_eq!(read::<i64>(float(1.8e12)), Some(1_800_000_000_000));
        assert_eq!(read::<i64>(signed(i64::MIN)), Some(i64::MIN));
        for refused in [3.5, 256.0, -1.0, f64::NAN, f64::INFINITY, 1e300] {
            assert_eq!(read::<u8>(float(refused)), None, "{refused}");
        }
        assert_eq!(read::<i64>(unsigned(u64::MAX)), None);
        assert_eq!(read::<u32>(signed(-1)), None);
    }

    #[test]
    fn a_text_is_a_number_only_where_that_is_asked_for() {
        let text: StrDeserializer<'_, Error> = "3".into_deserializer();
        assert_eq!(read::<u8>(text), None);
    }

    #[test]
    fn a_text_of_digits_is_the_number_and_a_text_of_nothing_is_none() {
        let text = |text: &'static str| {
            let from: StrDeserializer<'_, Error> = text.into_deserializer();
            optional::<_, u32>(from)
        };
        for (written, number) in [("3", 3), ("5000", 5_000), (" 3 ", 3), ("3.0", 3), ("3.", 3), ("007", 7)] {
            assert_eq!(text(written), Ok(Some(number)), "{written}");
        }
        for nothing in ["", " ", "\t"] {
            assert_eq!(text(nothing), Ok(None), "{nothing:?}");
        }
        for refused in [
            "3.5",
            "-1",
            "+3",
            "3e0",
            "0x3",
            "1_000",
            "1,000",
            "three",
            ".",
            ".0",
            "٣",
            "99999999999999999999",
        ] {
            assert!(text(refused).is_err(), "{refused}");
        }
    }
}
