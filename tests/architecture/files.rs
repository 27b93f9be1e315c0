//! What files may be, and what may stand in none of them.

use std::collections::BTreeMap;

use super::nodes::given;
use super::source::{Source, code, pieces, tree};

/// A file is read in one sitting. About 200 lines are meant; above this one it is taken apart.
const LINES_MAX: usize = 300;

/// Files that are longer than that, with the lines that they had when the limit came. They may shrink, and once they
/// are within it they leave this list.
const LONG: [(&str, usize); 4] = [
    ("contract/src/codes.rs", 351),
    ("contract/src/rules/url.rs", 335),
    ("src/form.rs", 356),
    ("tests/form.rs", 327),
];

/// Lists that one looks things up in, so that their length is no matter.
const LISTS: [&str; 1] = ["src/words/"];

/// Written by hand, so that the limit above is about them.
const BY_HAND: [&str; 10] = ["rs", "css", "html", "js", "mjs", "ts", "py", "sql", "toml", "sh"];

/// Hosts of package registries; a lock file has to name them, nothing else has.
const REGISTRIES: [&str; 6] = [
    concat!("crates", ".io"),
    concat!("registry.", "npmjs.org"),
    concat!("pypi", ".org"),
    concat!("pythonhosted", ".org"),
    concat!("deb.", "debian.org"),
    concat!("proxy.", "golang.org"),
];

fn extension(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, extension)| extension)
}

fn is_lock(path: &str) -> bool {
    ["Cargo.lock", "package-lock.json", "uv.lock", "poetry.lock"].iter().any(|lock| path.ends_with(lock))
}

/// Files that are too long, and exceptions that are none (any more).
fn too_long(sources: &[Source], exceptions: &[(&str, usize)]) -> Vec<String> {
    let is_read =
        |path: &str| BY_HAND.contains(&extension(path)) && !LISTS.iter().any(|list| path.starts_with(list));
    let lines: BTreeMap<&str, usize> = sources
        .iter()
        .map(|source| (source.path.as_str(), source.text.lines().count()))
        .filter(|(path, _)| is_read(path))
        .collect();
    let exceptions: BTreeMap<&str, usize> = exceptions.iter().copied().collect();
    let limit = |path| exceptions.get(path).copied().unwrap_or(LINES_MAX);
    let long = lines.iter().filter(|&(path, &lines)| lines > limit(path));
    let long = long.map(|(path, lines)| format!("{path}: {lines} lines, and {} are allowed", limit(path)));
    let needless = exceptions.keys().filter(|&path| lines.get(path).is_none_or(|&lines| lines <= LINES_MAX));
    long.chain(needless.map(|path| format!("{path} is no exception any more"))).collect()
}

fn registries(sources: &[Source]) -> Vec<String> {
    let names = |source: &&Source| REGISTRIES.iter().any(|host| source.text.contains(host));
    sources
        .iter()
        .filter(|source| !is_lock(&source.path))
        .filter(names)
        .map(|source| source.path.clone())
        .collect()
}

/// Inline styles: the page's policy refuses them.
fn inline_styles(sources: &[Source]) -> Vec<String> {
    let in_a_tag = |text: &str| {
        [" style=", " style:", "\tstyle=", "\nstyle="].iter().any(|attribute| text.contains(attribute))
    };
    let written = |source: &&Source| match extension(&source.path) {
        "html" => in_a_tag(&source.text),
        "rs" if source.path.starts_with("src/") => {
            let all = pieces(&source.text);
            in_a_tag(&code(&source.text)) || given(&all).iter().any(|given| given.name == Some("style"))
        }
        _ => false,
    };
    sources.iter().filter(written).map(|source| source.path.clone()).collect()
}

/// Browser storage: only the choice of language may be kept there.
fn storage(sources: &[Source]) -> Vec<String> {
    let names =
        ["local_storage", "session_storage", "localStorage", "sessionStorage", "indexed_db", "indexedDB"];
    let uses = |source: &&Source| names.iter().any(|name| source.text.contains(name));
    let ships = |source: &&Source| {
        (source.path.starts_with("src/") || source.path == "index.html")
            && !source.path.starts_with("src/language")
    };
    sources.iter().filter(ships).filter(uses).map(|source| source.path.clone()).collect()
}

/// Modules stand in `x.rs` beside `x/`.
fn mod_files(sources: &[Source]) -> Vec<String> {
    sources
        .iter()
        .filter(|source| source.path.ends_with("/mod.rs"))
        .map(|source| source.path.clone())
        .collect()
}

/// The invariants of `ARCHITECTURE.md` that name no test which is there. An invariant is a paragraph or list item
/// that says "Invariant"; it names its test's function, or its file, between backticks.
fn unheld_invariants(document: &str, sources: &[Source]) -> Vec<String> {
    let exists = |name: &str| {
        let function = format!("fn {}(", name.rsplit("::").next().unwrap_or(name));
        let is_test = |source: &Source| {
            source.path == name
                || extension(&source.path) == "rs" && source.text.contains(&function)
                || source.path.contains("tests/")
                    && !source.path.ends_with(".rs")
                    && source.text.contains(name)
        };
        !name.is_empty() && sources.iter().any(is_test)
    };
    let names_test = |text: &str| text.split('`').skip(1).step_by(2).any(exists);
    let paragraphs = document.split("\n\n").flat_map(|paragraph| paragraph.split("\n- "));
    paragraphs
        .filter(|text| text.contains("Invariant") && !text.starts_with('#'))
        .filter(|text| !names_test(text))
        .map(str::to_owned)
        .collect()
}

#[test]
fn files_are_read_in_one_sitting() {
    assert_eq!(too_long(&tree(), &LONG), [""; 0]);
}

#[test]
fn a_long_file_is_caught_and_an_exception_that_grows_or_is_none() {
    let faults = |path: &str, lines: usize| {
        too_long(&[Source::new(path, &"x\n".repeat(lines))], &[("src/x.rs", LINES_MAX + 10)])
    };
    let gone = "src/x.rs is no exception any more".to_owned();
    assert_eq!(faults("src/x.rs", LINES_MAX + 10), [""; 0]);
    assert_eq!(faults("src/x.rs", LINES_MAX + 11), ["src/x.rs: 311 lines, and 310 are allowed"]);
    assert_eq!(faults("src/x.rs", LINES_MAX), [gone.as_str()]);
    for (path, is_long) in
        [("src/y.rs", true), ("tests/y.ts", true), ("src/words/en.rs", false), ("y.json", false)]
    {
        let long = is_long.then(|| format!("{path}: 301 lines, and 300 are allowed"));
        assert_eq!(faults(path, LINES_MAX + 1), long.into_iter().chain([gone.clone()]).collect::<Vec<_>>());
        assert_eq!(faults(path, LINES_MAX), [gone.as_str()]);
    }
}

#[test]
fn no_file_names_a_package_registry() {
    assert_eq!(registries(&tree()), [""; 0]);
    let named = format!("see https://{}/x", REGISTRIES[0]);
    assert_eq!(
        registries(&[Source::new("README.md", &named), Source::new("Cargo.lock", &named)]),
        ["README.md"]
    );
}

#[test]
fn nothing_is_styled_inline() {
    assert_eq!(inline_styles(&tree()), [""; 0]);
    for (path, text) in [
        ("index.html", "<p style=\"x\">"),
        ("src/ui/x.rs", "view! { <p style:color=red> }"),
        ("src/ui/x.rs", "node(\"p\").with(\"style\", \"color: red\")"),
        ("src/ui/x.rs", "node(\"p\")\n    .with_if(\n        \"style\",\n        red.then_some(RED),\n    )"),
        ("src/ui/x.rs", "svg(\"g\").following(\"style\", move || Some(turned(angle.get()).into()))"),
        ("src/ui/x.rs", "node(\"p\").property(\"style\", move || JsValue::from_str(&style()))"),
        ("src/ui/x.rs", "element.set_attribute(\"style\", &style)"),
    ] {
        assert_eq!(inline_styles(&[Source::new(path, text)]), [path], "{text}");
    }
    let fine = "node(\"p\").with(\"class\", \"style\") // .with(\"style\", x)\n; quantity(n, &[(\"style\", \"unit\")])";
    assert_eq!(inline_styles(&[Source::new("src/ui/x.rs", fine)]), [""; 0]);
}

#[test]
fn only_the_choice_of_language_is_stored_in_the_browser() {
    let sources = tree();
    assert_eq!(storage(&sources), [""; 0]);
    assert_eq!(storage(&[Source::new("src/form.rs", "window().local_storage()")]), ["src/form.rs"]);
}

#[test]
fn no_module_is_called_mod() {
    assert_eq!(mod_files(&tree()), [""; 0]);
    assert_eq!(mod_files(&[Source::new("src/ui/mod.rs", "")]), ["src/ui/mod.rs"]);
}

#[test]
fn every_invariant_names_a_test_that_is_there() {
    let sources = tree();
    let document =
        sources.iter().find(|source| source.path == "ARCHITECTURE.md").map_or("", |found| &found.text);
    assert_eq!(unheld_invariants(document, &sources), [""; 0]);
}

#[test]
fn an_invariant_without_a_test_is_caught() {
    let sources = [
        Source::new("tests/a.rs", "#[test]\nfn holds() {}"),
        Source::new("tests/e2e/b.spec.ts", "test('walks')"),
    ];
    let held =
        "**Invariant**: x. `holds`\n\n- Invariant: y, see `a::holds`\n- Invariant: z `tests/e2e/b.spec.ts`";
    assert_eq!(unheld_invariants(held, &sources), [""; 0]);
    for missing in ["Invariant: x.", "Invariant: x. `gone`", "Text.\n- Invariant: x\n- y `holds`"] {
        assert_eq!(unheld_invariants(missing, &sources).len(), 1, "{missing}");
    }
}
