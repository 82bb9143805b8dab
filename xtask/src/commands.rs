//! The commands: their arguments → their work.

mod bench;
pub(crate) mod build;
mod finish;
mod fuzz;
mod parity;
mod serve;
mod test;

use anyhow::{Result, bail};

/// One command of `cargo xtask`.
pub(crate) struct Command {
    /// Its name, the first argument.
    name: &'static str,
    /// Its own arguments, as the help shows them.
    arguments: &'static str,
    /// What it does, in one line; empty for those that only Trunk calls.
    about: &'static str,
    /// Does it.
    run: fn(&mut Arguments) -> Result<()>,
}

/// Every command, in the order of the help.
pub(crate) const TABLE: &[Command] = &[
    Command {
        name: "build",
        arguments: "",
        about: "build the page into dist/ and weigh it against its budget",
        run: build::run,
    },
    Command {
        name: "serve",
        arguments: "[--port N] [--prefix /a/b/]",
        about: "build the page and serve it on this computer, as a plain static host would",
        run: serve::run,
    },
    Command {
        name: "test",
        arguments: "[--list] [--only STEP]",
        about: "everything a change must pass: format, lints, tests, docs, page, browsers",
        run: test::run,
    },
    Command {
        name: "bench",
        arguments: "[--native] [--browser]",
        about: "how fast everything is, natively and in Chromium; or only one of the two",
        run: bench::run,
    },
    Command {
        name: "fuzz",
        arguments: "[--target NAME] [--seconds N] [--input FILE]",
        about: "damaged files for every decoder, ten minutes each, led by which code they reach",
        run: fuzz::run,
    },
    Command {
        name: "parity",
        arguments: "[--states N] [--seed N]",
        about: "the pprof commands that the page offers, run by Go and compared with the page's numbers",
        run: parity::run,
    },
    Command {
        name: "styles",
        arguments: "",
        about: "",
        run: finish::styles,
    },
    Command {
        name: "finish",
        arguments: "",
        about: "",
        run: finish::run,
    },
];

/// Runs the command that `args` names.
pub(crate) fn run(args: &[String]) -> Result<()> {
    let Some((name, rest)) = args.split_first() else {
        print!("{}", help());
        return Ok(());
    };
    if ["help", "--help", "-h"].contains(&name.as_str()) {
        print!("{}", help());
        return Ok(());
    }
    let Some(command) = TABLE.iter().find(|command| command.name == name) else {
        bail!("unknown command: {name}\n\n{}", help());
    };
    (command.run)(&mut Arguments::new(rest))
}

fn help() -> String {
    let mut text = "cargo xtask COMMAND\n\n".to_owned();
    for command in TABLE.iter().filter(|command| !command.about.is_empty()) {
        let head = format!("{} {}", command.name, command.arguments);
        text += &format!("  {head:<36} {}\n", command.about);
    }
    text
}

/// A command's own arguments, taken one by one.
pub(crate) struct Arguments {
    left: Vec<String>,
}

impl Arguments {
    fn new(args: &[String]) -> Self {
        Self { left: args.to_vec() }
    }

    /// Takes `--name VALUE` or `--name=VALUE`.
    pub(crate) fn value(&mut self, name: &str) -> Result<Option<String>> {
        let with_equals = format!("{name}=");
        let Some(at) = self
            .left
            .iter()
            .position(|arg| arg == name || arg.starts_with(&with_equals))
        else {
            return Ok(None);
        };
        let arg = self.left.remove(at);
        if let Some(value) = arg.strip_prefix(&with_equals) {
            return Ok(Some(value.to_owned()));
        }
        if at == self.left.len() {
            bail!("missing value: {name}");
        }
        Ok(Some(self.left.remove(at)))
    }

    /// Takes `--name`.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let at = self.left.iter().position(|arg| arg == name);
        at.map(|at| self.left.remove(at)).is_some()
    }

    /// Refuses what nobody took.
    pub(crate) fn end(&self) -> Result<()> {
        match self.left.first() {
            Some(arg) => bail!("unknown argument: {arg}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
