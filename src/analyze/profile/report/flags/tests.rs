//! Command lines as they are typed.

use super::*;

fn read(line: &str) -> Result<Request, FlagError> {
    super::parse(line.split_whitespace().map(str::to_owned))
}

#[test]
fn flags_in_all_of_gos_ways() {
    let request = read("-top --cum=true -unit=ms -nodecount 7 -lines -files=0 -showcolumns a -raw").unwrap();
    assert_eq!(request.report, Report::Top);
    assert_eq!(request.inputs.files, ["a", "-raw"]);
    let options = request.options;
    assert_eq!((options.order, options.node_count), (Order::Cum, 7));
    assert_eq!(options.unit, "ms");
    assert_eq!(options.grouping.granularity, Granularity::Lines);
    assert!(options.grouping.with_columns);
    assert_eq!(read("-raw -- -x").unwrap().inputs.files, ["-x"]);
    assert_eq!(read("-raw -").unwrap().inputs.files, ["-"]);
}

#[test]
fn untrimmed_and_old_sample_types() {
    let options = read("-text -nodecount=3 -trim=false -inuse_space -alloc_space")
        .unwrap()
        .options;
    assert_eq!(options.node_count, 0);
    assert_eq!(
        (options.node_fraction.to_bits(), options.edge_fraction.to_bits()),
        (0, 0)
    );
    assert_eq!(options.sample_index, "inuse_space");
    assert_eq!(read("-top -total_delay").unwrap().options.sample_index, "delay");
    assert_eq!(read("-top -nodecount=-1").unwrap().options.node_count, 0);
}

#[test]
fn graphs_show_so_many_nodes_unless_asked_otherwise() {
    for (line, expected) in [
        ("-tree", 80),
        ("-dot -nodecount=-1", 80),
        ("-dot -nodecount=0", 0),
        ("-tree -nodecount=-7", 0),
        ("-tree -nodecount=3", 3),
        ("-top", 0),
    ] {
        assert_eq!(read(line).unwrap().options.node_count, expected, "{line}");
    }
    let request = read("-peek a.b -call_tree").unwrap();
    assert_eq!((request.report, &request.options.pattern[..]), (Report::Peek, "a.b"));
    assert!(request.options.is_call_tree);
}

#[test]
fn stacks_are_told_apart_by_file_unless_asked_otherwise() {
    let granularity = |line: &str| {
        let words = line.split_whitespace().map(str::to_owned);
        parse_stacks(words).map(|(options, files)| (options.grouping.granularity, files.files))
    };
    let files = vec!["f".to_owned()];
    assert_eq!(granularity("f"), Ok((Granularity::FileFunctions, files.clone())));
    assert_eq!(granularity("-lines f"), Ok((Granularity::Lines, files)));
    let refused = granularity("-top f").unwrap_err();
    assert_eq!(refused.to_string(), "unexpected report: Top");
}

#[track_caller]
fn check_refused(line: &str, expected: &str) {
    assert_eq!(read(line).unwrap_err().to_string(), expected);
}

#[test]
fn what_is_refused_is_said() {
    check_refused(
        "",
        "missing report: one of -callgrind -comments -dot -raw -tags -text -top -traces -tree -peek=REGEXP",
    );
    check_refused(
        "-top=false f",
        "missing report: one of -callgrind -comments -dot -raw -tags -text -top -traces -tree -peek=REGEXP",
    );
    check_refused("-raw -seconds=5", "unknown flag: -seconds");
    check_refused("-raw -sort=name", "invalid value of flag: -sort=name");
    check_refused("-raw -base=x -diff_base=y", "invalid flags: both -base and -diff_base");
    check_refused("-raw -normalize", "missing base: -normalize needs -base or -diff_base");
    check_refused("-top -unit", "missing value of flag: -unit");
    check_refused("-top -nodecount=x", "invalid value of flag: -nodecount=x");
    check_refused("-top -cum=yes", "invalid value of flag: -cum=yes");
    check_refused("-top -symbolize=local", "invalid value of flag: -symbolize=local");
    check_refused("-top -raw", "invalid flags: both -top and -raw");
    check_refused("-top -peek=x", "invalid flags: both -top and -peek");
    check_refused("-top -lines -files", "invalid flags: both -lines and -files");
    check_refused("-top -cum -flat", "invalid flags: both -cum and -flat");
}
