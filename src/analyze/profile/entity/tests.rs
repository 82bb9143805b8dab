use super::*;
use crate::model::profile::{Line, Mapping};

/// One location at 0x10 in `/bin/app`: `leaf` inlined into `main`; one at 0x20 without lines.
fn profile() -> Profile {
    let mut profile = Profile::default();
    let mut intern = |text: &str| profile.strings.intern(text.as_bytes()).unwrap();
    let (main, leaf, file, binary) = (
        intern("main.main"),
        intern("main.leaf"),
        intern("./app//main.go"),
        intern("/bin/app"),
    );
    for (id, name) in [(1, main), (2, leaf)] {
        profile.functions.file_id.push(id).unwrap();
        profile.functions.name.push(name).unwrap();
        profile.functions.system_name.push(name).unwrap();
        profile.functions.filename.push(file).unwrap();
        profile.functions.start_line.push(1).unwrap();
    }
    profile.mappings.push(Mapping {
        file_id: 1,
        filename: binary,
        ..Mapping::default()
    });
    for (function, line) in [(1, 7), (0, 9)] {
        profile
            .locations
            .lines
            .push(Line {
                function: FunctionId(function),
                line,
                column: 3,
            })
            .unwrap();
    }
    for (id, address, line_end) in [(1, 0x10, 2), (2, 0x20, 2)] {
        profile.locations.file_id.push(id).unwrap();
        profile.locations.mapping.push(0).unwrap();
        profile.locations.address.push(address).unwrap();
        profile.locations.is_folded.push(false).unwrap();
        profile.locations.line_end.push(line_end).unwrap();
    }
    profile
}

fn labels(grouping: Grouping) -> Vec<(String, bool)> {
    let entities = Entities::build(&profile(), grouping).unwrap();
    (0..2)
        .flat_map(|row| entities.frames(LocationId(row)).collect::<Vec<_>>())
        .map(|frame| (entities.label(frame.entity).into_owned(), frame.is_inlined))
        .collect()
}

#[test]
fn functions_with_inlined_frames_outermost_first() {
    let frames = labels(Grouping::default());
    let expected = [("main.main", false), ("main.leaf", true), ("[app]", false)];
    assert_eq!(frames, expected.map(|(name, inlined)| (name.to_owned(), inlined)));
}

#[test]
fn inlined_frames_can_count_for_their_caller() {
    let frames = labels(Grouping {
        without_inlined: true,
        ..Grouping::default()
    });
    assert_eq!(frames[0], ("main.main".to_owned(), false));
    assert_eq!(frames.len(), 2);
}

#[test]
fn unsymbolized_frames_keep_their_address_when_asked() {
    let frames = labels(Grouping {
        with_unsymbolized_addresses: true,
        ..Grouping::default()
    });
    assert_eq!(frames[2].0, "[app]+0x20");
}

#[test]
fn files_merge_functions() {
    let entities = Entities::build(
        &profile(),
        Grouping {
            granularity: Granularity::Files,
            ..Grouping::default()
        },
    )
    .unwrap();
    let frames: Vec<_> = entities.frames(LocationId(0)).collect();
    assert_eq!(frames[0].entity, frames[1].entity);
    assert_eq!(entities.file(frames[0].entity), b"app/main.go");
    assert_eq!(entities.name(frames[0].entity), b"");
}

#[test]
fn lines_tell_lines_apart_and_columns_only_when_asked() {
    for with_columns in [false, true] {
        let grouping = Grouping {
            granularity: Granularity::Lines,
            with_columns,
            ..Grouping::default()
        };
        let entities = Entities::build(&profile(), grouping).unwrap();
        let outer = entities.get(entities.frames(LocationId(0)).next().unwrap().entity);
        assert_eq!(
            (outer.line, outer.column, outer.address),
            (9, if with_columns { 3 } else { 0 }, 0)
        );
    }
}

#[test]
fn paths_are_cleaned_as_go_cleans_them() {
    // Each pair from the examples of Go's path/filepath tests.
    for (path, clean) in [
        ("", ""),
        ("abc", "abc"),
        ("abc/def", "abc/def"),
        ("/", "/"),
        (".", "."),
        ("..", ".."),
        ("../../abc", "../../abc"),
        ("abc/", "abc"),
        ("abc//def//ghi", "abc/def/ghi"),
        ("//abc", "/abc"),
        ("abc/./def", "abc/def"),
        ("/./abc/def", "/abc/def"),
        ("abc/def/ghi/../jkl", "abc/def/jkl"),
        ("abc/def/..", "abc"),
        ("abc/def/../..", "."),
        ("/abc/def/../../..", "/"),
        ("abc/def/../../../ghi", "../ghi"),
        ("/../abc", "/abc"),
        ("a/..b", "a/..b"),
        ("x/.hidden", "x/.hidden"),
    ] {
        assert_eq!(String::from_utf8_lossy(&clean_path(path.as_bytes())), clean, "{path:?}");
    }
}
