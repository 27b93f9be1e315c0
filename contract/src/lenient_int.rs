//! Whole numbers in requests. JSON has one kind of number, and JSON Schema calls `3.0` an integer: some languages write
//! all their numbers so.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, Unexpected, Visitor};

/// The largest whole number below which a `f64` has all others too: 2⁵³.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Reads a whole number, however it is written.
pub(crate) fn number<'de, D: Deserializer<'de>, N: TryFrom<i64>>(deserializer: D) -> Result<N, D::Error> {
    deserializer.deserialize_any(Whole(PhantomData))
}

struct Whole<N>(PhantomData<N>);

impl<N: TryFrom<i64>> Visitor<'_> for Whole<N> {
    type Value = N;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number in its range")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<N, E> {
        N::try_from(number).map_err(|_| E::invalid_value(Unexpected::Signed(number), &self))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<N, E> {
        match i64::try_from(number) {
            Ok(number) => self.visit_i64(number),
            Err(_) => Err(E::invalid_value(Unexpected::Unsigned(number), &self)),
        }
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<N, E> {
        if number.fract() != 0.0 || number.abs() > EXACT {
            return Err(E::invalid_value(Unexpected::Float(number), &self));
        }
        #[expect(clippy::cast_possible_truncation, reason = "it is whole, and in the range of exact numbers")]
        self.visit_i64(number as i64)
    }
}

#[cfg(test)]
mod tests {
    use serde::de::IntoDeserializer as _;
    use serde::de::value::{Error, F64Deserializer, I64Deserializer, U64Deserializer};

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
    fn nothing_else_is_a_number() {
        let text: serde::de::value::StrDeserializer<'_, Error> = "3".into_deserializer();
        assert_eq!(read::<u8>(text), None);
    }
}
