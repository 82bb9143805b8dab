//! Lanes of the program's own, what is left out, and the list.

use super::*;
use crate::layout::timeline::role::Role;
use crate::protocol::Twin;
use crate::protocol::request::TwinCommand;

#[test]
fn tasks_regions_logs_and_samples_are_told() {
    let mut driver = open();
    driver.command_timeline(TimelineCommand::FoldAll(false));
    let y = driver.y_of("serve #2");
    let mid = 500.0;
    driver.point_timeline(PointerEvent::Click(mid, y));
    let told = driver.told();
    assert!(told.title.starts_with("serve #2"), "{told:?}");
    assert!(line(&told, "part of").text.starts_with("order"), "{told:?}");
    assert!(line(&told, "begun by").text.starts_with("G1 "), "{told:?}");
    let spin = line(&told, "spin").link.expect("a link");
    driver.command_timeline(TimelineCommand::Follow(spin));
    assert_eq!(
        (driver.told().title.as_str(), driver.told().place.as_str()),
        ("Running", "G1 main.main")
    );
    // The goroutine's lane, and below it the region.
    let region = line(&driver.told(), "in region").link.expect("a link");
    driver.command_timeline(TimelineCommand::Follow(region));
    let told = driver.told();
    assert!(told.place.starts_with("region of G1 "), "{told:?}");
    assert_eq!(
        line(&told, "task").link,
        Some(line(&told, "goroutine").link.unwrap() + 1)
    );
    driver.command_timeline(TimelineCommand::Reset);
    driver.point_timeline(PointerEvent::Scroll(0.0, -5_000.0));
    let y_of_logs = driver.y_of("Logs");
    let found = (160..800).find_map(|x| {
        driver.point_timeline(PointerEvent::Move(f64::from(x), y_of_logs));
        driver.hovered_slice().filter(|told| told.title == "table 4").map(|_| x)
    });
    driver.point_timeline(PointerEvent::Click(f64::from(found.expect("a message")), y_of_logs));
    assert!(
        line(&driver.told(), "task").text.starts_with("serve"),
        "{:?}",
        driver.told()
    );
    driver.command_timeline(TimelineCommand::Walk(TimelineStep::Previous));
    assert_eq!(line(&driver.told(), "category").text, "customer");
    let y = driver.y_of("CPU samples");
    let found = (160..800).find_map(|x| {
        driver.point_timeline(PointerEvent::Move(f64::from(x), y));
        driver.hovered_slice()
    });
    assert_eq!(found.expect("a sample").title, "CPU sample");
}

#[test]
fn what_is_left_out_is_not_drawn() {
    let mut driver = open();
    let before = driver.timeline_view().legend;
    let names: Vec<_> = before.iter().map(|item| item.name.as_str()).collect();
    assert_eq!(names.len(), 14, "{names:?}");
    let pixels = |driver: &Driver| {
        let image = driver.timeline.calls.iter().find_map(|call| match call {
            Call::Image(_, _, raster) => Some(raster.clone()),
            _ => None,
        });
        image.expect("an image")
    };
    let all = pixels(&driver);
    for item in before {
        driver.command_timeline(TimelineCommand::Toggle(item.role));
        let place = driver.view().place;
        assert!(
            place.timeline.ends_with(&format!("~x.{}", 1 << item.role)),
            "{}",
            place.timeline
        );
        let color = Theme::light().bar(Role::ALL[usize::from(item.role)]).0;
        let pixel = [color.red, color.green, color.blue, 255];
        let is_drawn = |raster: &crate::paint::raster::Raster| raster.pixels().contains(&pixel);
        assert!(is_drawn(&all) && !is_drawn(&pixels(&driver)), "{}", item.name);
        let is_off = |driver: &Driver| driver.timeline_view().legend.iter().any(|it| it.is_off);
        assert!(is_off(&driver));
        driver.ask(Request::Restore(Box::default()));
        assert!(!is_off(&driver));
        driver.ask(Request::Restore(Box::new(place)));
        assert!(is_off(&driver));
        driver.command_timeline(TimelineCommand::Toggle(item.role));
    }
    assert_eq!(pixels(&driver), all);
}

#[test]
fn the_timeline_is_a_list_too() {
    let mut driver = open();
    driver.ask(Request::WatchTwin(Twin::Lanes, 0, 100));
    let rows = |driver: &Driver| {
        let newest = driver
            .replies
            .iter()
            .rev()
            .find(|it| matches!(it.reply, Reply::TwinRows(Twin::Lanes, _)));
        let newest = newest.expect("rows");
        let Reply::TwinRows(_, header) = newest.reply else {
            panic!()
        };
        (tree_rows_from_bytes(newest.bytes.as_deref().unwrap()).unwrap(), header)
    };
    let (first, _) = rows(&driver);
    let names: Vec<_> = first.iter().map(|row| row.name.as_str()).collect();
    assert!(names.contains(&"Processors") && names.contains(&"Tasks"), "{names:?}");
    assert!(first.iter().all(|row| row.level == 1));
    let key = |driver: &mut Driver, command| driver.ask(Request::Twin(Twin::Lanes, command));
    // To the processors, in, to the first, in, to its first slice.
    let at = names.iter().position(|&name| name == "Processors").unwrap() as i32;
    key(&mut driver, TwinCommand::Move(0));
    key(&mut driver, TwinCommand::Move(at));
    key(&mut driver, TwinCommand::Right);
    key(&mut driver, TwinCommand::Right);
    let (now, header) = rows(&driver);
    let row = &now[header.selected_row.unwrap() as usize];
    assert_eq!((row.level, row.name.as_str()), (2, "Processor P0"));
    assert!(driver.told().title.contains("P0"), "{:?}", driver.told());
    key(&mut driver, TwinCommand::Right);
    key(&mut driver, TwinCommand::Right);
    let (now, header) = rows(&driver);
    let row = &now[header.selected_row.unwrap() as usize];
    assert_eq!(row.level, 3);
    let told = driver.told();
    assert_eq!(line(&told, "duration").text, row.total);
    // One of the collector's workers is listed with what it ran for.
    assert_eq!(told.place.split(' ').next(), row.name.split(' ').next());
    // What is selected elsewhere is selected here.
    driver.command_timeline(TimelineCommand::Walk(TimelineStep::Next));
    let (now, header) = rows(&driver);
    assert_eq!(
        now[header.selected_row.unwrap() as usize].own,
        line(&driver.told(), "from").text
    );
    // Of another part of the time other slices are listed, below lanes that stay open.
    driver.point_timeline(PointerEvent::Zoom(500.0, 300.0, 50.0));
    let (after, _) = rows(&driver);
    assert_ne!(after, now);
    assert!(after.iter().any(|row| row.name == "Processor P0"));
    key(&mut driver, TwinCommand::Left);
    key(&mut driver, TwinCommand::Left);
}

#[test]
fn what_is_looked_for_is_found_marked_and_gone_to() {
    let mut driver = open();
    let find = |driver: &mut Driver, words: &str| {
        let wanted = SearchFor {
            pattern: words.to_owned(),
            ..SearchFor::default()
        };
        driver.ask(Request::Search(1, wanted));
        driver.timeline_view().found
    };
    let color = Theme::light().new;
    let is_marked = |driver: &Driver| {
        let pixel = [color.red, color.green, color.blue, 255];
        let mut calls = driver.timeline.calls.iter();
        calls.any(|call| matches!(call, Call::Image(_, _, raster) if raster.pixels().contains(&pixel)))
    };
    assert!(!is_marked(&driver));
    for (words, title) in [
        ("table 4", "table 4"),
        ("serve", "serve #2"),
        ("G1", ""),
        ("chan receive", "Waiting: chan receive"),
        ("runtime.chanrecv1", "Waiting: chan receive"),
        ("system call", "In a system call"),
        ("spin", "spin"),
    ] {
        let found = find(&mut driver, words);
        assert!(found.contains(" · ") && !found.starts_with('0'), "{words}: {found}");
        driver.command_timeline(TimelineCommand::NextMatch(false));
        assert!(is_marked(&driver), "{words}");
        let told = driver.told();
        assert!(title.is_empty() || told.title.starts_with(title), "{words}: {told:?}");
        let here = driver.timeline_view().found;
        assert!(here.contains(" of "), "{here}");
        driver.command_timeline(TimelineCommand::NextMatch(false));
        driver.command_timeline(TimelineCommand::NextMatch(true));
        assert_eq!(driver.timeline_view().found, here);
        assert_eq!(driver.told(), told);
        driver.command_timeline(TimelineCommand::Reset);
        driver.command_timeline(TimelineCommand::Deselect);
    }
    assert!(find(&mut driver, "nothing is called this").starts_with("0 · "));
    assert!(!is_marked(&driver));
    assert_eq!(find(&mut driver, ""), "");
}

#[test]
fn why_somebody_waited_is_told_and_drawn() {
    let mut driver = open();
    driver.command_timeline(TimelineCommand::FoldAll(false));
    driver.ask(Request::Search(
        1,
        SearchFor {
            pattern: "waiting".to_owned(),
            ..SearchFor::default()
        },
    ));
    let chain = |driver: &Driver| {
        let parts = driver.told().parts.into_iter();
        let mut why = parts.filter(|part| part.heading.starts_with("Why was it waiting?"));
        why.next().map(|part| part.lines)
    };
    let mut longest: Vec<Line> = Vec::new();
    for _ in 0..40 {
        driver.command_timeline(TimelineCommand::NextMatch(false));
        let lines = chain(&driver).unwrap_or_default();
        let steps = lines.iter().filter(|line| line.link.is_some()).count();
        if steps == 0 {
            continue;
        }
        assert!(lines[0].text.contains("then woke G"), "{lines:?}");
        if lines.len() > longest.len() {
            driver.command_timeline(TimelineCommand::ZoomToSelection);
            driver.command_timeline(TimelineCommand::ZoomToSelection);
            let arrows = driver
                .timeline
                .calls
                .iter()
                .any(|call| matches!(call, Call::Curves(..)));
            assert!(arrows || steps < 2, "{lines:?}");
            longest = lines;
        }
        if longest.len() > 4 {
            break;
        }
    }
    assert!(longest.len() > 2, "{longest:?}");
}

#[test]
fn lanes_are_pinned_hidden_sorted_and_only_a_family_is_shown() {
    let mut driver = open();
    let act = |driver: &mut Driver, words: &str| {
        let told = driver.told();
        let mut lines = told.parts.iter().flat_map(|part| &part.lines);
        let found = lines.find(|line| line.text == words);
        let link = found.unwrap_or_else(|| panic!("no {words} in {told:?}")).link;
        driver.command_timeline(TimelineCommand::Follow(link.expect("a link")));
    };
    let count = |driver: &Driver, name: &str| driver.timeline.texts().iter().filter(|text| **text == name).count();
    let y = driver.y_of("P5");
    driver.point_timeline(PointerEvent::Click(500.0, y));
    act(&mut driver, "pin it on top");
    assert_eq!((count(&driver, "P5"), count(&driver, "Pinned")), (2, 1));
    assert!(driver.y_of("P5") < driver.y_of("Heap"));
    act(&mut driver, "hide it");
    assert_eq!(count(&driver, "P5"), 1);
    act(&mut driver, "unpin it");
    assert_eq!(count(&driver, "P5"), 0);
    let place = driver.view().place;
    assert!(place.timeline.contains("~d.p"), "{}", place.timeline);
    act(&mut driver, "show all lanes again");
    assert_eq!(count(&driver, "P5"), 1);
    driver.ask(Request::Restore(Box::new(place)));
    assert_eq!(count(&driver, "P5"), 0);
    driver.ask(Request::Restore(Box::default()));
    assert_eq!(count(&driver, "P5"), 1);

    let wanted = SearchFor {
        pattern: "main.waits.func1".to_owned(),
        ..SearchFor::default()
    };
    driver.ask(Request::Search(1, wanted));
    driver.command_timeline(TimelineCommand::NextMatch(false));
    let who = driver.told().place;
    act(&mut driver, "show only it, those that woke it and those that it woke");
    assert_eq!((count(&driver, "Family"), count(&driver, "Goroutines")), (1, 0));
    assert_eq!(driver.told().place, who);
    let few = driver.view().place;
    assert!(few.timeline.contains("~f.g"), "{}", few.timeline);
    act(&mut driver, "sort goroutines by longest wait");
    act(&mut driver, "show all lanes again");
    let place = driver.view().place;
    assert!(
        place.timeline.contains("~k.5") && !place.timeline.contains("~f."),
        "{}",
        place.timeline
    );
    driver.ask(Request::Restore(Box::new(few.clone())));
    assert_eq!((count(&driver, "Family"), count(&driver, "Goroutines")), (1, 0));
    assert_eq!(driver.view().place.timeline, few.timeline);
}
