//! Words stand in `locales/`: no view has a text of its own.

use super::markup::{Literal, Place, markup};
use super::source::{Source, rust_below, tree};

/// Attributes and properties whose value is read by people, and what components call theirs.
const READ: [&str; 25] = [
    "alt",
    "aria-description",
    "aria-label",
    "aria-placeholder",
    "aria-roledescription",
    "aria-valuetext",
    "innerHTML",
    "innerText",
    "label",
    "outerHTML",
    "outerText",
    "placeholder",
    "textContent",
    "title",
    // Components' own.
    "children",
    "close_label",
    "fallback",
    "heading",
    "help",
    "menu",
    "prefix",
    "product",
    "section",
    "summary",
    "text",
];

/// Whether people read what has this name, however it is spelled: `aria-label`, `aria_label`, `prop:ariaLabel`.
fn is_read(name: &str) -> bool {
    let letters = |name: &str| name.replace(['-', '_'], "").to_ascii_lowercase();
    let name = name.strip_prefix("attr:").or_else(|| name.strip_prefix("prop:")).unwrap_or(name);
    READ.iter().any(|read| letters(read) == letters(name))
}

/// Whether a literal has letters that would be shown, `{…}` of a format aside.
fn has_letters(literal: &Literal) -> bool {
    let mut depth = 0;
    literal.text.replace("{{", "").replace("}}", "").chars().any(|character| {
        match character {
            '{' if literal.is_format => depth += 1,
            '}' if literal.is_format => depth -= 1,
            _ => {}
        }
        depth == 0 && character.is_alphabetic()
    })
}

/// The texts that the app's code has of its own.
fn texts_in_code(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in rust_below(sources, "src/") {
        let found = markup(source);
        faults.extend(found.faults);
        for literal in found.literals.iter().filter(|literal| has_letters(literal)) {
            match &literal.place {
                Place::Child => faults.push(source.fault(literal.line, format!("{:?}", literal.text))),
                Place::Value(name) if is_read(name) => {
                    faults.push(source.fault(literal.line, format!("{name}={:?}", literal.text)));
                }
                Place::Value(_) | Place::Aside => {}
            }
        }
    }
    faults
}

#[test]
fn no_view_has_a_text_of_its_own() {
    let sources = tree();
    let found: Vec<_> = rust_below(&sources, "src/").map(markup).collect();
    let views: usize = found.iter().map(|found| found.views).sum();
    assert!(views >= 10, "only {views} views were found");
    let names: usize = found.iter().map(|found| found.names.len()).sum();
    assert!(names >= 100, "only {names} values were found");
    assert_eq!(texts_in_code(&sources), [""; 0]);
}

#[test]
fn a_text_in_a_view_is_caught() {
    let texts = [
        // Between tags.
        r#"view! { <p>"Close"</p> }"#,
        r#"view! { "Close" }"#,
        r#"view! { <p>Close</p> }"#,
        r#"view! { <><p>{x}</p>": Closed"</> }"#,
        r#"view! { <p>{"Close"}</p> }"#,
        r##"view! { <p>{r#"Close"#}</p> }"##,
        r#"view! { <p>"{Close}"</p> }"#,
        r#"view! { <p class="a">{format!("{n} of five")}</p> }"#,
        r#"view! { <p>{format!("{{{n}}} of")}</p> }"#,
        r#"view! { <p>{format!("{a}: {b}", b = "five")}</p> }"#,
        r#"view! { <p>{concat!("Close", ": ")}</p> }"#,
        r#"view! { <p>{vec!["Close"; 2]}</p> }"#,
        r#"view! { <p>{move || if open { "Open" } else { words.closed }}</p> }"#,
        r#"view! { <p>{move || if state == "open" { "Open" } else { words.closed }}</p> }"#,
        r#"view! { <p>{move || match state { State::Open => "Open", _ => words.closed }}</p> }"#,
        r#"view! { <p>{move || match tag { "en" => "English", _ => words.other }}</p> }"#,
        r#"view! { <p>{move || open.get().then_some("Open")}</p> }"#,
        r#"view! { <p>{names.iter().map(|n| [n, " closed"].concat()).collect_view()}</p> }"#,
        r#"view! { <p>{let said = "Open"; said}</p> }"#,
        r#"view! { <p>{link("Close")}</p> }"#,
        r#"view! { <p>{t!(i18n, greeting, name = "World")}</p> }"#,
        r#"view! { <p>{t!(i18n, press, <b> = |c| view! { <b>"Here"{c}</b> })}</p> }"#,
        r#"view! { <p on:click=move |_| run()>{"Text"}</p> }"#,
        r#"view! { <For each=rows key=|row| row.id let:row><li>{row.name}" row"</li></For> }"#,
        r#"view! { <For each=rows key=|row| row.id children=|row| view! { <li>"Row"</li> } /> }"#,
        r#"view! { <Show when=open fallback=|| view! { <p>"Closed"</p> }>{x}</Show> }"#,
        r#"view! { class = scope, <p>"Close"</p> }"#,
        r#"leptos::view! { <crate::x::Card<T>>"Close"</crate::x::Card<T>> }"#,
        r#"let rows = all.map(|one| view! { <p>{one}" row"</p> });"#,
        r#"log!(view! { <p>"Close"</p> })"#,
        r#"view! { <p>{t!(i18n, press, <b> = <strong title="Here" />, <i>)}</p> }"#,
        r#"view! { <p>{t!(i18n, press, <b> = <strong class="x" title="Here">, n = 2)}</p> }"#,
        // In what people read.
        r#"view! { <Show when=open fallback=|| "Closed">{x}</Show> }"#,
        r#"view! { <button aria-label="Close">{x}</button> }"#,
        r#"view! { <button aria-label={"Close"}>{x}</button> }"#,
        r#"view! { <button aria-label=format!("{n} of five")>{x}</button> }"#,
        r#"view! { <button title=move || open.get().then_some("Close")>{x}</button> }"#,
        r#"view! { <img alt=if a { words.a } else { "B" } /> }"#,
        r#"view! { <input placeholder="Name" on:input=move |_| x.set(1) /> }"#,
        r#"view! { <p prop:textContent=move || "Close" /> }"#,
        r#"view! { <p prop:ariaLabel="Close" /> }"#,
        r#"view! { <Card attr:title="Salesforce" /> }"#,
        r#"view! { <Card title="Salesforce" busy /> }"#,
        r#"view! { <Card label=Signal::derive(move || "Close".to_owned()) /> }"#,
        r#"view! { <Dialog close_label="Close" /> }"#,
        r#"view! { <Field aria_label="Name" /> }"#,
        r#"view! { <Field heading=words.x {..} title="Name" /> }"#,
        r#"view! { <Field {..aria_label("Name")} /> }"#,
        r#"view! { <Field {..Some(custom_attribute("title", "Name"))} /> }"#,
        r#"view! { <Field {..attributes} help="Name" /> }"#,
        r#"view! { <p>{x}</p><p id={view! { <b title="Close" /> }; "id"} /> }"#,
        r#"view! { <ul>{items.map(|i| view! { <Item id="a" label="Item" /> })}</ul> }"#,
        // Outside of views.
        r#"element.set_text_content(Some("Close"));"#,
        r#"element.set_text_content(Some(if open { "Close" } else { words.open }));"#,
        r#"document().set_title(&format!("{page} of Connectors"));"#,
        r#"element.set_inner_html("Close");"#,
        r#"element.set_attribute("aria-label", "Close").is_ok();"#,
        r#"if let Some(field) = field.get() { field.set_placeholder("Name") }"#,
    ];
    for text in texts {
        let source = Source::body("src/a.rs", text);
        assert_eq!(markup(&source).faults, [""; 0], "{text}");
        assert_eq!(texts_in_code(&[source]).len(), 1, "{text}");
    }
    // What cannot be read is no less a fault.
    assert_eq!(texts_in_code(&[Source::body("src/a.rs", "view! { <p>{x}</b> }")]).len(), 1);
}

#[test]
fn what_nobody_reads_is_no_text() {
    let fine = [
        r#"view! { <p class="a b" id=format!("{id}-help") role="status">{words.close}": "{n}</p> }"#,
        r#"view! { <p>{x}" · "{y}"…"<b aria-hidden="true">"*"</b>{format!("{a} – {b:?}")}</p> }"#,
        r#"view! { <p class=move || if a { "on" } else { "off" } class:open=move || x == "open">{x}</p> }"#,
        r#"view! { <b on:keydown=move |e| if e.key() == "Escape" { e.stop() }>{words.x}</b> } let s = "Later";"#,
        r#"view! { <p>{move || (key.get() != "Escape").then_some(words.x)}</p> }"#,
        r#"view! { <p>{match tag { "en" | "fr" => words.known, _ => words.other }}</p> }"#,
        r#"view! { <p>{move || if matches!(tag, "en" | "fr") { words.known } else { words.other }}</p> }"#,
        r#"view! { <p>{move || if let Some("en") = tag { words.known } else { words.other }}</p> }"#,
        r#"view! { <p>{words.get().expect("they are there")}</p> }"#,
        r#"view! { <p aria-label=format!("{a}: {b}") title=words.x>{x}</p> }"#,
        r#"view! { <p>{move || open.get().then(|| view! { <b id="a" class="b">{words.x}</b> })}</p> }"#,
        r#"view! { <Button label=words.close id="close" look=Look::Ghost {..} data-x="y" />{t!(i18n, a.b)} }"#,
        r#"view! { <p>{t!(i18n, press, n = 2, <b> = <strong class="x">, <i>, <a> = |c| view! { <a href="y">{c}</a> })}</p> }"#,
        r#"view! { <Show when=open fallback=move || view! { <p class="x">{words.closed}</p> }>{x}</Show> }"#,
        r#"view! { <Field {..class("wide")} {..attributes} /> }"#,
        r#"view! { <!-- "Close" --><p>{/* "Close" */ x /* Close */}</p> }"#,
        r#"view! { <p aria-label=if tag == "en" { words.a } else { words.b }>{x}</p> }"#,
        r#"let x = "Text"; // view! { "no" }"#,
        r#"let text = "view! { <p>\"Close\"</p> }"; let label = format!("Close {x}");"#,
        r#"document().set_title(&[page, words.product].join(" · ")); element.set_attribute("lang", "en");"#,
        r#"reader.text("id"); let sample = Sample { title: "Salesforce" };"#,
    ];
    for text in fine {
        assert_eq!(texts_in_code(&[Source::body("src/a.rs", text)]), [""; 0], "{text}");
    }
    let elsewhere = Source::body("server/src/a.rs", r#"view! { <p>"Close"</p> }"#);
    assert_eq!(texts_in_code(&[elsewhere]), [""; 0]);
}
