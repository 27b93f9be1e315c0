//! A reader of DER (X.690): one element after the other, definite and shortest lengths only.

pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const NULL: u8 = 0x05;
pub(super) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(super) const SEQUENCE: u8 = 0x30;
/// `[0]`, constructed: the version of a certificate.
pub(super) const CONTEXT_0: u8 = 0xA0;

/// Reads the elements of some bytes, without ever looking past their end.
#[derive(Clone)]
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is not read yet.
    pub(super) const fn rest(&self) -> &'a [u8] {
        self.0
    }

    /// The tag of the next element.
    pub(super) fn peek(&self) -> Option<u8> {
        self.0.first().copied()
    }

    /// The next element, as its tag and its contents.
    pub(super) fn element(&mut self) -> Option<(u8, &'a [u8])> {
        let (&tag, rest) = self.0.split_first()?;
        // Tags of several bytes occur in nothing that is read here.
        if tag & 0x1F == 0x1F {
            return None;
        }
        let (length, rest) = match *rest {
            [short @ 0..=0x7F, ref rest @ ..] => (usize::from(short), rest),
            [0x81, length @ 0x80..=0xFF, ref rest @ ..] => (usize::from(length), rest),
            [0x82, high @ 1..=0xFF, low, ref rest @ ..] => {
                (usize::from(u16::from_be_bytes([high, low])), rest)
            }
            // Longer ones would exceed the limit on a private key's size.
            _ => return None,
        };
        let (contents, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((tag, contents))
    }

    /// The contents of the next element, if it has this tag.
    pub(super) fn read(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.element().filter(|&(found, _)| found == tag).map(|(_, contents)| contents)
    }

    /// The next element as a positive INTEGER in its shortest form: big-endian, without the sign's zero byte.
    pub(super) fn positive(&mut self) -> Option<&'a [u8]> {
        let contents = self.read(INTEGER)?;
        match *contents {
            [0, 0x80..=0xFF, ..] => contents.get(1..),
            [1..=0x7F, ..] => Some(contents),
            _ => None,
        }
    }
}

/// The elements of a SEQUENCE that is all there is.
pub(super) fn only_sequence(bytes: &[u8]) -> Option<Reader<'_>> {
    let mut reader = Reader::new(bytes);
    let contents = reader.read(SEQUENCE)?;
    reader.is_empty().then(|| Reader::new(contents))
}
