//! A task's own arguments.

use std::path::PathBuf;
use std::str::FromStr;

use crate::failure::{Failure, Result};
use crate::paths;

/// What stands after the task's name. Each question takes its answer out; [`Arguments::end`] refuses the rest.
pub(crate) struct Arguments(Vec<String>);

impl Arguments {
    pub(crate) fn new(words: Vec<String>) -> Self {
        Self(words)
    }

    /// Whether a flag is given.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|word| word != name);
        self.0.len() < before
    }

    /// What stands after `name`, or after `name=`.
    pub(crate) fn value<T: FromStr>(&mut self, name: &str) -> Result<Option<T>> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        text.parse().map(Some).map_err(|_| Failure::said(format!("{name}: `{text}` will not do")))
    }

    fn text(&mut self, name: &str) -> Result<Option<String>> {
        let joined =
            |word: &String| word.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')).is_some();
        if let Some(at) = self.0.iter().position(joined) {
            return Ok(Some(self.0.remove(at).split_off(name.len() + 1)));
        }
        let Some(at) = self.0.iter().position(|word| word == name) else { return Ok(None) };
        self.0.remove(at);
        if at == self.0.len() {
            return Err(Failure::said(format!("{name} wants a value")));
        }
        Ok(Some(self.0.remove(at)))
    }

    /// A directory, taken from the place where the user stands.
    pub(crate) fn directory(&mut self, name: &str, default: &str) -> Result<PathBuf> {
        let given: Option<PathBuf> = self.value(name)?;
        match given {
            Some(dir) => std::path::absolute(dir).map_err(|error| Failure::said(format!("{name}: {error}"))),
            None => Ok(paths::root().join(default)),
        }
    }

    /// All that is left, which must not look like an option.
    pub(crate) fn rest(self) -> Result<Vec<String>> {
        match self.0.iter().find(|word| word.starts_with('-')) {
            Some(word) => Err(Failure::said(format!("what is `{word}`? See `cargo xtask help`"))),
            None => Ok(self.0),
        }
    }

    /// The command after `--`.
    pub(crate) fn command(self) -> Result<Vec<String>> {
        match self.0.split_first() {
            Some((first, command)) if first == "--" && !command.is_empty() => Ok(command.to_vec()),
            _ => Err(Failure::said("write the command after `--`")),
        }
    }

    /// Refuses what no question took.
    pub(crate) fn end(self) -> Result<()> {
        match self.0.first() {
            Some(word) => Err(Failure::said(format!("what is `{word}`? See `cargo xtask help`"))),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Arguments;

    fn arguments(line: &str) -> Arguments {
        Arguments::new(line.split(' ').map(str::to_owned).collect())
    }

    #[test]
    fn flags_and_values_are_taken_in_any_order() {
        let mut given = arguments("--port 81 --dev --data=x=y");
        assert!(given.flag("--dev") && !given.flag("--dev"));
        assert_eq!(given.value("--data").ok().flatten(), Some("x=y".to_owned()));
        assert_eq!(given.value("--port").ok().flatten(), Some(81_u16));
        assert!(given.end().is_ok());
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        assert!(arguments("--port").value::<u16>("--port").is_err());
        assert!(arguments("--port 70000").value::<u16>("--port").is_err());
        assert!(arguments("--prot 1").end().is_err());
        assert!(arguments("e2e --fast").rest().is_err());
    }
}
