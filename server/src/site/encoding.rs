//! Which content encoding suits a client best (RFC 9110, section 12.5.3).

/// An encoding that files may be stored in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Brotli.
    Brotli,
    /// Gzip.
    Gzip,
    /// As it is.
    Identity,
}

impl Encoding {
    /// In the order of our own preference.
    const ALL: [Self; 3] = [Self::Brotli, Self::Gzip, Self::Identity];

    /// What a file's name gets.
    pub(super) const fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
            Self::Identity => "",
        }
    }

    /// The token of `Content-Encoding`.
    pub(super) const fn token(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }
}

/// The encodings that a client accepts, best first. A client that refuses everything gets the file as it is.
pub(super) fn preferred(accept_encoding: &str) -> Vec<Encoding> {
    let offers: Vec<(&str, u16)> = accept_encoding.split(',').filter_map(offer).collect();
    let named = |names: &[&str]| {
        offers
            .iter()
            .find(|(name, _)| names.iter().any(|of| of.eq_ignore_ascii_case(name)))
            .map(|&(_, weight)| weight)
    };
    let weight = |encoding| {
        let wildcard = named(&["*"]);
        match encoding {
            Encoding::Brotli => named(&["br"]).or(wildcard).unwrap_or(0),
            Encoding::Gzip => named(&["gzip", "x-gzip"]).or(wildcard).unwrap_or(0),
            // Acceptable unless refused; least wanted unless named.
            Encoding::Identity => {
                named(&["identity"]).or(wildcard.filter(|&weight| weight == 0)).unwrap_or(1)
            }
        }
    };
    let mut accepted: Vec<(Encoding, u16)> = Encoding::ALL
        .into_iter()
        .map(|encoding| (encoding, weight(encoding)))
        .filter(|&(_, w)| w > 0)
        .collect();
    accepted.sort_by_key(|&(_, weight)| std::cmp::Reverse(weight));
    accepted.into_iter().map(|(encoding, _)| encoding).collect()
}

/// A coding and its weight in thousandths; a malformed weight is not an offer.
fn offer(text: &str) -> Option<(&str, u16)> {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty())?;
    let Some(weight) = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")))
    else {
        return Some((name, 1000));
    };
    let weight: f32 = weight.parse().ok().filter(|weight| (0.0..=1.0).contains(weight))?;
    // Within 0..=1000 by the line above.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is within 0..=1000")]
    Some((name, (weight * 1000.0).round() as u16))
}

#[cfg(test)]
mod tests {
    use super::Encoding::{Brotli, Gzip, Identity};
    use super::*;

    #[test]
    fn weights_decide_and_ties_go_to_the_smaller_file() {
        for (header, best) in [
            ("", vec![Identity]),
            ("gzip, deflate, br, zstd", vec![Brotli, Gzip, Identity]),
            ("gzip, br;q=0.5", vec![Gzip, Brotli, Identity]),
            ("br;q=0, gzip", vec![Gzip, Identity]),
            ("br;q=0.001, identity;q=0.5", vec![Identity, Brotli]),
            ("*", vec![Brotli, Gzip, Identity]),
            ("*;q=0", vec![]),
            ("*;q=0, br", vec![Brotli]),
            ("identity;q=0, gzip", vec![Gzip]),
            ("BR , X-GZIP ; Q=0.8", vec![Brotli, Gzip, Identity]),
            ("brx, gzipped", vec![Identity]),
            ("br;q=oops", vec![Identity]),
            ("br;q=2", vec![Identity]),
        ] {
            assert_eq!(preferred(header), best, "{header}");
        }
    }
}
