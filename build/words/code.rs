//! Rust that names the messages: a module for each object, a function for each text, a match for each kind of code.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::message::{Message, Messages};

/// The objects whose keys are codes of the contract, and the type of those.
const CODES: [(&str, &str); 6] = [
    ("field", "Field"),
    ("problem", "ProblemCode"),
    ("repair", "RepairCode"),
    ("rule", "RuleCode"),
    ("step", "Step"),
    ("warning", "WarningCode"),
];

/// Where the functions are that look words up.
const WORDS: &str = "crate::i18n::words";

/// A module's content: what its keys hold.
#[derive(Default)]
struct Module<'a> {
    texts: BTreeMap<&'a str, &'a Message>,
    modules: BTreeMap<&'a str, Module<'a>>,
}

/// The whole, with the languages in their order and the name of each in itself.
pub(super) fn code(
    messages: &Messages,
    order: &[&str],
    names: &BTreeMap<&str, &str>,
) -> Result<String, Vec<String>> {
    let mut root = Module::default();
    for (path, message) in &messages.0 {
        let Some((key, above)) = path.split_last() else { continue };
        let module = above.iter().fold(&mut root, |module, key| module.modules.entry(key).or_default());
        module.texts.insert(key, message);
    }
    let mut out = String::from("/// Every language, the one for whoever reads none of them first.\n");
    out.push_str("pub(super) const LANGUAGES: &[super::Language] = &[\n");
    for tag in order {
        let name = names.get(tag).copied().unwrap_or_default();
        let _ = writeln!(out, "    super::Language {{ tag: {tag:?}, name: {name:?} }},");
    }
    out.push_str("];\n");
    let mut faults = Vec::new();
    for (&name, module) in &root.modules {
        match CODES.iter().find(|(object, _)| *object == name) {
            Some((object, kind)) => match of_codes(object, kind, module) {
                Ok(code) => out.push_str(&code),
                Err(fault) => faults.push(fault),
            },
            None => of_module(&mut out, &[name], module),
        }
    }
    if faults.is_empty() { Ok(out) } else { Err(faults) }
}

fn of_module(out: &mut String, path: &[&str], module: &Module<'_>) {
    let Some(name) = path.last() else { return };
    let _ = writeln!(out, "#[doc = \"Words at `{}`.\"]\npub mod {name} {{", path.join("."));
    for (key, message) in &module.texts {
        let key_path = [path, &[*key]].concat();
        let placeholders = message.placeholders();
        let parameters: Vec<String> = placeholders
            .iter()
            .map(|found| format!("{}: {}", found.name, if found.number { "u64" } else { "&str" }))
            .collect();
        let plural = matches!(message, Message::Plural(_));
        let found = if plural { "plural" } else { "text" };
        let count = if plural { ", count" } else { "" };
        let arguments: Vec<String> = placeholders
            .iter()
            .map(|found| match found.number {
                true => format!("({0:?}, &{WORDS}::number({0}))", found.name),
                false => format!("({0:?}, {0})", found.name),
            })
            .collect();
        let call = format!("{WORDS}::{found}(&{key_path:?}{count})");
        let body = if arguments.is_empty() {
            call
        } else {
            format!("{WORDS}::filled(&{call}, &[{}])", arguments.join(", "))
        };
        let _ = writeln!(
            out,
            "    #[doc = {:?}]\n    pub fn {key}({}) -> String {{ {body} }}",
            message.text(),
            parameters.join(", "),
        );
    }
    for (name, inner) in &module.modules {
        of_module(out, &[path, &[*name]].concat(), inner);
    }
    out.push_str("}\n");
}

/// A function by code for what each code has: one text, or several by name.
fn of_codes(object: &str, kind: &str, module: &Module<'_>) -> Result<String, String> {
    if module.modules.is_empty() {
        let codes = module.texts.keys().copied();
        return Ok(by_code(object, object, kind, codes, None));
    }
    let named =
        |module: &Module<'_>| module.texts.keys().map(|key| (*key).to_owned()).collect::<BTreeSet<_>>();
    let wanted = module.modules.values().next().map(named).unwrap_or_default();
    if let Some((code, _)) = module.modules.iter().find(|(_, found)| named(found) != wanted) {
        return Err(format!("{object}.{code}: it must have {}", Vec::from_iter(wanted).join(" and ")));
    }
    let mut out = format!("#[doc = \"Words at `{object}`, by code.\"]\npub mod {object} {{\n");
    for name in &wanted {
        out.push_str(&by_code(object, name, kind, module.modules.keys().copied(), Some(name)));
    }
    out.push_str("}\n");
    Ok(out)
}

fn by_code<'a>(
    object: &str,
    function: &str,
    kind: &str,
    codes: impl Iterator<Item = &'a str>,
    name: Option<&str>,
) -> String {
    let arms: String =
        codes.map(|code| format!("            {kind}::{} => {code:?},\n", variant(code))).collect();
    let path = match name {
        Some(name) => format!("&[{object:?}, code, {name:?}]"),
        None => format!("&[{object:?}, code]"),
    };
    format!(
        "    #[doc = \"The words of a code at `{object}`.\"]\n    pub fn {function}(code: contract::codes::{kind}) -> String {{\n        \
         use contract::codes::{kind};\n        // An arm is missing? `locales/*.json` has no words for that code yet: write them at `{object}`.\n        \
         let code = match code {{\n{arms}        }};\n        \
         {WORDS}::text({path})\n    }}\n"
    )
}

/// The name that the contract's enum gives a code: `name_empty` is `NameEmpty`, `clientId` is `ClientId`.
fn variant(code: &str) -> String {
    let capitalized = |word: &str| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
            .unwrap_or_default()
    };
    code.split('_').map(capitalized).collect()
}
