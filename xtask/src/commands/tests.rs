use super::{Arguments, TABLE, help, run};

fn arguments(words: &[&str]) -> Arguments {
    let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
    Arguments::new(&words)
}

#[test]
fn values_and_flags_are_taken_and_the_rest_is_refused() {
    let mut args = arguments(&["--list", "--port", "80", "--prefix=/a/"]);
    assert!(args.flag("--list") && !args.flag("--list"));
    assert_eq!(args.value("--port").unwrap().as_deref(), Some("80"));
    assert_eq!(args.value("--prefix").unwrap().as_deref(), Some("/a/"));
    assert_eq!(args.value("--only").unwrap(), None);
    args.end().unwrap();

    assert_eq!(
        arguments(&["--port"]).value("--port").unwrap_err().to_string(),
        "missing value: --port"
    );
    assert_eq!(arguments(&["x"]).end().unwrap_err().to_string(), "unknown argument: x");
}

#[test]
fn the_help_lists_what_people_call() {
    let help = help();
    for command in TABLE {
        assert_eq!(
            help.contains(&format!("  {} ", command.name)),
            !command.about.is_empty(),
            "{}",
            command.name
        );
    }
}

#[test]
fn an_unknown_command_is_refused_with_the_help() {
    let error = run(&["fly".to_owned()]).unwrap_err().to_string();
    assert!(
        error.starts_with("unknown command: fly\n\ncargo xtask COMMAND"),
        "{error}"
    );
}
