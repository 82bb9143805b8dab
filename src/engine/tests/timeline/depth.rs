//! Stacks over time, creators, marks, what times are counted from, wakings, and searches with conditions.

use super::*;

/// What is offered of what is selected.
fn offered(driver: &Driver, words: &str) -> Option<u32> {
    let told = driver.told();
    let mut lines = told.parts.iter().flat_map(|part| &part.lines);
    lines.find(|line| line.text == words)?.link
}

fn act(driver: &mut Driver, words: &str) {
    let link = offered(driver, words).unwrap_or_else(|| panic!("no {words} in {:?}", driver.told()));
    driver.command_timeline(TimelineCommand::Follow(link));
}

fn find(driver: &mut Driver, words: &str) -> String {
    let wanted = SearchFor {
        pattern: words.to_owned(),
        ..SearchFor::default()
    };
    driver.ask(Request::Search(1, wanted));
    driver.timeline_view().found
}

/// Selects the first thing that a search finds.
fn select(driver: &mut Driver, words: &str) {
    find(driver, words);
    driver.command_timeline(TimelineCommand::NextMatch(false));
}

fn count(driver: &Driver, name: &str) -> usize {
    let texts = driver.timeline.texts();
    texts.iter().filter(|text| text.starts_with(name)).count()
}

fn found(told: &str) -> u64 {
    let words = told.rsplit(" of ").next().unwrap_or_default();
    let count = words.split(' ').next().unwrap_or_default();
    count
        .replace(',', "")
        .parse()
        .unwrap_or_else(|_| panic!("no count in {told}"))
}

#[test]
fn a_goroutine_that_is_opened_shows_its_stack_over_time() {
    let mut driver = open();
    select(&mut driver, "goroutine:G1");
    assert_eq!(count(&driver, "stack"), 0);
    let y = driver.y_of("main.main");
    driver.point_timeline(PointerEvent::Click(60.0, y));
    assert_eq!(count(&driver, "stack"), 1);
    assert!(driver.timeline_view().legend.iter().any(|item| item.name == "stack"));
    // The second function from outside is what main.main calls, told as a slice with its length and its stack.
    let y = driver.y_of("stack") + 20.0;
    driver.command_timeline(TimelineCommand::Reset);
    let seen: Vec<Told> = (165..795)
        .step_by(20)
        .filter_map(|x| {
            driver.point_timeline(PointerEvent::Move(f64::from(x), y));
            driver.hovered_slice()
        })
        .filter(|told| told.title == "main.work")
        .collect();
    assert_ne!(seen, []);
    let told = seen.last().unwrap();
    driver.point_timeline(PointerEvent::Click(told.rect[0].max(165.0) + 1.0, y));
    let told = driver.told();
    assert_eq!(
        (told.title.as_str(), told.place.as_str()),
        ("main.work", "on the stack of G1 main.main")
    );
    let stack = told.parts.iter().find(|part| part.heading == "First seen as");
    assert!(stack.is_some_and(|part| part.lines.iter().any(|line| line.text.starts_with("main.work "))));
    let place = driver.view().place;
    assert!(place.timeline.contains("y0_0"), "{}", place.timeline);
    // The address leads back to it, and without it it is gone.
    driver.ask(Request::Restore(Box::default()));
    assert_eq!(count(&driver, "stack"), 0);
    driver.ask(Request::Restore(Box::new(place.clone())));
    assert_eq!((count(&driver, "stack"), driver.told()), (1, told));
    assert_eq!(driver.view().place.timeline, place.timeline);
    act(&mut driver, "hide its stack");
    assert_eq!(count(&driver, "stack"), 0);
}

#[test]
fn goroutines_are_shown_below_those_that_made_them() {
    let mut driver = open_in(PaneSize {
        height: 1_400.0,
        ..PANE
    });
    driver.ask(Request::WatchTwin(crate::protocol::Twin::Lanes, 0, 100));
    select(&mut driver, "goroutine:G1");
    assert!(driver.timeline_view().legend.len() > 5);
    act(&mut driver, "group goroutines by who made them");
    let place = driver.view().place;
    assert!(place.timeline.contains("~q"), "{}", place.timeline);
    driver.command_timeline(TimelineCommand::ZoomToSelection);
    // What main.main made stands further to the right than it.
    let x_of = |driver: &Driver, name: &str| {
        driver.timeline.calls.iter().find_map(|call| match call {
            Call::Text(_, x, _, text) if *x < 140.0 && text.starts_with(name) => Some(*x),
            _ => None,
        })
    };
    let main = x_of(&driver, "main.main").expect("main.main");
    let made = x_of(&driver, "main.hand.func1").or(x_of(&driver, "hand.func1"));
    assert!(made.is_some_and(|x| x > main), "{:?}", driver.timeline.texts());
    let y = driver.y_of("main.main");
    driver.point_timeline(PointerEvent::Click(60.0, y));
    assert!(x_of(&driver, "main.hand").or(x_of(&driver, "hand.")).is_none());
    // What is gone to is unfolded.
    select(&mut driver, "main.hand.func1");
    assert!(driver.told().place.contains("main.hand.func1"), "{:?}", driver.told());
    assert!(x_of(&driver, "main.hand").or(x_of(&driver, "hand.")).is_some());
    driver.ask(Request::Restore(Box::default()));
    assert!(!driver.view().place.timeline.contains("~q"));
    driver.ask(Request::Restore(Box::new(place)));
    assert!(driver.view().place.timeline.contains("~q"));
    act(&mut driver, "group goroutines by their first function");
    assert!(!driver.view().place.timeline.contains("~q"));
}

#[test]
fn marks_are_kept_and_times_counted_from_them() {
    let mut driver = open();
    driver.drag((300.0, 300.0), (400.0, 300.0));
    let range = driver.told().title;
    driver.command_timeline(TimelineCommand::MarkSelection);
    let place = driver.view().place.timeline;
    assert!(place.contains("~n."), "{place}");
    let first = |driver: &Driver| {
        let mut texts = driver.timeline.texts().into_iter();
        texts.find(|text| text.starts_with('−')).map(str::to_owned)
    };
    assert_eq!(first(&driver), None);
    act(&mut driver, "count time from its beginning");
    assert!(first(&driver).is_some(), "{:?}", driver.timeline.texts());
    driver.command_timeline(TimelineCommand::Deselect);
    driver.drag((600.0, 300.0), (700.0, 300.0));
    driver.command_timeline(TimelineCommand::MarkSelection);
    // Both are told, and lead back to where they were.
    let told = driver.told();
    let marks = told.parts.iter().find(|part| part.heading == "Marks").expect("marks");
    assert_eq!((marks.lines.len(), &marks.lines[0].text), (2, &range));
    assert!(marks.lines[1].text.ends_with(" after the one before"), "{marks:?}");
    driver.command_timeline(TimelineCommand::Follow(marks.lines[0].link.unwrap()));
    assert_eq!(driver.told().title, range);
    let place = driver.view().place;
    driver.ask(Request::Restore(Box::default()));
    assert_eq!(first(&driver), None);
    driver.ask(Request::Restore(Box::new(place.clone())));
    assert_eq!(driver.view().place.timeline, place.timeline);
    assert!(first(&driver).is_some() || driver.told().title == range);
    act(&mut driver, "forget this mark");
    act(&mut driver, "show the time of day, in UTC");
    assert!(
        driver
            .timeline
            .texts()
            .iter()
            .any(|text| text.matches(':').count() == 2)
    );
    assert!(driver.view().place.timeline.contains("~a.d"));
    act(&mut driver, "count time from the trace's beginning");
    assert!(!driver.view().place.timeline.contains("~a."));
}

#[test]
fn what_a_goroutine_woke_is_told_and_led_to() {
    let mut driver = open();
    select(&mut driver, "state:running goroutine:G1");
    let part = |driver: &Driver| {
        let mut parts = driver.told().parts.into_iter();
        parts.find(|part| part.heading == "Woke or made")
    };
    for _ in 0..200 {
        if part(&driver).is_some() {
            break;
        }
        driver.command_timeline(TimelineCommand::NextMatch(false));
    }
    let woken = part(&driver).expect("somebody whom G1 woke").lines;
    let (name, link) = (woken[0].text.clone(), woken[0].link.unwrap());
    let mut other = open();
    other.ask(Request::Restore(Box::new(driver.view().place)));
    other.command_timeline(TimelineCommand::Walk(TimelineStep::Woken));
    driver.command_timeline(TimelineCommand::Follow(link));
    assert_eq!((driver.told().place, other.told().place), (name.clone(), name));
    driver.command_timeline(TimelineCommand::Walk(TimelineStep::Waker));
    assert!(driver.told().place.starts_with("G1 "), "{:?}", driver.told());
}

#[test]
fn what_no_goroutine_woke_says_who_did_and_where() {
    let mut driver = open();
    select(&mut driver, "state:runnable");
    let mut seen = Vec::new();
    for _ in 0..200 {
        if ["a timer", "the network poller"]
            .iter()
            .all(|by| seen.iter().any(|seen| seen == by))
        {
            break;
        }
        let told = driver.told();
        let by = told.parts.iter().find(|part| part.heading == "Made runnable by");
        if let Some(line) = by
            .and_then(|part| part.lines.first())
            .filter(|line| line.link.is_none())
        {
            seen.push(line.text.clone());
            let on = by.and_then(|part| part.lines.iter().find(|line| line.name == "on"));
            if let Some(on) = on {
                // An arrow from that processor, once both its ends are there.
                let curves = driver
                    .timeline
                    .calls
                    .iter()
                    .any(|call| matches!(call, Call::Curves(..)));
                assert!(curves, "{told:?}");
                assert!(on.text.starts_with('P') && on.link.is_some(), "{on:?}");
            }
        }
        driver.command_timeline(TimelineCommand::NextMatch(false));
    }
    assert!(seen.iter().any(|by| by == "a timer"), "{seen:?}");
    assert!(seen.iter().any(|by| by == "the network poller"), "{seen:?}");
}

#[test]
fn a_search_asks_of_fields_and_of_lengths() {
    let mut driver = open();
    let all = found(&find(&mut driver, "state:waiting"));
    let long = found(&find(&mut driver, "state:waiting >1ms"));
    let short = found(&find(&mut driver, "state:waiting <999999ns"));
    assert!(long > 0 && short > 0 && long + short == all, "{long} + {short} = {all}");
    let reasons = found(&find(&mut driver, "reason:\"chan receive\""));
    assert!(reasons > 0 && reasons < all);
    assert_eq!(found(&find(&mut driver, "state:running reason:\"chan receive\"")), 0);
    let on_stack = found(&find(&mut driver, "state:waiting package:net"));
    assert!(on_stack > 0 && on_stack < all, "{on_stack} of {all}");
    assert_eq!(found(&find(&mut driver, "func:no.such")), 0);
    for (words, title) in [
        ("task:serve", "serve #2"),
        ("region:spin", "spin"),
        ("log:table", "table 4"),
        ("label:dedicated", "Running: GC (dedicated)"),
    ] {
        driver.command_timeline(TimelineCommand::Deselect);
        select(&mut driver, words);
        assert_eq!(driver.told().title, title, "{words}");
        driver.command_timeline(TimelineCommand::Reset);
    }
    // By its whole number, as G1 or 1; what else is asked counts what it did as well.
    assert_eq!(found(&find(&mut driver, "goroutine:G1")), 1);
    assert_eq!(found(&find(&mut driver, "g:1")), 1);
    assert!(found(&find(&mut driver, "goroutine:G1 state:running")) > 1);
}

#[test]
fn what_is_found_is_marked_on_processors_too() {
    let mut driver = open();
    let marked = |driver: &Driver| {
        let color = Theme::light().new;
        let pixel = [color.red, color.green, color.blue, 255];
        let mut rasters = driver.timeline.calls.iter();
        let raster = rasters.find_map(|call| match call {
            Call::Image(_, top, raster) => Some((*top, raster)),
            _ => None,
        });
        let (top, raster) = raster.expect("an image");
        let lines = raster.pixels().chunks(raster.width() as usize);
        let lines = lines.enumerate().filter(|(_, line)| line.contains(&pixel));
        lines.map(|(at, _)| top + at as f64).collect::<Vec<_>>()
    };
    find(&mut driver, "state:running goroutine:G1");
    let lines = marked(&driver);
    let procs = ["P0", "P1", "P2", "P3", "P4", "P5"].map(|name| driver.y_of(name));
    let on_procs = procs
        .iter()
        .filter(|y| lines.iter().any(|line| (line - **y).abs() < 10.0));
    assert!(on_procs.count() > 0, "{lines:?} {procs:?}");
    find(&mut driver, "state:waiting goroutine:G1");
    let lines = marked(&driver);
    assert!(procs.iter().all(|y| !lines.iter().any(|line| (line - *y).abs() < 10.0)));
}

#[test]
fn why_the_world_was_stopped_is_told_lane_by_lane() {
    let mut driver = open();
    let y = driver.y_of("Stop the world");
    driver.point_timeline(PointerEvent::Click(60.0, y));
    assert!(count(&driver, "GC mark term") > 0, "{:?}", driver.timeline.texts());
    let place = driver.view().place;
    assert!(place.timeline.contains("~o.w"), "{}", place.timeline);
    driver.ask(Request::Restore(Box::default()));
    assert_eq!(count(&driver, "GC mark term"), 0);
    driver.ask(Request::Restore(Box::new(place)));
    assert!(count(&driver, "GC mark term") > 0);
}

#[test]
fn a_range_tells_of_the_selected_lane_and_of_the_collector() {
    let mut driver = open();
    let y = driver.y_of("P0");
    let x = (200..790).find(|&x| {
        driver.point_timeline(PointerEvent::Move(f64::from(x), y));
        driver.hovered_slice().is_some()
    });
    driver.point_timeline(PointerEvent::Click(f64::from(x.expect("something on P0")), y));
    driver.drag((170.0, 30.0), (790.0, 30.0));
    driver.drag((170.0, 40.0), (790.0, 40.0));
    let told = driver.told();
    assert_eq!(told.parts[0].heading, "Processor P0", "{told:?}");
    let share = &line(&told, "its workers ran").text;
    assert!(share.ends_with("% of processors"), "{share}");
}
