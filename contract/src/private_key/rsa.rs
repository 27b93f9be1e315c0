//! Whether the numbers of an RSA private key belong together.
//!
//! They are held against each other as the server's library does when it imports a key (`aws-lc-rs`), so that what is taken
//! here is taken there. Nobody asks here whether the primes are prime.

use std::cmp::Ordering;

use zeroize::Zeroizing;

use super::der::Reader;
use super::identify::{Encoding, RsaKey};
use crate::codes::RuleCode;
use crate::limits::RSA_BITS_MAX;

/// The second digit of the public exponent stays below: the server's library takes 33 bits.
const EXPONENT_LIMIT: u32 = 2;

/// A number without a sign, in digits of 32 bits, the lowest first.
type Number = Zeroizing<Vec<u32>>;

/// RSAPrivateKey (RFC 8017) behind its version 0. What has more bits than can be used is not computed with.
pub(super) fn read(mut numbers: Reader<'_>, encoding: Encoding) -> Result<RsaKey, RuleCode> {
    holds(&mut numbers).map(|bits| RsaKey { encoding, bits }).ok_or(RuleCode::KeyCorrupt)
}

/// The modulus' size in bits, where the numbers hold together.
fn holds(numbers: &mut Reader<'_>) -> Option<usize> {
    let modulus = numbers.positive()?;
    let bits_of_modulus = bits(modulus);
    let mut all = vec![number(modulus)];
    while !numbers.is_empty() {
        let bytes = numbers.positive()?;
        // Longer ones take longer than a key is worth.
        if bytes.len() > modulus.len() {
            return None;
        }
        if bits_of_modulus <= RSA_BITS_MAX {
            all.push(number(bytes));
        }
    }
    if bits_of_modulus > RSA_BITS_MAX {
        return Some(bits_of_modulus);
    }
    let [n, e, d, p, q, exponent_p, exponent_q, coefficient] = all.as_slice() else { return None };
    let is_odd = |number: &&Number| number.first().is_some_and(|lowest| lowest & 1 == 1);
    // An even exponent undoes nothing.
    let holds = [p, q].iter().all(is_odd)
        && [e, p, q].iter().all(|number| !is_one(number))
        && order(e, &[0, EXPONENT_LIMIT]).is_lt()
        && order(&product(p, q), n).is_eq()
        && inverts(e, d, exponent_p, p)
        && inverts(e, d, exponent_q, q)
        && order(coefficient, p).is_lt()
        && is_one(&remainder(&product(coefficient, q), p));
    holds.then_some(bits_of_modulus)
}

/// Whether `exponent` is `d` modulo `prime - 1`, and undoes `e` there.
fn inverts(e: &[u32], d: &[u32], exponent: &[u32], prime: &[u32]) -> bool {
    let mut totient = Zeroizing::new(prime.to_vec());
    // Primes are odd.
    if let Some(lowest) = totient.first_mut() {
        *lowest -= 1;
    }
    order(&remainder(d, &totient), exponent).is_eq() && is_one(&remainder(&product(e, exponent), &totient))
}

/// The size of a number without leading zero bytes.
fn bits(number: &[u8]) -> usize {
    let unused = number.first().map_or(0, |byte| byte.leading_zeros() as usize);
    number.len() * 8 - unused
}

fn number(bytes: &[u8]) -> Number {
    let digit = |bytes: &[u8]| bytes.iter().fold(0, |digit, &byte| digit * 256 + u32::from(byte));
    Zeroizing::new(bytes.rchunks(4).map(digit).collect())
}

fn is_one(number: &[u32]) -> bool {
    order(number, &[1]).is_eq()
}

/// Which of two numbers is the larger one. Either may have leading zeros.
fn order(a: &[u32], b: &[u32]) -> Ordering {
    let digit = |number: &[u32], at: usize| number.get(at).copied().unwrap_or_default();
    (0..a.len().max(b.len()))
        .rev()
        .map(|at| digit(a, at).cmp(&digit(b, at)))
        .fold(Ordering::Equal, Ordering::then)
}

/// `a * b`, as taught at school.
fn product(a: &[u32], b: &[u32]) -> Number {
    let mut product = Zeroizing::new(vec![0; a.len() + b.len()]);
    for (at, &by) in a.iter().enumerate() {
        let mut carry = 0;
        for (digit, &other) in product.iter_mut().skip(at).zip(b.iter().chain([&0])) {
            let sum = u64::from(by) * u64::from(other) + u64::from(*digit) + carry;
            *digit = sum as u32;
            carry = sum >> 32;
        }
    }
    product
}

/// `number` modulo `by`, as taught at school: one digit after the other is brought down, and so many times `by` taken off
/// as its first digit says. That may be too few, so it is asked again. `by` has no leading zeros.
fn remainder(number: &[u32], by: &[u32]) -> Number {
    let mut rest = Zeroizing::new(vec![0_u32; by.len() + 1]);
    let first = by.last().copied().map_or(0, u64::from);
    for &digit in number.iter().rev() {
        // The highest digit is zero: the rest is less than `by`.
        rest.rotate_right(1);
        if let Some(lowest) = rest.first_mut() {
            *lowest = digit;
        }
        loop {
            let highest = rest.iter().rev().take(2).fold(0, |high, &digit| high << 32 | u64::from(digit));
            match highest / (first + 1) {
                0 if order(&rest, by).is_ge() => take_off(&mut rest, by, 1),
                0 => break,
                times => take_off(&mut rest, by, times),
            }
        }
    }
    rest
}

/// `rest -= by * times`, where that leaves something.
fn take_off(rest: &mut [u32], by: &[u32], times: u64) {
    let mut borrowed = 0;
    for (digit, &by) in rest.iter_mut().zip(by.iter().chain([&0])) {
        let less = u64::from(by) * times + borrowed;
        let (left, is_below) = digit.overflowing_sub(less as u32);
        *digit = left;
        borrowed = (less >> 32) + u64::from(is_below);
    }
}

#[cfg(test)]
mod tests {
    use super::{number, order, product, remainder};

    fn digits(value: u128) -> super::Number {
        number(&value.to_be_bytes())
    }

    #[test]
    fn products_and_remainders_are_those_of_the_machine() {
        let values = [1, 3, 0xFF, 0x100, 0xFFFF_FFFF, 0x1_0000_0000, 0x1_0000_0001, u64::MAX / 3, u64::MAX];
        for (&a, &b) in values.iter().flat_map(|a| values.iter().map(move |b| (a, b))) {
            let (a, b) = (u128::from(a), u128::from(b));
            assert!(order(&product(&digits(a), &digits(b)), &digits(a * b)).is_eq(), "{a:x} * {b:x}");
            for whole in [a, a * b, a * b + 1, a * b - 1, a << 64 | b, u128::MAX] {
                let by: Vec<u32> = digits(b).iter().copied().take(if b >> 32 == 0 { 1 } else { 2 }).collect();
                let found = remainder(&digits(whole), &by);
                assert!(order(&found, &digits(whole % b)).is_eq(), "{whole:x} % {b:x}");
            }
        }
    }

    #[test]
    fn the_larger_number_is_told_by_its_highest_digit() {
        assert!(order(&digits(1 << 64), &digits(u128::from(u64::MAX))).is_gt());
        assert!(order(&[1, 0, 0], &[2]).is_lt());
        assert!(order(&[7, 0], &[7]).is_eq());
    }
}
