//! Reads Prometheus' text.

use std::collections::{BTreeMap, BTreeSet};

/// Suffixes that a family's samples have by its type (OpenMetrics 1.0, "Overall Structure").
const SUFFIXES: [(&str, &[&str]); 4] = [
    ("counter", &["_total"]),
    ("gauge", &[""]),
    ("histogram", &["_bucket", "_sum", "_count"]),
    ("info", &["_info"]),
];

/// One sample.
#[derive(Debug)]
pub(crate) struct Sample {
    pub(crate) name: String,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) value: f64,
}

/// What a scrape brought.
#[derive(Debug)]
pub(crate) struct Exposition(pub(crate) Vec<Sample>);

impl Exposition {
    /// Reads a text, every sample of which must have a family with its help, its type and a name that fits both.
    pub(crate) fn read(text: &str) -> Self {
        let lines = text.strip_suffix("# EOF\n").expect("the end").lines();
        let (mut helped, mut types, mut samples) = (BTreeSet::new(), BTreeMap::new(), Vec::new());
        for line in lines {
            if let Some(help) = line.strip_prefix("# HELP ") {
                let (family, help) = help.split_once(' ').expect("a help text");
                assert!(help.len() > 10, "{line}");
                helped.insert(family.to_owned());
            } else if let Some(kind) = line.strip_prefix("# TYPE ") {
                let (family, kind) = kind.split_once(' ').expect("a type");
                types.insert(family.to_owned(), kind.to_owned());
            } else if let Some(unit) = line.strip_prefix("# UNIT ") {
                let (family, unit) = unit.split_once(' ').expect("a unit");
                assert!(unit == "seconds" && family.ends_with("_seconds"), "{line}");
            } else {
                let sample = sample(line);
                let family = family(&sample.name, &types);
                assert!(family.is_some_and(|family| helped.contains(family)), "no help or type: {line}");
                samples.push(sample);
            }
        }
        Self(samples)
    }

    /// The value of the one sample of this name with these labels, as `label=value,…`; 0 where there is none.
    pub(crate) fn value(&self, name: &str, labels: &str) -> f64 {
        let wanted: BTreeMap<String, String> = labels
            .split(',')
            .filter_map(|label| label.split_once('='))
            .map(|(label, value)| (label.to_owned(), value.to_owned()))
            .collect();
        let mut found = self.0.iter().filter(|sample| sample.name == name && sample.labels == wanted);
        let value = found.next().map_or(0.0, |sample| sample.value);
        assert!(found.next().is_none(), "{name} twice");
        value
    }
}

fn family<'a>(name: &str, types: &'a BTreeMap<String, String>) -> Option<&'a String> {
    types.iter().find_map(|(family, kind)| {
        let suffixes = SUFFIXES.iter().find(|(of, _)| of == kind).map_or(&[][..], |(_, suffixes)| suffixes);
        let fits = name.strip_prefix(family.as_str()).is_some_and(|rest| suffixes.contains(&rest));
        fits.then_some(family)
    })
}

/// `name{label="value",…} 1`. No value of ours has a quote or a comma, which would break what is read here.
fn sample(line: &str) -> Sample {
    let (series, value) = line.rsplit_once(' ').expect("a value");
    let (name, labels) = series.split_once('{').unwrap_or((series, "}"));
    let labels = labels.strip_suffix('}').expect("the labels' end");
    let label = |label: &str| {
        let (name, value) = label.split_once('=').expect("a label");
        (name.to_owned(), value.trim_matches('"').to_owned())
    };
    Sample {
        name: name.to_owned(),
        labels: labels.split(',').filter(|part| !part.is_empty()).map(label).collect(),
        value: value.parse().expect("a number"),
    }
}
