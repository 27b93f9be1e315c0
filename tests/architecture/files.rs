//! What files may be, and what may stand in none of them.

use std::collections::BTreeMap;

use super::markup::markup;
use super::source::{Source, tree};

/// A file is read in one sitting. About 200 lines are meant; above this one it is taken apart.
const LINES_MAX: usize = 300;

/// Files that are longer than that, with the lines that they had when the limit came. They may shrink, and once they
/// are within it they leave this list.
const LONG: [(&str, usize); 0] = [];

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
    let lines: BTreeMap<&str, usize> = sources
        .iter()
        .map(|source| (source.path.as_str(), source.text.lines().count()))
        .filter(|(path, _)| BY_HAND.contains(&extension(path)))
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

/// Styles that markup or a call gives an element: the page's policy refuses them. So does what makes markup of a text.
fn inline_styles(sources: &[Source]) -> Vec<String> {
    let in_a_tag = |text: &str| [" style=", "\tstyle=", "\nstyle="].iter().any(|name| text.contains(name));
    let faults = |source: &Source| match extension(&source.path) {
        "html" if in_a_tag(&source.text) => vec![format!("{}: style", source.path)],
        "rs" if source.path.starts_with("src/") => {
            let found = markup(source);
            let names = found.names.into_iter().filter(|(name, _)| is_style(name));
            found.faults.into_iter().chain(names.map(|(name, line)| source.fault(line, name))).collect()
        }
        _ => Vec::new(),
    };
    sources.iter().flat_map(faults).collect()
}

fn is_style(name: &str) -> bool {
    let plain = name.strip_prefix("attr:").or_else(|| name.strip_prefix("prop:")).unwrap_or(name);
    let refused = ["style", "css_text", "inner_html", "innerHTML", "outer_html", "outerHTML"];
    refused.contains(&plain) || name.starts_with("style:")
}

/// Browser storage: only the choice of language may be kept there, which the page's first script reads as well.
fn storage(sources: &[Source]) -> Vec<String> {
    let local = ["local_storage", "localStorage"];
    let other = ["session_storage", "sessionStorage", "indexed_db", "indexedDB"];
    let uses = |source: &&Source| {
        let names = |names: &[&str]| names.iter().any(|name| source.text.contains(name));
        let keeps_language = source.path.starts_with("src/i18n") || source.path == "index.html";
        names(&other) || !keeps_language && names(&local)
    };
    let ships = |source: &&Source| source.path.starts_with("src/") || source.path == "index.html";
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
    for (path, is_long) in [("src/y.rs", true), ("tests/y.ts", true), ("locales/en.json", false)] {
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
    assert_eq!(inline_styles(&[Source::new("index.html", "<p style=\"x\">")]).len(), 1);
    for text in [
        "view! { <p style=\"color: red\" /> }",
        "view! { <p style=move || red() /> }",
        "view! { <p style:color=red /> }",
        "view! { <p style:margin-top=move || top.get() /> }",
        "view! { <p attr:style=red /> }",
        "view! { <Card prop:style=red /> }",
        "view! { <Card {..} style=red /> }",
        "view! { <Card {..style(red)} /> }",
        "view! { <ul>{rows.map(|row| view! { <li style=row.style /> })}</ul> }",
        "view! { <Show when=open fallback=|| view! { <p style=red /> }>{x}</Show> }",
        "view! { <p inner_html=words.x /> }",
        "view! { <p prop:innerHTML=words.x /> }",
        "element.set_attribute(\"style\", &style)",
        "let turn = move || { group.set_attribute(\"style\", &turned(angle.get())) };",
        "element.style().is_empty()",
        "p().style((\"color\", \"red\"))",
        "p().attr(\"style\", red)",
        "p().inner_html(words)",
        "element.set_inner_html(&words)",
    ] {
        let source = Source::body("src/components/x.rs", text);
        assert_eq!(markup(&source).faults, [""; 0], "{text}");
        assert_eq!(inline_styles(&[source]).len(), 1, "{text}");
    }
    for fine in [
        "view! { <p class=\"style\" title=words.style>\" style=\"{style}</p> } // style=\"x\"",
        "quantity(n, &[(\"style\", \"unit\")]); let style = options.style; style(red)",
    ] {
        assert_eq!(inline_styles(&[Source::body("src/components/x.rs", fine)]), [""; 0], "{fine}");
    }
}

#[test]
fn only_the_choice_of_language_is_stored_in_the_browser() {
    let sources = tree();
    assert_eq!(storage(&sources), [""; 0]);
    let local = ["window().local_storage()", "localStorage.getItem('language')"];
    for (path, texts, allowed) in [
        ("src/form.rs", local, false),
        ("src/i18n/choice.rs", local, true),
        ("index.html", local, true),
        ("src/i18n.rs", ["window().session_storage()", "indexedDB"], false),
        ("index.html", ["sessionStorage", "indexedDB.open()"], false),
    ] {
        for text in texts {
            let faults = storage(&[Source::new(path, text)]);
            assert_eq!(faults, Vec::from_iter((!allowed).then_some(path)), "{path}: {text}");
        }
    }
}

#[test]
fn no_module_is_called_mod() {
    assert_eq!(mod_files(&tree()), [""; 0]);
    assert_eq!(mod_files(&[Source::new("src/components/mod.rs", "")]), ["src/components/mod.rs"]);
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
