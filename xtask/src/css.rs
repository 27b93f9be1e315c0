//! One style sheet out of many: each `@import` of `style/main.css` is replaced by the file that it names, in
//! order, since every file of its own would be one more request before the first paint.

use std::fs;

use crate::failure::{Failure, Result};
use crate::{files, paths};

/// Writes `target/style/connectors.css`, which `index.html` links.
pub(crate) fn bundle() -> Result<()> {
    let style = paths::root().join("style");
    let main = files::read_text(&style.join("main.css"))?;
    let bundle = inline(&main, |name| files::read_text(&style.join(name)))?;
    // Fixed, whatever CARGO_TARGET_DIR says: index.html names this path.
    let out = paths::root().join("target/style/connectors.css");
    if fs::read_to_string(&out).is_ok_and(|old| old == bundle) {
        return Ok(());
    }
    files::write(&out, bundle)
}

fn inline(main: &str, read: impl Fn(&str) -> Result<String>) -> Result<String> {
    let mut bundle = String::new();
    for line in main.lines() {
        match import(line)? {
            Some(name) => {
                let sheet = read(name)?;
                if sheet.lines().any(|line| line.trim_start().starts_with("@import")) {
                    return Err(Failure::said(format!("style/{name}: only style/main.css may import")));
                }
                bundle.push_str(&sheet);
                if !sheet.ends_with('\n') {
                    bundle.push('\n');
                }
            }
            None => {
                bundle.push_str(line);
                bundle.push('\n');
            }
        }
    }
    Ok(bundle)
}

/// The file that a line imports. Conditions and layers would be lost, so they are refused.
fn import(line: &str) -> Result<Option<&str>> {
    let Some(rest) = line.trim().strip_prefix("@import") else { return Ok(None) };
    let quoted = rest.trim().strip_prefix('"').and_then(|rest| rest.strip_suffix("\";"));
    match quoted {
        Some(name) if !name.contains('"') => Ok(Some(name.trim_start_matches("./"))),
        _ => Err(Failure::said(format!(
            "style/main.css: write `@import \"file.css\";`, not `{}`",
            line.trim()
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::inline;
    use crate::failure::{Failure, Result};

    fn read(name: &str) -> Result<String> {
        match name {
            "a.css" => Ok("a {}".to_owned()),
            "ui/b.css" => Ok("b {}\n".to_owned()),
            "nested.css" => Ok("@import \"a.css\";\n".to_owned()),
            _ => Err(Failure::said("absent")),
        }
    }

    #[test]
    fn imports_are_replaced_in_their_order_and_the_rest_stays() {
        let main = "/* all */\n@import \"ui/b.css\";\n@import \"./a.css\";\n\nc {}\n";
        assert_eq!(inline(main, read).ok().as_deref(), Some("/* all */\nb {}\na {}\n\nc {}\n"));
    }

    #[test]
    fn what_would_change_the_meaning_is_refused() {
        for main in [
            "@import \"a.css\" layer(x);",
            "@import \"a.css\" print;",
            "@import url(a.css);",
            "@import \"a.css\"; @import \"ui/b.css\";",
            "@import \"nested.css\";",
            "@import \"absent.css\";",
        ] {
            assert!(inline(main, read).is_err(), "{main}");
        }
    }
}
