//! What stands in the app's markup, as `syn` and Leptos' own parser read it.

#[path = "markup/macros.rs"]
mod macros;
#[path = "markup/views.rs"]
mod views;

use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{BinOp, Expr, Lit, LitStr, Token};

use super::source::Source;

/// Calls that give a value to an attribute or a property, behind its name.
const NAMING: [&str; 4] = ["attr", "custom_attribute", "prop", "set_attribute"];

/// Methods that give a value to what they are called like.
const CALLED: [&str; 2] = ["inner_html", "style"];

/// Where a literal stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Where no page shows it: outside of views, in a comparison, in a pattern.
    Aside,
    /// Between tags.
    Child,
    /// In the value of the attribute, property or component's prop of this name.
    Value(String),
}

/// A string literal in markup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Literal {
    /// Where it stands.
    pub(crate) place: Place,
    /// What it says.
    pub(crate) text: String,
    /// Whether a macro has it, so that `{…}` may be no text.
    pub(crate) is_format: bool,
    /// Its line.
    pub(crate) line: usize,
}

/// What a file has of markup.
#[derive(Debug, Default)]
pub(crate) struct Markup {
    /// How many `view!` it has, those inside others included.
    pub(crate) views: usize,
    /// The literals between tags and in values, wherever in them they stand: in a closure, in a choice, in a format.
    pub(crate) literals: Vec<Literal>,
    /// The names that are given values, with their lines: `attr:title`, `style:color`, or of a call what it gives.
    pub(crate) names: Vec<(String, usize)>,
    /// What could not be read.
    pub(crate) faults: Vec<String>,
}

/// Reads a file's views, and the calls that do to an element what markup does.
pub(crate) fn markup(source: &Source) -> Markup {
    let (found, place) = (Markup::default(), Place::Aside);
    let mut reader = Reader { source, place, is_format: false, in_spread: false, found };
    match source.rust() {
        Ok(file) => reader.visit_file(&file),
        Err(fault) => reader.found.faults.push(fault),
    }
    reader.found
}

struct Reader<'a> {
    source: &'a Source,
    place: Place,
    /// Whether it reads what a macro was given.
    is_format: bool,
    /// Whether it reads attributes that come as an expression, `{..attributes}`.
    in_spread: bool,
    found: Markup,
}

impl Reader<'_> {
    /// Reads on at another place.
    fn at(&mut self, place: Place, read: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.place, place);
        read(self);
        self.place = before;
    }

    /// Reads values that are given under a name.
    fn given<'e>(&mut self, name: String, line: usize, values: impl IntoIterator<Item = &'e Expr>) {
        self.found.names.push((name.clone(), line));
        self.at(Place::Value(name), |reader| values.into_iter().for_each(|value| reader.visit_expr(value)));
    }

    fn literal(&mut self, text: String, line: usize) {
        if matches!(self.place, Place::Child | Place::Value(_)) {
            let (place, is_format) = (self.place.clone(), self.is_format);
            self.found.literals.push(Literal { place, text, is_format, line });
        }
    }

    /// Reads what a function or method is given; `gives` is the name under which it does, if it does.
    fn arguments(&mut self, called: &syn::Ident, gives: Option<&str>, given: &Punctuated<Expr, Token![,]>) {
        let (line, values) = (called.span().start().line, given.iter());
        if called == "expect" {
            self.at(Place::Aside, |reader| values.for_each(|value| reader.visit_expr(value)));
        } else if let Some(name) = literal_first(given).filter(|_| NAMING.iter().any(|name| called == name)) {
            self.given(name, line, values.skip(1));
        } else if let Some(name) = gives {
            self.given(name.to_owned(), line, values);
        } else {
            values.for_each(|value| self.visit_expr(value));
        }
    }
}

impl Visit<'_> for Reader<'_> {
    fn visit_lit_str(&mut self, literal: &LitStr) {
        self.literal(literal.value(), literal.span().start().line);
    }

    fn visit_macro(&mut self, call: &syn::Macro) {
        let name = call.path.segments.last().map(|last| last.ident.to_string());
        self.call(&name.unwrap_or_default(), call.tokens.clone());
    }

    fn visit_expr_binary(&mut self, expression: &syn::ExprBinary) {
        if matches!(expression.op, BinOp::Eq(_) | BinOp::Ne(_)) {
            self.at(Place::Aside, |reader| visit::visit_expr_binary(reader, expression));
        } else {
            visit::visit_expr_binary(self, expression);
        }
    }

    fn visit_pat(&mut self, pattern: &syn::Pat) {
        self.at(Place::Aside, |reader| visit::visit_pat(reader, pattern));
    }

    fn visit_attribute(&mut self, _: &syn::Attribute) {}

    fn visit_expr_method_call(&mut self, call: &syn::ExprMethodCall) {
        self.visit_expr(&call.receiver);
        let called = call.method.to_string();
        let gives =
            if CALLED.contains(&called.as_str()) { Some(&*called) } else { called.strip_prefix("set_") };
        self.arguments(&call.method, gives, &call.args);
    }

    fn visit_expr_call(&mut self, call: &syn::ExprCall) {
        self.visit_expr(&call.func);
        let Expr::Path(function) = &*call.func else {
            return call.args.iter().for_each(|value| self.visit_expr(value));
        };
        if let Some(called) = function.path.segments.last().map(|last| &last.ident) {
            let name = called.to_string();
            // `{..title("…")}`
            self.arguments(called, self.in_spread.then_some(&*name), &call.args);
        }
    }
}

fn literal_first(given: &Punctuated<Expr, Token![,]>) -> Option<String> {
    let Some(Expr::Lit(first)) = given.first() else { return None };
    if let Lit::Str(name) = &first.lit { Some(name.value()) } else { None }
}

#[test]
fn names_and_literals_are_seen_in_their_places() {
    let rust = r##"
        #[doc = "no"]
        fn f() {
            let aside = "no";
            element.set_attribute("lang", "a").expect("no");
            view! { class = "no",
                <p id="b" attr:title=move || if x == "no" { "c" } else { "d" } {..aria_label("e")} hidden>
                    "f" {format!("{n} g")} unquoted h <!-- "no" -->
                    {match key { "no" => view! { <Card label="i">{"j"}</Card> }, _ => y!(<b> = "k", view! { "l" }) }}
                    <Show when=move || matches!(z, "no") fallback=|| view! { "m" }>{cell.set_text_content(Some("n"))}</Show>
                </p>
            }
        }
    "##;
    let found = markup(&Source::new("src/a.rs", rust));
    assert_eq!(found.faults, [""; 0]);
    assert_eq!(found.views, 4);
    let seen = found.literals.iter().map(|literal| {
        let place = match &literal.place {
            Place::Value(name) => name,
            Place::Child => "",
            Place::Aside => "aside",
        };
        (place, literal.text.as_str(), literal.is_format, literal.line)
    });
    let expected = [
        ("lang", "a", false, 5),
        ("id", "b", false, 7),
        ("attr:title", "c", false, 7),
        ("attr:title", "d", false, 7),
        ("aria_label", "e", false, 7),
        ("", "f", false, 8),
        ("", "{n} g", true, 8),
        ("", "unquoted h", false, 8),
        ("label", "i", false, 9),
        ("", "j", false, 9),
        ("", "k", true, 9),
        ("", "l", false, 9),
        ("", "m", false, 10),
        ("text_content", "n", false, 10),
    ];
    assert_eq!(seen.collect::<Vec<_>>(), expected);
    let names: Vec<&str> = found.names.iter().map(|(name, _)| name.as_str()).collect();
    let expected =
        ["lang", "id", "attr:title", "aria_label", "hidden", "label", "when", "fallback", "text_content"];
    assert_eq!(names, expected);
}

#[test]
fn markup_that_cannot_be_read_is_a_fault() {
    for statement in ["view! { <p>{x}</b> }", "view! { <p title=>{x}</p> }", "view! { <p>{x.}</p> }", "let ="]
    {
        assert_eq!(markup(&Source::body("src/a.rs", statement)).faults.len(), 1, "{statement}");
    }
}
